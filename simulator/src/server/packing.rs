//! Frames into WebSocket messages: one for one, several in one, or one over several.

use std::time::Duration;

use wellclient_core::stomp::HEARTBEAT;

use crate::config::StompConfig;

/// How long a frame waits for others to share its message.
const LINGER: Duration = Duration::from_millis(20);

pub(crate) struct Packer {
    pack: usize,
    split: usize,
    binary: bool,
    waiting: Vec<u8>,
    frames: usize,
    since: Duration,
}

impl Packer {
    pub(crate) fn new(config: &StompConfig) -> Self {
        Self {
            pack: config.pack.max(1),
            split: config.split.unwrap_or(usize::MAX).max(1),
            binary: config.binary,
            waiting: Vec::new(),
            frames: 0,
            since: Duration::ZERO,
        }
    }

    pub(crate) fn push(&mut self, now: Duration, frame: Vec<u8>) {
        if self.frames == 0 {
            self.since = now;
            self.waiting = frame;
        } else {
            self.waiting.extend_from_slice(&frame);
        }
        self.frames += 1;
    }

    pub(crate) fn push_heartbeat(&mut self, now: Duration) {
        self.push(now, HEARTBEAT.as_bytes().to_vec());
    }

    /// When what waits has to go, if something does.
    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        (self.frames > 0).then(|| self.since.saturating_add(LINGER))
    }

    /// The messages to send now; `all`: without waiting for more frames.
    pub(crate) fn take(&mut self, now: Duration, all: bool) -> Vec<Vec<u8>> {
        let due = all || self.frames >= self.pack || self.next_deadline().is_some_and(|at| at <= now);
        if !due || self.frames == 0 {
            return Vec::new();
        }
        self.frames = 0;
        let mut rest = std::mem::take(&mut self.waiting);
        let mut messages = Vec::new();
        while rest.len() > self.split {
            let tail = rest.split_off(self.cut_at(&rest));
            messages.push(std::mem::replace(&mut rest, tail));
        }
        messages.push(rest);
        messages
    }

    /// A text message must not end inside a character (RFC 6455 paragraph 5.6): then a little more goes in.
    fn cut_at(&self, bytes: &[u8]) -> usize {
        let continues = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
        let mut at = self.split;
        while !self.binary && continues(at) {
            at += 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packer(pack: usize, split: Option<usize>, binary: bool) -> Packer {
        Packer::new(&StompConfig {
            pack,
            split,
            binary,
            ..Default::default()
        })
    }

    #[test]
    fn one_for_one_at_once() {
        let mut packer = packer(1, None, false);
        packer.push(Duration::ZERO, b"one".to_vec());
        assert_eq!(packer.take(Duration::ZERO, false), [b"one"]);
        assert_eq!(packer.next_deadline(), None);
    }

    #[test]
    fn several_wait_for_each_other_but_not_for_long() {
        let mut packer = packer(3, None, false);
        packer.push(Duration::ZERO, b"one".to_vec());
        packer.push(LINGER / 2, b"two".to_vec());
        assert!(packer.take(LINGER / 2, false).is_empty());
        assert_eq!(packer.next_deadline(), Some(LINGER));
        assert_eq!(packer.take(LINGER, false), [b"onetwo"]);
        for _ in 0..3 {
            packer.push_heartbeat(LINGER);
        }
        assert_eq!(packer.take(LINGER, false), [b"\n\n\n"]);
    }

    #[test]
    fn split_text_keeps_characters_whole() {
        let text = "a呼bc".as_bytes().to_vec();
        let mut whole = packer(1, Some(2), false);
        whole.push(Duration::ZERO, text.clone());
        let parts = whole.take(Duration::ZERO, false);
        assert_eq!(parts, ["a呼".as_bytes(), b"bc"]);
        let mut raw = packer(1, Some(2), true);
        raw.push(Duration::ZERO, text.clone());
        let parts = raw.take(Duration::ZERO, false);
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2]);
        assert_eq!(parts.concat(), text);
    }
}
