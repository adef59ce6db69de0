//! What comes in from other programs: as a design of its own, or into the open one.

use leptos::prelude::*;
use windtunnel_design::{Document, file, fragment};
use windtunnel_workers::study::protocol::{Product, Task};

use crate::canvas::commands;
use crate::core::pasting::{self, Text};
use crate::shell::actions::Context;
use crate::store::{Dialog, Tone};

/// Makes a design of a text that another program wrote.
async fn made(context: Context, text: String) -> Result<(Document, Vec<String>), String> {
    match context.exchange.ask(Task::Import(text)).await? {
        Product::Design { file: text, warnings } => {
            let document = file::open(&text).map_err(|error| error.to_string())?;
            Ok((document, warnings))
        }
        _ => Err("The worker read nothing.".to_owned()),
    }
}

/// Opens a text from a file of this name: a design, or what a design can be made of.
pub fn open(context: Context, name: String, text: String) {
    let refuse = move |why: String| {
        context.store.notify(Tone::Problem, format!("{name} was not opened. {why}"));
    };
    if pasting::kind_of(&text) != Text::Foreign {
        return match file::open(&text) {
            Ok(document) => context.files.open_document(document),
            Err(error) => refuse(error.to_string()),
        };
    }
    wasm_bindgen_futures::spawn_local(async move {
        match made(context, text).await {
            Ok((document, warnings)) => {
                context.files.open_document(document);
                tell(context, warnings);
            }
            Err(why) => refuse(why),
        }
    });
}

/// Pastes a text into the open design: a part of a design, or what one can be made of. A whole
/// design is opened instead.
pub fn paste(context: Context, text: String) {
    let refuse = move |why: String| {
        context.store.notify(Tone::Problem, format!("Nothing was pasted. {why}"));
    };
    match pasting::kind_of(&text) {
        Text::Part => match fragment::open(&text) {
            Ok(part) => commands::paste(context.store, &part),
            Err(error) => refuse(error.to_string()),
        },
        Text::Design => match file::open(&text) {
            Ok(document) => context.files.open_document(document),
            Err(error) => refuse(error.to_string()),
        },
        Text::Foreign => wasm_bindgen_futures::spawn_local(async move {
            match made(context, text).await {
                Ok((part, warnings)) => {
                    commands::paste(context.store, &part);
                    tell(context, warnings);
                }
                Err(why) => refuse(why),
            }
        }),
        Text::Other => refuse(
            "The text is no part of a design, no Mermaid flowchart and no draw.io drawing."
                .to_owned(),
        ),
    }
}

/// Says what could not be taken over.
fn tell(context: Context, warnings: Vec<String>) {
    if !warnings.is_empty() {
        context.store.session.dialog.set(Some(Dialog::Imported(warnings)));
    }
}
