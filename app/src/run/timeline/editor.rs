//! The chosen incident's fields, in a row above the track.

use leptos::prelude::*;
use windtunnel_design::sim::model::{IncidentKind, OutageMode, Profile};
use windtunnel_design::{Command, DocIncident, number};

use super::band::picture;
use crate::run::moment::{self, Unit};
use crate::run::{incident_kinds, incidents, profiles};
use crate::store::{Store, use_store};
use crate::ui::draft::Draft;
use crate::ui::field::{FieldIds, text_input};
use crate::ui::number::{Number, number_input};
use crate::ui::{Icon, element_id, icon};

/// The incident as its fields see it.
#[derive(Clone, Copy)]
struct Handle {
    store: Store,
    id: StoredValue<String>,
    incident: Memo<Option<DocIncident>>,
}

impl Handle {
    fn read<T>(self, pick: impl FnOnce(&DocIncident) -> T) -> Option<T> {
        self.incident.with(|incident| incident.as_ref().map(pick))
    }

    fn change(
        self,
        label: &str,
        change: impl FnOnce(&mut DocIncident) -> Result<(), String>,
    ) -> Result<(), String> {
        let Some(mut incident) = self.incident.get_untracked() else { return Ok(()) };
        change(&mut incident)?;
        let command = Command::PutIncident(self.id.get_value(), incident);
        self.store.run_command(label, &command).map_err(|rejection| rejection.to_string())
    }
}

/// The editor of one incident.
pub fn editor(id: &str) -> AnyView {
    let store = use_store();
    let chosen = store.session.incident;
    let id = StoredValue::new(id.to_owned());
    let incident =
        Memo::new(move |_| id.with_value(|id| store.still().incidents.get(id).cloned()));
    let handle = Handle { store, id, incident };
    let Some(first) = incident.get_untracked() else { return ().into_any() };
    let name = move || handle.read(|incident| incidents::short_name(&store.still(), incident));
    let remove = move |_| {
        // A refusal has been shown as a notice.
        store.run_command("Delete incident", &Command::RemoveIncident(id.get_value())).ok();
    };
    // What happens at one moment has no end.
    let has_end = first.kind != IncidentKind::CacheFlush;
    view! {
        <div class="incident-editor" role="group" aria-label=name>
            <strong class="incident-name">{icon(picture(first.kind))}{incidents::kind_label(first.kind)}</strong>
            {target(handle, first.kind)}
            {mode(handle, first.kind)}
            {size(handle, first.kind)}
            {profile(handle)}
            {time(handle, "Start", |incident| &mut incident.start_s)}
            {has_end.then(|| time(handle, "End", |incident| &mut incident.end_s))}
            <span class="incident-actions">
                <button type="button" class="button small danger" on:click=remove>
                    {icon(Icon::Trash)}
                    "Delete"
                </button>
                <button
                    type="button"
                    class="button small"
                    aria-label="Close incident"
                    title="Close"
                    on:click=move |_| chosen.set(None)
                >
                    {icon(Icon::Close)}
                </button>
            </span>
        </div>
    }
    .into_any()
}

fn target(handle: Handle, kind: IncidentKind) -> Option<AnyView> {
    if incidents::is_global(kind) {
        return None;
    }
    let id = element_id("incident-target");
    let current = move || handle.read(|incident| incident.target.clone()).unwrap_or_default();
    let options = move || {
        let now = current();
        let mut targets = incidents::targets(&handle.store.still(), kind);
        if !targets.iter().any(|(id, _)| *id == now) {
            targets.push((now.clone(), format!("{now} (missing)")));
        }
        targets
            .into_iter()
            .map(|(id, label)| {
                let selected = id == now;
                view! { <option value=id selected=selected>{label}</option> }
            })
            .collect_view()
    };
    let choose = move |event| {
        let target = event_target_value(&event);
        // A refusal has been shown as a notice.
        handle
            .change("Change target", |incident| {
                incident.target = target;
                Ok(())
            })
            .ok();
    };
    let view = view! {
        <span class="transport-field wide">
            <label for=id.clone()>"Of"</label>
            <select id=id class="input" prop:value=current on:change=choose>{options}</select>
        </span>
    };
    Some(view.into_any())
}

fn mode(handle: Handle, kind: IncidentKind) -> Option<AnyView> {
    incident_kinds::mode(kind)?;
    let hangs = move || {
        let mode = handle.read(|incident| incident_kinds::mode(incident.kind));
        mode.flatten() == Some(OutageMode::Hang)
    };
    let choose = move |event| {
        let mode = if event_target_value(&event) == "hang" {
            OutageMode::Hang
        } else {
            OutageMode::Refuse
        };
        // A refusal has been shown as a notice.
        handle
            .change("Change outage", |incident| {
                incident.kind = incident_kinds::with_mode(incident.kind, mode);
                Ok(())
            })
            .ok();
    };
    let id = element_id("incident-mode");
    let view = view! {
        <span class="transport-field wide">
            <label for=id.clone()>"Calls"</label>
            <select
                id=id
                class="input"
                prop:value=move || if hangs() { "hang" } else { "refuse" }
                on:change=choose
            >
                <option value="refuse" selected=move || !hangs()>"are refused"</option>
                <option value="hang" selected=hangs>"hang"</option>
            </select>
        </span>
    };
    Some(view.into_any())
}

fn size(handle: Handle, kind: IncidentKind) -> Option<AnyView> {
    let spec = incidents::size(kind)?;
    let value = Signal::derive(move || {
        handle.read(|i| incidents::size(i.kind)).flatten().map_or(spec.value, |size| size.value)
    });
    let (low, high) = spec.range;
    let set = Callback::new(move |value: f64| {
        if !(low..=high).contains(&value) {
            return Err(format!("{} is from {low} to {high}.", spec.label));
        }
        handle.change("Change incident", |incident| {
            incident.kind = incidents::resize(incident.kind, value);
            Ok(())
        })
    });
    Some(number_field(spec.label, spec.unit, "Change incident", value, set))
}

/// How it comes and goes.
fn profile(handle: Handle) -> AnyView {
    let now = Memo::new(move |_| handle.read(|incident| incident.profile).unwrap_or_default());
    let put = move |change: &dyn Fn(&DocIncident) -> Profile| {
        handle.change("Change profile", |incident| {
            incident.profile = change(incident);
            Ok(())
        })
    };
    let choose = move |event| {
        let word = event_target_value(&event);
        let length_s = |incident: &DocIncident| incident.end_s - incident.start_s;
        // A refusal has been shown as a notice.
        put(&|incident| profiles::of_word(&word, length_s(incident))).ok();
    };
    let options = profiles::PROFILES
        .into_iter()
        .map(|(word, label)| {
            let selected = move || profiles::word(now.get()) == word;
            view! { <option value=word selected=selected>{label}</option> }
        })
        .collect_view();
    let id = element_id("incident-profile");
    let name = Memo::new(move |_| profiles::time(now.get()).map(|(name, _)| name));
    let fields = move || {
        let name = name.get()?;
        let unit = Unit::of(incidents::last_s(&handle.store.document_now().run));
        let value = Signal::derive(move || {
            let time_s = profiles::time(now.get()).map_or(0.0, |(_, time_s)| time_s);
            number::parse(&unit.number(time_s)).unwrap_or_default()
        });
        let set = Callback::new(move |value: f64| {
            if value <= 0.0 {
                return Err("Give a time above 0.".to_owned());
            }
            put(&|incident| profiles::with_time(incident.profile, value * unit.seconds()))
        });
        Some(number_field(name, unit.word(), "Change profile", value, set))
    };
    let share = move || {
        let is_recurring = matches!(now.get(), Profile::Recurring { .. });
        is_recurring.then(|| share_field(now, put))
    };
    view! {
        <span class="transport-field">
            <label for=id.clone()>"Comes"</label>
            <select
                id=id
                class="input"
                prop:value=move || profiles::word(now.get())
                on:change=choose
            >
                {options}
            </select>
        </span>
        {fields}
        {share}
    }
    .into_any()
}

/// The share of each period in which a recurring incident is there.
fn share_field(
    now: Memo<Profile>,
    put: impl Fn(&dyn Fn(&DocIncident) -> Profile) -> Result<(), String> + Send + Sync + 'static,
) -> AnyView {
    let value = Signal::derive(move || match now.get() {
        Profile::Recurring { share, .. } => share,
        _ => 0.0,
    });
    let set = Callback::new(move |share: f64| {
        if !(0.0..=1.0).contains(&share) {
            return Err("Allowed: 0 to 1.".to_owned());
        }
        put(&|incident| match incident.profile {
            Profile::Recurring { period_s, .. } => Profile::Recurring { period_s, share },
            other => other,
        })
    });
    number_field("Share", "", "Change profile", value, set)
}

fn time(handle: Handle, label: &'static str, at: fn(&mut DocIncident) -> &mut f64) -> AnyView {
    let horizon_s = Memo::new(move |_| incidents::last_s(&handle.store.still().run));
    let draft = Draft::new();
    let ids = FieldIds::new();
    let value = Signal::derive(move || {
        let at_s = handle.read(|incident| *at(&mut incident.clone())).unwrap_or_default();
        moment::typed(at_s, horizon_s.get())
    });
    let set = Callback::new(move |text: String| {
        let at_s = moment::parse(&text, horizon_s.get_untracked())?;
        handle.change("Move incident", |incident| {
            *at(incident) = at_s;
            if incident.end_s <= incident.start_s {
                return Err("It must end after it starts.".into());
            }
            Ok(())
        })
    });
    view! {
        <span class="transport-field time">
            <label for=ids.control.clone()>{label}</label>
            {text_input(&ids, "Move incident", 1, value, set, draft)}
            {error(ids.error, draft)}
        </span>
    }
    .into_any()
}

/// Why what is typed is not valid, above its field.
fn error(id: String, draft: Draft) -> AnyView {
    view! {
        <span class="transport-error" id=id role="alert">{move || draft.error().get()}</span>
    }
    .into_any()
}

fn number_field(
    label: &'static str,
    unit: &'static str,
    step: &str,
    value: Signal<f64>,
    set: Callback<f64, Result<(), String>>,
) -> AnyView {
    let draft = Draft::new();
    let error_id = element_id("incident-error");
    let number = Number {
        id: element_id("incident"),
        described_by: error_id.clone(),
        step: step.to_owned(),
        value,
        set,
        whole: false,
        endless: None,
        draft,
    };
    view! {
        <span class="transport-field">
            <label for=number.id.clone()>{label}</label>
            {number_input(&number)}
            <span class="transport-unit">{unit}</span>
            {error(error_id, draft)}
        </span>
    }
    .into_any()
}
