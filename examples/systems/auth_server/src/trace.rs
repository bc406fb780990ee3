//! What happened, a line for each step and each request. No line holds a password or a token.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::StatusCode;

#[derive(Clone, Default)]
pub struct Trace {
    /// For the scripted client only. A server would fill its memory with them.
    kept: Option<Arc<Mutex<Vec<String>>>>,
    is_quiet: Arc<AtomicBool>,
}

impl Trace {
    /// A trace that keeps its lines, see [`lines`](Self::lines).
    pub fn keeping() -> Self {
        Self { kept: Some(Arc::default()), ..Self::default() }
    }

    /// Something that the program says.
    pub fn say(&self, line: impl Into<String>) {
        let line = line.into();
        if !self.is_quiet.load(Ordering::Relaxed) {
            // Whoever read the output may be gone. The server goes on: `println!` would panic.
            let _ = writeln!(std::io::stdout(), "{line}");
        }
        if let Some(kept) = &self.kept {
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
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
        let Some(kept) = &self.kept else { return Vec::new() };
        kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
