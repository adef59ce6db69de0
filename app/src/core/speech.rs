//! What is to be read out: one sentence at a time, with room between them.

/// Milliseconds between two sentences: a screen reader that is interrupted says nothing at all.
pub const PAUSE_MS: f64 = 700.0;

/// Sentences that wait to be read out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Speech {
    /// With whether each must be said.
    waiting: Vec<(bool, String)>,
    /// When the last one was said, in milliseconds.
    last_ms: Option<f64>,
}

impl Speech {
    /// A sentence that only counts until the next one comes: where a thing is while it moves.
    pub fn say(&mut self, sentence: String) {
        self.waiting.retain(|(must, _)| *must);
        self.waiting.push((false, sentence));
    }

    /// A sentence that is said, whatever comes after it.
    pub fn insist(&mut self, sentence: String) {
        self.waiting.retain(|(must, other)| *must && *other != sentence);
        self.waiting.push((true, sentence));
    }

    /// Milliseconds until the next sentence may be said; `None` if none waits.
    #[must_use]
    pub fn wait_ms(&self, now_ms: f64) -> Option<f64> {
        self.waiting.first()?;
        Some(self.last_ms.map_or(0.0, |last| (last + PAUSE_MS - now_ms).clamp(0.0, PAUSE_MS)))
    }

    /// The sentence to be said now, if there is one and the last has had its time.
    pub fn take(&mut self, now_ms: f64) -> Option<String> {
        if self.wait_ms(now_ms)? > 0.0 {
            return None;
        }
        self.last_ms = Some(now_ms);
        Some(self.waiting.remove(0).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_sentences_the_latest_is_said() {
        let mut speech = Speech::default();
        speech.say("at 8".into());
        assert_eq!(speech.take(1_000.0).as_deref(), Some("at 8"), "the first at once");
        for at in 2..20 {
            speech.say(format!("at {}", at * 8));
            assert_eq!(speech.take(1_000.0 + f64::from(at)), None);
        }
        assert_eq!(speech.wait_ms(1_200.0), Some(500.0));
        assert_eq!(speech.take(1_700.0).as_deref(), Some("at 152"));
        assert_eq!((speech.take(9_000.0), speech.wait_ms(9_000.0)), (None, None));
    }

    #[test]
    fn what_matters_is_said_once_and_not_pushed_out() {
        let mut speech = Speech::default();
        speech.insist("deleted".into());
        speech.insist("deleted".into());
        speech.say("at 8".into());
        speech.say("at 16".into());
        assert_eq!(speech.take(0.0).as_deref(), Some("deleted"));
        assert_eq!(speech.take(PAUSE_MS).as_deref(), Some("at 16"));
        assert_eq!(speech.take(9_000.0), None);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_silence_it() {
        let mut speech = Speech::default();
        speech.say("one".into());
        assert!(speech.take(50_000.0).is_some());
        speech.say("two".into());
        assert_eq!(speech.wait_ms(0.0), Some(PAUSE_MS));
    }
}
