//! The time, which the scripted client can move ahead: nobody wants to wait for a token to expire.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jwt_codec::jwt::NumericDate;

#[derive(Clone, Default)]
pub struct Clock {
    /// Seconds ahead of the system's clock.
    ahead: Arc<AtomicI64>,
}

impl Clock {
    pub fn now(&self) -> NumericDate {
        NumericDate::from_secs(NumericDate::now().as_secs() + self.ahead.load(Ordering::Relaxed))
    }

    pub fn advance(&self, by: Duration) {
        self.ahead.fetch_add(by.as_secs() as i64, Ordering::Relaxed);
    }
}
