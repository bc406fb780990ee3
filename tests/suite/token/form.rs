//! Which tokens are in form: length, characters, segments, base64url (RFC 7515 sections 2 and 7.1).

use jwt_codec::jws::{self, Header, Unverified};
use jwt_codec::jwt::Issuers;
use jwt_codec::{Algorithm, Defect, Part, Verifier, VerifyError, dangerous};
use serde::de::IgnoredAny;

use crate::support::verdict::{accepted, lenient, refused, strict, verdict};
use crate::support::{base64url, keys, tokens, verdict as form};

/// 16 KiB: the limit where nothing else is said.
const DEFAULT_LIMIT: usize = 16_384;

/// A good token of exactly that many bytes.
fn token_of_length(length: usize) -> String {
    for spaces in 0..4 {
        let header = format!("{}{}", tokens::HEADER, " ".repeat(spaces));
        let rest = length - base64url::encode(&header).len() - 2 - 43;
        for text_len in [rest / 4 * 3, rest / 4 * 3 + 1, rest / 4 * 3 + 2] {
            let Some(padding) = text_len.checked_sub(tokens::CLAIMS.len()) else {
                continue;
            };
            let claims = format!("{}{}", tokens::CLAIMS, " ".repeat(padding));
            let token = tokens::signed(&header, claims);
            if token.len() == length {
                return token;
            }
        }
    }
    panic!("no token is {length} bytes long");
}

/// The header of a payload that is not encoded (RFC 7797).
const UNENCODED: &str = r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;

/// A good token of exactly that many bytes, whose payload is not encoded.
fn unencoded_token_of_length(length: usize) -> String {
    let header = base64url::encode(UNENCODED);
    let token = tokens::signed_segments(&header, &"x".repeat(length - header.len() - 2 - 43));
    assert_eq!(token.len(), length);
    token
}

/// A good token of exactly that many bytes for the detached payload `$.02`, which is not encoded.
fn detached_token_of_length(length: usize) -> String {
    let width = (length - 2 - 43) * 3 / 4;
    let header = base64url::encode(format!("{UNENCODED:width$}"));
    let signature = keys::signature(&keys::hs256(), format!("{header}.$.02").as_bytes());
    let token = format!("{header}..{}", base64url::encode(signature));
    assert_eq!(token.len(), length);
    token
}

#[test]
fn default_limit_holds_at_every_entry() {
    let key = keys::hs256_verifying();
    let entries = |length: usize| {
        let token = token_of_length(length);
        let verifier = Verifier::new(&key, strict());
        [
            verdict(strict(), &token),
            verifier.verify_with_header::<IgnoredAny>(&token).map(|_| ()),
            verifier.verify_even_if_expired::<IgnoredAny>(&token).map(|_| ()),
            verifier.rejected_claims(&token).map(|_| ()),
            jws::verify(&token, &key).map(|_| ()),
            jws::verify_detached(&detached_token_of_length(length), b"$.02", &key).map(|_| ()),
            jws::verify_unencoded(&unencoded_token_of_length(length), &key).map(|_| ()),
            Unverified::parse(&token).map(|_| ()),
            attached(Unverified::parse_detached(&token).map(|_| ())),
            dangerous::decode_unverified::<IgnoredAny, IgnoredAny>(&token).map(|_| ()),
        ]
    };
    for length in [DEFAULT_LIMIT - 1, DEFAULT_LIMIT] {
        assert_eq!(entries(length), [const { Ok(()) }; 10], "{length}");
    }
    assert_eq!(entries(DEFAULT_LIMIT + 1), [const { Err(VerifyError::Malformed(Part::Token, Defect::TooLong)) }; 10]);
}

/// A token with a payload of its own has passed the limit, if that is all that a door for detached ones has against it.
fn attached(outcome: Result<(), VerifyError>) -> Result<(), VerifyError> {
    match outcome {
        Err(VerifyError::Malformed(Part::Payload, Defect::NotDetached)) => Ok(()),
        outcome => outcome,
    }
}

/// App Store notifications have 19 KB. A payload that is not encoded counts too (CVE-2026-48525).
#[test]
fn limit_is_settable_at_every_entry() {
    let key = keys::hs256_verifying();
    let entries = |length: usize, limit: usize| {
        let token = token_of_length(length);
        let unencoded = unencoded_token_of_length(length);
        let detached = detached_token_of_length(length);
        [
            jws::verify_with_limit(&token, &key, limit).map(|_| ()),
            attached(jws::verify_detached_with_limit(&token, b"", &key, limit).map(|_| ())),
            jws::verify_detached_with_limit(&detached, b"$.02", &key, limit).map(|_| ()),
            jws::verify_unencoded_with_limit(&unencoded, &key, limit).map(|_| ()),
            Unverified::parse_with_limit(&token, limit).map(|_| ()),
            attached(Unverified::parse_detached_with_limit(&token, limit).map(|_| ())),
            Unverified::parse_detached_with_limit(&detached, limit).map(|_| ()),
            dangerous::decode_unverified_with_limit::<IgnoredAny, IgnoredAny>(&token, limit).map(|_| ()),
        ]
    };
    for limit in [200, 19_000] {
        for length in [limit - 1, limit] {
            assert_eq!(entries(length, limit), [const { Ok(()) }; 8], "{length} of {limit}");
        }
        let too_long = [const { Err(VerifyError::Malformed(Part::Token, Defect::TooLong)) }; 8];
        assert_eq!(entries(limit + 1, limit), too_long);
    }
}

/// A detached payload does not count.
#[test]
fn limit_is_the_token_s() {
    let header = Header::new(Algorithm::HS256);
    let payload = vec![b'.'; 100_000];
    let token = jws::sign_detached(&header, &payload, &keys::hs256()).unwrap();
    let verify = |limit| jws::verify_detached_with_limit(&token, &payload, &keys::hs256_verifying(), limit);
    assert_eq!(verify(token.len()).unwrap().as_json(), header.to_json());
    assert_eq!(verify(token.len() - 1), Err(form::token(Defect::TooLong)));
}

#[test]
fn limit_is_settable() {
    for length in [120, 121, 122, 20_000] {
        let token = token_of_length(length);
        accepted(strict().max_token_len(length), &token);
        accepted(strict().max_token_len(length + 1), &token);
        accepted(strict().max_token_len(usize::MAX), &token);
        let too_long = || form::token(Defect::TooLong);
        refused(strict().max_token_len(length - 1), &token, too_long());
        refused(strict().max_token_len(0), &token, too_long());
    }
}

/// The limit comes before everything else, so that a long text costs nothing.
#[test]
fn limit_comes_first() {
    for text in [".".repeat(20_000), "é".repeat(10_000), "a".repeat(20_000)] {
        refused(strict(), &text, form::token(Defect::TooLong));
    }
}

#[test]
fn three_segments_and_no_other_number() {
    let segment = "AAAA";
    for count in 1..=8 {
        let token = vec![segment; count].join(".");
        match count {
            // Three zero bytes are no header.
            3 => assert!(verdict(strict(), &token).is_err()),
            5 => refused(strict(), &token, form::token(Defect::Encrypted)),
            _ => refused(strict(), &token, form::token(Defect::SegmentCount)),
        }
    }
    refused(strict(), "", form::token(Defect::SegmentCount));
    refused(strict(), ".", form::token(Defect::SegmentCount));
    refused(strict(), "..", form::header(Defect::Json));
    refused(strict(), "...", form::token(Defect::SegmentCount));
    refused(strict(), "....", form::token(Defect::Encrypted));
    refused(strict(), ".....", form::token(Defect::SegmentCount));
}

#[test]
fn no_segment_may_be_missing() {
    let token = tokens::signed(tokens::HEADER, tokens::CLAIMS);
    let [header, payload, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    refused(strict(), &format!(".{payload}.{signature}"), form::header(Defect::Json));
    let invalid = || VerifyError::InvalidSignature;
    refused(strict(), &format!("{header}..{signature}"), invalid());
    refused(strict(), &format!("{header}.{payload}."), invalid());
    refused(strict(), &tokens::signed_segments(header, ""), form::payload(Defect::Json));
    for around in [format!("{token}."), format!(".{token}"), format!("\u{feff}{token}"), format!("{token}\0")] {
        assert!(verdict(strict(), &around).is_err(), "{around:?}");
    }
}

/// The defects of a token that somebody has copied with what stood around it, at every entry.
#[test]
fn what_stands_around_a_token_is_named() {
    let token = tokens::signed(tokens::HEADER, tokens::CLAIMS);
    let known = Verifier::new(keys::hs256_verifying(), strict());
    known.verify::<IgnoredAny>(&token).unwrap();
    let named = |text: &str, defect: Defect| {
        let expected = form::token(defect);
        refused(strict(), text, expected.clone());
        let others = [
            known.verify::<IgnoredAny>(text).map(|_| ()),
            jws::verify(text, &keys::hs256_verifying()).map(|_| ()),
            Unverified::parse(text).map(|_| ()),
            Unverified::parse_detached(text).map(|_| ()),
            dangerous::decode_unverified::<IgnoredAny, IgnoredAny>(text).map(|_| ()),
        ];
        for other in others {
            assert_eq!(other, Err(expected.clone()), "{text:?}");
        }
    };
    for scheme in ["Bearer", "bearer", "BEARER"] {
        for space in [" ", "  ", "\t"] {
            named(&format!("{scheme}{space}{token}"), Defect::BearerPrefix);
        }
    }
    named(&format!("Bearer \"{token}\""), Defect::BearerPrefix);
    named(&format!(" Bearer {token}, Bearer {token}"), Defect::BearerPrefix);
    for quoted in ["\"T\"", "'T'", "\"T", "T\"", "\"T\"\n", "\"Bearer T\"", "\"T\",", "\"T\",\"T\""] {
        named(&quoted.replace('T', &token), Defect::QuotationMarks);
    }
    for several in ["T,T", "T, T", "T,", ",T", " T,\nT"] {
        named(&several.replace('T', &token), Defect::Comma);
    }
    for space in [" ", "\n", "\r\n", "\t", "\u{a0}", "\u{2028}"] {
        for place in [0, 5, token.len() / 2, token.len() - 1, token.len()] {
            let (front, back) = token.split_at(place);
            named(&format!("{front}{space}{back}"), Defect::WhiteSpace);
        }
    }
    // A token that was broken into lines, and two of them. The second has five segments.
    let (front, back) = token.split_at(40);
    named(&format!("{front}\n{back}\n"), Defect::WhiteSpace);
    named(&format!("{token} {token}"), Defect::WhiteSpace);
    named(" ", Defect::WhiteSpace);
    named(&format!("authorization: Bearer {token}"), Defect::WhiteSpace);
    // What is none of these keeps its name.
    refused(strict(), "", form::token(Defect::SegmentCount));
    refused(strict(), "Bearer", form::token(Defect::SegmentCount));
    refused(strict(), &format!("{token}.{token}"), form::token(Defect::SegmentCount));
    refused(strict(), &format!("Bearer{token}"), form::header(Defect::Base64url));
    refused(strict(), &format!("+{token}"), form::header(Defect::Base64url));
    refused(strict(), &format!("{token}="), form::signature(Defect::Base64url));
    refused(strict(), &format!("{token}\0"), form::signature(Defect::Base64url));
    refused(strict(), &format!("\u{feff}{token}"), form::token(Defect::NotAscii));
}

#[test]
fn only_ascii() {
    let token = tokens::signed(tokens::HEADER, tokens::CLAIMS);
    for inserted in ["\u{80}", "é", "\u{ff0e}", "😀", "\u{202e}"] {
        for position in [0, token.len() / 2, token.len()] {
            let (front, back) = token.split_at(position);
            refused(strict(), &format!("{front}{inserted}{back}"), form::token(Defect::NotAscii));
        }
    }
}

/// Replaces the last character of a segment by each of the alphabet, and signs again: there is one text for each byte string.
#[track_caller]
fn only_canonical_last_characters(header: &str, payload: &str, in_header: bool) {
    let segments = [base64url::encode(header), base64url::encode(payload)];
    for last in base64url::alphabet() {
        let mut changed = segments.clone();
        let segment = &mut changed[usize::from(!in_header)];
        segment.pop();
        segment.push(last);
        let decoded = base64url::decode(segment);
        let token = tokens::signed_segments(&changed[0], &changed[1]);
        let outcome = verdict(strict(), &token);
        match decoded {
            None if in_header => assert_eq!(outcome, Err(form::header(Defect::Base64url))),
            None => assert_eq!(outcome, Err(form::payload(Defect::Base64url))),
            Some(json) => {
                let is_json = serde_json::from_slice::<serde_json::Value>(&json).is_ok();
                assert_eq!(outcome.is_ok(), is_json, "{last}");
            }
        }
    }
}

#[test]
fn last_character_of_each_segment() {
    for spaces in ["", " ", "  "] {
        let header = format!("{}{spaces}", tokens::HEADER);
        let payload = format!("{}{spaces}", tokens::CLAIMS);
        only_canonical_last_characters(&header, &payload, true);
        only_canonical_last_characters(&header, &payload, false);
    }
    let token = tokens::signed(tokens::HEADER, tokens::CLAIMS);
    let (front, good) = token.split_at(token.len() - 1);
    for last in base64url::alphabet() {
        let changed = format!("{front}{last}");
        let (_, signature) = changed.rsplit_once('.').unwrap();
        let expected = match base64url::decode(signature) {
            None => Err(form::signature(Defect::Base64url)),
            Some(_) if good == last.to_string() => Ok(()),
            Some(_) => Err(VerifyError::InvalidSignature),
        };
        assert_eq!(verdict(strict(), &changed), expected, "{last}");
    }
}

/// Padding, the other alphabet, white space and a length of 1 mod 4, in the segments that are signed as they stand.
#[test]
fn base64url_has_one_form() {
    // Both are whole groups of three bytes, so that one more character makes a length of 1 mod 4.
    let header = base64url::encode(tokens::HEADER);
    let payload = base64url::encode(tokens::CLAIMS);
    let refuse = |header: &str, payload: &str, expected: VerifyError| {
        let token = tokens::signed_segments(header, payload);
        let has_white_space = token.contains(char::is_whitespace);
        refused(strict(), &token, if has_white_space { form::token(Defect::WhiteSpace) } else { expected });
    };
    accepted(strict(), &tokens::signed_segments(&header, &payload));
    for added in ["=", "==", "===", "A", "AA=", "+", "/", " ", "\n", "\r\n", "\t", "\0", "%3D"] {
        let bad_header = form::header(Defect::Base64url);
        let bad_payload = form::payload(Defect::Base64url);
        refuse(&format!("{header}{added}"), &payload, bad_header.clone());
        refuse(&header, &format!("{payload}{added}"), bad_payload.clone());
        refuse(&format!("{added}{header}"), &payload, bad_header);
        refuse(&header, &format!("{added}{payload}"), bad_payload);
    }
    // `?` and `>` are where the alphabets differ.
    let claims = r#"{"exp":1700000600,"x":"???>>>"}"#;
    let url_safe = base64url::encode(claims);
    let other = url_safe.replace('_', "/").replace('-', "+");
    assert_ne!(url_safe, other);
    accepted(strict(), &tokens::signed_segments(&header, &url_safe));
    refuse(&header, &other, form::payload(Defect::Base64url));
}

/// The padding that RFC 4648 gives a segment, and no other. What is signed is the text with it.
#[test]
fn padding_is_allowed_by_name() {
    let padded = |segment: &str| segment.to_owned() + &"=".repeat((4 - segment.len() % 4) % 4);
    let key = keys::hs256_verifying();
    let verdict = |token: &str| {
        assert!(Verifier::new(&key, lenient()).verify::<IgnoredAny>(token).is_err(), "{token}");
        Verifier::new(&key, lenient().allow_padding()).verify::<IgnoredAny>(token).map(|_| ())
    };
    for spaces in 0..9 {
        // All lengths, in both segments.
        let header = base64url::encode(format!("{}{}", tokens::HEADER, " ".repeat(spaces % 3)));
        let payload = base64url::encode(format!("{}{}", tokens::CLAIMS, " ".repeat(spaces / 3)));
        accepted(lenient().allow_padding(), &tokens::signed_segments(&header, &payload));
        let [header, payload] = [header, payload].map(|segment| padded(&segment));
        let token = tokens::signed_segments(&header, &payload);
        // The signature has 43 characters, padded 44. Nothing covers its own padding.
        accepted(lenient().allow_padding(), &token);
        assert_eq!(verdict(&format!("{token}=")), Ok(()), "{token}");
        for wrong in ["==", "===", "=====", "=A", "%3D"] {
            assert_eq!(verdict(&format!("{token}{wrong}")), Err(form::signature(Defect::Base64url)), "{wrong}");
        }
        for wrong in ["===", "====", "=A", "%3D"] {
            let token = tokens::signed_segments(&format!("{header}{wrong}"), &payload);
            assert_eq!(verdict(&token), Err(form::header(Defect::Base64url)), "{wrong}: {token}");
            let token = tokens::signed_segments(&header, &format!("{payload}{wrong}"));
            assert_eq!(verdict(&token), Err(form::payload(Defect::Base64url)), "{wrong}: {token}");
        }
        // Taken off, it is another text than the one that was signed.
        if header.ends_with('=') {
            let token = token.replacen('=', "", if header.ends_with("==") { 2 } else { 1 });
            assert_eq!(verdict(&format!("{token}=")), Err(VerifyError::InvalidSignature), "{token}");
        }
    }
    // Bits behind the last byte are zero, with padding too.
    let header = base64url::encode(tokens::HEADER);
    assert_eq!(verdict(&tokens::signed_segments(&header, "e31=")), Err(form::payload(Defect::Base64url)));
    for segment in ["=", "==", "====", "AAAA====", "A==="] {
        assert_eq!(
            verdict(&tokens::signed_segments(&header, segment)),
            Err(form::payload(Defect::Base64url)),
            "{segment}"
        );
        assert_eq!(
            verdict(&tokens::signed_segments(segment, "e30")),
            Err(form::header(Defect::Base64url)),
            "{segment}"
        );
    }
}

/// One more byte, whichever and wherever: 256 at each position. A byte above ASCII is the character of that number, since a token is a `&str`.
#[track_caller]
fn each_longer_text_is_refused(token: &str, verify: impl Fn(&str) -> Result<(), VerifyError>) {
    assert_eq!(verify(token), Ok(()));
    for position in 0..=token.len() {
        let (front, back) = token.split_at(position);
        for byte in 0..=u8::MAX {
            let longer = format!("{front}{}{back}", char::from(byte));
            assert!(verify(&longer).is_err(), "{byte} at {position}");
        }
    }
}

#[test]
fn no_byte_can_be_inserted() {
    let token = tokens::signed(tokens::HEADER, tokens::CLAIMS);
    let verifier = Verifier::new(keys::hs256_verifying(), lenient());
    each_longer_text_is_refused(&token, |text| verifier.verify::<IgnoredAny>(text).map(|_| ()));
}

#[test]
fn no_byte_can_be_inserted_at_other_entries() {
    let key = keys::hs256_verifying();
    let detached = jws::sign_detached(&Header::new(Algorithm::HS256), b"$.02", &keys::hs256()).unwrap();
    each_longer_text_is_refused(&detached, |text| jws::verify_detached(text, b"$.02", &key).map(|_| ()));
    let unencoded = tokens::signed_segments(&base64url::encode(UNENCODED), "$_02");
    each_longer_text_is_refused(&unencoded, |text| jws::verify_unencoded(text, &key).map(|_| ()));
    let issuers = Issuers::new().issuer("a", &key, lenient());
    let token = tokens::with_payload(r#"{"iss":"a"}"#);
    each_longer_text_is_refused(&token, |text| issuers.verify::<IgnoredAny>(text).map(|_| ()));
}

#[test]
fn no_byte_can_be_removed() {
    let token = tokens::signed(tokens::HEADER, tokens::CLAIMS);
    for position in 0..token.len() {
        let mut shorter = token.clone();
        shorter.remove(position);
        assert!(verdict(lenient(), &shorter).is_err(), "at {position}");
    }
}

/// A verifier that knows a header cuts a token without looking at all of it. What it says of one that is not in form must be
/// what a new verifier says, whatever is wrong, and wherever.
#[test]
fn a_known_header_changes_no_refusal() {
    let good = tokens::signed(tokens::HEADER, tokens::CLAIMS);
    let known = Verifier::new(keys::hs256_verifying(), strict());
    known.verify::<IgnoredAny>(&good).unwrap();
    let mut spoilt = vec![String::new(), format!("{good}."), format!("{good}.."), format!(".{good}"), good.repeat(2)];
    for place in (0..=good.len()).step_by(3).chain(good.len() - 45..=good.len()) {
        for piece in [".", "..", "\u{e4}", "=", " ", "\0"] {
            spoilt.push(format!("{}{piece}{}", &good[..place], &good[place..]));
        }
        spoilt.push(good[..place.saturating_sub(1)].into());
        spoilt.push(format!("{}.{}", &good[..place], good.get(place + 1..).unwrap_or_default()));
    }
    for token in spoilt.iter().filter(|token| **token != good) {
        let new = Verifier::new(keys::hs256_verifying(), strict());
        let refused = new.verify::<IgnoredAny>(token).unwrap_err();
        assert_eq!(known.verify::<IgnoredAny>(token).unwrap_err(), refused, "{token:?}");
    }
    known.verify::<IgnoredAny>(&good).unwrap();
}

/// Up to 1,024 bytes, the length of the longest RSA signature, a wrong character is named. What is longer is rejected by its length.
#[test]
fn characters_of_long_signatures() {
    let token = tokens::with_payload(tokens::CLAIMS);
    let (signed, _) = token.rsplit_once('.').unwrap();
    for (text_len, expected) in [
        (1365, form::signature(Defect::Base64url)),
        (1366, form::signature(Defect::Base64url)),
        (1367, VerifyError::InvalidSignature),
        (1368, VerifyError::InvalidSignature),
    ] {
        refused(strict(), &format!("{signed}.{}=", "A".repeat(text_len - 1)), expected);
    }
}
