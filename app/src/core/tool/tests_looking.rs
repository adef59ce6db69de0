//! Who may look only: any drag pans, a press selects, and nothing else happens.

use proptest::prelude::*;
use windtunnel_design::{Shape, Size, Sketch};

use super::tests::{ALT, Bench, CTRL, NO_KEYS, PAPER, SHIFT, px};
use super::tests_random::any_event;
use super::*;

fn bench() -> Bench {
    let mut it = Bench::new();
    it.link("t", "s");
    let size = Size { w: 240.0, h: 240.0 };
    it.put_sketch("n", Sketch::new(Shape::Note, Point { x: 0.0, y: 300.0 }, size));
    it.looks_only = true;
    it
}

fn targets() -> [Target; 7] {
    [
        Target::Empty,
        Target::Node("s".into()),
        Target::Port("s".into()),
        Target::Link("t-s".into()),
        Target::Sketch("n".into()),
        Target::Grip(Grip::Bend("t-s".into(), 0)),
        Target::Grip(Grip::End("t-s".into(), End::To)),
    ]
}

#[test]
fn a_drag_on_anything_pans() {
    for target in targets() {
        for keys in [NO_KEYS, SHIFT, ALT, CTRL] {
            let mut it = bench();
            let (document, past) = (it.history.document().clone(), it.steps());
            it.press(target.clone(), PAPER, keys).pull(1, px(80.0, 530.0));
            assert_eq!((it.camera.x, it.camera.y), (-60.0, -30.0), "{target:?}");
            it.send(Event::Up { pointer: 1, at: px(80.0, 530.0), keys });
            assert_eq!(it.tool.state, State::Idle);
            assert_eq!((it.history.document(), it.steps()), (&document, past));
            assert!(it.said.is_empty(), "nothing is refused: {:?}", it.said);
        }
    }
}

#[test]
fn a_press_selects_and_two_do_no_more() {
    let node = Selection::node("s");
    let expected = [
        Selection::default(),
        node.clone(),
        node,
        Selection::link("t-s"),
        Selection::sketch("n"),
        Selection::default(),
        Selection::default(),
    ];
    for (target, expected) in targets().into_iter().zip(expected) {
        let mut it = bench();
        for _ in 0..2 {
            it.press(target.clone(), PAPER, NO_KEYS);
            it.send(Event::Up { pointer: 1, at: PAPER, keys: NO_KEYS });
        }
        it.send(Event::Twice(target.clone()));
        assert_eq!(it.selection, expected, "{target:?}");
        assert_eq!((it.edited, it.menu), (None, None), "{target:?}");
    }
}

proptest! {
    #[test]
    fn whatever_happens_nothing_is_changed_written_or_refused(
        events in prop::collection::vec(any_event(), 0..60),
    ) {
        let mut it = bench();
        let (document, past) = (it.history.document().clone(), it.steps());
        for event in events {
            it.send(event);
        }
        prop_assert_eq!((it.history.document(), it.steps()), (&document, past));
        prop_assert_eq!((it.edited, it.menu), (None, None));
        prop_assert!(it.said.is_empty(), "{:?}", it.said);
        prop_assert!(!it.tool.state.holds_document() && it.tool.state.linking().is_none());
    }
}
