//! The clock of a policy.

use alloc::sync::Arc;
use core::fmt;

use super::NumericDate;

/// The source of the current time: the system, a fixed time, or a function of the user.
#[derive(Clone)]
pub(super) enum Clock {
    #[cfg(feature = "std")]
    System,
    Fixed(NumericDate),
    Function(Arc<dyn Fn() -> NumericDate + Send + Sync>),
}

impl Clock {
    pub(super) fn now(&self) -> NumericDate {
        match self {
            #[cfg(feature = "std")]
            Self::System => NumericDate::from(std::time::SystemTime::now()),
            Self::Fixed(time) => *time,
            Self::Function(now) => now(),
        }
    }

    pub(super) const fn is_system(&self) -> bool {
        match self {
            #[cfg(feature = "std")]
            Self::System => true,
            Self::Fixed(_) | Self::Function(_) => false,
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            #[cfg(feature = "std")]
            Self::System => f.write_str("System"),
            Self::Fixed(time) => f.debug_tuple("Fixed").field(time).finish(),
            Self::Function(_) => f.write_str("Function"),
        }
    }
}
