//! The tables as a drawing: an SVG without scripts or fonts, for light and dark pages.

use std::fmt::Write;

use crate::measure::{Stored, Time};
use crate::report::{microseconds, size};
use crate::wire::Line;

// Lengths are in pixels of the SVG, which scales.
const WIDTH: f64 = 860.0;
const MARGIN: f64 = 28.0;
const HEADER: f64 = 78.0;
const FOOTER: f64 = 40.0;
const PANEL_TITLE: f64 = 34.0;
const PANEL_GAP: f64 = 22.0;
const BAR_PITCH: f64 = 25.0;
const BAR: f64 = 15.0;
const LABEL_WIDTH: f64 = 232.0;
const VALUE_WIDTH: f64 = 100.0;

/// The background is drawn too, so that the text is readable wherever the drawing is embedded.
const STYLE: &str = "
  svg { --paper: #ffffff; --ink: #1f2937; --faint: #5b6472; --line: #c5cbd3; --session: #b45309; --token: #047857; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #12171f; --ink: #e5e7eb; --faint: #a3adba; --line: #4b5563; --session: #f5a748; --token: #3ecf9a; }
  }
  text { font-family: system-ui, sans-serif; font-size: 14px; fill: var(--ink); dominant-baseline: central; }
  .title { font-size: 20px; font-weight: 600; }
  .panel { font-size: 16px; font-weight: 600; }
  .faint { font-size: 13px; fill: var(--faint); }
  .label { text-anchor: end; }
  .paper { fill: var(--paper); }
  .axis { stroke: var(--line); }
  .session { fill: var(--session); }
  .token { fill: var(--token); }
";

struct Panel {
    title: &'static str,
    bars: Vec<Bar>,
}

struct Bar {
    label: String,
    length: f64,
    value: String,
}

pub fn svg(wire: &[Line], times: &[Time], stored: &[Stored], users: usize, note: &str) -> String {
    let panels = [
        Panel {
            title: "Time to know who calls, for each request: the fastest round",
            bars: times
                .iter()
                .map(|time| Bar::new(&time.name, time.fastest.as_secs_f64(), microseconds(time.fastest)))
                .collect(),
        },
        Panel {
            title: "Bytes of the header line, for each request",
            bars: wire.iter().map(|line| Bar::new(&line.name, line.bytes as f64, line.bytes.to_string())).collect(),
        },
        Panel {
            title: "Stored on the server",
            bars: stored.iter().map(|row| Bar::new(row.name, row.bytes as f64, size(row.bytes))).collect(),
        },
    ];
    let height = HEADER + panels.iter().map(Panel::height).sum::<f64>() + FOOTER;
    let mut svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n");
    svg += "<title>Sessions and tokens compared: time, bytes on the wire, storage</title>\n";
    _ = writeln!(svg, "<style>{STYLE}</style>");
    _ = writeln!(svg, r#"<rect class="paper" width="{WIDTH}" height="{height}"/>"#);
    text(&mut svg, "title", MARGIN, 30.0, "A session in a store, or a signed token");
    let subtitle =
        format!("{} users. Shorter is better. “fat” is a token with a profile and 40 groups in it.", grouped(users));
    text(&mut svg, "faint", MARGIN, 56.0, &subtitle);
    let mut top = HEADER;
    for panel in &panels {
        panel.draw(&mut svg, top);
        top += panel.height();
    }
    text(&mut svg, "faint", MARGIN, top + 12.0, note);
    svg + "</svg>\n"
}

impl Panel {
    fn height(&self) -> f64 {
        PANEL_TITLE + self.bars.len() as f64 * BAR_PITCH + PANEL_GAP
    }

    fn draw(&self, svg: &mut String, top: f64) {
        text(svg, "panel", MARGIN, top + 14.0, self.title);
        let axis = MARGIN + LABEL_WIDTH;
        let longest = self.bars.iter().map(|bar| bar.length).fold(f64::MIN_POSITIVE, f64::max);
        let room = WIDTH - MARGIN - VALUE_WIDTH - axis;
        let mut middle = top + PANEL_TITLE + BAR_PITCH / 2.0;
        for bar in &self.bars {
            let length = bar.length / longest * room;
            let class = if bar.label.starts_with("session") { "session" } else { "token" };
            text(svg, "label", axis - 10.0, middle, &bar.label);
            let y = middle - BAR / 2.0;
            _ = writeln!(svg, r#"<rect class="{class}" x="{axis}" y="{y}" width="{length:.1}" height="{BAR}"/>"#);
            text(svg, "value", axis + length.round() + 8.0, middle, &bar.value);
            middle += BAR_PITCH;
        }
        let (from, to) = (top + PANEL_TITLE, middle - BAR_PITCH / 2.0);
        _ = writeln!(svg, r#"<path class="axis" d="M{axis} {from}V{to}"/>"#);
    }
}

impl Bar {
    fn new(label: &str, length: f64, value: String) -> Self {
        Self { label: label.into(), length, value }
    }
}

fn text(svg: &mut String, class: &str, x: f64, y: f64, text: &str) {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    _ = writeln!(svg, r#"<text class="{class}" x="{x}" y="{y}">{escaped}</text>"#);
}

/// Writes a number with a comma after each third digit.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
