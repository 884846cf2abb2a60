//! What the benchmarks have in common: the server's frames, this library's way of taking them, and its peers'. The benchmarks
//! are in the folder `benches/`.

pub mod logged_in;
pub mod peers;
pub mod report;
pub mod traffic;
