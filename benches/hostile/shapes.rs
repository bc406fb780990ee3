//! Shapes of hostile JSON: what costs a reader more than its length says.

use serde_json::Value;

/// How much a shape may have.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    pub(crate) length: usize,
    /// Values, those in arrays and objects too.
    pub(crate) values: usize,
}

/// Members of an object, as many as there is room for.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) members: fn(Room) -> String,
}

/// What is wrong with them, and where they stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing is wrong.
    Accepted,
    Refused,
    /// A name is there twice: of a set, that skips one key.
    NameTwice,
    /// They are refused, and they are for headers only.
    Header,
    /// They are the claim `xx`, an array of floats that is read.
    Floats,
}

impl Shape {
    const fn accepted(name: &'static str, members: fn(Room) -> String) -> Self {
        Self { name, kind: Kind::Accepted, members }
    }

    const fn refused(name: &'static str, members: fn(Room) -> String) -> Self {
        Self { name, kind: Kind::Refused, members }
    }

    const fn name_twice(name: &'static str, members: fn(Room) -> String) -> Self {
        Self { name, kind: Kind::NameTwice, members }
    }

    const fn header(name: &'static str, members: fn(Room) -> String) -> Self {
        Self { name, kind: Kind::Header, members }
    }

    const fn floats(name: &'static str, members: fn(Room) -> String) -> Self {
        Self { name, kind: Kind::Floats, members }
    }
}

pub(crate) const SHAPES: [Shape; 55] = [
    // Numbers.
    Shape::accepted("decimals near halfway, large", |room| x(room, |_| "1.7976931348623158079e308".into())),
    Shape::accepted("decimals near halfway, small", |room| x(room, |_| "2.4703282292062327208e-324".into())),
    Shape::accepted("decimals near halfway, 1.0", |room| x(room, |_| "1.00000000000000011102".into())),
    Shape::accepted("decimals at the border of finite", |room| x(room, |_| border(330))),
    Shape::accepted("thousands of digits", |room| x(room, |_| format!("0.{}", "1".repeat(3000)))),
    Shape::accepted("thousands of zeros", |room| x(room, |_| format!("0.{}1e3000", "0".repeat(3000)))),
    Shape::accepted("thousands of digits in an exponent", |room| x(room, |_| format!("1e-{}", "9".repeat(3000)))),
    Shape::accepted("floats", |room| x(room, |n| format!("{}.{}e-{}", n % 7, n * 7919 % 1000, n % 300))),
    Shape::accepted("digits", |room| x(room, |n| (n % 10).to_string())),
    Shape::accepted("integers", |room| x(room, |n| (n * 7919).to_string())),
    // Objects and arrays.
    Shape::accepted("empty objects", |room| x(room, |_| "{}".into())),
    Shape::accepted("empty arrays", |room| x(room, |_| "[]".into())),
    Shape::accepted("objects of one member", |room| x(room, |_| r#"{"a":0}"#.into())),
    Shape::accepted("objects of one member, no name", |room| x(room, |_| r#"{"":0}"#.into())),
    Shape::accepted("objects of two members", |room| x(room, |_| r#"{"a":0,"b":0}"#.into())),
    Shape::accepted("objects of twelve members", |room| x(room, |_| object(12, |n| letters(n, 1)))),
    Shape::accepted("objects of sixteen, names alike at the ends", |room| {
        x(room, |_| object(16, |n| format!("a{}b{}c", letters(n % 4, 1), letters(n / 4, 1))))
    }),
    Shape::accepted("objects of seventeen members", |room| x(room, |_| object(17, |n| letters(n, 1)))),
    Shape::accepted("objects of forty members", |room| x(room, |_| object(40, |n| letters(n, 2)))),
    Shape::accepted("arrays of one element", |room| x(room, |_| "[0]".into())),
    Shape::accepted("arrays, nested", |room| x(room, |_| format!("{}{}", "[".repeat(50), "]".repeat(50)))),
    Shape::accepted("objects, nested", |room| x(room, |_| format!("{}0{}", r#"{"a":"#.repeat(50), "}".repeat(50)))),
    Shape::accepted("objects and arrays, nested", |room| {
        x(room, |_| format!("{}{}", r#"[{"a":"#.repeat(25) + "[]", "}]".repeat(25)))
    }),
    // Names.
    Shape::accepted("members, short names", |room| x_object(room, |n| letters(n, 1))),
    Shape::accepted("members, names of eight letters", |room| x_object(room, |n| letters(n, 8))),
    Shape::accepted("members, names alike at the ends", |room| {
        // Equal in length, and in the first, the middle and the last byte.
        x_object(room, |n| format!("a{}b{}c", letters(n % 676, 2), letters(n / 676, 2)))
    }),
    Shape::accepted("members, names with a long beginning", |room| {
        x_object(room, |n| format!("{}{}", "a".repeat(64), letters(n, 3)))
    }),
    Shape::accepted("members, names with an escape", |room| x_object(room, |n| format!("\\n{}", letters(n, 2)))),
    Shape::accepted("members, names not in ASCII", |room| x_object(room, |n| format!("é{}", letters(n, 2)))),
    Shape::accepted("members of the outermost object", |room| members(room, |n| letters(n + 100_000, 1))),
    Shape::accepted("members there, names alike at the ends", |room| {
        members(room, |n| format!("a{}b{}c", letters(n % 676, 2), letters(n / 676, 2)))
    }),
    Shape::accepted("members there, names with an escape", |room| members(room, |n| format!("\\n{}", letters(n, 2)))),
    Shape::name_twice("a name twice, at the end", |room| {
        let others = x_object(room.without(10), |n| letters(n, 1));
        format!("{},\"b\":0}}", others.strip_suffix('}').unwrap_or_default())
    }),
    // Strings.
    Shape::accepted("empty strings", |room| x(room, |_| r#""""#.into())),
    Shape::accepted("strings of one letter", |room| x(room, |_| r#""a""#.into())),
    Shape::accepted("escapes of a letter", |room| x_string(room, r"\n")),
    Shape::accepted("escapes of a letter, others between", |room| x_string(room, r"\naaaaaaa")),
    Shape::accepted("escapes of Unicode", |room| x_string(room, r"\u00e9")),
    Shape::accepted("surrogate pairs", |room| x_string(room, r"\ud83d\ude00")),
    Shape::accepted("escapes in what is read", |room| format!("\"kid\":\"{}\"", r"\n".repeat((room.length - 8) / 2))),
    Shape::accepted("lone surrogates", |room| x_string(room, r"\ud800")),
    Shape::accepted("strings of one escape", |room| x(room, |_| r#""\n""#.into())),
    Shape::accepted("letters not in ASCII", |room| x_string(room, "aé€😀")),
    Shape::refused("control characters, at the end", |room| x_string(room, "aaaaaaaa").replacen("a\"", "\u{1}\"", 1)),
    // All else.
    Shape::accepted("white space", |room| x(room, |_| " \n\t\r 0 \n\t\r ".into())),
    Shape::accepted("nothing but white space", |room| format!("\"xx\":{}0", " \n".repeat(room.length / 2 - 5))),
    Shape::accepted("literals", |room| x(room, |n| ["true", "false", "null"].map(String::from)[n % 3].clone())),
    Shape::accepted("short values of all kinds, at random", |room| x(room, at_random)),
    // What is bounded in headers.
    Shape::header("crit of many names", |room| {
        let names: Vec<String> = (0..room.length / 14 - 2).map(|n| letters(n, 2)).collect();
        let quoted = |end: &str| names.iter().map(|name| format!("\"{name}\"{end}")).collect::<Vec<_>>().join(",");
        format!("\"crit\":[{}],{}", quoted(""), quoted(":0"))
    }),
    Shape::header("crit of one name, many times", |room| {
        format!("\"crit\":{}", array(room.without(7), |_| "\"\"".into()))
    }),
    Shape::header("crit of names that are not there", |room| {
        format!("\"crit\":{}", array(room.without(7), |n| format!("\"{}\"", letters(n, 1))))
    }),
    Shape::header("too many values", |room| x(Room { values: usize::MAX, ..room }, |_| "0".into())),
    // Claims that are read.
    Shape::floats("floats near halfway, large", |room| x(room, |_| "1.7976931348623158079e308".into())),
    Shape::floats("floats near halfway, small", |room| x(room, |_| "2.4703282292062327208e-324".into())),
    Shape::floats("floats near halfway, long", |room| x(room, |_| border(800))),
];

impl Room {
    pub(crate) const fn without(self, length: usize) -> Self {
        Self { length: self.length - length, ..self }
    }

    const fn without_value(self) -> Self {
        Self { values: self.values - 1, ..self }
    }
}

/// The member `xx`, an array of such elements.
fn x(room: Room, element: impl Fn(usize) -> String) -> String {
    format!("\"xx\":{}", array(room.without(5), element))
}

/// The member `xx`, an object with members of such names.
fn x_object(room: Room, name: impl Fn(usize) -> String) -> String {
    format!("\"xx\":{{{}}}", members(room.without(7).without_value(), name))
}

/// The member `xx`, a string that repeats this text.
fn x_string(room: Room, text: &str) -> String {
    format!("\"xx\":\"{}\"", text.repeat((room.length - 7) / text.len()))
}

/// An array of elements, each made from its number.
pub(crate) fn array(room: Room, element: impl Fn(usize) -> String) -> String {
    format!("[{}]", as_many(room.without(2).without_value(), element))
}

/// Members with such names.
fn members(room: Room, name: impl Fn(usize) -> String) -> String {
    as_many(room, |n| format!("\"{}\":0", name(n)))
}

/// An object of so many members.
fn object(count: usize, name: impl Fn(usize) -> String) -> String {
    let members: Vec<String> = (0..count).map(|n| format!("\"{}\":0", name(n))).collect();
    format!("{{{}}}", members.join(","))
}

/// Texts that are made from their numbers, with commas between them, as many as there is room for.
fn as_many(room: Room, make: impl Fn(usize) -> String) -> String {
    let mut text = make(0);
    let mut values = count_values(&text);
    for number in 1.. {
        let next = make(number);
        values += count_values(&next);
        if text.len() + 1 + next.len() > room.length || values > room.values {
            break;
        }
        text.push(',');
        text.push_str(&next);
    }
    text
}

/// How many values a value has in it, itself among them. The scalar of a member is one.
fn count_values(text: &str) -> usize {
    fn count(value: &Value) -> usize {
        match value {
            Value::Array(elements) => 1 + elements.iter().map(count).sum::<usize>(),
            Value::Object(members) => 1 + members.values().map(count).sum::<usize>(),
            _ => 1,
        }
    }
    serde_json::from_str(text).map_or(1, |value| count(&value))
}

/// A number as letters, at least so many.
fn letters(mut number: usize, at_least: usize) -> String {
    let mut text = String::new();
    while number > 0 || text.len() < at_least {
        text.push(char::from(b"abcdefghijklmnopqrstuvwxyz"[number % 26]));
        number /= 26;
    }
    text
}

/// A decimal just below 2^1024 - 2^970, from where on a number is infinite, with so many digits.
fn border(digits: usize) -> String {
    const BORDER: &str = "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497792";
    let (but_last, _) = BORDER.split_at(BORDER.len() - 1);
    format!("{but_last}1.{}", "9".repeat(digits - BORDER.len()))
}

/// A short value, the same for the same number, of a kind that no one can foresee.
fn at_random(number: usize) -> String {
    const VALUES: [&str; 16] = [
        "0",
        "-1",
        "23",
        "0.5",
        "1e3",
        "[]",
        "{}",
        "[0]",
        "\"\"",
        "\"a\"",
        "\"\\n\"",
        "true",
        "null",
        "[[]]",
        "{\"a\":0}",
        "[{}]",
    ];
    // What splitmix64 makes of a counter.
    let mut mixed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    VALUES[(mixed >> 60) as usize].into()
}
