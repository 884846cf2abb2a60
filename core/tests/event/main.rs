//! Events as they come, and what is read of them.

mod decode;
mod fields;
mod views;
