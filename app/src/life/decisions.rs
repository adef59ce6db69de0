//! Single decisions: what was decided when, by which version, on which data.

use leptos::prelude::*;
use windtunnel_design::sim::model::{Action, LinkKind, NodeKind};
use windtunnel_design::sim::result::{Decision, Outcome, SeenFeature};
use windtunnel_design::{Command, DocLink, DocNode, Document};

use super::lanes::day_of;
use super::newest;
use crate::core::edit::free_place;
use crate::core::format::{self, NO_DATA, or_dash};
use crate::run::dock::table::{Table, table_view};
use crate::run::incidents;
use crate::store::{Store, use_store};
use crate::ui::{Icon, icon};

/// Most rows that are shown at once.
const ROWS: usize = 200;

/// The tab of the dock.
#[component]
pub fn DecisionsTab() -> impl IntoView {
    let store = use_store();
    let has_log = Memo::new(move |_| {
        store.still().nodes.values().any(|node| node.kind == NodeKind::PredictionLog)
    });
    move || if has_log.get() { list(store) } else { empty(store) }
}

fn empty(store: Store) -> AnyView {
    let add = move |_| match add_log(&store.document_now()) {
        Some(command) => {
            // A refusal has been shown as a notice.
            store.run_command("Add a prediction log", &command).ok();
        }
        None => store.notify(
            crate::store::Tone::Problem,
            "Nothing here decides yet: add a sink first.".into(),
        ),
    };
    view! {
        <div class="dock-empty">
            <p>
                "Without a prediction log no decision can be looked at: nobody kept which features \
                 the model saw, which version scored and which threshold held. So there is no check \
                 of training against serving either, and labels that come later have nothing to be \
                 joined to."
            </p>
            <button type="button" class="button framed" on:click=add>
                {icon(Icon::Kind(NodeKind::PredictionLog))}
                "Add a prediction log"
            </button>
        </div>
    }
    .into_any()
}

/// A log beside where decisions take effect, which they and the labels are linked to.
fn add_log(document: &Document) -> Option<Command> {
    let of_kind = |kind: NodeKind| {
        document.nodes.iter().filter(move |(_, node)| node.kind == kind).map(|(id, _)| id.clone())
    };
    let sinks: Vec<String> = of_kind(NodeKind::Sink).collect();
    let beside = document.nodes.get(sinks.first()?)?.at;
    let kind = NodeKind::PredictionLog;
    let id = document.new_node_id(kind);
    let node = DocNode::new(kind, free_place(document, beside));
    let link = |from: &str, to: &str| {
        let link = DocLink::new(from, to, LinkKind::Feedback, Default::default());
        Command::AddLink(document.new_link_id(from, to), link)
    };
    let mut steps = vec![Command::AddNode(id.clone(), node)];
    steps.extend(sinks.iter().map(|sink| link(sink, &id)));
    steps.extend(of_kind(NodeKind::Labels).map(|labels| link(&id, &labels)));
    Some(Command::Batch(steps))
}

fn list(store: Store) -> AnyView {
    let chosen = RwSignal::new(None::<usize>);
    let result = Memo::new(move |_| {
        chosen.set(None);
        store.run.result.get()
    });
    let rows = move || {
        let result = result.get()?;
        let document = store.document_now();
        let from_s = incidents::from_s(&document.run);
        let rows = result.decisions.iter().take(ROWS).enumerate().map(|(at, decision)| {
            let cells = cells(decision).into_iter().map(|cell| view! { <td>{cell}</td> });
            view! {
                <tr>
                    <th scope="row">
                        <button
                            type="button"
                            class="decision-link"
                            aria-expanded=move || (chosen.get() == Some(at)).to_string()
                            on:click=move |_| chosen.set(Some(at))
                        >
                            {day_of(from_s + decision.at_s)}
                        </button>
                    </th>
                    {cells.collect_view()}
                </tr>
            }
        });
        Some(rows.collect_view())
    };
    let card = move || {
        let (result, at) = (result.get()?, chosen.get()?);
        let table = card(store, result.decisions.get(at)?);
        Some(view! { <div class="decision" role="status">{table_view(&table)}</div> })
    };
    let heads = HEADS.map(|head| view! { <th scope="col">{head}</th> }).collect_view();
    let is_empty = move || result.with(|r| r.as_ref().is_none_or(|r| r.decisions.is_empty()));
    let count = move || {
        let all = result.with(|r| r.as_ref().map_or(0, |r| r.decisions.len()));
        format!("Decisions of the run, {} of {all} that the log kept", all.min(ROWS))
    };
    let none = move || {
        is_empty().then(|| view! { <p>"The log has kept no decision of this run yet."</p> })
    };
    view! {
        <div class="life">
            {card}
            {none}
            <figure
                class="dock-table"
                tabindex="0"
                role="region"
                aria-label="Decisions"
                hidden=is_empty
            >
                <table>
                    <caption>{count}</caption>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </figure>
        </div>
    }
    .into_any()
}

const HEADS: [&str; 8] =
    ["When", "Score", "Probability", "Action", "Truth", "Version", "Arm", "Answer after"];

/// A decision's cells behind its time.
fn cells(decision: &Decision) -> [String; 7] {
    [
        or_dash(decision.score, |score| format!("{score:.3}")),
        or_dash(decision.probability, format::share),
        done(decision),
        truth(decision.positive).to_owned(),
        or_dash(decision.version, |version| version.to_string()),
        decision.arm.clone().unwrap_or_else(|| NO_DATA.to_owned()),
        or_dash(decision.latency_ms, format::ms),
    ]
}

/// What was done, and by whom where the intended path did not.
fn done(decision: &Decision) -> String {
    let action = match decision.action {
        Action::Approve => "approved",
        Action::Decline => "declined",
    };
    let how = match decision.outcome {
        Outcome::InTime => "",
        Outcome::Late => ", late",
        Outcome::Fallback => " by a fallback",
        Outcome::Review => " by a person",
        Outcome::Shed => ", turned away",
        Outcome::TimedOut => ", timed out",
        Outcome::Failed => ", failed",
        Outcome::Abandoned => ", abandoned",
    };
    format!("{action}{how}")
}

fn truth(positive: bool) -> &'static str {
    if positive { "positive" } else { "negative" }
}

/// Everything that the log kept of a decision.
fn card(store: Store, decision: &Decision) -> Table {
    let document = store.document_now();
    // The version knows what it learnt from.
    let learnt = decision.version.zip(newest(store)).and_then(|(number, life)| {
        life.versions.iter().find(|version| version.number == number).map(|v| v.window_days)
    });
    card_of(&document, decision, learnt)
}

fn card_of(document: &Document, decision: &Decision, learnt: Option<(f64, f64)>) -> Table {
    let node = |id: &Option<String>| or_dash(id.as_deref(), |id| document.label(id));
    let edge = |score: Option<f64>| or_dash(score, |score| format!("{score:.3}"));
    let mut rows = vec![
        ("Request", format!("{} of {}", decision.number, document.label(&decision.source))),
        ("Scored by", node(&decision.scorer)),
        ("Version", or_dash(decision.version, |version| version.to_string())),
        ("It learnt from", or_dash(learnt, |(from, to)| format!("days {from:.0} to {to:.0}"))),
        ("Policy", node(&decision.policy)),
        ("Approves below", edge(decision.approve_below)),
        ("Declines from", edge(decision.decline_above)),
        ("Arm", decision.arm.clone().unwrap_or_else(|| NO_DATA.to_owned())),
    ]
    .into_iter()
    .map(|(name, value)| vec![name.to_owned(), value])
    .collect::<Vec<_>>();
    match &decision.features {
        None => rows.push(vec!["Features".into(), "not kept by this log".into()]),
        Some(features) => rows.extend(features.iter().map(feature)),
    }
    let (score, chance) = (edge(decision.score), or_dash(decision.probability, format::share));
    let (done, truth) = (done(decision), truth(decision.positive));
    Table {
        caption: format!("Score {score}, probability {chance}: {done}. In truth {truth}."),
        heads: vec!["", "Kept by the log"],
        rows,
        notes: Vec::new(),
    }
}

fn feature(seen: &SeenFeature) -> Vec<String> {
    let value = if seen.is_null {
        "⚠ null".to_owned()
    } else {
        format!("{:.3}, {} old", seen.value, format::duration_s(seen.age_s))
    };
    vec![format!("Feature {}", seen.id), value]
}

#[cfg(test)]
mod tests {
    use windtunnel_design::History;

    use super::*;
    use crate::run::fixture;

    fn decision() -> Decision {
        Decision {
            log: "prediction_log-1".into(),
            at_s: 21_600.0,
            source: "traffic-1".into(),
            number: 77,
            positive: true,
            score: Some(1.234_4),
            probability: Some(0.031),
            approve_below: Some(2.0),
            decline_above: Some(3.0),
            action: Action::Approve,
            outcome: Outcome::InTime,
            latency_ms: Some(23.0),
            scorer: Some("model-1".into()),
            policy: None,
            version: Some(2),
            arm: None,
            features: Some(vec![
                SeenFeature { id: "velocity".into(), value: 0.5, age_s: 60.0, is_null: false },
                SeenFeature { id: "amount".into(), is_null: true, ..SeenFeature::default() },
            ]),
        }
    }

    #[test]
    fn a_card_has_version_window_thresholds_and_features() {
        let table = card_of(&fixture::document(), &decision(), Some((9.0, 39.0)));
        assert_eq!(table.caption, "Score 1.234, probability 3.1 %: approved. In truth positive.");
        let said = |name: &str| {
            let row = table.rows.iter().find(|row| row[0] == name).expect("is a row");
            row[1].clone()
        };
        assert_eq!(said("Request"), "77 of Traffic");
        assert_eq!(said("Scored by"), "Model server");
        assert_eq!(said("It learnt from"), "days 9 to 39");
        assert_eq!(said("Declines from"), "3.000");
        assert_eq!(said("Feature velocity"), "0.500, 1.0 min old");
        assert_eq!(said("Feature amount"), "⚠ null");
    }

    #[test]
    fn what_a_log_does_not_keep_is_said_to_be_missing() {
        let bare = Decision { version: None, features: None, ..decision() };
        let table = card_of(&fixture::document(), &bare, None);
        assert!(table.rows.iter().any(|row| row[1] == "not kept by this log"));
        assert_eq!(cells(&bare)[4], NO_DATA);
        assert_eq!(cells(&bare).len() + 1, HEADS.len());
    }

    #[test]
    fn a_log_is_added_with_its_links_in_one_step() {
        let mut history = History::new(fixture::document());
        let command = add_log(history.document()).expect("there is a sink");
        history.run("Add a prediction log", &command).expect("is allowed");
        let document = history.document();
        assert_eq!(document.nodes["prediction_log-1"].kind, NodeKind::PredictionLog);
        assert_eq!(document.links["sink-1-prediction_log-1"].kind, LinkKind::Feedback);
        history.undo();
        assert_eq!(*history.document(), fixture::document());
        assert_eq!(add_log(&Document::default()), None);
    }
}
