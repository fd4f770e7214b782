//! Many rows in one statement: `head VALUES ($1, …), (…) tail`, or `(?, …), (…)` on `SQLite`,
//! which looks for a numbered parameter among all others.

use std::fmt::Write as _;

use super::Backend;

/// How many rows one statement takes: few different texts, so that each is prepared once, and one
/// statement for a handful of rows, since each is a way to the database and back.
const SIZES: [usize; 15] = [64, 48, 32, 24, 16, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1];

/// Cuts rows into statements.
pub fn chunks<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rows.len())?;
        let (chunk, rest) = rows.split_at(size);
        rows = rest;
        Some(chunk)
    })
}

/// The text for `rows` rows of `columns` values.
pub fn text(backend: Backend, head: &str, columns: usize, rows: usize, tail: &str) -> String {
    let mut text = String::with_capacity(head.len() + tail.len() + rows * columns * 6 + 8);
    text.push_str(head);
    text.push_str(" VALUES ");
    for row in 0..rows {
        text.push_str(if row > 0 { ", (" } else { "(" });
        for column in 1..=columns {
            let comma = if column > 1 { ", " } else { "" };
            let _ = match backend {
                Backend::Sqlite => write!(text, "{comma}?"),
                Backend::Postgres => write!(text, "{comma}${}", row * columns + column),
            };
        }
        text.push(')');
    }
    text.push(' ');
    text.push_str(tail);
    text
}

/// Runs a statement for a slice of rows, on whichever driver `$on` holds.
///
/// `sql_rows!(tx, execute, HEAD, TAIL, rows, |row| a, b, c)` gives the number of rows that it
/// changed, and `fetch_all as Row` in the place of `execute` gives rows. On `SQLite` each row that
/// comes back may cost a change of thread. Head and tail are constants; the values are those of one row.
#[macro_export]
macro_rules! sql_rows {
    (@run $on:expr, $how:ident, $head:expr, $tail:expr, $rows:ident, |$row:ident| $($value:expr),+) => {
        match $on.conn() {
            $crate::db::Conn::Sqlite(conn) => $crate::db::statement::Either::Sqlite(
                $crate::sql_rows!(@start $how, Sqlite, conn, $head, $tail, $rows, |$row| $($value),+)),
            $crate::db::Conn::Postgres(conn) => $crate::db::statement::Either::Postgres(
                $crate::sql_rows!(@start $how, Postgres, conn, $head, $tail, $rows, |$row| $($value),+)),
        }
        .await?
    };
    (@start $how:ident, $driver:ident, $conn:ident, $head:expr, $tail:expr, $rows:ident, |$row:ident| $($value:expr),+) => {{
        let mut bound = $crate::db::statement::Bound::<sqlx::$driver>::default();
        for $row in $rows {
            $(bound.add($value);)+
        }
        let text = $crate::db::rows::text($crate::db::Backend::$driver,
            $head, [$(stringify!($value)),+].len(), $rows.len(), $tail);
        $crate::db::statement::$how::<sqlx::$driver>(
            $conn, sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(text)), bound)
    }};
    ($on:expr, execute, $head:expr, $tail:expr, $rows:expr, |$row:ident| $($value:expr),+ $(,)?) => {{
        let mut changed = 0_u64;
        for rows in $crate::db::rows::chunks($rows) {
            changed +=
                $crate::sql_rows!(@run $on, execute, $head, $tail, rows, |$row| $($value),+).execute();
        }
        changed
    }};
    ($on:expr, fetch_all as $out:ty, $head:expr, $tail:expr, $rows:expr, |$row:ident| $($value:expr),+ $(,)?) => {{
        let mut all: Vec<$out> = Vec::new();
        for rows in $crate::db::rows::chunks($rows) {
            let got =
                $crate::sql_rows!(@run $on, fetch_all, $head, $tail, rows, |$row| $($value),+);
            all.extend(got.fetch_all::<$out>()?);
        }
        all
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_go_on_from_row_to_row() {
        assert_eq!(
            text(Backend::Postgres, "INSERT INTO a (b, c)", 2, 2, "ON CONFLICT DO NOTHING"),
            "INSERT INTO a (b, c) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING"
        );
        assert_eq!(text(Backend::Sqlite, "x", 2, 1, ""), "x VALUES (?, ?) ");
    }

    #[test]
    fn rows_are_cut_into_few_sizes_and_none_is_left_out() {
        let rows: Vec<usize> = (0..150).collect();
        let sizes: Vec<usize> = chunks(&rows).map(<[usize]>::len).collect();
        assert_eq!(sizes, [64, 64, 16, 6]);
        assert!(chunks(&rows).flatten().eq(&rows));
    }
}
