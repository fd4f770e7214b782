//! The chat, and built forms, on a page of our own, for links in mails and profiles, and for sites whose policy
//! keeps the widget off their pages.

mod console;
mod form;

pub use self::console::router;
