//! Forms on host pages: opened, filled in, submitted. A submission is committed before it is
//! answered, and answered the same whether it went to a lead or to quarantine.

pub mod api;
mod contact;
mod gather;
mod submission;

pub use self::api::{Document, router};
pub use self::gather::Forms;
