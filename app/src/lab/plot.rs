//! Draws a figure on a canvas, sharp on any screen.

use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::figures::{Figure, Scale, Stroke};
use crate::run::dock::plot::Axis;
use crate::run::dock::theme::Theme;

/// Room left and right of the plot in CSS pixels; what lies over the drawing needs it too.
pub const LEFT: f64 = 52.0;
/// Room right of the plot.
pub const RIGHT: f64 = 24.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 20.0;
const TEXT: f64 = 11.0;
const FONT: &str = "system-ui, sans-serif";

/// Draws the figure over the whole canvas. `size` is in CSS pixels; the canvas gets as many device
/// pixels as it covers, and everything is scaled to them.
///
/// # Errors
/// Says what could not be drawn.
pub fn draw(
    canvas: HtmlCanvasElement,
    figure: &Figure,
    theme: &Theme,
    size: (f64, f64),
    ratio: f64,
) -> Result<(), String> {
    let device = |css: f64| (css * ratio).round().max(1.0) as u32;
    canvas.set_width(device(size.0));
    canvas.set_height(device(size.1));
    let backend = CanvasBackend::with_canvas_object(canvas).ok_or("no canvas to draw on")?;
    let root = backend.into_drawing_area();
    draw_on(&root, figure, theme, ratio).map_err(|error| error.to_string())
}

fn axis(scale: &Scale) -> Axis {
    let ticks = scale.ticks.iter().map(|(at, _)| *at).collect();
    Axis { start: scale.from, end: scale.to.max(scale.from + 1e-9), ticks }
}

fn draw_on<B: DrawingBackend>(
    root: &DrawingArea<B, plotters::coord::Shift>,
    figure: &Figure,
    theme: &Theme,
    ratio: f64,
) -> Result<(), DrawingAreaErrorKind<B::ErrorType>> {
    let device = |css: f64| (css * ratio).round() as i32;
    let pixels = |css: f64| device(css).max(1) as u32;
    root.fill(&theme.surface)?;
    let mut chart = ChartBuilder::on(root)
        .margin_top(device(TOP))
        .margin_right(device(RIGHT))
        .set_label_area_size(LabelAreaPosition::Left, device(LEFT))
        .set_label_area_size(LabelAreaPosition::Bottom, device(BOTTOM))
        .build_cartesian_2d(axis(&figure.across), axis(&figure.up))?;
    let text = |scale: &Scale, value: f64| {
        let tick = scale.ticks.iter().find(|(at, _)| *at == value);
        tick.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(theme.line.stroke_width(pixels(1.0)))
        .axis_style(theme.line.stroke_width(pixels(1.0)))
        .set_all_tick_mark_size(device(3.0))
        .x_label_formatter(&|value| text(&figure.across, *value))
        .y_label_formatter(&|value| text(&figure.up, *value))
        .label_style((FONT, TEXT * ratio).into_font().color(&theme.ink_soft))
        .draw()?;
    for line in &figure.lines {
        let colour = theme.hue(line.hue);
        let style = colour.stroke_width(pixels(1.75));
        let points = line.points.iter().copied();
        if line.filled {
            let area = AreaSeries::new(points.clone(), figure.up.from.max(0.0), colour.mix(0.14));
            chart.draw_series(area)?;
        }
        match line.stroke {
            Stroke::Solid => {
                chart.draw_series(LineSeries::new(points, style))?;
            }
            Stroke::Thin => {
                let style = colour.stroke_width(pixels(1.0));
                chart.draw_series(DashedLineSeries::new(
                    points,
                    device(2.0),
                    device(3.0),
                    style,
                ))?;
            }
            Stroke::Dashed => {
                chart.draw_series(DashedLineSeries::new(
                    points,
                    device(5.0),
                    device(4.0),
                    style,
                ))?;
            }
            Stroke::Dots => {
                chart.draw_series(LineSeries::new(points.clone(), style))?;
                let dot = |at| Circle::new(at, device(3.0), colour.filled());
                chart.draw_series(points.map(dot))?;
            }
        }
    }
    root.present()
}
