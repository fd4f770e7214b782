//! What every route shares: errors, request ids, the client's address, headers, assets, metrics.

pub mod assets;
mod client;
mod error_page;
mod extract;
mod fields;
mod html;
mod id;
mod json;
mod layers;
pub mod metrics;
mod problem;

pub use self::client::{ClientAddress, Peer};
pub use self::extract::{Form, Path, Query};
pub use self::fields::{FieldErrors, is_email, is_web_address, too_long};
pub use self::html::{Bare, Page, page};
pub use self::id::Id;
pub use self::json::{LooseJson, mended, parse_body};
pub use self::layers::{RequestId, around, reader_is};
pub use self::problem::{Code, Problem, ProblemBody};
