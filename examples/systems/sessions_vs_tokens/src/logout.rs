//! The difference that no table shows: what happens at a logout.

use crate::Fallible;
use crate::sessions::Sessions;
use crate::tokens::Tokens;

pub fn play(sessions: &Sessions, tokens: &Tokens) -> Fallible<()> {
    // A user without a token in the measurements, so that every other request finds its session.
    let user = sessions.len() - 1;
    let cookie = sessions.cookie(user);
    expect(sessions.caller(&cookie).is_ok(), "a session cookie: accepted")?;
    sessions.log_out(&cookie)?;
    expect(sessions.caller(&cookie).is_err(), "the same, after its user logged out: refused, no such session")?;
    expect(
        sessions.caller("__Host-session=made-up").is_err(),
        "an ID that somebody made up: refused, no such session",
    )?;

    let es256 = tokens.kinds.iter().find(|kind| kind.name == "ES256").ok_or("no ES256")?;
    let (_, authorization) = es256.authorization(0);
    expect(
        es256.caller(&authorization).is_ok(),
        "a token: accepted, also after a logout, until `exp` (see the example revocation)",
    )?;
    let forged = authorization.replacen('.', ".e30", 1);
    expect(es256.caller(&forged).is_err(), "a token with other claims: refused")
}

fn expect(as_expected: bool, what: &str) -> Fallible<()> {
    if !as_expected {
        return Err(format!("not as expected: {what}").into());
    }
    println!("{what}");
    Ok(())
}
