//! How much a peer may send (STOMP 1.2, "Size Limits").

/// What a peer may make the decoder hold (STOMP 1.2, "Size Limits").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Headers of a frame, repeated ones included; 128 by default.
    pub max_headers: usize,
    /// Octets of a frame's command and headers together, line ends included; 64 KiB by default.
    pub max_header_bytes: usize,
    /// Octets of a frame's body; 8 MiB by default.
    pub max_body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_headers: 128,
            max_header_bytes: 64 * 1024,
            max_body_bytes: 8 * 1024 * 1024,
        }
    }
}
