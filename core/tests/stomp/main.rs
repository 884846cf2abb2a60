//! The codec of STOMP.

mod decode;
mod encode;
mod properties;
