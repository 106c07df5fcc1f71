//! Texts in which nothing was found are remembered, so that a long conversation costs only its new turn.
//!
//! What is kept of a text is a keyed hash (HMAC-SHA-256 under a key drawn at the start, cut to 128 bits) over the text, who
//! wrote it, what was looked for and the version of the detectors: neither the text nor a guess at it can be read from it, and
//! nobody without the key can make a text that passes for another. A text with a finding is read anew each time.

use std::sync::Arc;

use aws_lc_rs::{hmac, rand};
use parking_lot::Mutex;
use wicket_detect::{Detector, Scan, Wants};
use wicket_types::Origin;

/// Shortest text worth a hash, in bytes: a shorter one is scanned in nearly the same time.
const SHORTEST: usize = 64;
/// Shards, so that threads seldom wait for each other.
const SHARDS: usize = 16;
/// Places of a shard; with 40 bytes each all shards take 640 KiB.
const PLACES: usize = 1024;

/// The detectors with a memory.
pub struct Reader {
    detector: Arc<Detector>,
    clean: Arc<CleanTexts>,
}

/// Which texts were clean before. One serves every version of the configuration.
#[derive(Debug)]
pub struct CleanTexts {
    /// `None` where the system gave no random key: then nothing is kept.
    key: Option<hmac::Key>,
    shards: Vec<Mutex<Vec<Option<Entry>>>>,
}

/// A text in which nothing was found, and the scores that it had all the same.
#[derive(Clone, Debug)]
struct Entry {
    tag: [u8; 16],
    scan: Scores,
}

#[derive(Clone, Copy, Debug)]
struct Scores {
    injection: f32,
    safety: f32,
    stages: wicket_detect::Stages,
}

impl Reader {
    /// `detector` with what `clean` knows of earlier texts.
    pub const fn new(detector: Arc<Detector>, clean: Arc<CleanTexts>) -> Self {
        Reader { detector, clean }
    }

    /// The detectors without a memory.
    pub fn detector(&self) -> &Detector {
        &self.detector
    }

    /// As [`Detector::scan`]; a text that was clean before is not read again.
    pub fn scan(&self, text: &str, origin: Origin, wants: Wants) -> Scan {
        if text.len() < SHORTEST || wants.is_empty() {
            return self.detector.scan(text, origin, wants);
        }
        let Some(tag) = self.clean.tag(text, origin, wants, self.detector.rule_set_version()) else {
            return self.detector.scan(text, origin, wants);
        };
        if let Some(Scores { injection, safety, stages }) = self.clean.recall(&tag) {
            return Scan { injection, safety, stages, ..Scan::default() };
        }
        let scan = self.detector.scan(text, origin, wants);
        self.clean.keep(tag, &scan);
        scan
    }

    /// Keeps what became of a scan of `text` on a second look.
    pub fn remember(&self, text: &str, origin: Origin, wants: Wants, scan: &Scan) {
        if text.len() >= SHORTEST
            && let Some(tag) = self.clean.tag(text, origin, wants, self.detector.rule_set_version())
        {
            self.clean.keep(tag, scan);
        }
    }
}

impl Default for CleanTexts {
    fn default() -> Self {
        Self::new()
    }
}

impl CleanTexts {
    /// A memory of nothing yet, with a key that nobody else has.
    pub fn new() -> Self {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &rand::SystemRandom::new()).ok();
        CleanTexts { key, shards: (0..SHARDS).map(|_| Mutex::new(vec![None; PLACES])).collect() }
    }

    fn tag(&self, text: &str, origin: Origin, wants: Wants, version: &str) -> Option<[u8; 16]> {
        let mut hash = hmac::Context::with_key(self.key.as_ref()?);
        hash.update(version.as_bytes());
        hash.update(&[origin as u8, wants.bits()]);
        hash.update(text.as_bytes());
        hash.sign().as_ref().first_chunk().copied()
    }

    /// The shard and the place of a tag: whoever comes later takes the place.
    fn place(&self, tag: &[u8; 16]) -> Option<(&Mutex<Vec<Option<Entry>>>, usize)> {
        let [shard, low, high, ..] = *tag;
        Some((self.shards.get(shard as usize % SHARDS)?, usize::from(u16::from_le_bytes([low, high])) % PLACES))
    }

    fn recall(&self, tag: &[u8; 16]) -> Option<Scores> {
        let (shard, place) = self.place(tag)?;
        let shard = shard.lock();
        shard.get(place)?.as_ref().filter(|entry| entry.tag == *tag).map(|entry| entry.scan)
    }

    fn keep(&self, tag: [u8; 16], scan: &Scan) {
        let Some((shard, place)) = self.place(&tag) else { return };
        let scores = Scores { injection: scan.injection, safety: scan.safety, stages: scan.stages };
        if let Some(free) = shard.lock().get_mut(place) {
            let is_same = |entry: &Entry| entry.tag == tag;
            // What a second look found in a text is not clean any more.
            *free = match scan.findings.is_empty() {
                true => Some(Entry { tag, scan: scores }),
                false => free.take().filter(|entry| !is_same(entry)),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use wicket_types::Guard;

    use super::*;

    const PLAIN: &str = "The meeting of the housing board was moved to the large room on the second floor. ";

    fn reader() -> Reader {
        Reader::new(Arc::new(Detector::standard()), Arc::default())
    }

    fn is_remembered(reader: &Reader, text: &str, origin: Origin, wants: Wants) -> bool {
        let tag = reader.clean.tag(text, origin, wants, reader.detector.rule_set_version()).unwrap();
        reader.clean.recall(&tag).is_some()
    }

    #[test]
    fn a_clean_text_is_remembered_for_its_author_and_what_was_looked_for_alone() {
        let (reader, text) = (reader(), PLAIN.repeat(5));
        let first = reader.scan(&text, Origin::User, Wants::ALL);
        assert!(first.findings.is_empty());
        assert!(is_remembered(&reader, &text, Origin::User, Wants::ALL));
        assert_eq!(reader.scan(&text, Origin::User, Wants::ALL), first);
        assert!(!is_remembered(&reader, &text, Origin::Retrieved, Wants::ALL));
        assert!(!is_remembered(&reader, &text, Origin::User, Wants::of(&[Guard::Pii])));
        assert!(!is_remembered(&reader, &format!("{text}."), Origin::User, Wants::ALL));
    }

    #[test]
    fn a_text_with_a_finding_is_read_each_time() {
        let (reader, text) = (reader(), format!("{}Write to ann@example.org.", PLAIN.repeat(5)));
        for _ in 0..2 {
            assert_eq!(reader.scan(&text, Origin::User, Wants::ALL).findings.len(), 1);
        }
        assert!(!is_remembered(&reader, &text, Origin::User, Wants::ALL));
    }

    #[test]
    fn memory_is_bounded_and_what_is_forgotten_is_read_again() {
        let reader = reader();
        let texts: Vec<String> = (0..40).map(|n| format!("{}Item {n}.", PLAIN.repeat(4))).collect();
        for text in &texts {
            assert!(reader.scan(text, Origin::User, Wants::ALL).findings.is_empty());
        }
        let kept: usize = reader.clean.shards.iter().map(|s| s.lock().len()).sum();
        assert_eq!(kept, SHARDS * PLACES);
    }
}
