//! Rows of the table about notes, frames, arrows, copies, locks, and selecting without Shift.

use windtunnel_design::{Shape, Size, Sketch};

use super::tests::{ALT, Bench, NO_KEYS, PAPER, SHIFT, middle, node, px};
use super::*;

fn sketch(id: &str) -> Target {
    Target::Sketch(id.into())
}

fn corner(id: &str, corner: Corner) -> Target {
    Target::Grip(Grip::Corner(id.into(), corner))
}

/// The bench with a frame around the service and a note in it, and a note elsewhere.
fn with_sketches() -> Bench {
    let mut it = Bench::new();
    let put = |shape, x, y, w, h| Sketch::new(shape, Point { x, y }, Size { w, h });
    it.put_sketch("f", put(Shape::Frame, 280.0, 40.0, 240.0, 240.0));
    it.put_sketch("in", put(Shape::Note, 304.0, 200.0, 160.0, 48.0));
    it.put_sketch("out", put(Shape::Note, 0.0, 400.0, 160.0, 48.0));
    it
}

#[test]
fn a_note_is_drawn_by_a_click_or_a_drag() {
    for (to, size) in [(PAPER, (200.0, 96.0)), (px(180.0, 580.0), (160.0, 80.0))] {
        let mut it = Bench::new();
        it.send(Event::Arm(Some(Shape::Note)));
        it.press(node("s"), PAPER, NO_KEYS).pull(1, to).release(1, to);
        let note = it.sketch("sketch-1");
        assert_eq!((note.at.x, note.at.y), (24.0, 504.0), "on the grid");
        assert_eq!((note.size.w, note.size.h), size);
        assert_eq!((it.steps(), it.edited.clone()), (1, Some(sketch("sketch-1"))));
        assert_eq!(it.tool.state, State::Idle);
    }
}

#[test]
fn an_arrow_goes_in_any_direction_and_is_not_written_on() {
    let mut it = Bench::new();
    it.send(Event::Arm(Some(Shape::Arrow)));
    it.press(Target::Empty, px(400.0, 400.0), NO_KEYS).pull(1, px(320.0, 336.0));
    it.release(1, px(320.0, 336.0));
    assert_eq!(it.sketch("sketch-1").size, Size { w: -80.0, h: -64.0 });
    assert_eq!(it.edited, None);
}

#[test]
fn escape_or_a_lost_pointer_draws_nothing() {
    for end in [Event::Escape, Event::Lost { pointer: 1 }, Event::Arm(None)] {
        let mut it = Bench::new();
        it.send(Event::Arm(Some(Shape::Frame)));
        it.press(Target::Empty, PAPER, NO_KEYS).pull(1, px(300.0, 580.0));
        it.send(end).release(1, px(300.0, 580.0));
        assert_eq!((it.steps(), it.tool.state.clone()), (0, State::Idle));
    }
}

#[test]
fn enter_draws_without_a_pointer_a_frame_around_what_is_selected() {
    let mut it = Bench::new();
    it.selection = Selection::node("s");
    it.send(Event::Arm(Some(Shape::Frame))).send(Event::Enter);
    let frame = it.sketch("sketch-1");
    assert!(
        super::super::geometry::sketch_rect(&frame).holds(Rect::node(Point { x: 304.0, y: 104.0 }))
    );
    it.send(Event::Enter);
    assert_eq!(it.steps(), 1, "elsewhere Enter draws nothing");
}

#[test]
fn a_frame_takes_along_what_stands_in_it_as_one_step() {
    let mut it = with_sketches();
    let steps = it.steps();
    it.press(sketch("f"), px(290.0, 44.0), NO_KEYS).pull(1, px(390.0, 44.0));
    it.pull(1, px(386.0, 60.0)).release(1, px(386.0, 60.0));
    assert_eq!(it.at("s"), (400.0, 120.0));
    assert_eq!(
        (it.sketch("f").at.x, it.sketch("in").at.x, it.sketch("out").at.x),
        (376.0, 400.0, 0.0)
    );
    assert_eq!((it.at("t"), it.steps()), ((0.0, 104.0), steps + 1));
    it.history.undo();
    assert_eq!((it.at("s"), it.sketch("in").at.x), ((304.0, 104.0), 304.0));
}

#[test]
fn a_corner_resizes_and_escape_takes_it_back() {
    for taken_back in [false, true] {
        let mut it = with_sketches();
        let steps = it.steps();
        it.selection = Selection::sketch("out");
        it.press(corner("out", Corner::TopLeft), px(0.0, 400.0), NO_KEYS);
        it.pull(1, px(-41.0, 377.0)).pull(1, px(-40.0, 376.0));
        assert!(it.tool.state.holds_document());
        if taken_back {
            it.send(Event::Escape);
            assert_eq!((it.sketch("out").at.x, it.steps()), (0.0, steps));
        } else {
            it.release(1, px(-40.0, 376.0));
            let note = it.sketch("out");
            assert_eq!(
                (note.at.x, note.at.y, note.size.w, note.size.h),
                (-40.0, 376.0, 200.0, 72.0)
            );
            assert_eq!(it.steps(), steps + 1);
        }
    }
}

#[test]
fn a_corner_never_turns_a_note_inside_out() {
    let mut it = with_sketches();
    it.press(corner("out", Corner::BottomRight), px(160.0, 448.0), NO_KEYS);
    it.pull(1, px(-500.0, -500.0)).release(1, px(-500.0, -500.0));
    let note = it.sketch("out");
    assert_eq!((note.at.x, note.at.y), (0.0, 400.0));
    assert!(note.size.w > 0.0 && note.size.h > 0.0);
}

#[test]
fn alt_drags_a_copy_with_the_links_between_as_one_step() {
    let mut it = Bench::new();
    it.link("t", "s");
    let steps = it.steps();
    it.selection.nodes.extend(["t".into(), "s".into()]);
    it.press(node("s"), middle("s"), ALT);
    it.send(Event::Move { pointer: 1, at: px(middle("s").x, 342.0), pressed: true, keys: ALT });
    it.send(Event::Move { pointer: 1, at: px(middle("s").x, 342.0), pressed: true, keys: NO_KEYS });
    it.release(1, px(middle("s").x, 342.0));
    assert_eq!(it.at("s"), (304.0, 104.0), "the original stays");
    assert_eq!((it.at("service-1"), it.at("traffic-1")), ((304.0, 304.0), (0.0, 304.0)));
    assert!(it.links().contains(&("traffic-1".into(), "service-1".into())));
    assert_eq!(it.selected(), ["service-1", "traffic-1"]);
    assert_eq!(it.steps(), steps + 1);
    it.history.undo();
    assert_eq!(it.history.document().nodes.len(), 3);
}

#[test]
fn escape_takes_a_copy_back() {
    let mut it = Bench::new();
    it.press(node("s"), middle("s"), ALT);
    for y in [200.0, 300.0] {
        it.send(Event::Move { pointer: 1, at: px(400.0, y), pressed: true, keys: ALT });
    }
    assert_eq!(it.history.document().nodes.len(), 4);
    it.send(Event::Escape);
    assert_eq!((it.history.document().nodes.len(), it.steps()), (3, 0));
}

#[test]
fn what_is_locked_is_selected_by_a_click_but_not_dragged_or_brushed() {
    let mut it = Bench::new();
    it.run(windtunnel_design::Command::SetLocked("s".into(), true));
    it.press(node("s"), middle("s"), NO_KEYS).release(1, middle("s"));
    assert_eq!(it.selected(), ["s"]);
    it.press(node("s"), middle("s"), NO_KEYS).pull(1, px(620.0, 150.0));
    assert!(it.tool.state.marquee().is_some(), "to a drag it is as the paper");
    it.release(1, px(620.0, 150.0));
    assert_eq!((it.at("s"), it.selected()), ((304.0, 104.0), vec!["d"]));
}

#[test]
fn a_marquee_takes_notes_that_it_touches_and_frames_that_it_holds() {
    let mut it = with_sketches();
    it.press(Target::Empty, px(290.0, 190.0), NO_KEYS).pull(1, px(320.0, 260.0));
    assert_eq!(it.selection.sketches.iter().collect::<Vec<_>>(), ["in"]);
    it.release(1, px(320.0, 260.0));
    it.press(Target::Empty, px(270.0, 30.0), NO_KEYS).pull(1, px(530.0, 290.0));
    assert_eq!(it.selection.sketches.iter().collect::<Vec<_>>(), ["f", "in"]);
    assert_eq!(it.selected(), ["s"]);
}

#[test]
fn fingers_select_several_when_asked_to() {
    let mut it = Bench::new();
    it.send(Event::Many(true));
    it.touch(1, node("s"), middle("s")).release(1, middle("s"));
    it.touch(2, node("d"), middle("d")).release(2, middle("d"));
    assert_eq!(it.selected(), ["d", "s"]);
    it.touch(3, Target::Empty, px(-20.0, 90.0)).pull(3, px(100.0, 200.0));
    assert!(it.tool.state.marquee().is_some() && it.camera == Camera::default());
    it.release(3, px(100.0, 200.0));
    assert_eq!(it.selected(), ["d", "s", "t"]);
    it.send(Event::Escape);
    assert!(!it.tool.many, "Escape ends it");
}

#[test]
fn a_finger_that_rests_asks_for_a_menu() {
    let mut it = with_sketches();
    let rows = [
        (node("s"), node("s")),
        (sketch("f"), sketch("f")),
        (Target::Port("s".into()), node("s")),
        (Target::Empty, Target::Empty),
        (Target::Link("l".into()), Target::Link("l".into())),
    ];
    for (pressed, asked) in rows {
        it.touch(1, pressed, middle("s")).send(Event::Held { pointer: 1 });
        assert_eq!(it.menu.take(), Some(asked));
        it.pull(1, px(700.0, 500.0)).release(1, px(700.0, 500.0));
        assert_eq!((it.at("s"), it.tool.state.clone()), ((304.0, 104.0), State::Idle));
    }
}

#[test]
fn a_finger_that_moves_or_is_gone_asks_for_nothing() {
    let mut it = Bench::new();
    it.touch(1, node("s"), middle("s")).pull(1, px(500.0, 300.0)).send(Event::Held { pointer: 1 });
    assert_eq!(it.menu, None);
    it.release(1, px(500.0, 300.0)).send(Event::Held { pointer: 1 });
    assert_eq!(it.menu, None);
    it.touch(2, node("s"), px(500.0, 300.0)).send(Event::Held { pointer: 1 });
    assert_eq!(it.menu, None, "another finger");
}

#[test]
fn two_clicks_write_a_text() {
    let mut it = with_sketches();
    for target in [sketch("f"), Target::Link("l".into())] {
        it.send(Event::Twice(target.clone()));
        assert_eq!(it.edited.take(), Some(target));
    }
    it.send(Event::Twice(node("s"))).send(Event::Twice(Target::Empty));
    assert_eq!(it.edited, None);
}

#[test]
fn shift_click_toggles_a_note() {
    let mut it = with_sketches();
    it.press(sketch("out"), px(10.0, 410.0), SHIFT).release(1, px(10.0, 410.0));
    it.press(node("s"), middle("s"), SHIFT).release(1, middle("s"));
    assert_eq!((it.selection.sketches.len(), it.selected()), (1, vec!["s"]));
    it.press(sketch("out"), px(10.0, 410.0), SHIFT).release(1, px(10.0, 410.0));
    assert!(it.selection.sketches.is_empty());
}

#[test]
fn what_is_dragged_in_from_the_palette_stands_around_the_pointer() {
    for shape in Shape::ALL {
        let mut it = Bench::new();
        let (pointer, device) = (1, Device::Mouse);
        let what = Fresh::Sketch(shape);
        it.send(Event::DragIn { what, pointer, device, at: px(-100.0, 50.0) });
        it.pull(1, px(400.0, 304.0)).release(1, px(400.0, 304.0));
        let size = what.size();
        let (id, sketch) = it.history.document().sketches.first_key_value().expect("it is there");
        assert_eq!((sketch.shape, sketch.size), (shape, size));
        let middle = Point { x: sketch.at.x + size.w / 2.0, y: sketch.at.y + size.h / 2.0 };
        // On the grid, as near as that is.
        let off = (middle.x - 400.0).abs().max((middle.y - 304.0).abs());
        assert!(off <= crate::core::geometry::GRID / 2.0, "{middle:?}");
        assert_eq!((it.steps(), &it.selection), (1, &Selection::sketch(id)));
        // An arrow is not written on.
        assert_eq!(it.edited.is_some(), shape != Shape::Arrow);
    }
}
