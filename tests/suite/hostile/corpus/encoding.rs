//! The text of a token: [`Class::Base64url`], [`Class::Segments`], [`Class::OtherForm`].

use jwt_codec::{Defect, VerifyError};

use super::victim::Victim;
use super::{Case, Class, Token};
use crate::support::verdict::{header, payload, signature, token as of_token};
use crate::support::{base64url, tokens};

pub(super) fn cases(victim: &Victim) -> Vec<Case> {
    let mut cases = in_the_signature(victim);
    cases.extend(in_header_and_payload(victim));
    cases.extend(segments(victim));
    cases.extend(other_forms(victim));
    cases
}

/// What a text of base64url has added to it in other libraries' favor.
const ADDED: [&str; 9] = ["=", "==", "A", "AAAA", "+", "/", "*", "%3D", "\\"];
const WHITE_SPACE: [&str; 4] = [" ", "\n", "\r\n", "\t"];

/// What a text in the place of the signature must give: there is one text for each signature, and a text that is longer than any
/// signature of a long one is measured before it is decoded.
fn of_signature(victim: &Victim, text: &str, good: &str) -> Result<(), VerifyError> {
    let longest = victim.verifying.signature_len();
    // One character more than whole groups has room for a byte, too.
    let length = text.len() / 4 * 3 + [0, 1, 1, 2][text.len() % 4];
    if text == good {
        Ok(())
    } else if length > longest && length > 1024 || base64url::decode(text).is_some() {
        Err(VerifyError::InvalidSignature)
    } else {
        Err(signature(Defect::Base64url))
    }
}

fn in_the_signature(victim: &Victim) -> Vec<Case> {
    let (input, bytes) = victim.control();
    let good = base64url::encode(bytes);
    let (front, _) = good.split_at(good.len() - 1);
    let last_characters = base64url::alphabet().map(|last| format!("{front}{last}"));
    let added = ADDED.iter().flat_map(|more| [format!("{good}{more}"), format!("{more}{good}")]);
    let other_alphabet = [good.replace('-', "+"), good.replace('_', "/"), good.replace('-', "+").replace('_', "/")];
    let texts = last_characters.chain(added).chain(other_alphabet).chain([good.clone() + "\0", good[1..].to_owned()]);
    texts
        .map(|text| {
            let expected = of_signature(victim, &text, &good);
            Case::new(Class::Base64url, "in the signature", format!("{input}.{text}"), expected)
        })
        .collect()
}

/// The header is refused for itself, whoever has signed it. The payload is signed as it stands.
fn in_header_and_payload(victim: &Victim) -> Vec<Case> {
    let [head, claims] = [base64url::encode(victim.header()), base64url::encode(tokens::CLAIMS)];
    let (_, bytes) = victim.control();
    let mut cases = Vec::new();
    for added in ADDED {
        // Four more characters are three zero bytes. Characters before it move all the others.
        let defect = |segment: &str| match base64url::decode(segment) {
            None => Defect::Base64url,
            Some(bytes) if core::str::from_utf8(&bytes).is_err() => Defect::Utf8,
            Some(_) => Defect::Json,
        };
        for segment in [format!("{head}{added}"), format!("{added}{head}")] {
            let error = header(defect(&segment));
            cases.push(Case::refused(Class::Base64url, "in the header", Token::signed(&segment, &claims), error));
        }
        let segment = format!("{claims}{added}");
        let error = payload(defect(&segment));
        cases.push(Case::refused(Class::Base64url, "in the payload", Token::signed(&head, &segment), error));
    }
    for space in WHITE_SPACE {
        let behind = victim.with_signature(&bytes);
        let (in_it, around) = (behind.replacen('.', &format!("{space}."), 1), format!("{space}{behind}{space}"));
        for token in [in_it, around, behind + space].map(Token::Text) {
            cases.push(Case::refused(Class::Base64url, "white space", token, of_token(Defect::WhiteSpace)));
        }
        for token in
            [Token::signed(&format!("{head}{space}"), &claims), Token::signed(&head, &format!("{space}{claims}"))]
        {
            cases.push(Case::refused(Class::Base64url, "white space", token, of_token(Defect::WhiteSpace)));
        }
    }
    // The alphabets differ in `?` and `>`.
    let url_safe = base64url::encode(r#"{"exp":1700000600,"x":"???>>>"}"#);
    let other = url_safe.replace('_', "/").replace('-', "+");
    assert_ne!(url_safe, other);
    cases.push(Case::accepted(Class::Base64url, "the right alphabet", Token::signed(&head, &url_safe)));
    cases.push(Case::refused(Class::Base64url, "the other", Token::signed(&head, &other), payload(Defect::Base64url)));
    // All last characters of a segment that has bits to spare.
    let spare = (0..3).map(|spaces| format!("{}{}", victim.header(), " ".repeat(spaces)));
    let spare = spare.map(base64url::encode).find(|segment| segment.len() % 4 == 2).unwrap();
    for last in base64url::alphabet() {
        let segment = format!("{}{last}", &spare[..spare.len() - 1]);
        if base64url::decode(&segment).is_none() {
            let token = Token::signed(&segment, &claims);
            cases.push(Case::refused(Class::Base64url, "spare bits", token, header(Defect::Base64url)));
        }
    }
    cases
}

fn segments(victim: &Victim) -> Vec<Case> {
    let (input, bytes) = victim.control();
    let text = base64url::encode(&bytes);
    let (head, claims) = input.split_once('.').unwrap();
    let mut cases: Vec<_> = [1, 2, 4, 5, 6, 7, 100, 1000]
        .into_iter()
        .map(|count| {
            let token =
                std::iter::once(head).chain(std::iter::repeat_n("e30", count - 1)).collect::<Vec<_>>().join(".");
            let defect = if count == 5 { Defect::Encrypted } else { Defect::SegmentCount };
            Case::refused(Class::Segments, format!("{count} segments"), token, of_token(defect))
        })
        .collect();
    for (what, token, error) in [
        ("no header", format!(".{claims}.{text}"), header(Defect::Json)),
        ("no payload", format!("{head}..{text}"), VerifyError::InvalidSignature),
        ("no signature", format!("{input}."), VerifyError::InvalidSignature),
        ("no dot before it", input.clone(), of_token(Defect::SegmentCount)),
        ("a dot behind", format!("{input}.{text}."), of_token(Defect::SegmentCount)),
        ("a dot before", format!(".{input}.{text}"), of_token(Defect::SegmentCount)),
        ("two dots", format!("{head}..{claims}.{text}"), of_token(Defect::SegmentCount)),
        ("nothing but dots", ".".repeat(16_384), of_token(Defect::SegmentCount)),
        ("too many dots", ".".repeat(16_385), of_token(Defect::TooLong)),
    ] {
        cases.push(Case::refused(Class::Segments, what, token, error));
    }
    let too_long = victim.with_payload(" ".repeat(13_000) + tokens::CLAIMS);
    cases.push(Case::refused(Class::Segments, "too long", too_long, of_token(Defect::TooLong)));
    let empty = Token::signed(head, "");
    cases.push(Case::refused(Class::Segments, "an empty payload, signed", empty, payload(Defect::Json)));
    cases.push(Case::accepted(Class::Segments, "long", victim.with_payload(" ".repeat(6_000) + tokens::CLAIMS)));
    cases
}

/// The same token in the forms of other parsers.
fn other_forms(victim: &Victim) -> Vec<Case> {
    let (input, bytes) = victim.control();
    let text = base64url::encode(bytes);
    let (head, claims) = input.split_once('.').unwrap();
    let token = format!("{input}.{text}");
    let flattened = format!(r#"{{"protected":"{head}","payload":"{claims}","signature":"{text}"}}"#);
    let general = format!(r#"{{"payload":"{claims}","signatures":[{{"protected":"{head}","signature":"{text}"}}]}}"#);
    let polyglot = format!(r#"{{"  {head}.":"","protected":"{head}","payload":"{claims}","signature":"{text}"}}"#);
    let nested = Token::of(victim.header_with(r#","cty":"JWT""#), &token);
    let mut cases = vec![Case::accepted(Class::OtherForm, "compact", token.clone())];
    for (what, token, error) in [
        ("flattened", flattened, of_token(Defect::JsonForm)),
        ("general", general, of_token(Defect::JsonForm)),
        ("both", polyglot, of_token(Defect::JsonForm)),
        ("in quotation marks", format!("\"{token}\""), of_token(Defect::QuotationMarks)),
        ("in an array", format!("[\"{token}\"]"), header(Defect::Base64url)),
        ("two tokens", format!("{token},{token}"), of_token(Defect::Comma)),
        ("two tokens, with a space", format!("{token} {token}"), of_token(Defect::WhiteSpace)),
        ("two tokens, with a dot", format!("{token}.{token}"), of_token(Defect::SegmentCount)),
        ("with its scheme", format!("Bearer {token}"), of_token(Defect::BearerPrefix)),
        ("with a byte order mark", format!("\u{feff}{token}"), of_token(Defect::NotAscii)),
        ("with a zero byte", format!("\0{token}"), header(Defect::Base64url)),
        ("encrypted", format!("{head}.{claims}.{text}.{claims}.{text}"), of_token(Defect::Encrypted)),
    ] {
        cases.push(Case::refused(Class::OtherForm, what, token, error));
    }
    cases.push(Case::refused(Class::OtherForm, "a token in a token", nested, payload(Defect::Json)));
    cases
}
