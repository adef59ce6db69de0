//! What happens after a panic: the page says so and offers the work as a file.

use wasm_bindgen::prelude::*;

/// Reports panics to the console and tells the page; index.html has the rest, so that it works
/// when nothing in here does.
pub fn catch() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let window = js_sys::global().dyn_into::<web_sys::Window>().ok();
        if let (Some(window), Ok(event)) = (window, web_sys::Event::new("windtunnel-crash")) {
            // Nothing is left that could handle a failure here.
            window.dispatch_event(&event).ok();
        }
    }));
}
