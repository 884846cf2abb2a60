//! Another static library in Rust: it allocates, and catches a panic of its own.

use std::panic::catch_unwind;

#[unsafe(no_mangle)]
pub extern "C" fn other_texts(count: i32) -> usize {
    let texts: Vec<String> = (0..count).map(|number| format!("{number}")).collect();
    texts.len()
}

#[unsafe(no_mangle)]
pub extern "C" fn other_panics() -> bool {
    std::panic::set_hook(Box::new(|_| {}));
    catch_unwind(|| panic!("on purpose")).is_err()
}
