//! What goes out, and what is said about it.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use windtunnel_design::Document;
use windtunnel_workers::study::protocol::{Product, Task};

use super::look::Look;
use super::picture;
use crate::keep::storage::{Browser, LOOK, Shelf};
use crate::run::dock::export as csv;
use crate::shell::actions::Context;
use crate::shell::files::file_name;
use crate::shell::theme;
use crate::store::{Theme, Tone};
use crate::ui::download;

/// How pictures look: as chosen last, or as on the screen.
#[must_use]
pub fn look(context: Context) -> Look {
    let dark = context.store.session.theme.get_untracked() == Theme::Dark;
    let screen = (dark, theme::is_high());
    Look::read(&Browser::Local.read(LOOK).unwrap_or_default(), screen)
}

/// Remembers how pictures should look; where nothing can be kept, until the page is left.
pub fn remember(look: Look) {
    Browser::Local.write(LOOK, &look.kept()).ok();
}

fn json(document: &Document) -> String {
    serde_json::to_value(document).map(|value| value.to_string()).unwrap_or_default()
}

/// A picture of the design: the SVG file, its width and its height.
///
/// # Errors
/// Says why there is none.
pub async fn drawn(context: Context, look: Look, scale: f64) -> Result<(String, f64, f64), String> {
    let document_json = json(&context.store.document_now());
    let task = Task::Draw { document_json, look: look.at(scale) };
    match context.exchange.ask(task).await? {
        Product::Picture { svg, width, height } => Ok((svg, width, height)),
        _ => Err("The worker drew nothing.".to_owned()),
    }
}

async fn flowchart(context: Context) -> Result<String, String> {
    let document_json = json(&context.store.document_now());
    match context.exchange.ask(Task::Mermaid(document_json)).await? {
        Product::Text(text) => Ok(text),
        _ => Err("The worker wrote nothing.".to_owned()),
    }
}

/// Says how it went.
fn told(context: Context, outcome: Result<String, String>) {
    match outcome {
        Ok(text) => context.store.notify(Tone::Info, text),
        Err(why) => context.store.notify(Tone::Problem, why),
    }
}

/// Does something that takes time, and says how it went.
fn spawn(context: Context, work: impl Future<Output = Result<String, String>> + 'static) {
    wasm_bindgen_futures::spawn_local(async move { told(context, work.await) });
}

fn saved(name: &str, done: Option<()>) -> Result<String, String> {
    match done {
        Some(()) => Ok(format!("Saved as {name}.")),
        None => Err("The browser did not let the page save a file.".to_owned()),
    }
}

fn name(context: Context, ending: &str) -> String {
    file_name(&context.store.document_now().title, ending)
}

/// Saves the picture as SVG.
pub fn save_svg(context: Context, look: Look) {
    spawn(context, async move {
        let (svg, ..) = drawn(context, look, 1.0).await?;
        let name = name(context, "svg");
        saved(&name, download::save_text(&name, "image/svg+xml", &svg))
    });
}

async fn png(context: Context, look: Look) -> Result<picture::Png, String> {
    let (svg, width, height) = drawn(context, look, f64::from(look.scale)).await?;
    let png = picture::png(&svg, width, height).await;
    png.map_err(|why| format!("The browser made no PNG. {why} Save an SVG instead."))
}

/// Saves the picture as PNG.
pub fn save_png(context: Context, look: Look) {
    spawn(context, async move {
        let png = png(context, look).await?;
        let name = name(context, "png");
        let saved = saved(&name, download::save(&name, &png.blob))?;
        let (w, h) = png.size;
        let note = if png.is_reduced { "; browsers draw no larger one" } else { "" };
        Ok(format!("{saved} It has {w} by {h} pixels{note}."))
    });
}

/// Puts the picture on the clipboard.
pub fn copy_image(context: Context, look: Look) {
    let made = wasm_bindgen_futures::future_to_promise(async move {
        let png = png(context, look).await.map_err(|why| JsValue::from_str(&why))?;
        Ok(png.blob.into())
    });
    spawn(context, async move {
        picture::copy(made).await?;
        Ok("The picture is copied.".to_owned())
    });
}

/// Saves the flowchart.
pub fn save_mermaid(context: Context) {
    spawn(context, async move {
        let name = name(context, "mmd");
        let text = flowchart(context).await?;
        saved(&name, download::save_text(&name, "text/plain", &text))
    });
}

/// Puts the flowchart on the clipboard.
pub fn copy_mermaid(context: Context) {
    spawn(context, async move {
        let text = flowchart(context).await?;
        copied(&text).await?;
        Ok("The flowchart is copied. Kinds, labels and links are in it, parameters are not.".into())
    });
}

/// Puts a text on the clipboard.
///
/// # Errors
/// The browser does not allow it.
pub async fn copied(text: &str) -> Result<(), String> {
    let none = || "The browser did not let the page copy.".to_owned();
    let clipboard = download::clipboard().ok_or_else(none)?;
    let done = wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text)).await;
    done.map(drop).map_err(|_refusal| none())
}

/// Saves the time series of the run that is shown.
pub fn save_results(context: Context) {
    let outcome = match context.store.run.result.get_untracked() {
        Some(result) => saved(&csv::file_name(&result), csv::save(&result)),
        None => Err("There is no run to save yet.".to_owned()),
    };
    told(context, outcome);
}
