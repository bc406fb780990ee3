//! What happened, a line for each step and each request. No line holds a password or a token.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;

#[derive(Clone, Default)]
pub struct Trace {
    lines: Arc<Mutex<Vec<String>>>,
    is_quiet: Arc<AtomicBool>,
}

impl Trace {
    /// Something that the program says.
    pub fn say(&self, line: impl Into<String>) {
        let line = line.into();
        if !self.is_quiet.load(Ordering::Relaxed) {
            println!("{line}");
        }
        self.lock().push(line);
    }

    /// A request that the server answered, and why so. `what` is the server's own text: nothing of the request goes in
    /// but the names of users, which are plain words.
    pub fn served(&self, request: &str, status: StatusCode, what: &str) {
        self.say(format!("      server: {request:<26} {}  {what}", status.as_u16()));
    }

    /// Keeps lines without printing them, for a load test with thousands of requests.
    pub fn print(&self, is_on: bool) {
        self.is_quiet.store(!is_on, Ordering::Relaxed);
    }

    pub fn lines(&self) -> Vec<String> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
