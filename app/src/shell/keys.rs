//! From keys to actions.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::actions::{self, Context};
use super::elements;
use crate::core::camera::Camera;

const SPACE: &str = " ";

/// A key, with what is held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// As the browser names it.
    key: &'static str,
    /// With Ctrl, or Command on a Mac?
    command: bool,
    shift: bool,
    alt: bool,
    within: Within,
}

/// Where the focus must be for a key to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Anywhere, even in a field.
    Fields,
    /// Anywhere but in a field.
    Page,
    /// On the canvas, or nowhere: so a letter does not act from within a panel, and the space bar
    /// still presses buttons.
    Stage,
    /// On the canvas: what the browser uses elsewhere.
    Canvas,
    /// Nowhere: the browser makes an event of its own of it, which acts.
    Browser,
}

impl Key {
    const fn new(key: &'static str, within: Within) -> Self {
        Self { key, command: false, shift: false, alt: false, within }
    }

    /// With Ctrl, or Command on a Mac.
    #[must_use]
    pub const fn command(key: &'static str) -> Self {
        Self { command: true, ..Self::new(key, Within::Page) }
    }

    /// Anywhere, while a field has the focus too: what no field has a use for.
    #[must_use]
    pub const fn everywhere(key: &'static str) -> Self {
        Self::new(key, Within::Fields)
    }

    /// Alone, while the canvas or nothing has the focus.
    #[must_use]
    pub const fn stage(key: &'static str) -> Self {
        Self::new(key, Within::Stage)
    }

    /// With Ctrl or Command, while the canvas has the focus.
    #[must_use]
    pub const fn canvas(key: &'static str) -> Self {
        Self { command: true, ..Self::new(key, Within::Canvas) }
    }

    /// With Ctrl or Command, where the browser makes an event of its own of it: copy, cut, paste.
    #[must_use]
    pub const fn browser(key: &'static str) -> Self {
        Self { command: true, ..Self::new(key, Within::Browser) }
    }

    /// Alone, anywhere.
    #[must_use]
    pub const fn plain(key: &'static str) -> Self {
        Self::new(key, Within::Page)
    }

    /// The same with Shift.
    #[must_use]
    pub const fn with_shift(self) -> Self {
        Self { shift: true, ..self }
    }

    /// The same with Ctrl or Command.
    #[must_use]
    pub const fn with_command(self) -> Self {
        Self { command: true, ..self }
    }

    /// The same with Alt.
    #[must_use]
    pub const fn with_alt(self) -> Self {
        Self { alt: true, ..self }
    }

    /// The key as people know it.
    #[must_use]
    pub fn shown(self, mac: bool) -> String {
        let name = match self.key {
            " " => "Space",
            "Delete" => "Del",
            "Enter" if mac => "↩",
            "ArrowLeft" => "←",
            "ArrowRight" => "→",
            "ArrowUp" => "↑",
            "ArrowDown" => "↓",
            key => key,
        };
        let (command, alt, shift) = (self.command, self.alt, self.shift);
        let held = if mac {
            [(alt, "⌥"), (shift, "⇧"), (command, "⌘")]
        } else {
            [(command, "Ctrl+"), (alt, "Alt+"), (shift, "Shift+")]
        };
        let mut shown = String::new();
        for (_, sign) in held.into_iter().filter(|(held, _)| *held) {
            shown.push_str(sign);
        }
        match name.len() {
            1 => shown.push_str(&name.to_ascii_uppercase()),
            _ => shown.push_str(name),
        }
        shown
    }

    /// The place on the keyboard, for what says something else with Shift on every layout.
    fn place(self) -> Option<&'static str> {
        match self.key {
            "[" => Some("BracketLeft"),
            "]" => Some("BracketRight"),
            key => (self.shift && key.starts_with(|c: char| c.is_ascii_digit())).then_some(key),
        }
    }

    fn is(self, press: &Press) -> bool {
        let here = match self.within {
            Within::Fields => true,
            Within::Page => press.place != Place::Field,
            Within::Stage => matches!(press.place, Place::Canvas | Place::Nowhere),
            Within::Canvas => press.place == Place::Canvas,
            Within::Browser => false,
        };
        if !here || self.command != press.command || self.alt != press.alt {
            return false;
        }
        if let Some(place) = self.place() {
            let code = press.code.strip_prefix("Digit").unwrap_or(&press.code);
            return self.shift == press.shift && code == place;
        }
        let same = press.key.eq_ignore_ascii_case(self.key);
        // A sign such as + or ? may need Shift or not, as the layout has it.
        let sign = self.key.len() == 1 && !self.key.starts_with(|c: char| c.is_alphanumeric());
        same && (sign || self.shift == press.shift)
    }
}

/// What was pressed, and where.
struct Press {
    key: String,
    code: String,
    command: bool,
    shift: bool,
    alt: bool,
    place: Place,
}

/// Where the focus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A field that keys belong to.
    Field,
    /// The canvas, or a node or link on it.
    Canvas,
    /// The page as a whole.
    Nowhere,
    /// A button, a panel.
    Elsewhere,
}

impl Press {
    fn of(event: &KeyboardEvent) -> Self {
        let command = event.ctrl_key() || event.meta_key();
        Self {
            key: event.key(),
            code: event.code(),
            command,
            shift: event.shift_key(),
            alt: event.alt_key(),
            place: place(command),
        }
    }

    fn is_space_on_stage(&self) -> bool {
        let on_stage = matches!(self.place, Place::Canvas | Place::Nowhere);
        self.key == SPACE && on_stage && !self.command && !self.alt
    }
}

/// Listens for keys as long as the current view is there.
pub fn listen(context: Context) {
    // Where the canvas looked when the space bar went down.
    let space_down: StoredValue<Option<Camera>> = StoredValue::new(None);
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let press = Press::of(&event);
        if in_dialog() {
            // Within a dialog there is nothing else to find, but the browser's own search is not what
            // a person means by this key.
            if actions::find(actions::Id::Commands).keys.iter().any(|key| key.is(&press)) {
                event.prevent_default();
            }
            return;
        }
        if press.is_space_on_stage() {
            // Held, the space bar pans: only its release tells whether play was meant.
            event.prevent_default();
            if !event.repeat() {
                space_down.set_value(Some(context.store.session.camera.get_untracked()));
            }
            return;
        }
        act(context, &event, &press);
    });
    let release = window_event_listener(leptos::ev::keyup, move |event| {
        if event.key() != SPACE {
            return;
        }
        let camera = space_down.try_update_value(Option::take).flatten();
        let press = Press::of(&event);
        let same = camera.is_some_and(|then| then == context.store.session.camera.get_untracked());
        if same && press.is_space_on_stage() && !in_dialog() {
            act(context, &event, &press);
        }
    });
    on_cleanup(move || {
        listener.remove();
        release.remove();
    });
}

fn act(context: Context, event: &KeyboardEvent, press: &Press) {
    let action = actions::all().find(|action| action.keys.iter().any(|key| key.is(press)));
    // Who looks only has no use for what draws and changes.
    let may = |action: &&actions::Action| {
        let changes = matches!(action.group, "Edit" | "Draw and arrange");
        context.store.mode.edits() || !changes || action.id == actions::Id::Escape
    };
    if let Some(action) = action.filter(may) {
        event.prevent_default();
        action.perform(context);
    }
}

/// Where is the focus? A list of choices keeps its letters; with Ctrl or Command it has no use for
/// any, so a choice can be undone right where it was made.
fn place(command: bool) -> Place {
    let Some(element) = elements::focused() else { return Place::Nowhere };
    let is = |selector: &str| element.matches(selector).unwrap_or(false);
    let field = "input:not([type=checkbox]):not([type=range]), textarea, [contenteditable=true]";
    if is(field) || (!command && is("select")) {
        return Place::Field;
    }
    // Buttons that float over the canvas keep their own keys.
    let button = is("button, a, [role=slider], input");
    let canvas = element.closest(&format!("#{}", elements::STAGE)).ok().flatten();
    if canvas.is_some() && !button { Place::Canvas } else { Place::Elsewhere }
}

/// Do a key and what comes of it belong to a field or a dialog, rather than to the design?
#[must_use]
pub fn belong_elsewhere() -> bool {
    place(true) == Place::Field || in_dialog()
}

/// Within a dialog only its own keys act.
fn in_dialog() -> bool {
    elements::focused().is_some_and(|element| element.closest("dialog").ok().flatten().is_some())
}

/// Is this a Mac, where shortcuts go by Command?
#[must_use]
pub fn is_mac() -> bool {
    window().navigator().user_agent().is_ok_and(|agent| agent.contains("Mac"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, code: &str, command: bool, shift: bool, place: Place) -> Press {
        Press { key: key.into(), code: code.into(), command, shift, alt: false, place }
    }

    #[test]
    fn a_key_needs_what_is_held_down_with_it() {
        let undo = Key::command("z");
        assert!(undo.is(&press("z", "KeyZ", true, false, Place::Elsewhere)));
        assert!(!undo.is(&press("z", "KeyZ", false, false, Place::Canvas)));
        assert!(!undo.is(&press("Z", "KeyZ", true, true, Place::Canvas)));
        assert!(undo.with_shift().is(&press("Z", "KeyZ", true, true, Place::Canvas)));
        let walk = Key::stage("ArrowUp").with_alt();
        let alone = press("ArrowUp", "ArrowUp", false, false, Place::Canvas);
        assert!(!walk.is(&alone));
        assert!(walk.is(&Press { alt: true, ..alone }));
    }

    #[test]
    fn a_letter_acts_only_from_the_canvas() {
        let charts = Key::stage("c");
        assert!(charts.is(&press("c", "KeyC", false, false, Place::Canvas)));
        assert!(charts.is(&press("c", "KeyC", false, false, Place::Nowhere)));
        assert!(!charts.is(&press("c", "KeyC", false, false, Place::Elsewhere)));
        assert!(!charts.is(&press("c", "KeyC", true, false, Place::Canvas)));
    }

    #[test]
    fn a_field_keeps_its_keys_and_the_browser_its_zoom() {
        let in_field = |key| press(key, "", true, false, Place::Field);
        assert!(!Key::command("z").is(&in_field("z")));
        assert!(Key::everywhere("k").with_command().is(&in_field("k")));
        assert!(!Key::plain("Escape").is(&press("Escape", "", false, false, Place::Field)));
        let closer = Key::canvas("+");
        assert!(closer.is(&press("+", "", true, false, Place::Canvas)));
        assert!(!closer.is(&press("+", "", true, false, Place::Nowhere)));
    }

    #[test]
    fn what_the_browser_makes_an_event_of_is_left_to_it() {
        let copy = Key::browser("c");
        assert!(!copy.is(&press("c", "KeyC", true, false, Place::Canvas)));
        assert_eq!(copy.shown(false), "Ctrl+C");
    }

    #[test]
    fn signs_and_digits_do_not_depend_on_the_layout() {
        let on = Place::Canvas;
        assert!(Key::stage("?").is(&press("?", "Slash", false, true, on)));
        assert!(Key::stage("+").is(&press("+", "BracketRight", false, false, on)));
        assert!(Key::stage("1").with_shift().is(&press("!", "Digit1", false, true, on)));
        assert!(!Key::stage("1").with_shift().is(&press("1", "Digit1", false, false, on)));
        let up = Key::stage("]");
        assert!(up.is(&press("]", "BracketRight", false, false, on)));
        assert!(!up.with_shift().is(&press("]", "BracketRight", false, false, on)));
        assert!(up.with_shift().is(&press("}", "BracketRight", false, true, on)));
    }

    #[test]
    fn keys_are_shown_as_the_keyboard_has_them() {
        assert_eq!(Key::command("z").with_shift().shown(false), "Ctrl+Shift+Z");
        assert_eq!(Key::command("z").with_shift().shown(true), "⇧⌘Z");
        assert_eq!(Key::stage(" ").shown(false), "Space");
        assert_eq!(Key::stage("1").with_shift().shown(false), "Shift+1");
        assert_eq!(Key::stage("ArrowUp").with_alt().shown(false), "Alt+↑");
    }
}
