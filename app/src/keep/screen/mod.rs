//! What a person sees of what is kept: the list of designs, versions, sharing, and the page for
//! looking only.

mod designs;
mod my_data;
pub mod offers;
mod sharing;
mod versions;
pub mod viewer;

use leptos::prelude::*;

use crate::shell::actions::Context;
use crate::ui::dialog::{dialog, head};

/// A dialog about what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// The designs of this browser.
    Designs,
    /// Versions of the open design.
    Versions,
    /// A link to the open design.
    Share,
}

impl Sheet {
    fn title(self) -> &'static str {
        match self {
            Self::Designs => "My designs",
            Self::Versions => "Versions",
            Self::Share => "Share",
        }
    }

    /// The dialog.
    #[must_use]
    pub fn show(self, context: Context) -> AnyView {
        let open = context.store.session.dialog;
        let close = Callback::new(move |()| open.set(None));
        let content = match self {
            Self::Designs => designs::designs(context),
            Self::Versions => versions::versions(context),
            Self::Share => sharing::sharing(context),
        };
        let body = view! {
            {head(self.title(), close)}
            {content}
        };
        dialog(self.title(), "keep", close, body.into_any())
    }
}

/// A small button that says in full what it is about.
fn small(name: &'static str, about: String, run: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="button small" aria-label=about on:click=move |_| run()>
            {name}
        </button>
    }
    .into_any()
}
