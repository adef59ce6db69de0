//! The worker's side: formulas first, then the life.

use windtunnel_design::sim::lifecycle::live;
use windtunnel_design::sim::outlook::outlook;
use windtunnel_design::sim::plan::{Diagnostic, Place};
use windtunnel_design::{Document, file};

use super::exchange;
use super::protocol::{BUILD, FromStudy, PROTOCOL, StudyRequest, ToStudy, decode};
use crate::turns;

/// What is left to say of the newest design.
#[derive(Debug, Default)]
pub struct Desk {
    foresee: Option<(u64, Document)>,
    live: Option<(u64, Document)>,
    done: Option<u64>,
}

/// Serves studies until the page ends the worker.
pub fn serve() {
    turns::serve(Desk::default());
}

impl turns::Desk for Desk {
    type Message = FromStudy;

    fn ready() -> FromStudy {
        FromStudy::Ready { protocol: PROTOCOL, build: BUILD.into() }
    }

    fn receive(&mut self, bytes: &[u8]) -> Option<FromStudy> {
        match decode(bytes).ok()? {
            ToStudy::Study(request) => self.begin(&request),
            ToStudy::Exchange { id, task } => {
                Some(FromStudy::Exchanged { id, product: exchange::carry_out(&task) })
            }
        }
    }

    fn busy(&self) -> bool {
        self.foresee.is_some() || self.live.is_some() || self.done.is_some()
    }

    fn work(&mut self) -> Option<FromStudy> {
        if let Some((id, document)) = self.foresee.take() {
            let outlook = outlook(&document.model(), &document.run).ok().map(Box::new);
            return Some(FromStudy::Foreseen { id, outlook });
        }
        if let Some((id, document)) = self.live.take() {
            let life = live(&document.model(), &document.run).map(Box::new);
            return Some(FromStudy::Lived { id, life });
        }
        self.done.take().map(|id| FromStudy::Studied { id })
    }

    fn is_progress(_message: &FromStudy) -> bool {
        false
    }
}

impl Desk {
    /// Takes a design onto the desk; whatever lay there is put away.
    fn begin(&mut self, request: &StudyRequest) -> Option<FromStudy> {
        let id = request.id;
        *self = Self { done: Some(id), ..Self::default() };
        match file::read_body(&request.document_json) {
            Ok(document) => {
                let lives = request.lives && document.run.days > 0;
                self.live = lives.then(|| (id, document.clone()));
                self.foresee = Some((id, document));
                None
            }
            Err(error) => {
                let why = format!("The design could not be read: {error}");
                Some(FromStudy::Lived {
                    id,
                    life: Err(vec![Diagnostic::error(Place::Model, why, "")]),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::protocol::{Task, encode};
    use crate::turns::Desk as _;
    use windtunnel_design::templates;

    fn study(id: u64, document_json: String, lives: bool) -> ToStudy {
        ToStudy::Study(StudyRequest { id, document_json, lives })
    }

    fn ask(desk: &mut Desk, id: u64, days: u32, lives: bool) {
        let mut document = templates::find("card-fraud").expect("is there").document();
        document.run.days = days;
        let document_json = serde_json::to_string(&document).expect("encodes");
        assert_eq!(desk.receive(&encode(&study(id, document_json, lives))), None);
    }

    #[test]
    fn formulas_come_first_then_the_life() {
        let mut desk = Desk::default();
        ask(&mut desk, 4, 3, true);
        assert!(matches!(desk.work(), Some(FromStudy::Foreseen { id: 4, outlook: Some(_) })));
        let lived = desk.work();
        assert!(
            matches!(&lived, Some(FromStudy::Lived { id: 4, life: Ok(life) }) if life.days == 3),
            "{lived:?}"
        );
        assert_eq!(desk.work(), Some(FromStudy::Studied { id: 4 }));
        assert!(!desk.busy());
    }

    #[test]
    fn the_newest_design_wins_and_no_days_are_no_life() {
        let mut desk = Desk::default();
        ask(&mut desk, 1, 300, true);
        ask(&mut desk, 2, 0, true);
        assert!(matches!(desk.work(), Some(FromStudy::Foreseen { id: 2, .. })));
        assert_eq!(desk.work(), Some(FromStudy::Studied { id: 2 }));
    }

    #[test]
    fn a_task_is_answered_at_once_and_leaves_the_study_alone() {
        let mut desk = Desk::default();
        ask(&mut desk, 1, 3, true);
        let task = Task::Import("flowchart LR\na --> b".into());
        let answer = desk.receive(&encode(&ToStudy::Exchange { id: 7, task }));
        assert!(matches!(answer, Some(FromStudy::Exchanged { id: 7, product: Ok(_) })));
        assert!(matches!(desk.work(), Some(FromStudy::Foreseen { id: 1, .. })));
    }

    #[test]
    fn what_is_no_design_is_said() {
        let mut desk = Desk::default();
        let request = study(9, "[".into(), true);
        assert!(matches!(
            desk.receive(&encode(&request)),
            Some(FromStudy::Lived { id: 9, life: Err(_) })
        ));
    }
}
