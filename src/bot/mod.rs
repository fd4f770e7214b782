//! The chatbot: scripts, the engine that runs them, and what it knows.
//!
//! The engine is pure. It runs inside the transaction that stores what the visitor said, so that
//! a run is never behind the conversation.

pub mod engine;
pub mod import;
pub mod ready;
pub mod script;
