//! Changes the text of an object: the grammar of JSON, its nesting, its characters.

use crate::draft::Members;
use crate::random::Random;

/// Values of every type.
pub const VALUES: [&str; 22] = [
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "1.5",
    "\"\"",
    "\"x\"",
    "\"1\"",
    "\"true\"",
    "[]",
    "[\"x\"]",
    "[1]",
    "[null]",
    "{}",
    "{\"a\":1}",
    "[[[[]]]]",
    "\"4102444800\"",
    "{\"a\":1,\"a\":2}",
    "\"\\ud83d\"",
    "[\"é\"]",
];

/// Numbers at the boundaries of their types, and texts that are nearly numbers.
pub const NUMBERS: [&str; 44] = [
    "0",
    "-0",
    "-1",
    "1",
    "0.0",
    "-0.5",
    "1e3",
    "1E+10",
    "4102444800",
    "4102444800.0",
    "4102444800.75",
    "4.1024448e9",
    "41024448000e-1",
    "2147483647",
    "2147483648",
    "4294967296",
    "253402300799",
    "253402300800",
    "9007199254740991",
    "9007199254740993",
    "8640000000000",
    "8640000000001",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999",
    "1e18",
    "1e19",
    "1e20",
    "1e308",
    "1.7976931348623158e308",
    "1e309",
    "-1e309",
    "1e400",
    "5e-324",
    "1e-400",
    "01",
    "+1",
    "1.",
    ".5",
    "0x10",
    "NaN",
    "-Infinity",
];

/// Adds a name a second time: as it is, with an escape, or inside a new object.
pub fn duplicate(random: &mut Random, members: &mut Members) {
    if members.is_empty() {
        return;
    }
    let (name, value) = members[random.below(members.len())].clone();
    let spelled = match name.as_bytes() {
        [b'"', first, ..] if first.is_ascii_alphanumeric() && random.percent(40) => {
            format!("\"\\u{:04x}{}", first, &name[2..])
        }
        _ => name,
    };
    let value = if random.percent(50) { value } else { random.pick(&VALUES).to_owned() };
    match random.below(3) {
        0 => members.push((spelled, value)),
        1 => members.insert(0, (spelled, value)),
        _ => members.push(("\"nested\"".to_owned(), format!("{{{spelled}:{value},{spelled}:1}}"))),
    }
}

/// Makes one change.
pub fn mutate(random: &mut Random, text: &mut Vec<u8>) -> &'static str {
    match random.below(8) {
        0 => {
            white_space(random, text);
            "JSON: white space"
        }
        1 => {
            let depth = random.pick(&[2, 10, 60, 100, 124, 125, 126, 127, 128, 129, 130, 200, 500, 990, 2000]);
            let (open, close) = random.pick(&[("[", "]"), ("{\"a\":", "}")]);
            let inner = if open == "[" { "" } else { "1" };
            insert_member(text, &format!("\"deep\":{}{inner}{}", open.repeat(depth), close.repeat(depth)));
            "JSON: nesting"
        }
        2 => {
            let whole: [&[u8]; 16] = [
                b"",
                b" ",
                b"{}",
                b"[]",
                b"null",
                b"1",
                b"\"x\"",
                b"{",
                b"}",
                b"{}{}",
                b"{} x",
                b"{\"a\":1,}",
                b"{,}",
                b"{'a':1}",
                b"{a:1}",
                b"{\"a\" 1}",
            ];
            *text = random.pick(&whole).to_vec();
            "JSON: replaced as a whole"
        }
        3 => {
            let ends: [&[u8]; 8] = [b"}", b",", b"\0", b" x", b"//", b"/**/", b"\x1a", b"{}"];
            text.extend_from_slice(random.pick(&ends));
            "JSON: something after it"
        }
        4 => {
            let starts: [&[u8]; 6] = [b"\xef\xbb\xbf", b"\xff\xfe", b")]}'\n", b"/**/", b"\0", b","];
            text.splice(..0, random.pick(&starts).iter().copied());
            "JSON: something before it"
        }
        5 => {
            let strings: [&[u8]; 20] = [
                b"\xff",
                b"\xc0\x80",
                b"\xed\xa0\x80",
                b"\xf5\x80\x80\x80",
                b"\xf4\x90\x80\x80",
                b"\xc3",
                b"\x01",
                b"\x1f",
                b"\n",
                b"\t",
                b"\x7f",
                b"\\x41",
                b"\\u12",
                b"\\ud83d",
                b"\\ud83d\\u0041",
                b"\\udc00",
                b"\\",
                b"\\u0000",
                b"\xe2\x80\xa8",
                b"\\U0041",
            ];
            let string = random.pick(&strings).to_vec();
            let in_name = random.percent(30);
            let (before, after): (&[u8], &[u8]) = if in_name { (b"\"", b"\":1") } else { (b"\"text\":\"", b"\"") };
            insert_member_bytes(text, &[before, &string, after].concat());
            "JSON: characters of a string"
        }
        6 => {
            insert_member(text, &format!("\"number\":{}", random.pick(&NUMBERS)));
            "JSON: number nobody reads"
        }
        _ => {
            any_byte(random, text);
            "JSON: any byte"
        }
    }
}

fn white_space(random: &mut Random, text: &mut Vec<u8>) {
    let spaces: [&[u8]; 9] = [b" ", b"\t", b"\n", b"\r\n", b"\x0b", b"\x0c", b"\xc2\xa0", b"\xe3\x80\x80", b"      "];
    let space = random.pick(&spaces);
    // Where a token of JSON begins or ends.
    let places: Vec<usize> =
        (0..=text.len()).filter(|at| *at == text.len() || b"{}[]:,".contains(&text[*at]) || *at == 0).collect();
    let at = random.pick(&places);
    text.splice(at..at, space.iter().copied());
}

fn insert_member(text: &mut Vec<u8>, member: &str) {
    insert_member_bytes(text, member.as_bytes());
}

fn insert_member_bytes(text: &mut Vec<u8>, member: &[u8]) {
    if text.first() == Some(&b'{') && text.len() > 2 {
        let member = [member, b","].concat();
        text.splice(1..1, member);
    }
}

fn any_byte(random: &mut Random, text: &mut Vec<u8>) {
    if text.is_empty() {
        return;
    }
    let at = random.below(text.len());
    let byte = random.pick(b"{}[]:,\"\\ 0-e.x\0\xff");
    match random.below(3) {
        0 => text[at] = byte,
        1 => text.insert(at, byte),
        _ => {
            text.remove(at);
        }
    }
}
