//! Every statement of the features, so that a test can prepare each on both databases.

use crate::db::{Backend, dialect};

type Lists = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

/// Feature, texts for both databases, and pairs of a text for each.
const LISTS: &[Lists] = &[
    ("sites", crate::sites::store::STATEMENTS, &[]),
    ("people::users", crate::people::store::users::STATEMENTS, &[]),
    ("people::faces", crate::people::store::faces::STATEMENTS, &[]),
    ("people::sessions", crate::people::store::sessions::STATEMENTS, &[]),
    ("people::tokens", crate::people::store::tokens::STATEMENTS, &[]),
    ("visitors", crate::visitors::store::STATEMENTS, crate::visitors::store::DIALECT_STATEMENTS),
    ("visitors::files", crate::visitors::store::files::STATEMENTS, &[]),
    ("visitors::history", crate::visitors::store::history::STATEMENTS, &[]),
    ("visitors::identity", crate::visitors::store::identity::STATEMENTS, &[]),
    ("guard", crate::guard::store::STATEMENTS, &[]),
    ("guard::mails", crate::guard::store::mails::STATEMENTS, &[]),
    ("attachments", crate::attachments::store::STATEMENTS, &[]),
    ("notify", crate::notify::store::STATEMENTS, crate::notify::store::DIALECT_STATEMENTS),
    ("notify::devices", crate::notify::store::devices::STATEMENTS, &[]),
    ("leads", crate::leads::store::STATEMENTS, &[]),
    ("leads::claims", crate::leads::store::claims::STATEMENTS, &[]),
    ("leads::changes", crate::leads::store::changes::STATEMENTS, &[]),
    ("leads::stages", crate::leads::store::stages::STATEMENTS, &[]),
    ("leads::submissions", crate::leads::store::submissions::STATEMENTS, &[]),
    ("leads::pages", crate::leads::store::pages::STATEMENTS, &[]),
    ("chat", crate::chat::store::STATEMENTS, crate::chat::store::DIALECT_STATEMENTS),
    ("chat::actions", crate::chat::store::actions::STATEMENTS, &[]),
    ("chat::canned", crate::chat::store::canned::STATEMENTS, &[]),
    (
        "chat::search",
        crate::chat::store::search::STATEMENTS,
        crate::chat::store::search::DIALECT_STATEMENTS,
    ),
    ("chat::notes", crate::chat::store::notes::STATEMENTS, &[]),
    ("chat::filters", crate::chat::store::filters::STATEMENTS, &[]),
    ("live", crate::live::store::STATEMENTS, &[]),
    ("forms", crate::forms::store::STATEMENTS, &[]),
    ("landing", crate::landing::store::STATEMENTS, &[]),
    ("offers", crate::offers::store::STATEMENTS, &[]),
    ("magnets", crate::magnets::store::STATEMENTS, crate::magnets::store::DIALECT_STATEMENTS),
    ("experiments", crate::experiments::store::STATEMENTS, &[]),
    ("chat::crew", crate::chat::store::crew::STATEMENTS, &[]),
    ("chat::queue", crate::chat::store::queue::STATEMENTS, &[]),
    ("bot::scripts", crate::bot::store::scripts::STATEMENTS, &[]),
    ("bot::figures", crate::bot::store::figures::STATEMENTS, &[]),
    ("bot::knowledge", crate::bot::store::knowledge::STATEMENTS, &[]),
    ("bot::runs", crate::bot::store::runs::STATEMENTS, crate::bot::store::runs::DIALECT_STATEMENTS),
    ("jobs", crate::jobs::store::STATEMENTS, crate::jobs::store::DIALECT_STATEMENTS),
    ("jobs::letters", crate::jobs::letters::STATEMENTS, &[]),
];

/// The feature and the text of every statement on `backend`.
pub fn all(backend: Backend) -> impl Iterator<Item = (&'static str, &'static str)> {
    LISTS.iter().flat_map(move |(feature, shared, pairs)| {
        let pairs = pairs.iter().map(move |(one, two)| dialect::text(backend, one, two));
        shared.iter().copied().chain(pairs).map(move |text| (*feature, text))
    })
}

/// A statement for a slice of rows: feature, head, values in a row, tail.
pub type Rows = (&'static str, &'static str, usize, &'static str);

/// Those that take many rows on `backend`; see [`sql_rows!`](crate::sql_rows).
pub fn rows(backend: Backend) -> impl Iterator<Item = Rows> {
    type List = &'static [(&'static str, usize, &'static str)];
    const LISTS: &[(&str, List)] = &[
        ("leads::many", crate::leads::store::many::ROWS),
        ("visitors", crate::visitors::store::ROWS),
        ("chat::actions", crate::chat::store::actions::ROWS),
        ("bot::runs", crate::bot::store::runs::ROWS),
        ("magnets", crate::magnets::store::ROWS),
        ("events", crate::events::ROWS),
        ("jobs", crate::jobs::store::ROWS),
    ];
    const ON_SQLITE: &[(&str, List)] = &[
        ("chat", crate::chat::store::SQLITE_ROWS),
        ("chat::search", crate::chat::store::search::SQLITE_ROWS),
        ("leads::many", crate::leads::store::many::SQLITE_ROWS),
        ("visitors", crate::visitors::store::SQLITE_ROWS),
    ];
    const ON_POSTGRES: &[(&str, List)] = &[
        ("leads::many", crate::leads::store::many::POSTGRES_ROWS),
        ("visitors", crate::visitors::store::POSTGRES_ROWS),
    ];
    let own = match backend {
        Backend::Sqlite => ON_SQLITE,
        Backend::Postgres => ON_POSTGRES,
    };
    LISTS.iter().chain(own).flat_map(|(feature, list)| {
        list.iter().map(|(head, columns, tail)| (*feature, *head, *columns, *tail))
    })
}
