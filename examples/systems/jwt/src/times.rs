//! Times: `NumericDate` as a date, and how long it is from now. Durations and times in arguments.

use std::time::Duration;

use jiff::Timestamp;
use jwt_codec::jwt::NumericDate;

/// Larger than any date in seconds that somebody means, smaller than today's date in milliseconds.
const MILLISECONDS: i64 = 100_000_000_000;

/// A claim that is a time.
pub struct Moment {
    /// `2026-11-29 17:40:00 UTC`
    pub date: String,
    /// The same in RFC 3339.
    pub rfc3339: String,
    /// How many seconds after now.
    pub from_now: i64,
    pub state: &'static str,
    /// "expires in 4 min"
    pub words: String,
    /// Whether a verifier rejects the token for it.
    pub is_bad: bool,
}

/// Returns whether a claim of this name is a time.
pub fn is_time(name: &str) -> bool {
    matches!(name, "exp" | "nbf" | "iat" | "auth_time" | "updated_at")
}

impl Moment {
    /// Reads the value of a claim, in JSON. Returns what is wrong with it if it is no date.
    pub fn of(name: &str, value: &str, now: i64) -> Result<Self, &'static str> {
        let seconds =
            value.parse().ok().and_then(NumericDate::from_secs_f64).ok_or("not a number: verifiers reject it")?;
        let seconds = seconds.as_secs();
        if seconds >= MILLISECONDS {
            return Err("too far away to be a date: perhaps it is in milliseconds, and should be in seconds");
        }
        let timestamp = Timestamp::from_second(seconds).map_err(|_| "too far away to be a date")?;
        let from_now = seconds.saturating_sub(now);
        let distance = distance(from_now.unsigned_abs());
        // At `exp`, the token has expired.
        let is_ahead = from_now > 0;
        let (state, words, is_bad) = match (name, is_ahead) {
            ("exp", true) => ("valid", format!("expires in {distance}"), false),
            ("exp", false) => ("expired", format!("expired {distance} ago"), true),
            ("nbf", true) => ("not yet valid", format!("not valid until then, in {distance}"), true),
            ("nbf", false) => ("valid", format!("valid since {distance} ago"), false),
            ("iat", true) => ("in the future", format!("issued in the future, in {distance}"), true),
            ("iat", false) => ("past", format!("issued {distance} ago"), false),
            ("auth_time", false) => ("past", format!("logged in {distance} ago"), false),
            (_, true) => ("in the future", format!("in {distance}"), false),
            (_, false) => ("past", format!("{distance} ago"), false),
        };
        let date = timestamp.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
        Ok(Self { date, rfc3339: timestamp.to_string(), from_now, state, words, is_bad })
    }
}

pub fn now(at: Option<i64>) -> i64 {
    at.unwrap_or_else(|| NumericDate::now().as_secs())
}

/// The largest unit that says enough, rounded down.
fn distance(seconds: u64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    const YEAR: u64 = 365 * DAY;
    let (count, unit) = match seconds {
        0..MINUTE => return format!("{seconds} s"),
        MINUTE..HOUR => return format!("{} min", seconds / MINUTE),
        HOUR..DAY => return format!("{} h", seconds / HOUR),
        DAY..YEAR => (seconds / DAY, "day"),
        _ => (seconds / YEAR, "year"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Parses `90s`, `15m`, `12h`, `7d`, or seconds without a unit.
pub fn duration(text: &str) -> Result<Duration, String> {
    let unit_at = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (count, unit) = text.split_at(unit_at);
    let factor = match unit {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err("not a duration: 90s, 15m, 12h, 7d".into()),
    };
    let seconds = count.parse::<u64>().ok().and_then(|count| count.checked_mul(factor));
    // What `exp` can be: a duration of centuries is a mistake.
    let seconds = seconds.filter(|&seconds| seconds < 1000 * 365 * 24 * 60 * 60);
    seconds.map(Duration::from_secs).ok_or_else(|| "not a duration: 90s, 15m, 12h, 7d".into())
}

/// Parses RFC 3339, or seconds since 1970.
pub fn time(text: &str) -> Result<i64, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    text.parse::<Timestamp>().map(Timestamp::as_second).map_err(|_| "not a time: 2026-11-29T17:40:00Z".into())
}

#[cfg(test)]
mod tests {
    use super::{Moment, distance, duration, time};

    #[test]
    fn distances_in_words() {
        let words = |seconds| distance(seconds);
        assert_eq!(words(59), "59 s");
        assert_eq!(words(299), "4 min");
        assert_eq!(words(7_199), "1 h");
        assert_eq!(words(86_400), "1 day");
        assert_eq!(words(3 * 86_400), "3 days");
        assert_eq!(words(800 * 86_400), "2 years");
    }

    #[test]
    fn claims_in_words() {
        let words = |name, value| Moment::of(name, value, 1_000).map(|moment| (moment.words, moment.is_bad));
        assert_eq!(words("exp", "1240"), Ok(("expires in 4 min".into(), false)));
        assert_eq!(words("exp", "1000.5"), Ok(("expired 0 s ago".into(), true)));
        assert_eq!(words("nbf", "1001"), Ok(("not valid until then, in 1 s".into(), true)));
        assert_eq!(words("iat", "940"), Ok(("issued 1 min ago".into(), false)));
        assert!(words("exp", "\"1240\"").is_err_and(|error| error.contains("not a number")));
        assert!(words("exp", "1764438000000").is_err_and(|error| error.contains("milliseconds")));
        assert!(words("exp", "-1e300").is_err());
    }

    #[test]
    fn durations_and_times() {
        assert_eq!(duration("15m").map(|duration| duration.as_secs()), Ok(900));
        assert_eq!(duration("7d").map(|duration| duration.as_secs()), Ok(604_800));
        for wrong in ["", "m", "-1s", "1.5h", "1y", "99999999999999999999s", "999999999999d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert_eq!(time("1970-01-01T00:01:00Z"), Ok(60));
        assert_eq!(time("60"), Ok(60));
        assert!(time("yesterday").is_err());
    }
}
