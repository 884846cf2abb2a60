//! What was said before: numbers that were dialled, lines that were typed; the last first.

/// So many are remembered.
const KEPT: usize = 100;

/// What was said, the last first, each once.
#[derive(Default)]
pub(crate) struct History(Vec<String>);

impl History {
    pub(crate) fn add(&mut self, what: &str) {
        self.0.retain(|known| known != what);
        self.0.insert(0, what.to_owned());
        self.0.truncate(KEPT);
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        self.0.get(index).map(String::as_str)
    }

    pub(crate) fn all(&self) -> &[String] {
        &self.0
    }

    /// The last ones.
    pub(crate) fn last(&self, count: usize) -> &[String] {
        self.0.get(..count.min(self.0.len())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_once_and_the_last_first() {
        let mut history = History::default();
        for number in ["1", "2", "3", "2"] {
            history.add(number);
        }
        assert_eq!(history.last(9), ["2", "3", "1"]);
        assert_eq!(history.get(1), Some("3"));
        for number in 0..100 {
            history.add(&number.to_string());
        }
        assert_eq!(history.last(1000).len(), KEPT);
    }
}
