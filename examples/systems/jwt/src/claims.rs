//! Header and claims, as text for people: JSON in colors, with a date behind each time.

use serde_json::{Map, Value, json, value::RawValue};

use crate::json_text;
use crate::screen::{Palette, Style};
use crate::times::{Moment, is_time};

pub fn header(header: &RawValue, palette: Palette) -> String {
    json_text::indented(header.get(), palette, Style::Header, |name, value| {
        (name == "alg" && json_text::unquoted(value).eq_ignore_ascii_case("none"))
            .then(|| palette.paint(Style::Bad, "// not signed at all"))
    })
}

pub fn claims(claims: &RawValue, palette: Palette, now: i64) -> String {
    json_text::indented(claims.get(), palette, Style::Claims, |name, value| {
        if !is_time(name) {
            return None;
        }
        Some(match Moment::of(name, value, now) {
            Ok(moment) => {
                let style = if moment.is_bad { Style::Bad } else { Style::Dim };
                let date = palette.paint(Style::Dim, &format!("// {},", moment.date));
                format!("{date} {}", palette.paint(style, &moment.words))
            }
            Err(problem) => palette.paint(Style::Bad, &format!("// {problem}")),
        })
    })
}

/// Returns the times among the claims, with their names.
pub fn moments(claims: &RawValue, now: i64) -> Vec<(String, Moment)> {
    let members: Map<String, Value> = serde_json::from_str(claims.get()).unwrap_or_default();
    let times = members.into_iter().filter(|(name, _)| is_time(name));
    times.filter_map(|(name, value)| Some((name.clone(), Moment::of(&name, &value.to_string(), now).ok()?))).collect()
}

/// Returns the times among the claims, for scripts.
pub fn times(claims: &RawValue, now: i64) -> Map<String, Value> {
    let entry = |moment: &Moment| json!({ "date": moment.rfc3339, "from_now": moment.from_now, "state": moment.state });
    moments(claims, now).into_iter().map(|(name, moment)| (name, entry(&moment))).collect()
}
