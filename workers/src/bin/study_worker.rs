//! The study worker's entry.
fn main() {
    console_error_panic_hook::set_once();
    windtunnel_workers::study::worker::serve();
}
