//! Times: `exp`, `nbf`, `iat`, and `NumericDate` (RFC 7519 sections 2 and 4.1).

mod boundaries;
mod rules;
mod system_time;
