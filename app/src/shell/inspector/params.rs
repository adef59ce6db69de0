//! The parameters of a node or a link, as fields made from the catalogue.

use leptos::prelude::*;
use windtunnel_design::sim::model::catalogue::{Domain, Evidence, ParamSpec, source};
use windtunnel_design::sim::model::{NodeKind, ParamValue, Params};
use windtunnel_design::{Command, Document};

use crate::core::param_groups;
use crate::core::param_words::{ENDLESS, default_words, in_words, range_words, sentence, spoken};
use crate::store::Store;
use crate::ui::draft::Draft;
use crate::ui::field::{FieldIds, field, select_input, switch_input, text_input};
use crate::ui::hours::hours_input;
use crate::ui::list::list_input;
use crate::ui::number::{Number, number_input, slider};
use crate::ui::{Icon, icon};

/// What has the parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A node by id.
    Node(String),
    /// A link by id.
    Link(String),
}

impl Owner {
    /// Its parameters as they are set.
    pub(super) fn params<'a>(&self, document: &'a Document) -> Option<&'a Params> {
        match self {
            Self::Node(id) => document.nodes.get(id).map(|node| &node.params),
            Self::Link(id) => document.links.get(id).map(|link| &link.params),
        }
    }

    fn set(&self, key: &str, value: Option<ParamValue>) -> Command {
        match self {
            Self::Node(id) => Command::SetParam(id.clone(), key.to_owned(), value),
            Self::Link(id) => Command::SetLinkParam(id.clone(), key.to_owned(), value),
        }
    }

    /// Is this parameter of use, as the others stand?
    pub(super) fn shows(&self, document: &Document, spec: &ParamSpec) -> bool {
        match self {
            Self::Node(id) => document
                .nodes
                .get(id)
                .is_some_and(|node| param_groups::node_shows(node.kind, &node.params, spec)),
            Self::Link(id) => document
                .links
                .get(id)
                .is_some_and(|link| param_groups::link_shows(link.when, &link.params, spec)),
        }
    }
}

/// One parameter while it is edited.
#[derive(Clone)]
struct Param {
    store: Store,
    owner: Owner,
    spec: &'static ParamSpec,
    /// The value in force; `None` is the default.
    own: Memo<Option<ParamValue>>,
    draft: Draft,
}

impl Param {
    fn value(&self) -> ParamValue {
        self.own.get().unwrap_or_else(|| self.spec.default_value())
    }

    fn step(&self) -> String {
        format!("Set {}", self.spec.label.to_ascii_lowercase())
    }

    /// Puts a value into the document, or says why it is not allowed.
    fn set(&self, value: ParamValue) -> Result<(), String> {
        self.spec.check(&value).map_err(|error| sentence(&error, self.spec))?;
        self.store
            .run_command(&self.step(), &self.owner.set(self.spec.key, Some(value)))
            .map_err(|rejection| rejection.to_string())
    }
}

/// The field of one parameter; gone while the parameter is of no use.
#[must_use]
pub fn param_field(store: Store, owner: Owner, spec: &'static ParamSpec) -> AnyView {
    let shown = {
        let owner = owner.clone();
        Memo::new(move |_| owner.shows(&store.still(), spec))
    };
    (move || shown.get().then(|| one(store, owner.clone(), spec))).into_any()
}

fn one(store: Store, owner: Owner, spec: &'static ParamSpec) -> AnyView {
    let own = {
        let owner = owner.clone();
        Memo::new(move |_| owner.params(&store.still())?.get(spec.key).cloned())
    };
    let param = Param { store, owner, spec, own, draft: Draft::new() };
    let ids = FieldIds::new();
    let control = control(&param, &ids);
    let wide = matches!(spec.domain, Domain::Hours { .. } | Domain::List { .. });
    let more = RwSignal::new(false);
    let frame = field(&ids, spec.label, wide, param.draft.error(), control, note(&param, more));
    view! {
        <div class="param">
            {frame}
            {move || more.get().then(|| about(spec))}
        </div>
    }
    .into_any()
}

fn control(param: &Param, ids: &FieldIds) -> AnyView {
    let spec = param.spec;
    let unit = (!spec.unit.is_empty()).then(|| {
        view! { <span class="field-unit">{spec.unit}</span> }
    });
    match spec.domain {
        Domain::Number { min, max, .. } => {
            let number = number(param, ids, false);
            let share = spec.unit.is_empty() && min == 0.0 && max == 1.0;
            if share {
                let name = format!("{}, slider", spec.label);
                let slider = slider(&number, name, (min, max));
                return view! { {slider} {number_input(&number)} }.into_any();
            }
            view! { {number_input(&number)} {unit} }.into_any()
        }
        Domain::Count { .. } => {
            let number = number(param, ids, true);
            view! { {number_input(&number)} {unit} }.into_any()
        }
        Domain::Choice(words) => {
            let options = words.iter().map(|word| ((*word).to_owned(), spoken(word))).collect();
            let (reader, writer) = (param.clone(), param.clone());
            select_input(
                ids,
                Signal::stored(options),
                Signal::derive(move || text_of(&reader.value())),
                Callback::new(move |word: String| {
                    // A word from the list is always allowed.
                    writer.set(ParamValue::Text(word)).ok();
                }),
            )
        }
        Domain::Flag { .. } => {
            let (reader, writer) = (param.clone(), param.clone());
            switch_input(
                ids,
                Signal::derive(move || reader.value() == ParamValue::Flag(true)),
                Callback::new(move |on: bool| {
                    // Yes and no are always allowed.
                    writer.set(ParamValue::Flag(on)).ok();
                }),
            )
        }
        Domain::Text if spec.key == "monitor" => monitors(param, ids),
        Domain::Text => {
            let (reader, writer) = (param.clone(), param.clone());
            text_input(
                ids,
                &param.step(),
                1,
                Signal::derive(move || text_of(&reader.value())),
                Callback::new(move |text: String| writer.set(ParamValue::Text(text))),
                param.draft,
            )
        }
        Domain::List { .. } => {
            let (reader, writer) = (param.clone(), param.clone());
            let value = Signal::derive(move || match reader.value() {
                ParamValue::List(values) => values,
                _ => Vec::new(),
            });
            let set = Callback::new(move |values: Vec<f64>| writer.set(ParamValue::List(values)));
            list_input(ids, &param.step(), value, set, param.draft)
        }
        Domain::Hours { max, .. } => {
            let (reader, writer) = (param.clone(), param.clone());
            let value = Signal::derive(move || match reader.value() {
                ParamValue::List(hours) => hours,
                _ => Vec::new(),
            });
            let set = Callback::new(move |hours: Vec<f64>| writer.set(ParamValue::List(hours)));
            hours_input(ids, spec.label, &param.step(), max, value, set, param.draft)
        }
    }
}

/// The design's monitors, for a link that waits for one to fire.
fn monitors(param: &Param, ids: &FieldIds) -> AnyView {
    let (reader, writer) = (param.clone(), param.clone());
    let chosen = Signal::derive(move || text_of(&reader.value()));
    let store = param.store;
    let options = Signal::derive(move || {
        let document = store.still();
        let mut options = vec![(String::new(), "choose a monitor".to_owned())];
        let all = document.nodes.iter().filter(|(_, node)| node.kind == NodeKind::Monitor);
        options.extend(all.map(|(id, _)| (id.clone(), document.label(id))));
        let now = chosen.get();
        if !options.iter().any(|(id, _)| *id == now) {
            options.push((now.clone(), format!("{now} (missing)")));
        }
        options
    });
    let set = Callback::new(move |id: String| {
        // An id is a text like any other.
        writer.set(ParamValue::Text(id)).ok();
    });
    select_input(ids, options, chosen, set)
}

fn number(param: &Param, ids: &FieldIds, whole: bool) -> Number {
    let (reader, writer) = (param.clone(), param.clone());
    Number {
        id: ids.control.clone(),
        described_by: ids.described_by(),
        step: param.step(),
        value: Signal::derive(move || match reader.value() {
            ParamValue::Number(value) => value,
            _ => 0.0,
        }),
        set: Callback::new(move |value: f64| writer.set(ParamValue::Number(value))),
        whole,
        endless: endless(param.spec),
        draft: param.draft,
    }
}

/// The value that stands for no limit: the largest count, where that is more than there ever is.
fn endless(spec: &ParamSpec) -> Option<f64> {
    match spec.domain {
        Domain::Count { max, .. } => Some(f64::from(max)).filter(|max| *max >= ENDLESS),
        _ => None,
    }
}

/// Below the control: default or reset, how well founded, and a button for more.
fn note(param: &Param, more: RwSignal<bool>) -> AnyView {
    let spec = param.spec;
    let default = default_words(spec);
    let default_now = {
        let param = param.clone();
        move || {
            if param.own.get().is_none() {
                return view! { <span>{format!("default {default}")}</span> }.into_any();
            }
            let param = param.clone();
            let reset = move |_| {
                param.draft.revert();
                let command = param.owner.set(param.spec.key, None);
                // A default is always allowed.
                param.store.run_command(&format!("Reset {}", param.spec.label), &command).ok();
            };
            view! {
                <button
                    type="button"
                    class="button small reset"
                    aria-label=format!("{}: reset to {default}", spec.label)
                    on:click=reset
                >
                    {icon(Icon::Reset)}
                    {format!("reset to {default}")}
                </button>
            }
            .into_any()
        }
    };
    let plainly = {
        let param = param.clone();
        move || in_words(spec, &param.value()).map(|text| view! { <span>{text}</span> })
    };
    view! {
        {default_now}
        {plainly}
        <span class="grow"></span>
        <button
            type="button"
            class="button small about"
            aria-expanded=move || more.get().to_string()
            aria-label=format!("{}: about {}", spec.evidence.label(), spec.label)
            title=spec.help
            on:click=move |_| more.update(|more| *more = !*more)
        >
            <span class=evidence_class(spec.evidence)>{spec.evidence.label()}</span>
            {icon(Icon::Info)}
        </button>
    }
    .into_any()
}

/// Help, range and source.
fn about(spec: &'static ParamSpec) -> AnyView {
    let found = source(spec.source).map(|source| {
        if source.link.is_empty() {
            view! { <span>{source.title}</span> }.into_any()
        } else {
            view! {
                <a href=source.link target="_blank" rel="noopener noreferrer">{source.title}</a>
            }
            .into_any()
        }
    });
    let words = match (found.is_some(), spec.evidence) {
        (true, evidence) => format!("Default, {}: ", evidence.label()),
        (false, Evidence::Assumed) => "Default: a workshop assumption; put in your own.".to_owned(),
        (false, evidence) => format!("Default: {}.", evidence.label()),
    };
    view! {
        <div class="field-more">
            <p>{spec.help}</p>
            {range_words(spec).map(|range| view! { <p>{format!("Range: {range}.")}</p> })}
            <p>{words}{found}</p>
        </div>
    }
    .into_any()
}

fn evidence_class(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Verified | Evidence::Computed => "tag verified",
        Evidence::Secondary | Evidence::Recalled => "tag",
        Evidence::Assumed => "tag assumption",
    }
}

fn text_of(value: &ParamValue) -> String {
    match value {
        ParamValue::Text(text) => text.clone(),
        _ => String::new(),
    }
}
