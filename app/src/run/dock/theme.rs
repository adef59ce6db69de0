//! Colours of the style sheet for drawings on canvas, followed when the theme changes.

use leptos::prelude::*;
use plotters::style::RGBColor;
use wasm_bindgen::prelude::*;
use web_sys::{CssStyleDeclaration, MutationObserver, MutationObserverInit};

use super::data::Hue;

/// What lines are about, and the style sheet's name for its colour.
const HUES: [(Hue, &str); 9] = [
    (Hue::Flow, "flow"),
    (Hue::FlowSoft, "rival-nothing"),
    (Hue::Waiting, "waiting"),
    (Hue::Failed, "failed"),
    (Hue::Degraded, "degraded"),
    (Hue::System, "system"),
    (Hue::Nothing, "rival-nothing"),
    (Hue::Rules, "rival-rules"),
    (Hue::Limit, "failed"),
];

/// The style sheet's name for the colour of a line.
#[must_use]
pub fn token(hue: Hue) -> &'static str {
    HUES.iter().find(|(other, _)| *other == hue).map_or("flow", |(_, token)| token)
}

/// Colours that charts use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Ground.
    pub surface: RGBColor,
    /// Axis labels.
    pub ink_soft: RGBColor,
    /// Grid.
    pub line: RGBColor,
    hues: [RGBColor; HUES.len()],
}

impl Theme {
    /// The colours as they are now.
    #[must_use]
    pub fn now() -> Self {
        let style = root().and_then(|root| window().get_computed_style(&root).ok().flatten());
        let read = |name: &str| colour(style.as_ref(), name);
        Self {
            surface: read("surface"),
            ink_soft: read("ink-soft"),
            line: read("line"),
            hues: HUES.map(|(_, token)| read(token)),
        }
    }

    /// The colour of a line.
    #[must_use]
    pub fn hue(&self, hue: Hue) -> RGBColor {
        let at = HUES.iter().position(|(other, _)| *other == hue).unwrap_or(0);
        self.hues[at]
    }
}

/// The theme, followed for as long as the current view lives.
#[must_use]
pub fn follow() -> RwSignal<Theme> {
    let theme = RwSignal::new(Theme::now());
    let watcher = Watcher::new(move || {
        theme.try_set(Theme::now());
    });
    // Dropped, and so disconnected, with the view.
    StoredValue::new_local(watcher);
    theme
}

/// Watches the attributes of the root, where the theme stands.
struct Watcher {
    observer: Option<MutationObserver>,
    _on_change: Closure<dyn FnMut()>,
}

impl Watcher {
    fn new(on_change: impl FnMut() + 'static) -> Self {
        let on_change = Closure::<dyn FnMut()>::new(on_change);
        let observer = MutationObserver::new(on_change.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(root)) = (&observer, root()) {
            let what = MutationObserverInit::new();
            what.set_attributes(true);
            // Without it a change of theme shows with the next drawing.
            observer.observe_with_options(&root, &what).ok();
        }
        Self { observer, _on_change: on_change }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

fn root() -> Option<web_sys::Element> {
    document().document_element()
}

fn colour(style: Option<&CssStyleDeclaration>, name: &str) -> RGBColor {
    let value = style
        .and_then(|style| style.get_property_value(&format!("--{name}")).ok())
        .unwrap_or_default();
    hex(value.trim()).unwrap_or(RGBColor(128, 128, 128))
}

/// `#1c5d84` as a colour.
fn hex(text: &str) -> Option<RGBColor> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some(RGBColor(byte(0)?, byte(2)?, byte(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_from_the_style_sheet() {
        assert_eq!(hex("#1c5d84"), Some(RGBColor(0x1c, 0x5d, 0x84)));
        assert_eq!(hex("red"), None);
        assert_eq!(hex("#12345é"), None);
    }
}
