//! A statement on its way. Binding its values and reading its rows know the caller's types, on
//! both drivers; what lies between is one piece of code for all statements.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::FutureExt as _;
use futures_util::future::{self, BoxFuture};
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgQueryResult, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteQueryResult, SqliteRow};
use sqlx::{Arguments, Database, Encode, Executor, FromRow, IntoArguments, SqlStr, Type};

use crate::error::{Error, Result};

/// The values of a statement, as one driver sends them.
pub struct Bound<D: Database> {
    values: D::Arguments,
    refused: Option<BoxDynError>,
}

impl<D: Database> Default for Bound<D> {
    fn default() -> Self {
        Self { values: D::Arguments::default(), refused: None }
    }
}

impl<D: Database> Bound<D> {
    /// Adds the next value. One that the driver cannot send fails the statement.
    pub fn add<'v, T>(&mut self, value: T)
    where
        T: Encode<'v, D> + Type<D>,
    {
        if self.refused.is_none() {
            self.refused = self.values.add(value).err();
        }
    }
}

/// What is under way on a connection of one driver.
type Answer<'c, T> = BoxFuture<'c, Result<T, sqlx::Error>>;

fn query<'q, D: Database>(
    text: SqlStr,
    bound: Bound<D>,
) -> Result<Query<'q, D, D::Arguments>, sqlx::Error>
where
    D::Arguments: IntoArguments<D>,
{
    match bound.refused {
        Some(cause) => Err(sqlx::Error::Encode(cause)),
        None => Ok(sqlx::query_with(text, bound.values)),
    }
}

/// Starts a statement that gives no rows.
pub fn execute<'c, D: Database>(
    conn: &'c mut D::Connection,
    text: SqlStr,
    bound: Bound<D>,
) -> Answer<'c, D::QueryResult>
where
    &'c mut D::Connection: Executor<'c, Database = D>,
    D::Arguments: IntoArguments<D> + 'c,
{
    match query::<D>(text, bound) {
        Ok(query) => conn.execute(query),
        Err(cause) => future::ready(Err(cause)).boxed(),
    }
}

/// Starts a statement of which every row counts.
pub fn fetch_all<'c, D: Database>(
    conn: &'c mut D::Connection,
    text: SqlStr,
    bound: Bound<D>,
) -> Answer<'c, Vec<D::Row>>
where
    &'c mut D::Connection: Executor<'c, Database = D>,
    D::Arguments: IntoArguments<D> + 'c,
{
    match query::<D>(text, bound) {
        Ok(query) => conn.fetch_all(query),
        Err(cause) => future::ready(Err(cause)).boxed(),
    }
}

/// Starts a statement of which the first row counts, if there is one.
pub fn fetch_optional<'c, D: Database>(
    conn: &'c mut D::Connection,
    text: SqlStr,
    bound: Bound<D>,
) -> Answer<'c, Option<D::Row>>
where
    &'c mut D::Connection: Executor<'c, Database = D>,
    D::Arguments: IntoArguments<D> + 'c,
{
    match query::<D>(text, bound) {
        Ok(query) => conn.fetch_optional(query),
        Err(cause) => future::ready(Err(cause)).boxed(),
    }
}

pub use self::fetch_optional as fetch_one;

/// One of two things, by driver.
pub enum Either<S, P> {
    /// `SQLite`'s.
    Sqlite(S),
    /// `PostgreSQL`'s.
    Postgres(P),
}

/// A statement under way.
pub type Pending<'c, S, P> = Either<Answer<'c, S>, Answer<'c, P>>;

impl<S, P> Future for Pending<'_, S, P> {
    type Output = Result<Either<S, P>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = match self.get_mut() {
            Either::Sqlite(answer) => ready!(answer.poll_unpin(cx)).map(Either::Sqlite),
            Either::Postgres(answer) => ready!(answer.poll_unpin(cx)).map(Either::Postgres),
        };
        Poll::Ready(answer.map_err(Error::from))
    }
}

impl Either<SqliteQueryResult, PgQueryResult> {
    /// How many rows it changed.
    pub fn execute(self) -> u64 {
        match self {
            Self::Sqlite(done) => done.rows_affected(),
            Self::Postgres(done) => done.rows_affected(),
        }
    }
}

/// What can be read from a row of either driver.
pub trait Readable: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

impl<T> Readable for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> {}

impl Either<Vec<SqliteRow>, Vec<PgRow>> {
    /// Reads every row.
    pub fn fetch_all<T: Readable>(self) -> Result<Vec<T>> {
        Ok(match self {
            Self::Sqlite(rows) => rows.iter().map(T::from_row).collect::<Result<_, _>>()?,
            Self::Postgres(rows) => rows.iter().map(T::from_row).collect::<Result<_, _>>()?,
        })
    }
}

impl Either<Option<SqliteRow>, Option<PgRow>> {
    /// Reads the row, if there is one.
    pub fn fetch_optional<T: Readable>(self) -> Result<Option<T>> {
        Ok(match self {
            Self::Sqlite(row) => row.as_ref().map(T::from_row).transpose()?,
            Self::Postgres(row) => row.as_ref().map(T::from_row).transpose()?,
        })
    }

    /// Reads the row, which must be there.
    pub fn fetch_one<T: Readable>(self) -> Result<T> {
        Ok(self.fetch_optional()?.ok_or(sqlx::Error::RowNotFound)?)
    }
}
