//! The inference worker's entry; the only wasm file with a model runtime in it.
fn main() {
    console_error_panic_hook::set_once();
    windtunnel_workers::lab::worker::serve();
}
