//! Many rows in one statement: `head VALUES ($1, …), (…) tail`, or `(?, …), (…)` on `SQLite`,
//! which looks for a numbered parameter among all others.

use std::fmt::Write as _;

use super::Backend;

/// How many rows one statement takes: few different texts, so that each is prepared once.
const SIZES: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];

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
/// `sql_rows!(tx, execute, HEAD, TAIL, rows, |row| a, b, c)`, or `fetch_all as Row` in the place
/// of `execute`. Head and tail are constants; the values are those of one row.
#[macro_export]
macro_rules! sql_rows {
    (@args $args:ident, $rows:expr, |$row:ident| $($value:expr),+) => {{
        let mut fine: ::std::result::Result<(), sqlx::error::BoxDynError> = Ok(());
        for $row in $rows {
            $(fine = fine.and_then(|()| sqlx::Arguments::add(&mut $args, $value));)+
        }
        fine.map_err(|cause| $crate::error::Error::from(sqlx::Error::Encode(cause)))?;
    }};
    (@text $backend:ident, $head:expr, $tail:expr, $rows:expr, $($value:expr),+) => {
        sqlx::AssertSqlSafe($crate::db::rows::text($crate::db::Backend::$backend,
            $head, [$(stringify!($value)),+].len(), $rows.len(), $tail))
    };
    ($on:expr, execute, $head:expr, $tail:expr, $rows:expr, |$row:ident| $($value:expr),+ $(,)?) => {
        for rows in $crate::db::rows::chunks($rows) {
            match $on.conn() {
                $crate::db::Conn::Sqlite(conn) => {
                    let mut args = sqlx::sqlite::SqliteArguments::default();
                    $crate::sql_rows!(@args args, rows, |$row| $($value),+);
                    let text = $crate::sql_rows!(@text Sqlite, $head, $tail, rows, $($value),+);
                    sqlx::query_with(text, args).execute(&mut *conn).await?;
                }
                $crate::db::Conn::Postgres(conn) => {
                    let mut args = sqlx::postgres::PgArguments::default();
                    $crate::sql_rows!(@args args, rows, |$row| $($value),+);
                    let text = $crate::sql_rows!(@text Postgres, $head, $tail, rows, $($value),+);
                    sqlx::query_with(text, args).execute(&mut *conn).await?;
                }
            }
        }
    };
    ($on:expr, fetch_all as $out:ty, $head:expr, $tail:expr, $rows:expr, |$row:ident| $($value:expr),+ $(,)?) => {{
        let mut all: Vec<$out> = Vec::new();
        for rows in $crate::db::rows::chunks($rows) {
            all.extend(match $on.conn() {
                $crate::db::Conn::Sqlite(conn) => {
                    let mut args = sqlx::sqlite::SqliteArguments::default();
                    $crate::sql_rows!(@args args, rows, |$row| $($value),+);
                    let text = $crate::sql_rows!(@text Sqlite, $head, $tail, rows, $($value),+);
                    sqlx::query_as_with::<_, $out, _>(text, args).fetch_all(&mut *conn).await?
                }
                $crate::db::Conn::Postgres(conn) => {
                    let mut args = sqlx::postgres::PgArguments::default();
                    $crate::sql_rows!(@args args, rows, |$row| $($value),+);
                    let text = $crate::sql_rows!(@text Postgres, $head, $tail, rows, $($value),+);
                    sqlx::query_as_with::<_, $out, _>(text, args).fetch_all(&mut *conn).await?
                }
            });
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
        assert_eq!(sizes, [64, 64, 16, 4, 2]);
        assert!(chunks(&rows).flatten().eq(&rows));
    }
}
