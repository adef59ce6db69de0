//! One chart: drawing, time cursor, table.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlCanvasElement, ResizeObserver};

use super::data::{ChartData, Line, Subject};
use super::{plot, theme};
use crate::store::use_store;
use crate::ui::{Icon, effect, element_id, icon};

/// Rows of a chart's table.
const ROWS: usize = 24;

/// A chart of the dock.
#[component]
pub fn ChartView(subject: Subject) -> impl IntoView {
    let store = use_store();
    let data = Memo::new(move |_| {
        let node = store.session.selection.with(|selection| selection.nodes.first().cloned());
        let document = store.still();
        let result = store.run.result.get().filter(|result| subject.is_of(result))?;
        Some(ChartData::of(subject, &document, &result, node.as_deref()))
    });
    chart(data, Some(store.run.cursor_s), RwSignal::new((0.0, 0.0)))
}

/// A chart of any data, with a time cursor where there is one. `size` is kept at the size of the
/// drawing, in CSS pixels.
pub(crate) fn chart(
    data: Memo<Option<ChartData>>,
    cursor_s: Option<RwSignal<f64>>,
    size: RwSignal<(f64, f64)>,
) -> AnyView {
    let as_table = RwSignal::new(false);
    let table_id = element_id("chart-table");
    let title = move || data.with(|data| data.as_ref().map(|data| data.title.clone()));
    let unit = move || data.with(|data| data.as_ref().map(|data| data.unit));
    let body = {
        let table_id = table_id.clone();
        move || {
            if as_table.get() {
                data.with(|data| data.as_ref().map(|data| table(data, &table_id)))
            } else {
                Some(drawing(data, cursor_s, size))
            }
        }
    };
    let toggle_name = move || {
        let verb = if as_table.get() { "Show chart" } else { "Show table" };
        format!("{verb}: {}", title().unwrap_or_default())
    };
    view! {
        <figure class="chart" hidden=move || data.with(Option::is_none)>
            <figcaption>
                <h3>{title}</h3>
                <small>{unit}</small>
                <button
                    type="button"
                    class="button small"
                    aria-label=toggle_name
                    aria-pressed=move || as_table.get().to_string()
                    on:click=move |_| as_table.update(|shown| *shown = !*shown)
                >
                    {move || icon(if as_table.get() { Icon::Chart } else { Icon::Table })}
                    {move || if as_table.get() { "Show chart" } else { "Show table" }}
                </button>
            </figcaption>
            {body}
        </figure>
    }
    .into_any()
}

fn drawing(
    data: Memo<Option<ChartData>>,
    cursor_s: Option<RwSignal<f64>>,
    size: RwSignal<(f64, f64)>,
) -> AnyView {
    let canvas = NodeRef::<html::Canvas>::new();
    let theme = theme::follow();
    let observer = StoredValue::new_local(None::<SizeWatcher>);
    effect(move || {
        if let Some(canvas) = canvas.get() {
            observer.set_value(SizeWatcher::start(canvas, size));
        }
    });
    effect(move || {
        let (Some(canvas), Some(data), size) = (canvas.get(), data.get(), size.get()) else {
            return;
        };
        if size.0 > 1.0 {
            let ratio = window().device_pixel_ratio();
            if let Err(error) = plot::draw(canvas, &data, &theme.get(), size, ratio) {
                leptos::logging::error!("a chart could not be drawn: {error}");
            }
        }
    });
    let name = move || data.with(|data| data.as_ref().map(ChartData::summary));
    let place = move |cursor_s: RwSignal<f64>| {
        data.with(|data| {
            let data = data.as_ref()?;
            let share = (cursor_s.get() / data.horizon_s.max(1e-9)).clamp(0.0, 1.0);
            let (left, room) = (plot::LEFT, plot::LEFT + plot::right(data, size.get().0));
            Some(format!("calc({left}px + (100% - {room}px) * {share:.5})"))
        })
    };
    let cursor = cursor_s.map(|cursor_s| {
        view! { <i class="chart-cursor" aria-hidden="true" style:left=move || place(cursor_s)></i> }
    });
    let key = move || {
        data.with(|data| {
            let data = data.as_ref().filter(|data| plot::has_key(data, size.get().0))?;
            Some(data.lines.iter().map(key_of).collect_view())
        })
    };
    view! {
        <div class="chart-drawing">
            <canvas node_ref=canvas role="img" aria-label=name></canvas>
            <p class="chart-key" aria-hidden="true">{key}</p>
            {cursor}
        </div>
    }
    .into_any()
}

/// The name of a line, drawn as the line is.
fn key_of(line: &Line) -> AnyView {
    let colour = format!("var(--{})", theme::token(line.hue));
    let dash = if line.dashed { "- - " } else { "— " };
    view! { <span style:color=colour>{dash}{line.name.clone()}</span> }.into_any()
}

fn table(data: &ChartData, id: &str) -> AnyView {
    let heads = data.lines.iter().map(|line| view! { <th scope="col">{line.name.clone()}</th> });
    let rows = data.rows(ROWS).into_iter().map(|(time, texts)| {
        let cells = texts.into_iter().map(|text| view! { <td>{text}</td> }).collect_view();
        view! { <tr><th scope="row">{time}</th>{cells}</tr> }
    });
    view! {
        <div class="chart-table" id=id.to_owned() tabindex="0" role="region" aria-label=data.title.clone()>
            <table>
                <caption class="visually-hidden">{format!("{}, {}", data.title, data.unit)}</caption>
                <thead>
                    <tr><th scope="col">"From"</th>{heads.collect_view()}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Follows the size of a canvas, in CSS pixels.
pub(crate) struct SizeWatcher {
    observer: ResizeObserver,
    _on_change: Closure<dyn FnMut()>,
}

impl SizeWatcher {
    pub(crate) fn start(canvas: HtmlCanvasElement, size: RwSignal<(f64, f64)>) -> Option<Self> {
        let watched = canvas.clone();
        let on_change = Closure::<dyn FnMut()>::new(move || {
            let now = (f64::from(canvas.client_width()), f64::from(canvas.client_height()));
            if size.try_get_untracked().is_some_and(|before| before != now) {
                size.try_set(now);
            }
        });
        let observer = ResizeObserver::new(on_change.as_ref().unchecked_ref()).ok()?;
        observer.observe(&watched);
        Some(Self { observer, _on_change: on_change })
    }
}

impl Drop for SizeWatcher {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
