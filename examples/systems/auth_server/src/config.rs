//! What an operator decides.

use std::time::Duration;

use argon2::Params;

pub struct Config {
    /// `iss` of every token. A real server takes its own public URL.
    pub issuer: &'static str,
    /// The API in this program, `aud` of the tokens for it.
    pub api: &'static str,
    /// Another API, for which this server issues tokens too.
    pub other_api: &'static str,
    /// An access token cannot be taken back, so its life is short.
    pub access_lifetime: Duration,
    /// A family of refresh tokens ends then, however often it was refreshed: the user logs in again.
    pub session_lifetime: Duration,
    /// It ends earlier if nobody refreshes for so long.
    pub idle_lifetime: Duration,
    /// How much earlier a key is published than it signs. Longer than `key_set_max_age`, so that nobody meets a token
    /// before its key.
    pub publish_ahead: Duration,
    /// How long others may keep the key set: `Cache-Control`.
    pub key_set_max_age: Duration,
    /// How long a key signs before a new one takes over.
    pub key_lifetime: Duration,
    /// How far the clocks of two servers may differ. This must be the largest leeway of any API: a key that has signed its
    /// last token stays published for so much longer.
    pub leeway: Duration,
    pub password_cost: Params,
}

impl Default for Config {
    fn default() -> Self {
        const MINUTE: u64 = 60;
        const DAY: u64 = 24 * 60 * MINUTE;
        Self {
            issuer: "https://id.example",
            api: "https://api.example",
            other_api: "https://billing.example",
            access_lifetime: Duration::from_secs(5 * MINUTE),
            session_lifetime: Duration::from_secs(30 * DAY),
            idle_lifetime: Duration::from_secs(7 * DAY),
            publish_ahead: Duration::from_secs(10 * MINUTE),
            key_set_max_age: Duration::from_secs(5 * MINUTE),
            key_lifetime: Duration::from_secs(30 * DAY),
            // The default of `Validation`, which APIs elsewhere have.
            leeway: Duration::from_secs(MINUTE),
            // Argon2id with 19 MiB, as OWASP recommends.
            password_cost: Params::default(),
        }
    }
}
