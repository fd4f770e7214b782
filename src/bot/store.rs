//! The SQL of the bot.

pub(crate) mod figures;
pub(crate) mod knowledge;
pub(crate) mod runs;
pub(crate) mod scripts;
