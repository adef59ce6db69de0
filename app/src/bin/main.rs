//! The page's entry: mount the app.

fn main() {
    windtunnel_app::shell::crash::catch();
    leptos::mount::mount_to_body(windtunnel_app::App);
}
