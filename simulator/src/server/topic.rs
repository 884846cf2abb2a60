//! STOMP destinations: where an event is published, and what a subscription matches.
//!
//! An event is published to both styles of destination: `/topic/event.agent.<name>.5001@test_cc` (the agent
//! id with each `.` replaced by `_`) and `/topic/csta/agent/5001@test.cc`. In a subscription `*` stands for
//! one word between dots and `#` for any number of them, as in AMQP topics.

use crate::pbx::PublishedEvent;

const DOTTED: &str = "/topic/event.agent.";
pub(super) const PLAIN: &str = PublishedEvent::TOPICS_2X;
const MAX_LENGTH: usize = 1024;

/// What a subscription asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Topic(String);

/// A subscription asks for nothing that can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum TopicError {
    #[error("a destination here begins with /topic/")]
    NotATopic,
    #[error("the destination has an empty word")]
    EmptyWord,
    #[error("the destination is too long")]
    TooLong,
}

impl Topic {
    pub(crate) fn parse(destination: &str) -> Result<Self, TopicError> {
        let name = destination.strip_prefix("/topic/").ok_or(TopicError::NotATopic)?;
        if destination.len() > MAX_LENGTH {
            return Err(TopicError::TooLong);
        }
        if name.split(['.', '/']).any(str::is_empty) {
            return Err(TopicError::EmptyWord);
        }
        Ok(Self(destination.to_owned()))
    }

    /// The key of the one agent whose events this can match; none if it is open to several.
    pub(crate) fn agent_key(&self) -> Option<String> {
        if self.0.contains(['*', '#'])
            && !self.0.strip_prefix(DOTTED).is_some_and(|rest| {
                rest.split('.').count() == 2 && !rest.contains('#') && !rest.ends_with(".*")
            })
        {
            return None;
        }
        let agent = self
            .0
            .strip_prefix(PLAIN)
            .or_else(|| self.0.rsplit('.').next())
            .unwrap_or_default();
        Some(agent_key(agent))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn matches(&self, destination: &str) -> bool {
        let pattern: Vec<&str> = self.0.split('.').collect();
        let words: Vec<&str> = destination.split('.').collect();
        words_match(&pattern, &words)
    }
}

/// An agent id as one word: `5001@test_cc`.
pub(crate) fn agent_key(agent: &str) -> String {
    agent.replace('.', "_")
}

/// Where an event is published.
pub(crate) fn destinations(event: &PublishedEvent) -> [String; 2] {
    [
        format!(
            "{DOTTED}{}.{}",
            event.name.replace('.', "_"),
            agent_key(&event.agent)
        ),
        format!("{PLAIN}{}", event.agent),
    ]
}

/// The usual two-pointer match: on a mismatch the last `#` takes one word more. No worse than pattern ×
/// words.
fn words_match(pattern: &[&str], words: &[&str]) -> bool {
    let (mut p, mut w) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(word) = words.get(w) {
        match pattern.get(p) {
            Some(&"#") => {
                retry = Some((p + 1, w));
                p += 1;
            }
            Some(wanted) if wanted == word || *wanted == "*" => {
                p += 1;
                w += 1;
            }
            _ => {
                let Some((after, taken)) = retry else { return false };
                retry = Some((after, taken + 1));
                p = after;
                w = taken + 1;
            }
        }
    }
    pattern.iter().skip(p).all(|rest| *rest == "#")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_one_word() {
        let published = "/topic/event.agent.delivered.5001@test_cc";
        let rows = [
            ("/topic/event.agent.*.5001@test_cc", true),
            ("/topic/event.agent.delivered.5001@test_cc", true),
            ("/topic/event.*.*.5001@test_cc", true),
            ("/topic/event.#", true),
            ("/topic/event.#.5001@test_cc", true),
            ("/topic/event.agent.*.*.5001@test_cc", false),
            ("/topic/event.agent.*", false),
            ("/topic/event.agent.*.5002@test_cc", false),
            ("/topic/event.agent.*.5001@test.cc", false),
            ("/topic/csta/agent/5001@test.cc", false),
        ];
        for (pattern, matches) in rows {
            assert_eq!(
                Topic::parse(pattern).unwrap().matches(published),
                matches,
                "{pattern}"
            );
        }
        let plain = Topic::parse("/topic/csta/agent/5001@test.cc").unwrap();
        assert!(plain.matches("/topic/csta/agent/5001@test.cc"));
    }

    #[test]
    fn the_agent_is_found_where_there_is_just_one() {
        let key = |topic: &str| Topic::parse(topic).unwrap().agent_key();
        assert_eq!(
            key("/topic/event.agent.*.5001@test_cc").as_deref(),
            Some("5001@test_cc")
        );
        assert_eq!(
            key("/topic/event.agent.held.5001@test_cc").as_deref(),
            Some("5001@test_cc")
        );
        assert_eq!(
            key("/topic/csta/agent/5001@test.cc").as_deref(),
            Some("5001@test_cc")
        );
        assert_eq!(key("/topic/event.agent.*.*"), None);
        assert_eq!(key("/topic/event.agent.#.5001@test_cc"), None);
        assert_eq!(key("/topic/event.#"), None);
    }

    #[test]
    fn nonsense_is_refused() {
        for (bad, error) in [
            ("", TopicError::NotATopic),
            ("/queue/x", TopicError::NotATopic),
            ("/topic/", TopicError::EmptyWord),
            ("/topic/event..x", TopicError::EmptyWord),
            ("/topic/csta/agent/", TopicError::EmptyWord),
        ] {
            assert_eq!(Topic::parse(bad), Err(error), "{bad}");
        }
        assert_eq!(
            Topic::parse(&format!("/topic/{}", "x".repeat(2000))),
            Err(TopicError::TooLong)
        );
    }
}
