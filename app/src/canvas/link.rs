//! One link: its line, arrow head, caption, and the lane along which its flow moves.

use leptos::prelude::*;
use leptos::svg::Path;
use windtunnel_design::sim::model::{LinkKind, When};

use super::flow::{Field, Lane};
use super::live::use_live;
use super::records::use_records;
use crate::core::flow::{Flow, FlowTone};
use crate::core::tenths::Tenths;
use crate::core::wording::{link_caption, link_name, link_timeout};
use crate::store::use_store;
use crate::ui::effect;

/// The `id` attribute of a link's element.
#[must_use]
pub fn dom_id(id: &str) -> String {
    format!("link-{id}")
}

/// A link.
#[component]
pub fn LinkView(id: String) -> impl IntoView {
    let (store, live) = (use_store(), use_live());
    let (record, route) = (use_records().link(&id), use_records().route(&id));
    let id = StoredValue::new(id);
    let flow = Memo::new(move |_| {
        record.with(|it| {
            let it = it.as_ref()?;
            id.with_value(|id| live.flow(id, &it.from, &it.to))
        })
    });
    let kind = Memo::new(move |_| record.with(|it| it.as_ref().map(|it| it.kind)));
    let words = Memo::new(move |_| {
        record
            .with(|it| it.as_ref().map(|it| (it.label.clone(), link_caption(it), link_timeout(it))))
    });
    let when = Memo::new(move |_| record.with(|it| it.as_ref().map(|it| it.when)));
    let is_backup = move || when.get() == Some(When::Failure);
    let name = Memo::new(move |_| {
        record.with(|it| {
            let it = it.as_ref()?;
            Some(link_name(&live.label(&it.from), &live.label(&it.to), it))
        })
    });
    let selected = Memo::new(move |_| {
        store.session.selection.with(|it| id.with_value(|id| it.links.contains(id)))
    });
    // Written once for all lines that lie on it.
    let path = Memo::new(move |_| route.with(|it| it.as_ref().map(|it| it.path_data())));
    let path = move || path.get();
    let arrow = move || {
        let kind = kind.get().unwrap_or_default();
        route.with(|it| it.as_ref().map(|it| it.mark(kind)))
    };
    let label_at = move || {
        let at = route.with(|it| it.as_ref().map(|it| it.label)).unwrap_or_default();
        format!("translate({}px, {}px)", Tenths(at.x), Tenths(at.y))
    };
    // One under the other: room beside lines is scarce.
    let lines = move || {
        let (label, caption, timeout) = words.get()?;
        let lines = [("link-label", label), ("link-condition", caption), ("link-timeout", timeout)];
        let shown = lines.into_iter().filter(|(_, text)| !text.is_empty()).enumerate();
        let mut spans = Vec::new();
        for (place, (class, text)) in shown {
            let below = if place == 0 { "0" } else { "1.1em" };
            spans.push(view! { <tspan class=class x="0" dy=below>{text}</tspan> });
        }
        Some(spans)
    };
    let width = move || flow.get().unwrap_or_default().width().to_string();
    let (dots, line) = (NodeRef::<Path>::new(), NodeRef::<Path>::new());
    lane(id, kind, flow, dots, line);
    view! {
        <g
            id=id.with_value(|id| dom_id(id))
            class="link"
            role="group"
            aria-roledescription="link"
            tabindex="0"
            data-link=id.get_value()
            data-kind=move || kind.get().map(kind_word)
            data-tone=move || flow.get().map(|flow| tone_word(flow.tone))
            data-when=move || when.get().and_then(when_word)
            data-backup=move || is_backup().then_some("yes")
            data-quiet=move || is_quiet(flow.get()).then_some("yes")
            aria-label=move || name.get()
            aria-current=move || selected.get().then_some("true")
        >
            <path class="link-hit" d=path />
            <path class="link-line" d=path style:--w=width node_ref=line />
            {move || {
                (when.get() == Some(When::Branch)).then(|| {
                    view! { <path class="link-core" d=path style:--w=width /> }
                })
            }}
            <path class="link-arrow" d=arrow />
            <path class="link-dots" d=path node_ref=dots />
            <text class="link-caption" aria-hidden="true" style:transform=label_at>
                {lines}
            </text>
        </g>
    }
    .into_any()
}

/// Keeps the link's lane in the field in step with its kind and its flow.
fn lane(
    id: StoredValue<String>,
    kind: Memo<Option<LinkKind>>,
    flow: Memo<Option<Flow>>,
    dots: NodeRef<Path>,
    line: NodeRef<Path>,
) {
    let Some(field) = use_context::<Field>() else { return };
    effect(move || {
        let (Some(dots), Some(line), Some(kind)) = (dots.get(), line.get(), kind.get()) else {
            return;
        };
        let lane = Lane { dots: dots.into(), line: line.into(), kind };
        // What flows is heard of below.
        let flow = flow.get_untracked().unwrap_or_default();
        id.with_value(|id| field.put(id, lane, flow));
    });
    effect(move || {
        let flow = flow.get().unwrap_or_default();
        id.with_value(|id| field.set_flow(id, flow));
    });
    let key = id.get_value();
    on_cleanup(move || field.remove(&key));
}

fn is_quiet(flow: Option<Flow>) -> bool {
    flow.is_none_or(Flow::is_quiet)
}

fn kind_word(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Call => "call",
        LinkKind::Stream => "stream",
        LinkKind::Feedback => "feedback",
        LinkKind::Control => "control",
    }
}

/// The conditions that are drawn in a way of their own.
fn when_word(when: When) -> Option<&'static str> {
    match when {
        When::Branch => Some("branch"),
        When::Shadow => Some("shadow"),
        _ => None,
    }
}

fn tone_word(tone: FlowTone) -> &'static str {
    match tone {
        FlowTone::Good => "good",
        FlowTone::Degraded => "degraded",
        FlowTone::Failing => "failing",
    }
}
