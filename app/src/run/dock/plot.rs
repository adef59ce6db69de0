//! Draws a chart on a canvas, sharp on any screen.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::data::ChartData;
use super::theme::Theme;
use crate::core::sorted::sort_short;
use crate::run::moment;

/// Room left of the plot in CSS pixels; the time cursor's overlay needs it too.
pub const LEFT: u32 = 58;
const TOP: u32 = 10;
const BOTTOM: u32 = 22;
const TEXT: f64 = 11.0;
const FONT: &str = "system-ui, sans-serif";

/// Room right of the plot, for the lines' names.
#[must_use]
pub fn right(data: &ChartData, width: f64) -> u32 {
    const LETTER: u32 = 6;
    const EDGE: u32 = 16;
    if has_key(data, width) {
        return EDGE;
    }
    EDGE + LETTER * longest_name(data) as u32
}

/// Is there too little room for the lines' names beside them?
#[must_use]
pub fn has_key(data: &ChartData, width: f64) -> bool {
    width < 560.0 && longest_name(data) > 14
}

fn longest_name(data: &ChartData) -> usize {
    data.lines.iter().map(|line| line.name.chars().count()).max().unwrap_or(0)
}

/// Draws the chart over the whole canvas. `size` is in CSS pixels; the canvas gets as many device
/// pixels as it covers, and everything is scaled to them.
///
/// # Errors
/// Says what could not be drawn.
pub fn draw(
    canvas: HtmlCanvasElement,
    data: &ChartData,
    theme: &Theme,
    size: (f64, f64),
    ratio: f64,
) -> Result<(), String> {
    let device = |css: f64| (css * ratio).round().max(1.0) as u32;
    canvas.set_width(device(size.0));
    canvas.set_height(device(size.1));
    let backend = CanvasBackend::with_canvas_object(canvas).ok_or("no canvas to draw on")?;
    let root = backend.into_drawing_area();
    draw_on(&root, data, theme, ratio).map_err(|error| error.to_string())
}

fn draw_on<B: DrawingBackend>(
    root: &DrawingArea<B, plotters::coord::Shift>,
    data: &ChartData,
    theme: &Theme,
    ratio: f64,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let device = |css: f64| (css * ratio).round() as i32;
    let text = |colour: RGBColor| (FONT, TEXT * ratio).into_font().color(&colour);
    root.fill(&theme.surface)?;

    let steps = steps_around(data.reach());
    let low = steps.first().copied().unwrap_or(0.0);
    let top = steps.last().copied().unwrap_or(1.0);
    let width = f64::from(root.dim_in_pixel().0) / ratio;
    let right = right(data, width);
    let wide = width - f64::from(LEFT + right);
    let ticks = moment::ticks(data.horizon_s, (wide / 58.0).clamp(2.0, 10.0));
    let times: Vec<f64> = ticks.iter().map(|(at_s, _)| *at_s).collect();
    let label = |at_s: &f64| {
        let tick = ticks.iter().find(|(other, _)| (other - at_s).abs() < 1e-6);
        tick.map(|(_, label)| label.clone()).unwrap_or_default()
    };
    let mut chart = ChartBuilder::on(root)
        .margin_top(device(f64::from(TOP)))
        .margin_right(device(f64::from(right)))
        .set_label_area_size(LabelAreaPosition::Left, device(f64::from(LEFT)))
        .set_label_area_size(LabelAreaPosition::Bottom, device(f64::from(BOTTOM)))
        .build_cartesian_2d(
            Axis { start: 0.0, end: data.horizon_s.max(1e-9), ticks: times },
            Axis { start: low, end: top, ticks: steps },
        )?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(theme.line.stroke_width(device(1.0).max(1) as u32))
        .axis_style(theme.line.stroke_width(device(1.0).max(1) as u32))
        .set_all_tick_mark_size(device(3.0))
        .x_label_formatter(&label)
        .y_label_formatter(&|value| data.format.text(*value))
        .label_style(text(theme.ink_soft))
        .draw()?;

    let mut names = Vec::new();
    for line in &data.lines {
        let style = theme.hue(line.hue).stroke_width(device(1.5).max(1) as u32);
        for run in runs(&line.values, data.bucket_s) {
            if line.dashed {
                let dash = DashedLineSeries::new(run, device(5.0), device(4.0), style);
                chart.draw_series(dash)?;
            } else {
                chart.draw_series(LineSeries::new(run, style))?;
            }
        }
        if let Some(last) = line.values.iter().rev().flatten().next() {
            let (x, y) = chart.plotting_area().map_coordinate(&(data.horizon_s, *last));
            names.push((x, y, line));
        }
    }
    let heights: Vec<i32> = names.iter().map(|(_, y, _)| *y).collect();
    let lowest = root.dim_in_pixel().1 as i32 - device(f64::from(BOTTOM));
    let heights = spread(&heights, device(TEXT + 3.0), lowest);
    for ((x, _, line), y) in names.iter().zip(heights).filter(|_| !has_key(data, width)) {
        let style = text(theme.hue(line.hue)).pos(Pos::new(HPos::Left, VPos::Center));
        root.draw(&Text::new(line.name.clone(), (x + device(6.0), y), style))?;
    }
    root.present()
}

/// An axis with ticks of our own choice.
pub(crate) struct Axis {
    pub(crate) start: f64,
    pub(crate) end: f64,
    pub(crate) ticks: Vec<f64>,
}

impl Ranged for Axis {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let room = f64::from(limit.1 - limit.0);
        limit.0 + ((value - self.start) / (self.end - self.start) * room).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.start..self.end
    }
}

impl From<Axis> for Range<f64> {
    fn from(axis: Axis) -> Self {
        axis.start..axis.end
    }
}

/// Points of a line between its gaps; a value stands in the middle of its bucket.
fn runs(values: &[Option<f64>], bucket_s: f64) -> Vec<Vec<(f64, f64)>> {
    let mut runs = vec![Vec::new()];
    for (at, value) in values.iter().enumerate() {
        match value.filter(|value| value.is_finite()) {
            Some(value) => {
                if let Some(run) = runs.last_mut() {
                    run.push(((at as f64 + 0.5) * bucket_s, value));
                }
            }
            None if runs.last().is_some_and(|run| !run.is_empty()) => runs.push(Vec::new()),
            None => {}
        }
    }
    // A single value between two gaps is drawn as a short level piece.
    for run in &mut runs {
        if let [(x, y)] = run[..] {
            *run = vec![(x - bucket_s / 2.0, y), (x + bucket_s / 2.0, y)];
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// Round values from zero to at least `top`, about four.
pub(crate) fn steps(top: f64) -> Vec<f64> {
    steps_around((0.0, top))
}

/// Round values around a reach that has zero in it, about four.
fn steps_around((low, high): (f64, f64)) -> Vec<f64> {
    let (low, high) = if high > low { (low, high) } else { (0.0, 1.0) };
    let span = high - low;
    let rough = span / 4.0;
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(rough);
    let below = (-low / step - 1e-9).ceil().max(0.0) as i32;
    let above = (high / step - 1e-9).ceil().max(0.0) as i32;
    (-below..=above).map(|i| f64::from(i) * step).collect()
}

/// Moves labels apart so that none covers another, in the order of their heights.
fn spread(heights: &[i32], gap: i32, lowest: i32) -> Vec<i32> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    sort_short(&mut order, |a, b| heights[*a].cmp(&heights[*b]));
    let mut placed = heights.to_vec();
    let mut free_from = gap / 2;
    for at in &order {
        placed[*at] = placed[*at].max(free_from);
        free_from = placed[*at] + gap;
    }
    let mut free_to = lowest;
    for at in order.iter().rev() {
        placed[*at] = placed[*at].min(free_to);
        free_to = placed[*at] - gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_part_a_line_and_lone_values_stay_visible() {
        let runs = runs(&[Some(1.0), Some(2.0), None, Some(3.0), None], 10.0);
        assert_eq!(runs, [vec![(5.0, 1.0), (15.0, 2.0)], vec![(30.0, 3.0), (40.0, 3.0)]]);
        assert!(super::runs(&[None, None], 10.0).is_empty());
    }

    #[test]
    fn axes_end_at_a_round_value_above_the_data() {
        assert_eq!(steps_around((0.0, 81.0)), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(steps_around((0.0, 100.0)), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(steps_around((0.0, 0.0)).last(), Some(&1.0));
        assert_eq!(steps_around((-0.2, 1.0)), [-0.5, 0.0, 0.5, 1.0]);
        assert_eq!(steps_around((-30.0, 0.0)), [-30.0, -20.0, -10.0, 0.0]);
    }

    #[test]
    fn names_do_not_cover_each_other() {
        let placed = spread(&[50, 52, 10], 14, 200);
        assert_eq!(placed, [50, 64, 10]);
        assert_eq!(spread(&[198, 199], 14, 200), [186, 200]);
    }
}
