//! Frames to octets.

use super::syntax::{HeaderSyntax, Side};
use super::{EncodeError, Frame, Version};

/// The header that [`Frame::encode`] alone writes.
pub(super) const CONTENT_LENGTH: &str = "content-length";

impl Frame {
    /// The frame's octets in the given version, from the command to the NUL that ends it.
    ///
    /// A body is always announced by a `content-length` of its true length, so it may hold NUL; a
    /// `content-length` among the frame's headers is not written. CONNECT and STOMP, sent before a version is
    /// agreed on, are best encoded as the highest version offered: in 1.0 a leading space in a value is
    /// refused.
    ///
    /// # Errors
    ///
    /// A header that the version cannot carry in this frame, see [`EncodeError`].
    pub fn encode(&self, version: Version) -> Result<Vec<u8>, EncodeError> {
        let mut out = Vec::with_capacity(self.encoded_len_hint());
        out.extend_from_slice(self.command().as_str().as_bytes());
        out.push(b'\n');
        for (name, value) in self.headers().filter(|(name, _)| *name != CONTENT_LENGTH) {
            self.encode_header(name, value, version, &mut out)?;
        }
        if !self.body().is_empty() {
            out.extend_from_slice(format!("{CONTENT_LENGTH}:{}\n", self.body().len()).as_bytes());
        }
        out.push(b'\n');
        out.extend_from_slice(self.body());
        out.push(0);
        Ok(out)
    }

    /// The frame as a text, for a frame whose body is one.
    ///
    /// # Errors
    /// [`EncodeError::NotText`] for a body that is not UTF-8, and all that [`Frame::encode`] refuses.
    pub fn encode_text(&self, version: Version) -> Result<String, EncodeError> {
        String::from_utf8(self.encode(version)?).map_err(|_| EncodeError::NotText)
    }

    fn encode_header(
        &self,
        name: &str,
        value: &str,
        version: Version,
        out: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let syntax = HeaderSyntax::of(self.command(), version);
        if name.is_empty() {
            return Err(EncodeError::EmptyHeaderName);
        }
        if syntax.loses_leading_space() && value.starts_with(' ') {
            return Err(EncodeError::LeadingSpace {
                name: name.to_owned(),
            });
        }
        let unrepresentable = |character| EncodeError::Unrepresentable {
            name: name.to_owned(),
            character,
            command: self.command(),
            version,
        };
        syntax.escape(name, Side::Name, out).map_err(unrepresentable)?;
        out.push(b':');
        syntax.escape(value, Side::Value, out).map_err(unrepresentable)?;
        out.push(b'\n');
        Ok(())
    }

    /// Octets that the frame takes if nothing needs escaping.
    fn encoded_len_hint(&self) -> usize {
        let headers: usize = self
            .headers()
            .map(|(name, value)| name.len() + value.len() + 2)
            .sum();
        let fixed = "UNSUBSCRIBE\ncontent-length:1234567\n\n\0".len();
        fixed + headers + self.body().len()
    }
}
