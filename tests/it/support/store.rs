//! A request as the form makes it, without the form.

use leadbell::db::{Tx, Write};
use leadbell::error::Result;
use leadbell::leads::{self, Capture, Captured};

/// Stores a request.
#[derive(Clone)]
pub struct Store(pub Capture);

impl Write for Store {
    type Out = Captured;
    async fn run(&self, tx: &mut Tx<'_>) -> Result<Captured> {
        leads::capture(tx, &self.0).await
    }
}
