//! Keeps what is shown up to date: has the design checked at every change, and run whenever the
//! result may change.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::client::{Client, Report};
use super::link::{News, WorkerLink};
use super::protocol::{CheckRequest, RunRequest};
use super::wanted::Wanted;
use super::{clock, transport};
use crate::store::{RunStatus, Store};
use crate::ui::effect;

/// Wait after a change: a drag or a typed number makes one run, not fifty.
const DEBOUNCE: Duration = Duration::from_millis(250);

struct Control {
    store: Store,
    client: Option<Client<WorkerLink>>,
    /// How many documents had been opened when the worker was last asked.
    opened: u32,
    /// What the newest request asked for.
    asked: Option<Wanted>,
    asked_ms: f64,
    /// Was that answered by a result?
    answered: bool,
    /// A change that waits to be asked for.
    timer: Option<TimeoutHandle>,
}

type Shared = Rc<RefCell<Control>>;

/// Starts the worker and watches the document; once, when the page is built.
pub fn start(store: Store) {
    let shared: Shared = Rc::new(RefCell::new(Control {
        store,
        client: None,
        opened: 0,
        asked: None,
        asked_ms: 0.0,
        answered: false,
        timer: None,
    }));
    shared.borrow_mut().client = Some(Client::new(link(&shared)));

    let checker = Rc::clone(&shared);
    effect(move || {
        // The same design opened again is to be looked at, and run, again.
        store.session.opened.track();
        if let Ok(request) = CheckRequest::new(&store.still()) {
            let mut control = checker.borrow_mut();
            control.follow();
            control.with_client(|client| {
                client.check(request);
                None
            });
        }
    });

    let wanted = Memo::new(move |_| now(store));
    let watcher = Rc::clone(&shared);
    effect(move || {
        store.session.opened.track();
        changed(&watcher, &wanted.read());
    });

    let orders = Rc::clone(&shared);
    Effect::new(move |before: Option<crate::store::Orders>| {
        let now = store.run.orders.get();
        if before.is_some_and(|before| before.cancel != now.cancel) {
            orders.borrow_mut().cancel();
        }
        if before.is_some_and(|before| before.rerun != now.rerun) {
            orders.borrow_mut().ask(wanted.get_untracked());
        }
        now
    });

    let has_life = Memo::new(move |_| store.still().run.days > 0);
    effect(move || {
        if !has_life.get() {
            store.run.life.set(None);
        }
    });

    let horizon = Memo::new(move |_| store.still().run.horizon_s);
    effect(move || store.run.speed.set(transport::default_speed(horizon.get())));

    clock::start(store);
}

fn now(store: Store) -> Wanted {
    let document = store.still();
    let rows = if Wanted::from_rows(&document) { store.run.rows.get() } else { None };
    Wanted { document, rows }
}

fn link(shared: &Shared) -> WorkerLink {
    WorkerLink::start("sim_worker_loader.js", &Rc::downgrade(shared), |shared, news| {
        shared.borrow_mut().with_client(|client| match news {
            News::Message(bytes) => client.receive(bytes),
            News::Broke(reason) => Some(client.broke(reason)),
        });
    })
}

fn changed(shared: &Shared, wanted: &Wanted) {
    let mut control = shared.borrow_mut();
    control.follow();
    control.stop_timer();
    if control.asked.as_ref() == Some(wanted) {
        // Taken back before anything was asked: the result that is shown, or being made, is it.
        control.store.run.is_current.set(control.answered);
        if *control.store.run.status.read_untracked() == RunStatus::ScoringRows {
            control.store.run.status.set(RunStatus::Idle);
        }
        return;
    }
    control.store.run.is_current.set(false);
    if wanted.misses_rows() {
        // A run under way is one with other rows, and with these the next is made at once.
        control.asked = None;
        control.with_client(|client| {
            client.cancel();
            None
        });
        control.store.run.status.set(RunStatus::ScoringRows);
        return;
    }
    if control.asked.is_none() {
        control.ask(wanted.clone());
        return;
    }
    let (later, wanted) = (Rc::downgrade(shared), wanted.clone());
    let act = move || {
        if let Some(shared) = later.upgrade() {
            shared.borrow_mut().ask(wanted);
        }
    };
    control.timer = set_timeout_with_handle(act, DEBOUNCE).ok();
}

impl Control {
    /// Where another document has been opened, what is under way is about the one before.
    fn follow(&mut self) {
        let opened = self.store.session.opened.get_untracked();
        if self.opened != opened {
            self.opened = opened;
            self.asked = None;
            self.with_client(|client| {
                client.forget();
                None
            });
        }
    }

    fn ask(&mut self, wanted: Wanted) {
        self.stop_timer();
        if wanted.misses_rows() {
            return;
        }
        let rows = wanted.rows.as_deref().cloned();
        let request = RunRequest::new(&wanted.document, rows);
        self.asked = Some(wanted);
        self.asked_ms = clock::now_ms();
        self.answered = false;
        self.store.run.life_is_current.set(false);
        match request {
            Ok(request) => {
                if *self.store.run.status.read_untracked() != RunStatus::Starting {
                    self.store.run.status.set(RunStatus::Running(0.0));
                }
                self.with_client(|client| client.run(request));
            }
            Err(error) => {
                self.report(Report::Failed(format!("The design cannot be sent: {error}.")))
            }
        }
    }

    fn stop_timer(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }

    fn cancel(&mut self) {
        self.stop_timer();
        self.with_client(Client::cancel);
    }

    fn with_client(&mut self, act: impl FnOnce(&mut Client<WorkerLink>) -> Option<Report>) {
        if let Some(report) = self.client.as_mut().and_then(act) {
            self.report(report);
        }
    }

    fn report(&mut self, report: Report) {
        let run = self.store.run;
        let status = match report {
            Report::Checked(findings) => {
                run.studies.update(|it| it.formulas += 1);
                let news = Some(findings);
                if *run.findings.read_untracked() != news {
                    run.findings.set(news);
                }
                return;
            }
            Report::Ready => RunStatus::Idle,
            Report::Progress(share) => RunStatus::Running(share),
            Report::Refused(diagnostics) => RunStatus::Refused(diagnostics),
            Report::Failed(message) => RunStatus::Failed(message),
            Report::Cancelled => RunStatus::Cancelled,
            Report::Done(result) => {
                run.took_s.set(Some((clock::now_ms() - self.asked_ms) / 1_000.0));
                let horizon_s = result.horizon_s;
                run.result.set(Some(Arc::from(result)));
                self.answered = true;
                run.studies.update(|it| it.lives += 1);
                // A change that waits to be asked for makes this result old already.
                run.is_current.set(self.timer.is_none());
                if run.cursor_s.get_untracked() > horizon_s {
                    run.cursor_s.set(horizon_s);
                }
                let plays = run.plays_next.get_value();
                run.plays_next.set_value(false);
                if plays && !clock::prefers_stillness() {
                    transport::play(self.store);
                }
                RunStatus::Idle
            }
        };
        run.status.set(status);
    }
}
