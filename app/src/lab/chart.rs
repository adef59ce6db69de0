//! One chart of the lab: drawing, key and table.

use leptos::html;
use leptos::prelude::*;

use super::figures::{Figure, Stroke};
use super::plot;
use crate::run::dock::chart::SizeWatcher;
use crate::run::dock::data::Hue;
use crate::run::dock::theme;
use crate::ui::{Icon, icon};

/// A chart; nothing where there is no figure.
#[must_use]
pub fn chart(figure: Memo<Option<Figure>>) -> AnyView {
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
            figure.with(|figure| figure.as_ref().map(table))
        } else {
            Some(drawing(figure))
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

fn drawing(figure: Memo<Option<Figure>>) -> AnyView {
    let canvas = NodeRef::<html::Canvas>::new();
    let theme = theme::follow();
    let size = RwSignal::new((0.0, 0.0));
    let observer = StoredValue::new_local(None::<SizeWatcher>);
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            observer.set_value(SizeWatcher::start(canvas, size));
        }
    });
    Effect::new(move |_| {
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
                            <i class=class style:color=colour(line.hue) aria-hidden="true"></i>
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

fn colour(hue: Hue) -> &'static str {
    match hue {
        Hue::System => "var(--system)",
        Hue::Degraded => "var(--degraded)",
        Hue::Failed | Hue::Limit => "var(--failed)",
        Hue::Flow => "var(--flow)",
        Hue::Waiting => "var(--waiting)",
        Hue::Rules => "var(--rival-rules)",
        Hue::Nothing | Hue::FlowSoft => "var(--rival-nothing)",
    }
}

fn table(figure: &Figure) -> AnyView {
    let heads = figure
        .heads
        .iter()
        .map(|head| view! { <th scope="col">{head.clone()}</th> })
        .collect_view();
    let rows = figure
        .rows
        .iter()
        .map(|row| {
            let (first, rest) = row.split_first().map(|(f, r)| (f.clone(), r)).unwrap_or_default();
            let cells = rest.iter().map(|cell| view! { <td>{cell.clone()}</td> }).collect_view();
            view! { <tr><th scope="row">{first}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="chart-table" tabindex="0" role="region" aria-label=figure.title>
            <table>
                <caption class="visually-hidden">{figure.title}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
