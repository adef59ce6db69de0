//! Keeps the scored rows of the run up to date.
//!
//! Incidents that touch a feature cut a run into stretches; in each of them the rows are changed
//! in some way. Every way is scored once by the real model, in the inference worker.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use windtunnel_design::Document;
use windtunnel_design::rows::{self, Change};
use windtunnel_design::sim::model::ScoreSource;
use windtunnel_design::sim::world::{ScoredRows, Segment};

use super::client::Event;
use super::protocol::{Answer, Dataset, Order, Scored, Shift, ShiftEffect, Task};
use super::service::Service;
use crate::store::{RunStatus, Store, Tone};
use crate::ui::effect;

/// Ways of changing the rows that are remembered; a slider that is dragged tries many.
const REMEMBERED: usize = 64;

/// What a document needs to have scored.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    dataset: String,
    stretches: Vec<(f64, Vec<Change>)>,
}

impl Wanted {
    fn by(document: &Document) -> Option<Self> {
        let ScoreSource::Rows { dataset } = &document.world.scores else { return None };
        Some(Self { dataset: dataset.clone(), stretches: rows::stretches(document) })
    }
}

/// Scores of one data set, by what happened to its rows.
#[derive(Debug, Default)]
struct Known {
    dataset: Dataset,
    positive: Vec<bool>,
    scores: Vec<(Vec<Change>, Vec<f32>)>,
}

impl Known {
    fn of(dataset: Dataset) -> Self {
        Self { dataset, ..Self::default() }
    }

    fn find(&self, changes: &[Change]) -> Option<&Vec<f32>> {
        self.scores.iter().find(|(known, _)| known == changes).map(|(_, scores)| scores)
    }

    /// The first way that has not been scored.
    fn missing(&self, wanted: &Wanted) -> Option<Vec<Change>> {
        let ways = wanted.stretches.iter().map(|(_, changes)| changes);
        ways.into_iter().find(|changes| self.find(changes).is_none()).cloned()
    }

    /// Remembers a way, and forgets the oldest that is not wanted where there are many.
    fn learn(&mut self, changes: Vec<Change>, scored: &Scored, wanted: Option<&Wanted>) {
        self.positive = scored.truth();
        if self.scores.len() >= REMEMBERED {
            let is_wanted = |way: &Vec<Change>| {
                wanted.is_some_and(|wanted| wanted.stretches.iter().any(|(_, other)| other == way))
            };
            if let Some(at) = self.scores.iter().position(|(way, _)| !is_wanted(way)) {
                self.scores.remove(at);
            }
        }
        self.scores.push((changes, scored.positive_scores()));
    }

    /// All that was wanted, if nothing is missing.
    fn assembled(&self, wanted: &Wanted) -> Option<ScoredRows> {
        let segment = |(from_s, changes): &(f64, Vec<Change>)| {
            Some(Segment { from_s: *from_s, scores: self.find(changes)?.clone() })
        };
        let segments = wanted.stretches.iter().map(segment).collect::<Option<_>>()?;
        Some(ScoredRows { positive: self.positive.clone(), segments })
    }
}

struct Provider {
    store: Store,
    service: Service,
    known: Known,
    wanted: Option<Wanted>,
    /// The task that is being done.
    asked: Option<u64>,
    failed: Option<String>,
}

type Shared = Rc<RefCell<Provider>>;

/// Watches the document; once, when the page is built.
pub fn start(store: Store, service: Service) {
    let provider: Shared = Rc::new(RefCell::new(Provider {
        store,
        service,
        known: Known::default(),
        wanted: None,
        asked: None,
        failed: None,
    }));
    let retrying = Rc::clone(&provider);
    effect(move || {
        // The same design opened again wants to hear again what has failed.
        store.session.opened.track();
        changed(&provider, Wanted::by(&store.still()));
    });
    Effect::new(move |before: Option<u32>| {
        let now = store.run.orders.get().rerun;
        if before.is_some_and(|before| before != now) && retrying.borrow().failed.is_some() {
            retrying.borrow_mut().failed = None;
            go_on(&retrying);
        }
        now
    });
}

fn changed(shared: &Shared, wanted: Option<Wanted>) {
    let mut provider = shared.borrow_mut();
    if provider.wanted == wanted {
        // The status was set anew by the change; what failed still fails.
        if let Some(reason) = provider.failed.clone() {
            drop(provider);
            fail(shared, reason);
        }
        return;
    }
    if let Some(id) = provider.asked.take() {
        provider.service.cancel(id);
    }
    provider.failed = None;
    provider.wanted = wanted;
    drop(provider);
    go_on(shared);
}

/// Asks for the next that is missing, or hands over all of it.
fn go_on(shared: &Shared) {
    let mut provider = shared.borrow_mut();
    let rows = provider.store.run.rows;
    let Some(wanted) = provider.wanted.clone() else {
        if rows.with_untracked(Option::is_some) {
            rows.set(None);
        }
        return;
    };
    let Some(dataset) = Dataset::find(&wanted.dataset) else {
        drop(provider);
        return fail(shared, format!("there are no rows called “{}”.", wanted.dataset));
    };
    if provider.known.dataset != dataset {
        provider.known = Known::of(dataset);
    }
    let Some(changes) = provider.known.missing(&wanted) else {
        rows.set(provider.known.assembled(&wanted).map(Arc::new));
        return;
    };
    if rows.with_untracked(Option::is_some) {
        rows.set(None);
    }
    let shifts = changes.iter().map(shift).collect();
    let task = Task::Score(Order { dataset, own: false, shifts, timed: false });
    let later = Rc::downgrade(shared);
    let heard = move |event| {
        if let Some(shared) = later.upgrade() {
            hear(&shared, &changes, event);
        }
    };
    provider.asked = Some(provider.service.ask(task, heard));
}

fn hear(shared: &Shared, changes: &[Change], event: Event) {
    match event {
        Event::Progress(_) => {}
        Event::Done(Answer::Scored(scored)) if scored.positive.is_some() => {
            let mut borrowed = shared.borrow_mut();
            let provider = &mut *borrowed;
            provider.asked = None;
            provider.known.learn(changes.to_vec(), &scored, provider.wanted.as_ref());
            drop(borrowed);
            go_on(shared);
        }
        Event::Done(_) => {
            fail(shared, "they are not of two kinds, as a decision needs them.".into());
        }
        Event::Failed(reason) => fail(shared, reason),
    }
}

/// Tells why there will be no run. Later, so that it comes after what the change itself sets.
fn fail(shared: &Shared, reason: String) {
    let mut provider = shared.borrow_mut();
    provider.asked = None;
    let is_news = provider.failed.as_ref() != Some(&reason);
    provider.failed = Some(reason.clone());
    let later = Rc::downgrade(shared);
    let say = move || {
        let Some(shared) = later.upgrade() else { return };
        let provider = shared.borrow();
        if provider.failed.as_ref() == Some(&reason) {
            let text = format!("The rows could not be scored: {reason}");
            if is_news {
                // There is little room where the status stands.
                provider.store.notify(Tone::Problem, text.clone());
            }
            provider.store.run.status.set(RunStatus::Failed(text));
        }
    };
    set_timeout(say, Duration::ZERO);
}

fn shift(change: &Change) -> Shift {
    let effect = match change.effect {
        rows::Effect::Null => ShiftEffect::Null,
        rows::Effect::Shift(by) => ShiftEffect::Shift(by),
    };
    Shift { feature: change.feature.clone(), effect }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixture;
    use windtunnel_design::sim::model::IncidentKind;
    use windtunnel_design::{DocIncident, templates};

    fn document() -> Document {
        let mut document = templates::find("credit-underwriters").expect("is there").document();
        let incident = DocIncident {
            kind: IncidentKind::NullFeature,
            target: "income".into(),
            start_s: 100.0,
            end_s: 200.0,
            profile: Default::default(),
        };
        document.incidents.insert("i1".into(), incident);
        document
    }

    #[test]
    fn only_a_world_of_rows_wants_anything() {
        assert_eq!(Wanted::by(&Document::default()), None);
        let wanted = Wanted::by(&document()).expect("rows");
        assert_eq!(Dataset::find(&wanted.dataset), Some(Dataset::Credit));
    }

    #[test]
    fn each_way_is_scored_once_and_moving_an_incident_scores_nothing() {
        let mut document = document();
        let wanted = Wanted::by(&document).expect("rows");
        let mut known = Known::of(Dataset::Credit);
        let mut asked = Vec::new();
        while let Some(changes) = known.missing(&wanted) {
            assert_eq!(known.assembled(&wanted), None);
            asked.push(changes.len());
            known.learn(changes, &fixture::scored(), Some(&wanted));
        }
        assert_eq!(asked, [0, 1]);
        let rows = known.assembled(&wanted).expect("complete");
        assert_eq!(rows.positive, [false, false, true, true]);
        let starts: Vec<f64> = rows.segments.iter().map(|segment| segment.from_s).collect();
        assert_eq!(starts, [0.0, 100.0, 200.0]);

        document.incidents.get_mut("i1").expect("is there").start_s = 150.0;
        let moved = Wanted::by(&document).expect("rows");
        assert_ne!(moved, wanted);
        assert_eq!(known.missing(&moved), None);
    }

    #[test]
    fn not_everything_is_remembered_but_all_that_is_wanted() {
        let way = |by: u32| {
            let effect = rows::Effect::Shift(f64::from(by));
            vec![Change { feature: "income".into(), effect }]
        };
        let mut known = Known::of(Dataset::Credit);
        for by in 0..200 {
            known.learn(way(by), &fixture::scored(), None);
        }
        assert_eq!(known.scores.len(), REMEMBERED);

        let stretches = (0..200).map(|by| (f64::from(by), way(by))).collect();
        let wanted = Wanted { dataset: "credit".into(), stretches };
        while let Some(changes) = known.missing(&wanted) {
            known.learn(changes, &fixture::scored(), Some(&wanted));
        }
        assert!(known.assembled(&wanted).is_some());
    }
}
