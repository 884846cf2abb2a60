//! Writes the bindings' sources: `uniffi-bindgen generate <library> --language kotlin --out-dir <folder>`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
