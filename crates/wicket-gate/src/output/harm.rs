//! Harm in an answer. A window holds back too little to tell what is meant by its text, so that what a model says is read
//! here as well, in stretches, while it goes by: what the first stage of the detectors is sure of is told at once, what it
//! leaves undecided gets a second look at the answer's end.
//!
//! A stream's text has left by then, as it has when judges speak: what they decide is how the stream ends.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

use wicket_detect::{SecondOpinion, Wants, second::PART};
use wicket_types::{Finding, Guard, Origin, Refusal};

use super::OutputGuard;
use crate::{
    docket::as_read,
    second_look::{self, Doubt},
    visit::{Notes, action_on},
};

/// The author of a text, and whether it is JSON source.
type Source = (Origin, bool);

/// What is known of the harm in one answer.
#[derive(Default)]
pub(super) struct Harm {
    doubts: Vec<Doubt>,
    /// Stretches that were read, by their hash: the events that end a stream say again what it said.
    read: HashSet<u64>,
    hasher: RandomState,
}

impl Harm {
    /// Reads the next piece of a channel behind `unread`, what is left there of those before; a rest that is shorter than a
    /// stretch waits in it until the channel is at its end.
    pub fn push(
        &mut self,
        (unread, piece, is_last): (&mut String, &str, bool),
        source: Source,
        guard: &OutputGuard,
        notes: &mut Notes,
    ) -> Result<(), Refusal> {
        unread.push_str(piece);
        let least = if is_last { 1 } else { PART };
        while unread.len() >= least {
            let end = unread.floor_char_boundary(PART);
            self.stretch(&unread[..end], source, guard, notes)?;
            unread.drain(..end);
        }
        Ok(())
    }

    /// Reads a text that came in one piece.
    pub fn whole(&mut self, text: &str, source: Source, guard: &OutputGuard, notes: &mut Notes) -> Result<(), Refusal> {
        let mut rest = text;
        while !rest.is_empty() {
            let (stretch, behind) = rest.split_at(rest.floor_char_boundary(PART));
            self.stretch(stretch, source, guard, notes)?;
            rest = behind;
        }
        Ok(())
    }

    fn stretch(
        &mut self,
        stretch: &str,
        (origin, json): Source,
        guard: &OutputGuard,
        notes: &mut Notes,
    ) -> Result<(), Refusal> {
        if !guard.reads_harm(origin) || !self.read.insert(self.hasher.hash_one(stretch)) {
            return Ok(());
        }
        let (text, wants) = (as_read(stretch, json), Wants::of(&[Guard::Safety]));
        let scan = guard.detector.scan(&text, origin, wants);
        guard.note_harm(&scan.findings, notes)?;
        let doubt = Doubt::of(guard.settings.guards.encoder(), &text, origin, wants, &scan);
        doubt.into_iter().for_each(|doubt| second_look::enter(&mut self.doubts, doubt));
        Ok(())
    }

    /// Bytes of text that wait for a second look.
    pub fn held(&self) -> usize {
        self.doubts.iter().map(|doubt| doubt.text.len()).sum()
    }

    /// What is to get a second look; mostly nothing.
    pub fn take_doubts(&mut self) -> Vec<Doubt> {
        std::mem::take(&mut self.doubts)
    }
}

impl OutputGuard {
    /// Whether harm is looked for in what `origin` says. The words of the caller and the operator were read on their way in.
    fn reads_harm(&self, origin: Origin) -> bool {
        self.wants.has(Guard::Safety) && !matches!(origin, Origin::User | Origin::System | Origin::Developer)
    }

    /// Takes what the second looks say, in the order of the doubts.
    ///
    /// # Errors
    /// Both stages together are sure of harm, and the guard refuses it.
    pub fn seen_again(
        &self,
        doubts: Vec<Doubt>,
        opinions: Vec<Option<SecondOpinion>>,
        notes: &mut Notes,
    ) -> Result<(), Refusal> {
        for (doubt, opinion) in doubts.into_iter().zip(opinions) {
            let (Some(opinion), mut scan) = (opinion, doubt.scan) else { continue };
            scan.join(&opinion, doubt.guards);
            self.note_harm(&scan.findings, notes)?;
        }
        Ok(())
    }

    fn note_harm(&self, findings: &[Finding], notes: &mut Notes) -> Result<(), Refusal> {
        let setting = self.setting(Guard::Safety);
        findings.iter().try_for_each(|finding| self.note(finding, action_on(setting, finding), notes))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use wicket_detect::{
        Detector,
        mask::{Pseudonyms, ScopeKey},
        second::Ask,
    };
    use wicket_types::Action;

    use super::*;
    use crate::{docket::tests::settings, settings::Guards};

    fn guard() -> OutputGuard {
        let settings = settings(Vec::new(), Action::Block);
        let guards = Guards::default().with_encoder(Ask::Always);
        let settings = Arc::new(crate::settings::Settings { guards, ..settings });
        let pseudonyms = Pseudonyms::new(&ScopeKey::new([7; 32]));
        OutputGuard::new(Arc::new(Detector::standard()), settings, pseudonyms, String::new(), None)
    }

    const SAID: (Origin, bool) = (Origin::Assistant, false);

    fn doubted(mut harm: Harm) -> Vec<String> {
        harm.take_doubts().into_iter().map(|doubt| doubt.text).collect()
    }

    #[test]
    fn a_stream_is_read_in_the_stretches_of_the_same_text_in_one_piece_and_a_repetition_not_again() {
        let (guard, mut notes) = (guard(), Notes::default());
        let text = "Größe, Höhe und 価格 of the seventh barn are on the list. ".repeat(200);
        let (mut streamed, mut unread) = (Harm::default(), String::new());
        for piece in text.split_inclusive(' ') {
            streamed.push((&mut unread, piece, false), SAID, &guard, &mut notes).unwrap();
            assert!(unread.len() < PART);
        }
        streamed.push((&mut unread, "", true), SAID, &guard, &mut notes).unwrap();
        let mut whole = Harm::default();
        whole.whole(&text, SAID, &guard, &mut notes).unwrap();
        assert_eq!((streamed.read.len(), whole.read.len()), (4, 4));
        streamed.whole(&text, SAID, &guard, &mut notes).unwrap();
        let (streamed, whole) = (doubted(streamed), doubted(whole));
        assert_eq!(streamed, whole);
        assert_eq!(whole.concat(), text);
    }

    #[test]
    fn what_callers_and_operators_wrote_is_not_read_again() {
        let (guard, mut notes) = (guard(), Notes::default());
        let mut harm = Harm::default();
        for origin in [Origin::User, Origin::System, Origin::Developer] {
            harm.whole("You are a keeper of pigs, and kind to all of them.", (origin, false), &guard, &mut notes)
                .unwrap();
        }
        assert!(doubted(harm).is_empty());
    }
}
