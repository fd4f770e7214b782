//! Threads of their own for writes.
//!
//! A transaction is a chain of short waits, one for each statement. Among thousands of busy
//! sockets each link would first stand in the queue of the sockets' runtime, and a commit would
//! take as long as all of these together; here it only waits for the database.

use tokio::runtime::{Builder, Handle, Runtime};

/// A runtime that ends when the last of its owners is gone.
pub(super) struct Apart(Option<Runtime>);

impl Apart {
    /// Starts one thread for each core that the process may use.
    pub(super) fn start() -> std::io::Result<Self> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("leadbell-write")
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// Where to spawn.
    pub(super) fn handle(&self) -> &Handle {
        self.0.as_ref().expect("a runtime until it is dropped").handle()
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        // A plain drop would wait, which an asynchronous caller must not.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
