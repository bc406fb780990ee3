//! The report as two charts, one for each direction: a panel for each algorithm, a bar for each contender.

use std::path::Path;

use anyhow::{Result, anyhow};
use peers_harness::{Action, Algorithm, Operation, Role};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{PathElement, Rectangle};
use plotters::prelude::SVGBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, WHITE};

use crate::environment::{COMMAND, Environment};
use crate::measure::Measurement;
use crate::report::{label, microseconds, significant};
use crate::results::Results;

/// Draws the chart of one direction.
pub fn svg(results: &Results, action: Action, environment: &Environment, path: &Path) -> Result<()> {
    let (pairs, _) = Algorithm::ALL.as_chunks();
    let panels: Vec<[Panel; 2]> =
        pairs.iter().map(|pair| pair.map(|algorithm| Panel::new(results, action, algorithm))).collect();
    let heights: Vec<i32> = panels.iter().map(|row| row.iter().map(Panel::height).max().unwrap_or_default()).collect();
    let height = HEADER + heights.iter().sum::<i32>() + FOOTER;
    let canvas = SVGBackend::new(path, (WIDTH.unsigned_abs(), height.unsigned_abs())).into_drawing_area();
    draw(&canvas, environment, &panels, &heights).map_err(|error| anyhow!("chart: {error}"))
}

// Lengths are in pixels of the SVG, which scales.
const WIDTH: i32 = 1120;
const MARGIN: i32 = 28;
const HEADER: i32 = 84;
const FOOTER: i32 = 44;
const PANEL_TITLE: i32 = 34;
const PANEL_GAP: i32 = 26;
const PANEL_WIDTH: i32 = (WIDTH - 2 * MARGIN - PANEL_GAP) / 2;
const LABEL_WIDTH: i32 = 208;
const VALUE_WIDTH: i32 = 92;
const BAR_PITCH: i32 = 21;
const BAR: i32 = 14;
/// Between ours, the peers and the floors.
const ROLE_GAP: i32 = 7;

const INK: RGBColor = RGBColor(31, 41, 55);
const FAINT_INK: RGBColor = RGBColor(107, 114, 128);
const LINE: RGBColor = RGBColor(209, 213, 219);
const OURS: RGBColor = RGBColor(5, 122, 85);
const PEER: RGBColor = RGBColor(100, 116, 139);
const FLOOR: RGBColor = RGBColor(203, 213, 225);

const TITLE: Lettering = Lettering::new(21, INK).bold();
const SUBTITLE: Lettering = Lettering::new(14, FAINT_INK);
const PANEL: Lettering = Lettering::new(16, INK).bold();
const CAPTION: Lettering = Lettering::new(12, FAINT_INK);

struct Panel {
    title: String,
    bars: Vec<Bar>,
}

struct Bar {
    label: String,
    value: String,
    nanoseconds: f64,
    role: Role,
}

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

impl Panel {
    /// Ours, the peers and the floors, each from fast to slow.
    fn new(results: &Results, action: Action, algorithm: Algorithm) -> Self {
        let operation = Operation::usual(action, algorithm);
        let bar = |measurement: &Measurement| {
            let time = microseconds(measurement.median());
            let ratio = results.ratio(measurement).map(|ratio| format!(" ({}×)", significant(ratio, 2)));
            Bar {
                label: label(&measurement.name),
                value: time + &ratio.unwrap_or_default(),
                nanoseconds: measurement.median(),
                role: measurement.name.role,
            }
        };
        let mut bars: Vec<Bar> = results.of(operation, 1).map(bar).collect();
        bars.sort_by(|a, b| a.role.cmp(&b.role).then(a.nanoseconds.total_cmp(&b.nanoseconds)));
        Self { title: format!("{action} {algorithm}"), bars }
    }

    fn height(&self) -> i32 {
        let bars = i32::try_from(self.bars.len()).expect("a handful of bars");
        PANEL_TITLE + bars * BAR_PITCH + 2 * ROLE_GAP + PANEL_GAP
    }
}

fn draw(canvas: &Canvas, environment: &Environment, panels: &[[Panel; 2]], heights: &[i32]) -> Drawn {
    canvas.fill(&WHITE)?;
    TITLE.write_from(canvas, "jwt-codec and the other JWT libraries for Rust", (MARGIN, 32))?;
    let subtitle = "µs for one call, shorter is better; in brackets, how many times the time of jwt-codec. \
                    Pale: the signature alone, no token.";
    SUBTITLE.write_from(canvas, subtitle, (MARGIN, 58))?;
    let mut top = HEADER;
    for (row, height) in panels.iter().zip(heights) {
        for (panel, left) in row.iter().zip([MARGIN, MARGIN + PANEL_WIDTH + PANEL_GAP]) {
            draw_panel(canvas, panel, (left, top))?;
        }
        top += height;
    }
    let Environment { date, cpu, rustc, .. } = environment;
    CAPTION.write_from(canvas, &format!("{date}, {cpu}, {rustc}: {COMMAND}"), (MARGIN, top + 10))?;
    canvas.present()?;
    Ok(())
}

fn draw_panel(canvas: &Canvas, panel: &Panel, (left, top): (i32, i32)) -> Drawn {
    PANEL.write_from(canvas, &panel.title, (left, top + 12))?;
    let axis = left + LABEL_WIDTH;
    let longest = panel.bars.iter().map(|bar| bar.nanoseconds).fold(f64::MIN_POSITIVE, f64::max);
    let room = f64::from(PANEL_WIDTH - LABEL_WIDTH - VALUE_WIDTH);
    let mut middle = top + PANEL_TITLE + BAR_PITCH / 2;
    let mut previous = None;
    for bar in &panel.bars {
        if previous.replace(bar.role).is_some_and(|previous| previous != bar.role) {
            middle += ROLE_GAP;
        }
        let (fill, lettering) = match bar.role {
            Role::Ours => (OURS, Lettering::new(13, OURS).bold()),
            Role::Peer => (PEER, Lettering::new(13, INK)),
            Role::Floor => (FLOOR, Lettering::new(13, FAINT_INK)),
        };
        #[expect(clippy::cast_possible_truncation, reason = "fits the panel")]
        let length = (bar.nanoseconds / longest * room).round().max(1.0) as i32;
        let corners = [(axis, middle - BAR / 2), (axis + length, middle + BAR / 2)];
        lettering.write_up_to(canvas, &bar.label, (axis - 8, middle))?;
        canvas.draw(&Rectangle::new(corners, fill.filled()))?;
        lettering.write_from(canvas, &bar.value, (axis + length + 6, middle))?;
        middle += BAR_PITCH;
    }
    let bottom = middle - BAR_PITCH / 2;
    canvas.draw(&PathElement::new([(axis, top + PANEL_TITLE), (axis, bottom)], LINE))?;
    Ok(())
}

/// How a text looks.
struct Lettering {
    size: i32,
    ink: RGBColor,
    style: FontStyle,
}

impl Lettering {
    const fn new(size: i32, ink: RGBColor) -> Self {
        Self { size, ink, style: FontStyle::Normal }
    }

    const fn bold(self) -> Self {
        Self { style: FontStyle::Bold, ..self }
    }

    /// Writes to the right of a point.
    fn write_from(&self, canvas: &Canvas, text: &str, at: (i32, i32)) -> Drawn {
        self.write(canvas, text, at, HPos::Left)
    }

    /// Writes to the left of a point.
    fn write_up_to(&self, canvas: &Canvas, text: &str, at: (i32, i32)) -> Drawn {
        self.write(canvas, text, at, HPos::Right)
    }

    fn write(&self, canvas: &Canvas, text: &str, at: (i32, i32), align: HPos) -> Drawn {
        let font = FontDesc::new(FontFamily::SansSerif, self.size.into(), self.style);
        let style = font.color(&self.ink).pos(Pos::new(align, VPos::Center));
        canvas.draw_text(text, &style, at)?;
        Ok(())
    }
}
