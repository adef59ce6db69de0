//! The flow: dots on call links and moving dashes on streams.
//!
//! Both are dashes that the browser moves along the line (Web Animations): no frame runs code of ours
//! for it. Dots are dashes without length, with round ends. The views of links only say how much flows:
//! a lane then changes its pace without a jump, whatever way its line takes; only where it gets denser
//! or thinner are its dots set anew.

use std::collections::BTreeMap;

use js_sys::{Array, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Animation, Element, KeyframeEffect, KeyframeEffectOptions, SvgElement};
use windtunnel_design::sim::model::LinkKind;

use crate::core::flow::{Flow, PERIOD, Pattern};
use crate::run::clock::prefers_stillness;
use crate::store::Store;
use crate::ui::effect;

/// The elements of one link, and what flows there.
pub struct Lane {
    /// Draws the dots.
    pub dots: Element,
    /// The line itself.
    pub line: Element,
    /// What flows.
    pub kind: LinkKind,
}

struct Running {
    lane: Lane,
    flow: Flow,
    /// What moves; `None` where nothing does.
    motion: Option<Motion>,
}

/// A pattern that moves along an element.
struct Motion {
    kind: LinkKind,
    pattern: Pattern,
    animation: Animation,
}

#[derive(Default)]
struct Lanes {
    running: BTreeMap<String, Running>,
    still: bool,
    moving: bool,
}

/// All lanes.
#[derive(Clone, Copy)]
pub struct Field {
    lanes: StoredValue<Lanes, LocalStorage>,
}

impl Field {
    /// A field whose flow moves while the store's cursor plays.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let still = prefers_stillness();
        let field = Self { lanes: StoredValue::new_local(Lanes { still, ..Lanes::default() }) };
        effect(move || {
            let playing = store.run.playing.get();
            field.lanes.try_update_value(|lanes| {
                lanes.moving = playing;
                let motions = lanes.running.values().filter_map(|it| it.motion.as_ref());
                motions.for_each(|motion| motion.play(playing));
            });
        });
        field
    }

    /// Adds a lane, or makes it one of another kind. Its elements stay the same until it is removed.
    pub fn put(self, id: &str, lane: Lane, flow: Flow) {
        self.lanes.try_update_value(|Lanes { running, still, moving }| {
            if let Some(running) = running.get_mut(id) {
                running.lane = lane;
                return running.fit(*still, *moving);
            }
            let mut new = Running { lane, flow, motion: None };
            new.fit(*still, *moving);
            running.insert(id.to_owned(), new);
        });
    }

    /// Says how much flows along a lane.
    pub fn set_flow(self, id: &str, flow: Flow) {
        self.lanes.try_update_value(|Lanes { running, still, moving }| {
            if let Some(running) = running.get_mut(id) {
                running.flow = flow;
                running.fit(*still, *moving);
            }
        });
    }

    /// Takes a lane away.
    pub fn remove(self, id: &str) {
        self.lanes.try_update_value(|lanes| drop(lanes.running.remove(id)));
    }
}

impl Running {
    /// Moves what is to be moved; where less motion is asked for there is none of it.
    fn fit(&mut self, still: bool, moving: bool) {
        let kind = self.lane.kind;
        let pattern = if still { None } else { self.flow.pattern(kind) };
        if let (Some(motion), Some(pattern)) = (&mut self.motion, pattern)
            && motion.kind == kind
        {
            return motion.turn_into(&self.lane, pattern);
        }
        if self.motion.take().is_some() {
            // Without dashes there are no dots. Only a malformed name could fail.
            self.lane.dots.remove_attribute("stroke-dasharray").ok();
        }
        self.motion = pattern.and_then(|pattern| Motion::new(&self.lane, pattern, moving));
    }
}

impl Motion {
    fn new(lane: &Lane, pattern: Pattern, moving: bool) -> Option<Self> {
        let element = if lane.kind == LinkKind::Stream { &lane.line } else { &lane.dots };
        let options = KeyframeEffectOptions::new();
        options.set_duration_f64(1_000.0);
        options.set_iterations(f64::INFINITY);
        let effect = KeyframeEffect::new_with_opt_element_and_keyframes_and_keyframe_effect_options(
            Some(element),
            Some(&frames()),
            &options,
        );
        // Without them nothing is drawn: how wide the line is still says how much flows.
        let animation = Animation::new_with_effect(Some(&effect.ok()?.into())).ok()?;
        animation.set_playback_rate(pattern.periods_per_s());
        let motion = Self { kind: lane.kind, pattern, animation };
        motion.draw(lane);
        motion.play(moving);
        Some(motion)
    }

    fn turn_into(&mut self, lane: &Lane, pattern: Pattern) {
        let before = std::mem::replace(&mut self.pattern, pattern);
        if before != pattern {
            // At its new pace from where it is.
            self.animation.update_playback_rate(pattern.periods_per_s());
            self.draw(lane);
        }
    }

    /// Draws the dots; streams are dashed by the style sheet.
    fn draw(&self, lane: &Lane) {
        if self.kind == LinkKind::Stream {
            return;
        }
        let (gap, radius) = (self.pattern.gap, self.pattern.radius);
        // Only malformed names could fail.
        lane.dots.set_attribute("stroke-dasharray", &format!("0 {gap}")).ok();
        if let Some(dots) = lane.dots.dyn_ref::<SvgElement>() {
            // The style sheet makes the width of it, with the zoom.
            dots.style().set_property("--r", &format!("{radius:.2}")).ok();
        }
    }

    fn play(&self, moving: bool) {
        // Fails for animations without an end that are played backwards; these go forwards.
        if moving {
            self.animation.play().ok()
        } else {
            self.animation.pause().ok()
        };
    }
}

impl Drop for Motion {
    fn drop(&mut self) {
        self.animation.cancel();
    }
}

/// Every pattern looks at the end as at the start. Towards zero is along the line; some browsers draw
/// nothing well below it.
fn frames() -> Object {
    let offsets = Array::of2(&format!("{PERIOD}px").into(), &JsValue::from_str("0px"));
    let frames = Object::new();
    // Only frozen objects could fail.
    Reflect::set(&frames, &"strokeDashoffset".into(), &offsets).ok();
    frames
}
