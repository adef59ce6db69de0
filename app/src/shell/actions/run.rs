//! The run and its clock.

use leptos::prelude::*;

use super::{Action, Id, action};
use crate::run::transport;
use crate::shell::keys::Key;
use crate::store::RunStatus;
use crate::ui::Icon;

/// In the order of menus and of the list of keys.
pub(super) const ACTIONS: &[Action] = &[
    action(Id::Play, "Play or pause", Icon::Play, "Run", &[Key::stage(" ")], |c| {
        transport::toggle_play(c.store);
    }),
    action(Id::Step, "Step forward", Icon::Step, "Run", &[Key::stage(".")], |c| {
        transport::step(c.store);
    }),
    action(Id::StepBack, "Step back", Icon::ChevronLeft, "Run", &[Key::stage(",")], |c| {
        transport::step_back(c.store);
    }),
    action(Id::Reset, "Back to the start", Icon::Reset, "Run", &[Key::stage("Home")], |c| {
        transport::reset_cursor(c.store);
    }),
    action(Id::Run, "Run again", Icon::Bolt, "Run", &[Key::command("Enter")], |c| {
        transport::rerun(c.store);
    }),
    Action {
        enabled: |c| c.store.run.status.with(|s| matches!(s, RunStatus::Running(_))),
        ..action(Id::Cancel, "Stop the run", Icon::Stop, "Run", &[Key::command(".")], |c| {
            transport::cancel_run(c.store);
        })
    },
];
