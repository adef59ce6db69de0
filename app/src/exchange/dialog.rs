//! The dialogs: what goes out, and how it looks; what did not come in.

use leptos::prelude::*;
use web_sys::Url;

use super::export;
use super::look::{Look, SCALES};
use crate::shell::actions::Context;
use crate::ui::dialog::{dialog, head};
use crate::ui::{Icon, download, effect, icon};

/// The export dialog.
#[must_use]
pub fn export(context: Context) -> AnyView {
    let open = context.store.session.dialog;
    let close = Callback::new(move |()| open.set(None));
    let look = RwSignal::new(export::look(context));
    let set = move |change: &dyn Fn(&mut Look)| {
        look.update(change);
        export::remember(look.get_untracked());
    };
    let choice = move |group: &'static str, name: String, is: fn(Look, u32) -> bool, value: u32| {
        let pick = move |_| {
            set(&|look| match group {
                "export-theme" => look.dark = value == 1,
                "export-contrast" => look.high = value == 1,
                "export-paper" => look.clear = value == 1,
                _ => look.scale = value,
            });
        };
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=group
                    prop:checked=move || is(look.get(), value)
                    on:change=pick
                />
                {name}
            </label>
        }
    };
    let theme = |look: Look, value: u32| look.dark == (value == 1);
    let contrast = |look: Look, value: u32| look.high == (value == 1);
    let paper = |look: Look, value: u32| look.clear == (value == 1);
    let body = view! {
        {head("Export", close)}
        <div class="export-sheet">
            {preview(context, look)}
            <div class="export-choices">
                <fieldset class="choices">
                    <legend>"Theme"</legend>
                    {choice("export-theme", "Light".to_owned(), theme, 0)}
                    {choice("export-theme", "Dark".to_owned(), theme, 1)}
                </fieldset>
                <fieldset class="choices">
                    <legend>"Contrast"</legend>
                    {choice("export-contrast", "Usual".to_owned(), contrast, 0)}
                    {choice("export-contrast", "High".to_owned(), contrast, 1)}
                </fieldset>
                <fieldset class="choices">
                    <legend>"Background"</legend>
                    {choice("export-paper", "Paper".to_owned(), paper, 0)}
                    {choice("export-paper", "Transparent".to_owned(), paper, 1)}
                </fieldset>
                <fieldset class="choices">
                    <legend>"Size of a PNG"</legend>
                    {SCALES
                        .map(|scale| {
                            let is = |look: Look, value: u32| look.scale == value;
                            choice("export-scale", format!("{scale}×"), is, scale)
                        })}
                </fieldset>
            </div>
            <div class="export-ways">
                {way("Picture", vec![
                    press("Copy image", Icon::Copy, move || {
                        export::copy_image(context, look.get_untracked());
                    }),
                    press("Save PNG", Icon::Download, move || {
                        export::save_png(context, look.get_untracked());
                    }),
                    press("Save SVG", Icon::Download, move || {
                        export::save_svg(context, look.get_untracked());
                    }),
                ])}
                {way("Mermaid flowchart", vec![
                    press("Copy Mermaid", Icon::Copy, move || export::copy_mermaid(context)),
                    press("Save Mermaid", Icon::Download, move || export::save_mermaid(context)),
                ])}
                {way("Design and results", vec![
                    press("Save design (JSON)", Icon::Download, move || {
                        context.files.save_file();
                    }),
                    press("Save results (CSV)", Icon::Download, move || {
                        export::save_results(context);
                    }),
                ])}
                <p class="quiet" role="status">
                    {move || context.store.session.notice.get().map(|notice| notice.text)}
                </p>
            </div>
        </div>
    };
    dialog("Export", "export", close, body.into_any())
}

fn way(name: &'static str, buttons: Vec<AnyView>) -> AnyView {
    view! {
        <div role="group" aria-label=name>
            <h3>{name}</h3>
            <p class="choices">{buttons}</p>
        </div>
    }
    .into_any()
}

fn press(name: &'static str, picture: Icon, run: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="button framed" on:click=move |_| run()>
            {icon(picture)}
            {name}
        </button>
    }
    .into_any()
}

/// The picture as it will be, drawn anew at every choice.
fn preview(context: Context, look: RwSignal<Look>) -> AnyView {
    let shown = RwSignal::new(None::<String>);
    let forget = move |url: Option<String>| {
        if let Some(url) = url {
            Url::revoke_object_url(&url).ok();
        }
    };
    effect(move || {
        let wanted = look.get();
        wasm_bindgen_futures::spawn_local(async move {
            let drawn = export::drawn(context, wanted, 1.0).await;
            let blob = drawn.ok().and_then(|(svg, ..)| download::blob(&svg, "image/svg+xml"));
            let url = blob.and_then(|blob| Url::create_object_url_with_blob(&blob).ok());
            // Closed, or chosen otherwise, meanwhile.
            if look.try_get_untracked() == Some(wanted) {
                forget(shown.try_update(|shown| std::mem::replace(shown, url)).flatten());
            } else {
                forget(url);
            }
        });
    });
    on_cleanup(move || forget(shown.try_get_untracked().flatten()));
    view! {
        <div class="export-preview" class:clear=move || look.get().clear>
            {move || shown.get().map(|url| view! { <img src=url alt="Preview of the picture" /> })}
        </div>
    }
    .into_any()
}

/// What could not be taken over from another program's file.
#[must_use]
pub fn imported(context: Context, warnings: Vec<String>) -> AnyView {
    let open = context.store.session.dialog;
    let close = Callback::new(move |()| open.set(None));
    let lines = warnings.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let body = view! {
        {head("Imported, but not all of it", close)}
        <p>"Kinds were guessed from words; all parameters are as they come. This was left out:"</p>
        <ul class="dialog-list import-warnings">{lines}</ul>
        <p class="choices">
            <button type="button" class="button primary" on:click=move |_| close.run(())>
                "Close"
            </button>
        </p>
    };
    dialog("Imported, but not all of it", "keep", close, body.into_any())
}
