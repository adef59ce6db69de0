//! Rows of the table about links: dropped on paper, moved to other nodes, bent.

use windtunnel_design::sim::model::NodeKind;

use super::tests::{Bench, NO_KEYS, PAPER, middle, node, port, px};
use super::*;

fn end(end: End) -> Target {
    Target::Grip(Grip::End("t-s".into(), end))
}

/// The bench with a link from traffic to the service.
fn linked() -> Bench {
    let mut it = Bench::new();
    it.link("t", "s");
    it
}

#[test]
fn a_link_dropped_on_paper_offers_a_node_there_as_one_step() {
    let mut it = Bench::new();
    it.press(port("t"), px(176.0, 142.0), NO_KEYS).pull(1, px(300.0, 400.0));
    it.release(1, px(300.0, 400.0));
    assert!(matches!(&it.tool.state, State::Offering { from, .. } if from == "t"));
    assert_eq!((it.links(), it.steps()), (vec![], 0));
    it.send(Event::Choose(NodeKind::Gateway));
    assert_eq!(it.links(), [("t".into(), "gateway-1".into())]);
    assert_eq!((it.selected(), it.steps()), (vec!["gateway-1"], 1));
    it.history.undo();
    assert_eq!(it.history.document().nodes.len(), 3);
}

#[test]
fn an_offer_is_turned_down_by_escape_or_a_press_elsewhere() {
    let offering = || {
        let mut it = Bench::new();
        it.press(port("t"), px(176.0, 142.0), NO_KEYS).pull(1, PAPER).release(1, PAPER);
        it
    };
    let mut it = offering();
    it.send(Event::Escape);
    assert_eq!((it.steps(), it.tool.state.clone()), (0, State::Idle));
    let mut it = offering();
    it.press(node("s"), middle("s"), NO_KEYS).release(1, middle("s"));
    assert_eq!((it.selected(), it.steps(), it.tool.state.clone()), (vec!["s"], 0, State::Idle));
    it.send(Event::Choose(NodeKind::Gateway));
    assert_eq!(it.steps(), 0, "nothing is asked any more");
}

#[test]
fn a_link_dropped_off_the_canvas_is_forgotten() {
    let mut it = Bench::new();
    it.press(port("t"), px(176.0, 142.0), NO_KEYS).pull(1, PAPER).release(1, px(-50.0, 100.0));
    assert_eq!((it.steps(), it.tool.state.clone()), (0, State::Idle));
}

#[test]
fn an_end_is_moved_to_another_node_as_one_step() {
    let mut it = linked();
    let steps = it.steps();
    it.press(end(End::To), px(304.0, 142.0), NO_KEYS).pull(1, px(450.0, 400.0));
    assert!(matches!(&it.tool.state, State::Reconnecting { over: None, .. }));
    it.pull(1, middle("d"));
    let (_, over) = it.tool.state.loose_end().unwrap();
    assert_eq!(over, Some(&("d".into(), Ok(()))));
    it.release(1, middle("d"));
    assert_eq!(it.links(), [("t".into(), "d".into())]);
    assert_eq!((it.steps(), it.history.document().links.contains_key("t-s")), (steps + 1, true));
}

#[test]
fn an_end_that_may_not_go_there_says_why_and_stays() {
    let mut it = linked();
    it.press(end(End::From), px(176.0, 142.0), NO_KEYS).pull(1, middle("d"));
    let (_, over) = it.tool.state.loose_end().unwrap();
    let reason = over.unwrap().1.clone().unwrap_err();
    it.release(1, middle("d"));
    assert_eq!((it.links(), it.said.clone()), (vec![("t".into(), "s".into())], vec![reason]));
}

#[test]
fn an_end_dropped_on_paper_or_given_up_stays() {
    let drop_there = Event::Up { pointer: 1, at: PAPER, keys: NO_KEYS };
    for last in [drop_there, Event::Escape, Event::Lost { pointer: 1 }] {
        let mut it = linked();
        let steps = it.steps();
        it.press(end(End::To), px(304.0, 142.0), NO_KEYS).pull(1, PAPER).send(last);
        assert_eq!((it.links().len(), it.steps(), it.tool.state.clone()), (1, steps, State::Idle));
    }
}

#[test]
fn an_end_is_moved_by_clicks_and_without_a_pointer() {
    let mut it = linked();
    it.press(end(End::To), px(304.0, 142.0), NO_KEYS).release(1, px(304.0, 142.0));
    assert!(it.tool.state.linking().is_some());
    it.press(node("d"), middle("d"), NO_KEYS).release(1, middle("d"));
    assert_eq!(it.links(), [("t".into(), "d".into())]);
    it.send(Event::TakeEnd("t-s".into(), End::To)).send(Event::Activate("s".into()));
    assert_eq!(it.links(), [("t".into(), "s".into())]);
    it.send(Event::TakeEnd("t-s".into(), End::To)).send(Event::Escape);
    assert_eq!(it.tool.state, State::Idle);
}

#[test]
fn a_piece_that_is_pulled_becomes_a_bend_and_two_clicks_take_it_out() {
    let mut it = linked();
    let steps = it.steps();
    let piece = Target::Grip(Grip::Piece("t-s".into(), 0));
    it.press(piece, px(240.0, 142.0), NO_KEYS).pull(1, px(240.0, 200.0));
    it.pull(1, px(241.0, 219.0)).release(1, px(241.0, 219.0));
    let via = |it: &Bench| it.history.document().links["t-s"].via.clone();
    assert_eq!(via(&it), [Point { x: 240.0, y: 216.0 }], "on the grid");
    assert_eq!(it.steps(), steps + 1);
    let bend = Grip::Bend("t-s".into(), 0);
    it.press(Target::Grip(bend.clone()), px(240.0, 216.0), NO_KEYS).pull(1, px(240.0, 300.0));
    it.send(Event::Escape);
    assert_eq!((via(&it)[0].y, it.steps()), (216.0, steps + 1), "Escape takes a pull back");
    it.send(Event::Twice(Target::Grip(bend)));
    assert_eq!((via(&it).len(), it.steps()), (0, steps + 2));
}

#[test]
fn bends_move_with_both_ends() {
    let mut it = linked();
    let link = it.history.document().links["t-s"].clone();
    let via = vec![Point { x: 240.0, y: 216.0 }];
    it.run(windtunnel_design::Command::SetLink(
        "t-s".into(),
        windtunnel_design::DocLink { via, ..link },
    ));
    it.selection.nodes.extend(["t".into(), "s".into()]);
    it.press(node("s"), middle("s"), NO_KEYS).pull(1, px(middle("s").x, 222.0));
    it.release(1, px(middle("s").x, 222.0));
    assert_eq!(it.history.document().links["t-s"].via, [Point { x: 240.0, y: 296.0 }]);
}

#[test]
fn a_handle_that_is_gone_ends_the_pull() {
    let mut it = linked();
    it.press(Target::Grip(Grip::Piece("t-s".into(), 0)), px(240.0, 142.0), NO_KEYS);
    it.pull(1, px(240.0, 200.0)).run(windtunnel_design::Command::RemoveLink("t-s".into()));
    it.pull(1, px(240.0, 220.0));
    assert_eq!(it.tool.state, State::Idle);
}

#[test]
fn handles_keep_their_names_in_the_page() {
    let grips = [
        Grip::Corner("a b".into(), Corner::BottomLeft),
        Grip::Bend("x 1".into(), 3),
        Grip::Piece("y".into(), 0),
        Grip::End("z-z".into(), End::To),
    ];
    for grip in grips {
        assert_eq!(Grip::from_word(&grip.word()), Some(grip));
    }
    for word in ["", "corner", "corner 9 a", "bend x a", "end 2 a", "other 0 a"] {
        assert_eq!(Grip::from_word(word), None, "{word}");
    }
}
