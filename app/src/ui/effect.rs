//! One effect for all closures.

use leptos::prelude::*;

/// Does something now, and whenever what it read has changed, for as long as the present owner is
/// there. Boxed: Leptos would compile its machinery anew for each closure, a kilobyte every time.
pub fn effect(act: impl FnMut() + 'static) {
    let mut act: Box<dyn FnMut()> = Box::new(act);
    Effect::new(move |_| act());
}
