//! What the page has to say: at the top of the screen, read out, and never in the way.

use std::time::Duration;

use leptos::prelude::*;

use super::actions::Context;
use crate::core::speech::Speech;
use crate::keep::screen::offers::offers;
use crate::store::Tone;
use crate::ui::{Icon, effect, icon};

/// Real time that a message stays which asks for nothing.
const STAY: Duration = Duration::from_secs(8);

/// The notices.
#[component]
pub fn Notices(context: Context) -> impl IntoView {
    let notice = context.store.session.notice;
    effect(move || {
        let Some(shown) = notice.get() else { return };
        if shown.tone == Tone::Info {
            let go = move || {
                // Only if nothing else has been said since.
                if notice.try_get_untracked().flatten().as_ref() == Some(&shown) {
                    notice.try_set(None);
                }
            };
            set_timeout(go, STAY);
        }
    });
    let message = move || {
        notice.get().map(|shown| {
            let problem = shown.tone == Tone::Problem;
            view! {
                <div class="notice" class:problem=problem>
                    {icon(if problem { Icon::Warning } else { Icon::Info })}
                    <p>{shown.text}</p>
                    {dismiss(move || notice.set(None))}
                </div>
            }
        })
    };
    let said = read_out(context.store.session.speech);
    view! {
        <p class="visually-hidden" role="status" aria-live="polite">{move || said.get()}</p>
        <div class="notices" role="region" aria-label="Messages" aria-live="polite">
            {message}
            {offers(context)}
        </div>
    }
    .into_any()
}

/// The sentence to be read out now. The same sentence twice is two sentences, so its end alternates.
fn read_out(speech: RwSignal<Speech>) -> RwSignal<String> {
    let said = RwSignal::new(String::new());
    let timer: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    effect(move || {
        let wait_ms = speech.with(|speech| speech.wait_ms(js_sys::Date::now()));
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        let Some(wait_ms) = wait_ms else { return };
        let say = move || {
            let next = speech.try_update(|speech| speech.take(js_sys::Date::now())).flatten();
            if let Some(next) = next {
                let again = said.with_untracked(|said| *said == next);
                said.set(if again { next + "\u{a0}" } else { next });
            }
        };
        timer.set_value(set_timeout_with_handle(say, Duration::from_millis(wait_ms as u64)).ok());
    });
    said
}

/// A button that takes a message away.
pub fn dismiss(run: impl Fn() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="button small"
            aria-label="Dismiss the message"
            on:click=move |_| run()
        >
            {icon(Icon::Close)}
        </button>
    }
    .into_any()
}
