//! The page's entry: mount the app.

use windtunnel_app::{App, annex, keep, shell};

fn main() {
    shell::crash::catch();
    if !keep::start::needs_example() {
        return leptos::mount::mount_to_body(App);
    }
    wasm_bindgen_futures::spawn_local(async {
        annex::fetch().await;
        leptos::mount::mount_to_body(App);
    });
}
