//! STOMP 1.0, 1.1 and 1.2 frames, for both ends of a connection and without any input or output of its own.
//!
//! [`Frame::encode`] turns a [`Frame`] into octets; a [`Decoder`] is fed octets in pieces of any size and
//! gives back [`Item`]s: frames that borrow their body from the decoder, and heart-beats. [`negotiate`] turns
//! the `heart-beat` headers of the two sides into intervals.
//!
//! The specifications: <https://stomp.github.io/stomp-specification-1.2.html>, and likewise 1.0 and 1.1.
//!
//! ```
//! use wellclient_core::stomp::{Command, Decoder, Frame, Item, Limits, Version};
//!
//! let octets = Frame::new(Command::Send)
//!     .with_header("destination", "/topic/a:b")
//!     .with_body("hello")
//!     .encode(Version::V1_2)?;
//! assert_eq!(octets, b"SEND\ndestination:/topic/a\\cb\ncontent-length:5\n\nhello\0");
//!
//! let mut decoder = Decoder::new(Limits::default());
//! decoder.feed(&octets);
//! let Some(Item::Frame(frame)) = decoder.next_item()? else { panic!("one whole frame was fed") };
//! assert_eq!(frame.header("destination").as_deref(), Some("/topic/a:b"));
//! assert_eq!(frame.body(), b"hello");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the versions differ in
//!
//! | | 1.0 | 1.1 | 1.2 |
//! |---|---|---|---|
//! | escapes in header names and values | none | `\n` `\c` `\\` | `\n` `\c` `\\` `\r` |
//! | a line ends in | LF | LF | LF or CR LF |
//! | one space after a header's colon | is dropped | belongs to the value | belongs to the value |
//!
//! The 1.0 text says nothing of that space, but its first example writes `login: <username>` beside
//! `passcode:<passcode>`, and its brokers pad or do not: so one space is dropped when decoding, and a value
//! that begins with a space is refused when encoding. Nothing else of a 1.0 value is touched, a CR at its end
//! neither.
//!
//! CONNECT, STOMP and CONNECTED come before a version is agreed on: they are never escaped, and their lines
//! may end in CR LF whatever the version. (STOMP 1.2 exempts only CONNECT and CONNECTED by name, and asks
//! that STOMP be handled in the same manner as CONNECT.)
//!
//! # What is tolerated
//!
//! A colon inside a value that should have been escaped, a body in a frame of any command, and CR LF as a
//! heart-beat in every version. Everything else that the grammar forbids is a [`DecodeError`];
//! which headers a command needs, and who may send it when, is for the layer above.

mod command;
mod decode;
mod encode;
mod error;
mod frame;
mod frame_ref;
mod fuzz;
mod head;
mod heartbeat;
mod limits;
mod syntax;
mod version;

pub use command::{Command, UnknownCommand};
pub use decode::Decoder;
pub use error::{DecodeError, EncodeError};
pub use frame::Frame;
pub use frame_ref::{FrameRef, Item};
#[doc(hidden)]
pub use fuzz::fuzz;
pub use heartbeat::{HEARTBEAT, HeartbeatOffer, HeartbeatPlan, InvalidHeartbeat, negotiate};
pub use limits::Limits;
pub use version::{UnknownVersion, Version};
