//! What is expected of a message's parts, and saved values.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

/// Values that a scenario has saved, by name: what `$name` stands for.
pub(super) type Saved = BTreeMap<String, String>;

/// What is expected: a first word (an event's kind, an outcome) and parts, each with what it must be.
///
/// In a scenario `"delivered callId=$call alertingDevice=8001@test.cc"`, or where values need more
/// `{"is": "delivered", "callId": "$call", "split": null}`.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Pattern {
    head: String,
    parts: Map<String, Value>,
}

impl Pattern {
    /// Only a first word.
    pub(super) fn word(head: &str) -> Self {
        Self {
            head: head.to_owned(),
            parts: Map::new(),
        }
    }

    /// The first word.
    pub(super) fn head(&self) -> &str {
        &self.head
    }

    /// Compares the word, then each part, whose values `part` gives.
    ///
    /// # Errors
    /// The differences.
    pub(super) fn check<'a>(
        &self,
        saved: &Saved,
        word: Option<&'a str>,
        part: impl Fn(&str) -> Option<&'a str>,
    ) -> Result<(), String> {
        if word == Some(&self.head) {
            check_all(&self.parts, saved, part)
        } else {
            Err(format!("expected {self}, came {}", word.unwrap_or("nothing")))
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.head)?;
        self.parts.iter().try_for_each(|(name, value)| match value {
            Value::String(text) => write!(f, " {name}={text}"),
            Value::Null => write!(f, " no {name}"),
            value => write!(f, " {name}={value}"),
        })
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        match Value::deserialize(deserializer)? {
            Value::String(text) => {
                let mut words = text.split(' ');
                let mut pattern = Pattern::word(words.next().unwrap_or_default());
                for word in words {
                    let (name, value) = word
                        .split_once('=')
                        .ok_or_else(|| D::Error::custom(format!("{word} has no =")))?;
                    pattern.parts.insert(name.to_owned(), value.into());
                }
                Ok(pattern)
            }
            Value::Object(mut parts) => match parts.remove("is") {
                Some(Value::String(head)) => Ok(Self { head, parts }),
                _ => Err(D::Error::custom("an expectation has `is`")),
            },
            other => Err(D::Error::custom(format!("{other} is no expectation"))),
        }
    }
}

/// Compares all parts.
///
/// # Errors
/// Each difference, on a line of its own.
pub(super) fn check_all<'a>(
    expected: &Map<String, Value>,
    saved: &Saved,
    part: impl Fn(&str) -> Option<&'a str>,
) -> Result<(), String> {
    let mut differences = Vec::new();
    for (name, expected) in expected {
        let came = part(name);
        if !matches(expected, saved, came)? {
            let expected = match expected {
                Value::Null => "nothing".to_owned(),
                expected => text_of(&substituted(expected, saved)?),
            };
            differences.push(difference(name, &expected, came));
        }
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(differences.join("\n"))
    }
}

fn difference(name: &str, expected: &str, came: Option<&str>) -> String {
    match came {
        Some(came) => format!("{name}: expected {expected}, came {came}"),
        None => format!("{name}: expected {expected}, is absent"),
    }
}

/// Whether a value is as expected: `null` is absent, a structure equals as JSON, `*` in a text is any text, `>=n` is a
/// number that is not smaller.
fn matches(expected: &Value, saved: &Saved, came: Option<&str>) -> Result<bool, String> {
    let (expected, came) = match (expected, came) {
        (Value::Null, came) => return Ok(came.is_none()),
        (_, None) => return Ok(false),
        (expected, Some(came)) => (substituted(expected, saved)?, came),
    };
    Ok(match &expected {
        Value::Object(_) | Value::Array(_) => {
            serde_json::from_str::<Value>(came).is_ok_and(|came| came == expected)
        }
        Value::String(text) => match text.strip_prefix(">=").map(str::parse::<i64>) {
            Some(Ok(least)) => came.parse::<i64>().is_ok_and(|came| came >= least),
            _ => fits(text, came),
        },
        other => text_of(other) == came,
    })
}

/// Whether `text` fits a pattern in which `*` is any text.
fn fits(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.find(piece).and_then(|at| rest.get(at + piece.len()..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// The value with saved values in place of their `$names`.
///
/// # Errors
/// A name that nothing was saved under.
pub(super) fn substituted(value: &Value, saved: &Saved) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => Value::String(filled(text, saved)?),
        Value::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| substituted(item, saved))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(fields) => {
            let filled = fields
                .iter()
                .map(|(name, value)| Ok((filled(name, saved)?, substituted(value, saved)?)));
            Value::Object(filled.collect::<Result<_, String>>()?)
        }
        other => other.clone(),
    })
}

/// A text with saved values in place of their `$names`.
///
/// # Errors
/// A name that nothing was saved under.
pub(super) fn filled(text: &str, saved: &Saved) -> Result<String, String> {
    let mut pieces = text.split('$');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(piece.len());
        let (name, rest) = piece.split_at(end);
        let value = saved
            .get(name)
            .ok_or_else(|| format!("nothing was saved as ${name}"))?;
        filled.push_str(value);
        filled.push_str(rest);
    }
    Ok(filled)
}

/// A scenario's value as a part of a line.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn saved() -> Saved {
        Saved::from([("call".into(), "c1".into()), ("n".into(), "7".into())])
    }

    #[test]
    fn both_forms_read_the_same() {
        let short: Pattern = serde_json::from_value(json!("held callId=$call late=true")).unwrap();
        let long = json!({"is": "held", "callId": "$call", "late": "true"});
        assert_eq!(serde_json::from_value::<Pattern>(long).unwrap(), short);
        for bad in [json!("held callId"), json!({"callId": "x"}), json!(7)] {
            assert!(serde_json::from_value::<Pattern>(bad).is_err());
        }
    }

    #[test]
    fn values() {
        let saved = saved();
        for (expected, came, same) in [
            (json!("c1"), Some("c1"), true),
            (json!("$call"), Some("c1"), true),
            (json!("$call/$n"), Some("c1/7"), true),
            (json!("*"), Some(""), true),
            (json!("*"), None, false),
            (json!("a*b*c"), Some("a12b3c"), true),
            (json!("a*b"), Some("abc"), false),
            (json!("ab*b"), Some("ab"), false),
            (json!(">=3"), Some("10"), true),
            (json!(">=3"), Some("2"), false),
            (json!(null), None, true),
            (json!(null), Some(""), false),
            (json!(true), Some("true"), true),
            (json!(5), Some("5"), true),
            (json!({"k": "$call"}), Some("{ \"k\" : \"c1\" }"), true),
            (json!({"k": "v"}), Some("{}"), false),
        ] {
            assert_eq!(matches(&expected, &saved, came), Ok(same), "{expected} {came:?}");
        }
        assert!(filled("$nobody", &saved).is_err());
    }
}
