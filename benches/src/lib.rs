//! Benchmarks; see the folder `benches/`.
