//! From keys to actions.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::actions::{ACTIONS, Context};
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
    /// Only while the canvas, or nothing, has the focus? So a letter does not act from within a
    /// panel, and the space bar still presses buttons.
    stage: bool,
}

impl Key {
    /// With Ctrl, or Command on a Mac.
    #[must_use]
    pub const fn command(key: &'static str) -> Self {
        Self { key, command: true, shift: false, stage: false }
    }

    /// Alone, while the canvas or nothing has the focus.
    #[must_use]
    pub const fn stage(key: &'static str) -> Self {
        Self { key, command: false, shift: false, stage: true }
    }

    /// Alone, anywhere.
    #[must_use]
    pub const fn plain(key: &'static str) -> Self {
        Self { key, command: false, shift: false, stage: false }
    }

    /// The same with Shift.
    #[must_use]
    pub const fn with_shift(self) -> Self {
        Self { shift: true, ..self }
    }

    /// The key as people know it.
    #[must_use]
    pub fn shown(self, mac: bool) -> String {
        let name = match self.key {
            " " => "Space",
            "Delete" => "Del",
            "Enter" if mac => "↩",
            key => key,
        };
        let name = if name.len() == 1 { name.to_ascii_uppercase() } else { name.to_owned() };
        match (self.command, self.shift, mac) {
            (true, true, true) => format!("⇧⌘{name}"),
            (true, false, true) => format!("⌘{name}"),
            (false, true, true) => format!("⇧{name}"),
            (true, true, false) => format!("Ctrl+Shift+{name}"),
            (true, false, false) => format!("Ctrl+{name}"),
            (false, true, false) => format!("Shift+{name}"),
            (false, false, _) => name,
        }
    }

    fn is(self, press: &Press) -> bool {
        if self.command != press.command || (self.stage && !press.on_stage) {
            return false;
        }
        if self.key.starts_with(|c: char| c.is_ascii_digit()) && self.shift {
            // With Shift, a digit's key says something else on every layout; its place stays.
            return press.shift && press.code.strip_prefix("Digit") == Some(self.key);
        }
        let same = press.key.eq_ignore_ascii_case(self.key);
        // A sign such as + or ? may need Shift or not, as the layout has it.
        let sign = self.key.len() == 1 && !self.key.starts_with(|c: char| c.is_alphanumeric());
        same && (sign || self.shift == press.shift)
    }
}

/// What was pressed.
struct Press {
    key: String,
    code: String,
    command: bool,
    shift: bool,
    on_stage: bool,
}

/// Listens for keys as long as the current view is there.
pub fn listen(context: Context) {
    // Where the canvas looked when the space bar went down.
    let space_down: StoredValue<Option<Camera>> = StoredValue::new(None);
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        let command = event.ctrl_key() || event.meta_key();
        if event.default_prevented()
            || event.alt_key()
            || event.is_composing()
            || is_typing(command)
        {
            return;
        }
        let press = Press {
            key: event.key(),
            code: event.code(),
            command,
            shift: event.shift_key(),
            on_stage: is_on_stage(),
        };
        if press.key == SPACE && press.on_stage && !command {
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
        if camera.is_some_and(|then| then == context.store.session.camera.get_untracked()) {
            let press = Press {
                key: event.key(),
                code: event.code(),
                command: false,
                shift: false,
                on_stage: true,
            };
            act(context, &event, &press);
        }
    });
    on_cleanup(move || {
        listener.remove();
        release.remove();
    });
}

fn act(context: Context, event: &KeyboardEvent, press: &Press) {
    let action = ACTIONS.iter().find(|action| action.keys.iter().any(|key| key.is(press)));
    if let Some(action) = action {
        event.prevent_default();
        action.perform(context);
    }
}

/// Does a field have the focus that keys belong to? A list of choices keeps its letters; with Ctrl
/// or Command it has no use for any, so a choice can be undone right where it was made.
fn is_typing(command: bool) -> bool {
    let field = "input:not([type=checkbox]):not([type=range]), textarea, [contenteditable=true]";
    elements::focused().is_some_and(|element| {
        let matches = |selector: &str| element.matches(selector).unwrap_or(false);
        matches(field) || (!command && matches("select"))
    })
}

fn is_on_stage() -> bool {
    let Some(element) = elements::focused() else { return true };
    // Buttons that float over the canvas keep their own keys.
    let button = element.matches("button, a, [role=slider], input").unwrap_or(false);
    !button && element.closest(&format!("#{}", elements::STAGE)).ok().flatten().is_some()
}

/// Is this a Mac, where shortcuts go by Command?
#[must_use]
pub fn is_mac() -> bool {
    window().navigator().user_agent().is_ok_and(|agent| agent.contains("Mac"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: &str, code: &str, command: bool, shift: bool, on_stage: bool) -> Press {
        Press { key: key.into(), code: code.into(), command, shift, on_stage }
    }

    #[test]
    fn a_key_needs_what_is_held_down_with_it() {
        let undo = Key::command("z");
        assert!(undo.is(&press("z", "KeyZ", true, false, false)));
        assert!(!undo.is(&press("z", "KeyZ", false, false, true)));
        assert!(!undo.is(&press("Z", "KeyZ", true, true, true)));
        assert!(undo.with_shift().is(&press("Z", "KeyZ", true, true, true)));
    }

    #[test]
    fn a_letter_acts_only_from_the_canvas() {
        let charts = Key::stage("c");
        assert!(charts.is(&press("c", "KeyC", false, false, true)));
        assert!(!charts.is(&press("c", "KeyC", false, false, false)));
        assert!(!charts.is(&press("c", "KeyC", true, false, true)));
    }

    #[test]
    fn signs_and_digits_do_not_depend_on_the_layout() {
        assert!(Key::stage("?").is(&press("?", "Slash", false, true, true)));
        assert!(Key::stage("+").is(&press("+", "BracketRight", false, false, true)));
        assert!(Key::stage("1").with_shift().is(&press("!", "Digit1", false, true, true)));
        assert!(!Key::stage("1").with_shift().is(&press("1", "Digit1", false, false, true)));
    }

    #[test]
    fn keys_are_shown_as_the_keyboard_has_them() {
        assert_eq!(Key::command("z").with_shift().shown(false), "Ctrl+Shift+Z");
        assert_eq!(Key::command("z").with_shift().shown(true), "⇧⌘Z");
        assert_eq!(Key::stage(" ").shown(false), "Space");
        assert_eq!(Key::stage("1").with_shift().shown(false), "Shift+1");
    }
}
