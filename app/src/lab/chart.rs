//! One chart of the lab: drawing, key and table.

use leptos::html;
use leptos::prelude::*;

use super::figures::{Figure, Stroke};
use super::plot;
use crate::run::dock::chart::SizeWatcher;
use crate::run::dock::theme;
use crate::ui::{Icon, effect, icon};

/// A chart; nothing where there is no figure.
#[must_use]
pub fn chart(figure: Memo<Option<Figure>>) -> AnyView {
    chart_under(figure, || ().into_any())
}

/// A chart with something to act on over its drawing.
#[must_use]
pub fn chart_under(
    figure: Memo<Option<Figure>>,
    over: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    under(figure, Box::new(over))
}

fn under(figure: Memo<Option<Figure>>, over: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    let as_table = RwSignal::new(false);
    let title = move || figure.with(|figure| figure.as_ref().map(|figure| figure.title));
    let axes = move || {
        figure.with(|figure| {
            let (up, right) = &figure.as_ref()?.axes;
            Some(format!("{up}, by {right}"))
        })
    };
    let body = move || {
        if as_table.get() {
            let of = |figure: &Figure| table(figure.title, &figure.heads, &figure.rows);
            figure.with(|figure| figure.as_ref().map(of))
        } else {
            Some(drawing(figure, over()))
        }
    };
    let toggle_name = move || {
        let verb = if as_table.get() { "Show chart" } else { "Show table" };
        format!("{verb}: {}", title().unwrap_or_default())
    };
    view! {
        <figure class="chart lab-chart" hidden=move || figure.with(Option::is_none)>
            <figcaption>
                <h4>{title}</h4>
                <button
                    type="button"
                    class="button small"
                    aria-label=toggle_name
                    aria-pressed=move || as_table.get().to_string()
                    on:click=move |_| as_table.update(|shown| *shown = !*shown)
                >
                    {move || icon(if as_table.get() { Icon::Chart } else { Icon::Table })}
                    {move || if as_table.get() { "Chart" } else { "Table" }}
                </button>
                <small>{axes}</small>
            </figcaption>
            {body}
        </figure>
    }
    .into_any()
}

fn drawing(figure: Memo<Option<Figure>>, over: AnyView) -> AnyView {
    let canvas = NodeRef::<html::Canvas>::new();
    let theme = theme::follow();
    let size = RwSignal::new((0.0, 0.0));
    let observer = StoredValue::new_local(None::<SizeWatcher>);
    effect(move || {
        if let Some(canvas) = canvas.get() {
            observer.set_value(SizeWatcher::start(canvas, size));
        }
    });
    effect(move || {
        let (Some(canvas), Some(figure), size) = (canvas.get(), figure.get(), size.get()) else {
            return;
        };
        if size.0 > 1.0 {
            let ratio = window().device_pixel_ratio();
            if let Err(error) = plot::draw(canvas, &figure, &theme.get(), size, ratio) {
                leptos::logging::error!("a chart could not be drawn: {error}");
            }
        }
    });
    let name = move || figure.with(|figure| figure.as_ref().map(|figure| figure.summary.clone()));
    let key = move || {
        figure.with(|figure| {
            let lines = figure.as_ref().map(|figure| figure.lines.clone()).unwrap_or_default();
            lines
                .into_iter()
                .map(|line| {
                    let class = format!("lab-stroke {}", stroke_class(line.stroke));
                    view! {
                        <li>
                            <i class=class style:color=format!("var(--{})", theme::token(line.hue)) aria-hidden="true"></i>
                            {line.name}
                        </li>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <div class="chart-drawing">
            <canvas node_ref=canvas role="img" aria-label=name></canvas>
            {over}
        </div>
        <ul class="lab-key">{key}</ul>
    }
    .into_any()
}

fn stroke_class(stroke: Stroke) -> &'static str {
    match stroke {
        Stroke::Solid => "solid",
        Stroke::Dashed => "dashed",
        Stroke::Thin => "thin",
        Stroke::Dots => "dots",
    }
}

/// A table of texts; the first column says what a row is about.
fn table(title: &str, heads: &[String], rows: &[Vec<String>]) -> AnyView {
    let heads = heads.iter().map(|head| view! { <th scope="col">{head.clone()}</th> });
    let rows = rows.iter().map(|row| {
        let (first, rest) = row.split_first().map(|(f, r)| (f.clone(), r)).unwrap_or_default();
        let cells = rest.iter().map(|cell| view! { <td>{cell.clone()}</td> }).collect_view();
        view! { <tr><th scope="row">{first}</th>{cells}</tr> }
    });
    let (name, title) = (title.to_owned(), title.to_owned());
    view! {
        <div class="chart-table" tabindex="0" role="region" aria-label=name>
            <table>
                <caption class="visually-hidden">{title}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
