//! What every integration test stands on: the real application, and people who use it.
//!
//! ```ignore
//! both! {
//!     async fn a_message_reaches_the_operator(app) {
//!         let shop = app.shop().await;                        // account, owner, site
//!         let mut anna = app.visitor(&shop);                  // an address of her own
//!         anna.view().await;                                  // POST /v1/view: gets her token
//!         let mut socket = anna.socket().await;
//!         socket.hello(None, 0).await;                        // gives the welcome
//!         let ack = socket.say("Hello?").await;               // sends, waits for the ack
//!         let operator = app.operator(&shop).await;           // signs in as the owner
//!         let list = operator.get("/api/v1/conversations?filter=open").await;
//!         assert_eq!(list.body["conversations"][0]["id"], ack["conversation"]);
//!         app.advance(120_000).await;                         // the clock, then `settle`
//!         let mails = app.mails().await;                      // settles, then what is new
//!         assert_eq!(mails[0].to, "owner@shop.example");
//!     }
//! }
//! ```
//!
//! [`both!`] makes two tests of it, `feature::a_message_reaches_the_operator::sqlite` and
//! `…::postgres`; inside, `app` is a `&mut TestApp`. `cargo test --test it chat::` runs a feature,
//! `cargo test --test it ::sqlite` one database. Each test has a server of its own on a free port,
//! a data folder of its own, and a `SQLite` file or a database copied from a migrated template.
//!
//! * The clock stands at [`START`] (a Monday, 10:00 in Berlin) until [`TestApp::advance`].
//! * [`TestApp::settle`] waits until no job is due; [`TestApp::mails`] does so and then gives the
//!   mails that were not read yet, oldest first.
//! * A test fails at its end when a job is still due, a socket is open or a mail is unread: drop
//!   sockets, read mails (`app.mails().await` also where their content does not matter).
//! * [`TestApp::configure`] changes the settings and starts the server anew on the same port and
//!   data; [`TestApp::restart`] does only that. [`TestApp::node`] starts a second node
//!   (`PostgreSQL` with Redis).
//! * Visitors speak from addresses of their own (`X-Forwarded-For`; loopback is a trusted proxy),
//!   from the origin [`ORIGIN`]. The fields of [`Visitor`] can be set before it speaks.
//!
//! * [`with_smtp!`] makes one test (`…::smtp`) of `async fn sentence(app, smtp) { … }`: the server
//!   on `SQLite`, sending to a real mail server ([`Smtp`]: it can refuse, be slow, hang up, stop
//!   and start again). [`with_redis!`] makes one (`…::redis`) of `async fn sentence(app, redis)`:
//!   the server on `PostgreSQL`, and a way to a real Redis that can be cut ([`Redis`]).
//!
//! `PostgreSQL` is the server of `LEADBELL_TEST_PG` (an address with the right to make databases)
//! or, without it, a private one that is started where `initdb` is found and ends with the test
//! process; likewise `LEADBELL_TEST_REDIS`. Where there is none, that half says so on the
//! terminal, and `tests/run` counts it as not run. `LEADBELL_TEST_LOG=debug` shows the log.

#![allow(dead_code, unused_imports, reason = "clients offer what people can do, used or not")]

mod answer;
mod app;
mod authority;
pub mod document;
mod mail;
pub mod mmdb;
mod operator;
mod postgres;
pub mod process;
pub mod program;
mod proxy;
mod push;
mod redis;
mod s3;
mod shop;
mod smtp;
mod socket;
pub mod source;
mod store;
mod temp;
mod visitor;

pub use self::answer::Answer;
pub use self::app::{START, TestApp};
pub use self::authority::Authority;
pub use self::mail::TestMail;
pub use self::operator::Operator;
pub use self::postgres::{Database, OwnPostgres};
pub use self::proxy::Proxy;
pub use self::push::{Phone, PushService, Pushed};
pub use self::redis::Redis;
pub use self::s3::S3;
pub use self::shop::{ORIGIN, PASSWORD, Shop};
pub use self::smtp::{Mode, Smtp, Tls};
pub use self::socket::Socket;
pub use self::store::{Store, request};
pub use self::temp::{TempFolder, files_in};
pub use self::visitor::Visitor;

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use futures_util::FutureExt as _;
use leadbell::db::Backend;

/// Makes a test for each database of every `async fn sentence(app) { … }`.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs them")]
            use super::*;

            async fn sentence($app: &mut $crate::support::TestApp) $body

            $(#[$meta])*
            #[test]
            fn sqlite() {
                $crate::support::run(leadbell::db::Backend::Sqlite, |app| Box::pin(sentence(app)));
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                $crate::support::run(leadbell::db::Backend::Postgres, |app| Box::pin(sentence(app)));
            }
        }
    )*};
}

/// Makes a test with a real mail server of every `async fn sentence(app, smtp) { … }`.
macro_rules! with_smtp {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident, $smtp:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs them")]
            use super::*;

            async fn sentence(
                $app: &mut $crate::support::TestApp,
                $smtp: &mut $crate::support::Smtp,
            ) $body

            $(#[$meta])*
            #[test]
            fn smtp() {
                let Some(mut server) = $crate::support::Smtp::start() else { return };
                $crate::support::run(leadbell::db::Backend::Sqlite, |app| Box::pin(async move {
                    app.configure(|config| config.smtp_url = Some(server.url())).await;
                    sentence(app, &mut server).await;
                }));
            }
        }
    )*};
}

/// Makes a test on `PostgreSQL` with a Redis of every `async fn sentence(app, redis) { … }`.
macro_rules! with_redis {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident, $redis:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs them")]
            use super::*;

            async fn sentence(
                $app: &mut $crate::support::TestApp,
                $redis: &mut $crate::support::Redis,
            ) $body

            $(#[$meta])*
            #[test]
            fn redis() {
                $crate::support::run(leadbell::db::Backend::Postgres, |app| Box::pin(async move {
                    let Some(mut redis) = $crate::support::Redis::start().await else { return };
                    sentence(app, &mut redis).await;
                }));
            }
        }
    )*};
}

type Sentence<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Runs one test on one database, and its closing checks when it did not fail before.
pub fn run(backend: Backend, sentence: impl for<'a> FnOnce(&'a mut TestApp) -> Sentence<'a>) {
    block_on(async {
        if backend == Backend::Postgres && postgres::address().is_none() {
            process::say_not_run("PostgreSQL");
            return;
        }
        let mut app = TestApp::start(backend).await;
        let ended = AssertUnwindSafe(sentence(&mut app)).catch_unwind().await;
        app.end(ended.is_ok()).await;
        resume(ended);
    });
}

/// Whether there is a `PostgreSQL` to test on.
pub fn has_postgres() -> bool {
    postgres::address().is_some()
}

/// Runs a future on a runtime like the server's.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(work)
}

fn resume(ended: Result<(), Box<dyn Any + Send>>) {
    if let Err(panic) = ended {
        std::panic::resume_unwind(panic);
    }
}
