//! Writing JSON objects of texts into one buffer.
//!
//! Built by hand because it cannot fail and because a body with a password must not leave copies behind in
//! buffers that grew: reserve enough and the text is written once.

use std::borrow::Cow;

/// The same JSON, with U+FFFD in place of each half of a surrogate pair that stands alone. JSON may have one (RFC 8259, 8.2),
/// and no Rust text can. Both are written `\uXXXX`, so all else stays where it is.
pub(crate) fn with_whole_characters(json: &str) -> Cow<'_, str> {
    let mut whole = Cow::Borrowed(json);
    let mut at = 0;
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + found;
        at = start + 2;
        let low = 0xdc00..0xe000;
        match code_unit(json, start) {
            Some(0xd800..0xdc00) if code_unit(json, start + 6).is_some_and(|next| low.contains(&next)) => {
                at = start + 12;
            }
            Some(0xd800..0xe000) => whole.to_mut().replace_range(start..start + 6, r"\ufffd"),
            _ => {}
        }
    }
    whole
}

/// The UTF-16 code unit that is written here as `\uXXXX`.
fn code_unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

/// A JSON object under construction, with its fields in the order they are given.
pub(crate) struct JsonObject(String);

impl JsonObject {
    pub(crate) fn new() -> Self {
        Self::with_capacity(128)
    }

    pub(crate) fn with_capacity(bytes: usize) -> Self {
        let mut buffer = String::with_capacity(bytes);
        buffer.push('{');
        Self(buffer)
    }

    /// Adds a text.
    pub(crate) fn text(mut self, name: &str, text: &str) -> Self {
        self.name(name);
        push_text(&mut self.0, text);
        self
    }

    /// Adds a text where there is one.
    pub(crate) fn optional(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    /// Adds a list of objects.
    pub(crate) fn objects(mut self, name: &str, objects: impl Iterator<Item = JsonObject>) -> Self {
        self.name(name);
        self.0.push('[');
        for (index, object) in objects.enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.0.push_str(&object.finish());
        }
        self.0.push(']');
        self
    }

    /// Adds `true` or `false`, where there is one.
    pub(crate) fn flag(mut self, name: &str, flag: Option<bool>) -> Self {
        if let Some(flag) = flag {
            self.name(name);
            self.0.push_str(if flag { "true" } else { "false" });
        }
        self
    }

    pub(crate) fn finish(mut self) -> String {
        self.0.push('}');
        self.0
    }

    fn name(&mut self, name: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        push_text(&mut self.0, name);
        self.0.push(':');
    }
}

/// The most bytes that `text` takes as JSON: each byte as `\u00XX`, and the quotes.
pub(crate) const fn longest(text: &str) -> usize {
    text.len() * 6 + 2
}

fn push_text(buffer: &mut String, text: &str) {
    buffer.push('"');
    for c in text.chars() {
        match c {
            '"' => buffer.push_str("\\\""),
            '\\' => buffer.push_str("\\\\"),
            '\n' => buffer.push_str("\\n"),
            '\r' => buffer.push_str("\\r"),
            '\t' => buffer.push_str("\\t"),
            '\0'..='\x1f' => {
                let code = u32::from(c);
                buffer.push_str("\\u00");
                for digit in [code >> 4, code & 15] {
                    buffer.extend(char::from_digit(digit, 16));
                }
            }
            c => buffer.push(c),
        }
    }
    buffer.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn objects_lists_flags_and_absent_fields() {
        let pairs = [("a", "1"), ("b", "2")].into_iter();
        let text = JsonObject::new()
            .objects("list", pairs.map(|(k, v)| JsonObject::new().text(k, v)))
            .optional("none", None)
            .flag("no", Some(false))
            .flag("absent", None)
            .finish();
        assert_eq!(text, r#"{"list":[{"a":"1"},{"b":"2"}],"no":false}"#);
        assert_eq!(JsonObject::new().finish(), "{}");
    }

    #[test]
    fn every_control_character() {
        let all: String = (0..=0x9f_u8).map(char::from).collect();
        let text = JsonObject::new().text("t", &all).finish();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), json!({ "t": all }));
    }

    proptest! {
        #[test]
        fn reads_back_as_written_in_one_buffer(name in any::<String>(), text in any::<String>()) {
            let object = JsonObject::with_capacity(longest(&name) + longest(&text) + 8);
            let reserved = object.0.capacity();
            let written = object.text(&name, &text).finish();
            prop_assert_eq!(written.capacity(), reserved);
            prop_assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), json!({ name: text }));
        }
    }
}
