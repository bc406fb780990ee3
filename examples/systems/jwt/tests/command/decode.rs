//! `jwt TOKEN`

use std::process::Command;

use crate::{JWT, jwt, jwt_reading, run};

/// {"alg":"HS256","typ":"JWT","kid":"2025-11"} and times around 1764438360, with the signature `AAAA`.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjIwMjUtMTEifQ.\
    eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJyb2xlcyI6WyJhIiwiYiJdLCJpYXQiOjE3NjQ0MzgwMDAsImV4cCI6MTc2NDQzODYwMCwibiI6MS4wfQ.AAAA";

fn base64url(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

/// A token of this header and these claims, with the signature `AAAA`.
fn token(header: &str, claims: &str) -> String {
    format!("{}.{}.AAAA", base64url(header), base64url(claims))
}

#[test]
fn shows_header_claims_and_times_and_says_that_nothing_was_verified() {
    let run = jwt(&[TOKEN, "--at", "1764438360"]);
    let expected = r#"Header  eyJhbGci…
{
  "alg": "HS256",
  "typ": "JWT",
  "kid": "2025-11"
}

Claims  eyJpc3Mi…
{
  "iss": "https://id.example",
  "roles": [
    "a",
    "b"
  ],
  "iat": 1764438000,  // 2025-11-29 17:40:00 UTC, issued 6 min ago
  "exp": 1764438600,  // 2025-11-29 17:50:00 UTC, expires in 4 min
  "n": 1.0
}

Signature
3 bytes, not checked

Not verified: anybody can have written this. To verify it: jwt verify --key FILE
"#;
    assert_eq!((run.code, &*run.err, &*run.out), (0, "", expected));
}

#[test]
fn says_when_a_token_has_expired_or_is_not_valid_yet() {
    let late = jwt(&[TOKEN, "--at", "2025-12-02T18:00:00Z"]);
    assert!(late.out.contains("\"exp\": 1764438600,  // 2025-11-29 17:50:00 UTC, expired 3 days ago"), "{}", late.out);
    assert!(late.out.contains("\nExpired 3 days ago.\n"), "{}", late.out);
    let early = jwt(&[&token("{}", r#"{"nbf":1120}"#), "--at", "1000"]);
    assert!(early.out.contains("\nNot valid until then, in 2 min.\n"), "{}", early.out);
    let milliseconds = jwt(&[&token("{}", r#"{"exp":1764438600000}"#)]);
    assert!(milliseconds.out.contains("perhaps it is in milliseconds"), "{}", milliseconds.out);
    let text = jwt(&[&token("{}", r#"{"exp":"soon"}"#)]);
    assert!(text.out.contains("not a number: verifiers reject it"), "{}", text.out);
}

#[test]
fn says_that_a_token_is_not_signed() {
    let run = jwt(&[&format!("{}.{}.", base64url(r#"{"alg":"none"}"#), base64url("{}"))]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("\"alg\": \"none\"  // not signed at all"), "{}", run.out);
    assert!(run.out.contains("none: this token is not signed"), "{}", run.out);
}

#[test]
fn json_for_scripts() {
    let run = jwt(&["--json", TOKEN, "--at", "1764438360"]);
    let json = run.json();
    assert_eq!((run.code, &*run.err), (0, ""));
    assert_eq!(json["verified"], false);
    assert_eq!(json["header"]["kid"], "2025-11");
    assert_eq!(json["claims"]["roles"][1], "b");
    assert_eq!(json["signature"]["bytes"], 3);
    assert_eq!(json["times"]["exp"]["state"], "valid");
    assert_eq!(json["times"]["exp"]["from_now"], 240);
    assert_eq!(json["times"]["exp"]["date"], "2025-11-29T17:50:00Z");
    assert!(run.out.contains("\"n\":1.0"), "as it is written: {}", run.out);
    let long = jwt(&["--json", &token("{}", r#"{"n":123456789012345678901234567890}"#)]);
    assert!(long.out.contains(":123456789012345678901234567890}"), "{}", long.out);
}

#[test]
fn reads_standard_input_and_takes_a_token_out_of_what_is_copied_with_it() {
    for arguments in [&["--at", "1764438360"][..], &["-", "--at", "1764438360"], &["decode", "--at", "1764438360"]] {
        let run = jwt_reading(format!("{TOKEN}\n").as_bytes(), arguments);
        assert_eq!((run.code, &*run.err), (0, ""), "{arguments:?}");
    }
    let run = jwt_reading(format!("  Authorization: Bearer {TOKEN}\r\n\n").as_bytes(), &["--at", "1764438360"]);
    assert_eq!(run.code, 0);
    let notes: Vec<_> = run.err.lines().collect();
    assert_eq!(notes[0], "note: left out white space around the token; a verifier would not");
    assert_eq!(notes[1], "note: left out `Authorization:` before the token; a verifier would not");
    assert_eq!(notes[2], "note: left out `Bearer` before the token; a verifier would not");
    let json = jwt_reading(format!("Bearer {TOKEN}").as_bytes(), &["--json"]).json();
    assert_eq!(json["left_out"][0], "`Bearer` before the token");
}

#[test]
fn nothing_in_a_token_reaches_the_terminal_raw() {
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{7f}\u{202e}\u{200b}\u{2066}\r";
    // Escaped in the token, which JSON requires of some, and raw, which it allows for others.
    let escaped: String = evil.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
    let raw: String = evil.chars().filter(|c| *c >= ' ').collect();
    for text in [escaped, raw] {
        let members = format!(r#"{{"alg":"{text}","kid":"{text}","{text}":["{text}",{{"{text}":1}}]}}"#);
        let token = token(&members, &members);
        for arguments in [&[&*token][..], &[&token, "--json"]] {
            let run = jwt(arguments);
            assert_eq!(run.code, 0);
            run.is_harmless();
            assert!(run.out.contains("\\u202e"), "it is shown: {}", run.out);
        }
        // What a verifier says of it, to a person and to a script.
        for arguments in
            [&["verify", &token, "--secret-env", "SECRET"][..], &["verify", &token, "--secret-env", "SECRET", "--json"]]
        {
            let run = run(Command::new(JWT).args(arguments).env("SECRET", "0123456789abcdef0123456789abcdef"), b"");
            assert_eq!(run.code, 1);
            run.is_harmless();
        }
    }
    // The signature is not even base64url.
    let mut in_the_signature = token("{}", "{}");
    in_the_signature.push_str("\u{1b}[31m-and-so-on");
    jwt(&[&in_the_signature]).is_harmless();
}

#[test]
fn hostile_tokens_are_errors() {
    let deep = token("{}", &"[".repeat(100_000));
    let huge = token("{}", &format!(r#"{{"a":"{}"}}"#, "a".repeat(2 << 20)));
    let cases: &[(&[u8], &str)] = &[
        (b"", "token: not three segments"),
        (b"a", "token: not three segments"),
        (b"..", "header: not JSON"),
        (b"a.b.c", "header: not canonical unpadded base64url"),
        (b"\xff.\xff.\xff", "input: not UTF-8"),
        (b"e30.e30.\xc3\xa9", "token: not ASCII"),
        (b"e30.eyJhIjoxLCJhIjoyfQ.AA", "payload: duplicate member name"),
        (b"e30.e30.a.b.c", "token: five segments, an encrypted token"),
        (deep.as_bytes(), "payload: nested too deep"),
        (huge.as_bytes(), "input: longer than 1 MiB"),
    ];
    for (input, error) in cases {
        let run = jwt_reading(input, &[]);
        let start = String::from_utf8_lossy(&input[..input.len().min(40)]);
        assert_eq!((run.code, &*run.out), (1, ""), "{start}");
        assert_eq!(run.err, format!("refused: {error}\n"), "{start}");
        let json = jwt_reading(input, &["--json"]);
        assert_eq!((json.code, &*json.err), (1, ""), "{start}");
        assert_eq!(json.json()["valid"], false);
    }
}

#[test]
fn colors_only_on_a_terminal() {
    assert!(!jwt(&[TOKEN]).out.contains('\u{1b}'));
    assert!(jwt(&[TOKEN, "--color", "always"]).out.contains("\u{1b}[31mHeader\u{1b}[0m"));
    // `script` gives the command a terminal.
    let on_terminal = |no_color: &str| {
        let command = format!("{JWT} {TOKEN}");
        run(
            Command::new("script").args(["-qec", &command, "/dev/null"]).env("TERM", "xterm").env("NO_COLOR", no_color),
            b"",
        )
    };
    if Command::new("script").arg("--version").output().is_err() {
        println!("not checked: there is no `script` here");
        return;
    }
    assert!(on_terminal("").out.contains("\u{1b}[31mHeader"));
    assert!(!on_terminal("1").out.contains('\u{1b}'));
}

#[test]
fn usage_errors_are_not_refusals() {
    for wrong in [&["--no-such-option"][..], &["a.b.c", "d.e.f"], &["--at", "yesterday", "a.b.c"], &["frobnicate", "x"]]
    {
        let run = jwt(wrong);
        assert_eq!((run.code, &*run.out), (2, ""), "{wrong:?}");
    }
    for help in [&["--help"][..], &["-h"], &["verify", "--help"], &["help", "verify"]] {
        let help = jwt(help);
        assert_eq!((help.code, &*help.err), (0, ""));
        assert!(help.out.contains("Exit codes:"), "{}", help.out);
    }
    assert_eq!(jwt(&["--version"]).code, 0);
}

#[test]
fn an_argument_reaches_the_terminal_as_text() {
    let evil = "\u{1b}[2J\u{9b}31m\u{202e}\r";
    for wrong in [&[&*format!("--{evil}")][..], &["a.b.c", evil], &["--at", evil], &["generate", evil]] {
        let run = jwt(wrong);
        assert_eq!((run.code, &*run.out), (2, ""), "{wrong:?}");
        run.is_harmless();
        assert!(run.err.contains("\\u001b[2J"), "it is shown: {}", run.err);
    }
}
