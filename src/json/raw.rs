//! Values by their text: the grammar of RFC 8259, and nothing else.
//!
//! One of many values may be defective without spoiling the others. Its extent is found here, and a reader of its own
//! reads it then. That reader refuses what is not looked at here: names that occur twice, numbers out of range, escapes
//! that stand for no character.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{MAX_DEPTH, Reader, number};
use crate::error::Defect;

/// Splits `text` behind the value that it begins with.
pub(super) fn split_value(text: &str, depth: u8) -> Result<(&str, &str), Defect> {
    let behind = match text.as_bytes().first() {
        Some(b'{') => behind_elements(text, '}', depth, behind_member)?,
        Some(b'[') => behind_elements(text, ']', depth, behind_value)?,
        Some(b'"') => behind_string(text)?,
        Some(b't' | b'f' | b'n') => {
            let mut literals = ["true", "false", "null"].into_iter();
            literals.find_map(|literal| text.strip_prefix(literal)).ok_or(Defect::Json)?
        }
        _ => match number::scan(text.as_bytes()) {
            None => return Err(Defect::Json),
            Some(number) => text.get(number.length..).unwrap_or_default(),
        },
    };
    text.split_at_checked(text.len().saturating_sub(behind.len())).ok_or(Defect::Json)
}

fn behind_value(text: &str, depth: u8) -> Result<&str, Defect> {
    split_value(text, depth).map(|(_, behind)| behind)
}

fn behind_member(text: &str, depth: u8) -> Result<&str, Defect> {
    let behind = trim(behind_string(text)?).strip_prefix(':').ok_or(Defect::Json)?;
    behind_value(trim(behind), depth)
}

/// What follows an object or array, with `element` for each of its elements.
fn behind_elements(
    text: &str,
    end: char,
    depth: u8,
    element: fn(&str, u8) -> Result<&str, Defect>,
) -> Result<&str, Defect> {
    if depth >= MAX_DEPTH {
        return Err(Defect::TooDeep);
    }
    let mut rest = trim(text.get(1..).unwrap_or_default());
    if let Some(behind) = rest.strip_prefix(end) {
        return Ok(behind);
    }
    loop {
        rest = trim(element(rest, depth.saturating_add(1))?);
        match rest.strip_prefix(end) {
            Some(behind) => return Ok(behind),
            None => rest = trim(rest.strip_prefix(',').ok_or(Defect::Json)?),
        }
    }
}

fn behind_string(text: &str) -> Result<&str, Defect> {
    let body = text.strip_prefix('"').ok_or(Defect::Json)?;
    let mut bytes = body.bytes().enumerate();
    while let Some((position, byte)) = bytes.next() {
        match byte {
            b'"' => return body.get(position.saturating_add(1)..).ok_or(Defect::Json),
            b'\\' => match bytes.next() {
                Some((_, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't')) => {}
                Some((_, b'u')) => {
                    let digits = bytes.by_ref().take(4).filter(|(_, digit)| digit.is_ascii_hexdigit()).count();
                    if digits != 4 {
                        return Err(Defect::Json);
                    }
                }
                _ => return Err(Defect::Json),
            },
            0..0x20 => return Err(Defect::Json),
            _ => {}
        }
    }
    Err(Defect::Json)
}

fn trim(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

/// The members of an object that follows the grammar: each name as it is written, and its value. None for another
/// value.
pub(crate) fn raw_members(object: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = object;
    core::iter::from_fn(move || {
        // An opening bracket, or the comma behind the last member.
        let (name, behind) = split_value(trim(trim(rest).strip_prefix(['{', ','])?), 0).ok()?;
        let (value, behind) = split_value(trim(trim(behind).strip_prefix(':')?), 0).ok()?;
        rest = behind;
        Some((name, value))
    })
}

/// What a string stands for, if the text is a string and all its escapes stand for characters.
pub(crate) fn string_value(text: &str) -> Option<Box<str>> {
    let mut buffer = text.as_bytes().repeat(2);
    let mut reader = Reader::new(&mut buffer, text.len());
    let value = reader.string().ok()?.into();
    reader.finish().is_ok().then_some(value)
}

/// What the strings of an array stand for, if the text is an array of nothing else.
pub(crate) fn string_values(text: &str) -> Option<Vec<Box<str>>> {
    let mut buffer = text.as_bytes().repeat(2);
    let mut reader = Reader::new(&mut buffer, text.len());
    let mut values = Vec::new();
    let mut array = reader.array().ok()?;
    while reader.element(&mut array).ok()? {
        values.push(reader.string().ok()?.into());
    }
    reader.finish().is_ok().then_some(values)
}

#[cfg(test)]
mod tests {
    use super::{raw_members, split_value, string_value};
    use crate::error::Defect;

    #[test]
    fn extent_of_a_value() {
        for text in [
            "0",
            "-1.5e+3",
            "1e400",
            "true",
            "false",
            "null",
            r#""""#,
            r#""a\"\\\/\b\f\n\r\t\u0061\ud800""#,
            "[]",
            "[ ]",
            "[1 , [2],{}]",
            "{ }",
            r#"{"a":1,"a" : {"a":[]} , "b":"}"}"#,
        ] {
            assert_eq!(split_value(text, 0), Ok((text, "")), "{text}");
            for behind in [" ", ",1", "]", "}", "\"", ":"] {
                let longer = [text, behind].concat();
                assert_eq!(split_value(&longer, 0), Ok((text, behind)), "{longer}");
            }
        }
    }

    #[test]
    fn what_is_no_value() {
        let strings = ["\"", r#""\""#, r#""\x""#, r#""\u12""#, r#""\u12g4""#, "\"\n\"", "'a'"];
        let arrays = ["[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[}"];
        let objects = ["{", "{]", r#"{"a"}"#, r#"{"a":}"#, r#"{"a" 1}"#, r#"{"a":1,}"#, r#"{"a":1 "b":2}"#, "{1:1}"];
        let others = ["", " 1", "-", "01", "1.", ".5", "1e", "+1", "tru", "nul", "]", "}", ","];
        for text in strings.into_iter().chain(arrays).chain(objects).chain(others) {
            assert_eq!(split_value(text, 0), Err(Defect::Json), "{text}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let nested = |depth: usize| [&open.repeat(depth), "1", &close.repeat(depth)].concat();
            assert_eq!(split_value(&nested(127), 0), Ok((&*nested(127), "")));
            assert_eq!(split_value(&nested(126), 1), Ok((&*nested(126), "")));
            assert_eq!(split_value(&nested(127), 1), Err(Defect::TooDeep));
            assert_eq!(split_value(&nested(100_000), 0), Err(Defect::TooDeep));
        }
    }

    #[test]
    fn members_of_an_object() {
        let read = |text| raw_members(text).collect::<alloc::vec::Vec<_>>();
        let expected = [(r#""a""#, "1"), (r#""a""#, r#"{"b":[2,3]}"#), (r#""\u0061""#, r#""}""#)];
        assert_eq!(read(r#" { "a" : 1 ,"a":{"b":[2,3]}, "\u0061":"}" } "#), expected);
        for text in ["{}", "{ }", "[]", r#"["a"]"#, "null", "1", r#""a""#, ""] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn value_of_a_string() {
        assert_eq!(string_value(r#""a\u0062\n""#).as_deref(), Some("ab\n"));
        assert_eq!(string_value(r#""""#).as_deref(), Some(""));
        for text in ["1", "null", r#""\ud800""#, r#""a" "b""#, ""] {
            assert_eq!(string_value(text), None, "{text}");
        }
    }
}
