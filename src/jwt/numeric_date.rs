//! `NumericDate`: RFC 7519 section 2.

use core::fmt;
use core::time::Duration;
#[cfg(feature = "std")]
use std::time::SystemTime;

use serde_core::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde_core::ser::{Serialize, Serializer};

#[cfg(feature = "std")]
use crate::error::TimeOutOfRange;

const MICROS_PER_SECOND: f64 = 1_000_000.0;

/// A point in time: seconds since 1970-01-01T00:00:00Z, without leap seconds. In JSON it is an integer or a fraction.
///
/// It holds the seconds of an `i64`, with a precision of one microsecond. Times out of range become [`MIN`](Self::MIN)
/// or [`MAX`](Self::MAX), and so do results of arithmetic.
///
/// In JSON, a fraction is the nearest float. Until the year 2242 it comes back as it was; later, floats are more than a
/// microsecond apart. In binary formats it is always a float.
///
/// ```
/// use jwt_codec::jwt::NumericDate;
/// use std::time::Duration;
///
/// let issued = NumericDate::from_secs(1_300_819_380);
/// let expires = issued.saturating_add(Duration::from_millis(1500));
/// assert_eq!((expires.as_secs(), expires.as_secs_f64()), (1_300_819_381, 1_300_819_381.5));
/// assert_eq!(expires.saturating_sub(Duration::from_millis(1500)), issued);
/// assert_eq!(NumericDate::from_secs_f64(1_300_819_381.5), Some(expires));
/// assert!(NumericDate::MIN < issued && issued < NumericDate::now() && NumericDate::now() < NumericDate::MAX);
///
/// assert_eq!(serde_json::to_string(&issued)?, "1300819380");
/// assert_eq!(serde_json::to_string(&expires)?, "1300819381.5");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumericDate {
    /// The last whole second. It is the first field, so that the derived order is the order of time.
    seconds: i64,
    /// From 0 to 999999.
    micros: u32,
}

impl NumericDate {
    /// The earliest time.
    pub const MIN: Self = Self { seconds: i64::MIN, micros: 0 };

    /// The latest time.
    pub const MAX: Self = Self { seconds: i64::MAX, micros: 999_999 };

    /// Returns the current time of the system clock, in whole seconds.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn now() -> Self {
        Self::from_secs(Self::from(SystemTime::now()).seconds)
    }

    /// Creates a time from whole seconds.
    #[must_use]
    pub const fn from_secs(seconds: i64) -> Self {
        Self { seconds, micros: 0 }
    }

    /// Creates a time from fractional seconds, rounded to the nearest microsecond. Returns `None` if they are not
    /// finite.
    #[must_use]
    pub fn from_secs_f64(seconds: f64) -> Option<Self> {
        if !seconds.is_finite() {
            return None;
        }
        // Casts of floats saturate. A float of 2^53 or more is whole, and a smaller one fits into an `i64`.
        #[expect(clippy::cast_possible_truncation, reason = "saturates, as wanted")]
        let whole = seconds as i64;
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "exact below 2^53, 0 above; then rounded"
        )]
        let micros = ((seconds - whole as f64) * MICROS_PER_SECOND + if seconds < 0.0 { -0.5 } else { 0.5 }) as i64;
        let date = Self::from_secs(whole.saturating_add(micros.div_euclid(1_000_000)));
        match u32::try_from(micros.rem_euclid(1_000_000)) {
            Ok(micros) if whole != i64::MAX && whole != i64::MIN => Some(Self { micros, ..date }),
            _ if whole == i64::MAX => Some(Self::MAX),
            _ => Some(date),
        }
    }

    /// Returns the whole seconds, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.seconds
    }

    /// Returns the seconds with their fraction, as the nearest float. Beyond 2^53 seconds, the result may be a neighbor of it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what is asked for")]
    pub fn as_secs_f64(self) -> f64 {
        const EXACT_IN_FLOATS: u64 = 1 << 53;
        let micros = self.seconds.checked_mul(1_000_000).and_then(|micros| micros.checked_add(self.micros.into()));
        match micros {
            // Rounded once, by the division.
            Some(micros) if micros.unsigned_abs() <= EXACT_IN_FLOATS => micros as f64 / MICROS_PER_SECOND,
            // Floats are so far apart here that the fraction's own rounding does not show.
            _ => self.seconds as f64 + f64::from(self.micros) / MICROS_PER_SECOND,
        }
    }

    /// Returns the time this much later, at most [`MAX`](Self::MAX).
    #[must_use]
    pub const fn saturating_add(self, duration: Duration) -> Self {
        let micros = self.micros.saturating_add(duration.subsec_micros());
        let (carry, micros) = match micros.checked_sub(1_000_000) {
            Some(micros) => (1, micros),
            None => (0, micros),
        };
        match self.seconds.checked_add_unsigned(duration.as_secs()) {
            Some(seconds) => match seconds.checked_add(carry) {
                Some(seconds) => Self { seconds, micros },
                None => Self::MAX,
            },
            None => Self::MAX,
        }
    }

    /// Returns the time this much earlier, at least [`MIN`](Self::MIN).
    #[must_use]
    pub const fn saturating_sub(self, duration: Duration) -> Self {
        let (borrow, micros) = match self.micros.checked_sub(duration.subsec_micros()) {
            Some(micros) => (0, micros),
            None => (1, self.micros.saturating_add(1_000_000).saturating_sub(duration.subsec_micros())),
        };
        match self.seconds.checked_sub_unsigned(duration.as_secs()) {
            Some(seconds) => match seconds.checked_sub(borrow) {
                Some(seconds) => Self { seconds, micros },
                None => Self::MIN,
            },
            None => Self::MIN,
        }
    }
}

/// Rounds down to the microsecond, also before 1970. Times out of range become [`MIN`](NumericDate::MIN) or
/// [`MAX`](NumericDate::MAX).
#[cfg(feature = "std")]
impl From<SystemTime> for NumericDate {
    fn from(time: SystemTime) -> Self {
        let epoch = Self::from_secs(0);
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => epoch.saturating_add(since),
            Err(before) => {
                let before = before.duration();
                // Part of a microsecond counts as a whole one: further from 1970 is down.
                let whole = Duration::new(before.as_secs(), before.subsec_micros().saturating_mul(1000));
                let rest = if whole == before { Duration::ZERO } else { Duration::from_micros(1) };
                epoch.saturating_sub(whole).saturating_sub(rest)
            }
        }
    }
}

/// Exact, or an error: what a system can represent differs. Linux has every [`NumericDate`], Windows none after
/// the year 30828.
///
/// ```
/// use jwt_codec::jwt::NumericDate;
/// use std::time::{Duration, SystemTime};
///
/// let time = SystemTime::try_from(NumericDate::from_secs(1_300_819_380))?;
/// assert_eq!(time, SystemTime::UNIX_EPOCH + Duration::from_secs(1_300_819_380));
/// assert_eq!(NumericDate::from(time), NumericDate::from_secs(1_300_819_380));
/// # Ok::<(), jwt_codec::TimeOutOfRange>(())
/// ```
#[cfg(feature = "std")]
impl TryFrom<NumericDate> for SystemTime {
    type Error = TimeOutOfRange;

    fn try_from(date: NumericDate) -> Result<Self, TimeOutOfRange> {
        let seconds = Duration::from_secs(date.seconds.unsigned_abs());
        let whole = match date.seconds {
            ..0 => Self::UNIX_EPOCH.checked_sub(seconds),
            0.. => Self::UNIX_EPOCH.checked_add(seconds),
        };
        whole.and_then(|whole| whole.checked_add(Duration::from_micros(date.micros.into()))).ok_or(TimeOutOfRange)
    }
}

impl Serialize for NumericDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Binary formats may not say which of the two it is.
        if self.micros == 0 && serializer.is_human_readable() {
            serializer.serialize_i64(self.seconds)
        } else {
            serializer.serialize_f64(self.as_secs_f64())
        }
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = NumericDate;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seconds")
            }

            fn visit_i64<E: Error>(self, seconds: i64) -> Result<NumericDate, E> {
                Ok(NumericDate::from_secs(seconds))
            }

            fn visit_u64<E: Error>(self, seconds: u64) -> Result<NumericDate, E> {
                Ok(i64::try_from(seconds).map_or(NumericDate::MAX, NumericDate::from_secs))
            }

            fn visit_f64<E: Error>(self, seconds: f64) -> Result<NumericDate, E> {
                NumericDate::from_secs_f64(seconds).ok_or_else(|| E::invalid_value(Unexpected::Float(seconds), &self))
            }
        }

        // Not `deserialize_any`: with the feature `arbitrary_precision` of `serde_json`, that would not return a
        // number.
        deserializer.deserialize_f64(Number)
    }
}
