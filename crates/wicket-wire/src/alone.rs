//! Texts of a streamed event that stand alone: each is judged by itself, not as the next piece of a channel.

use wicket_types::Origin;

use crate::{
    ChannelKind, Channels, Leaf, Meaning, WireError,
    json::Value,
    walk::{Rule, Walk},
};

impl Channels {
    /// Adds what `value` holds by `rule`, as said by `origin`.
    pub(crate) fn by_rule(
        &mut self,
        value: Value<'_>,
        rule: Rule,
        origin: Origin,
        meaning: &mut Meaning,
    ) -> Result<(), WireError> {
        let mut walk = Walk::default();
        let voice = walk.voice(origin);
        walk.field(value, rule, voice)?;
        self.add(walk, meaning)
    }

    /// Adds a member that no rule knows.
    pub(crate) fn unknown(&mut self, key: Value<'_>, value: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        let mut walk = Walk::default();
        walk.unknown(key, value);
        self.add(walk, meaning)
    }

    /// Adds a key that is no plain word.
    pub(crate) fn unknown_key(&mut self, key: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        let mut walk = Walk::default();
        walk.key(key, Origin::Metadata);
        self.add(walk, meaning)
    }

    fn add(&mut self, walk: Walk, meaning: &mut Meaning) -> Result<(), WireError> {
        for segment in walk.segments {
            let channel = self.of(ChannelKind::Other, u32::MAX, 0)?;
            meaning.leaves.push(Leaf {
                channel,
                span: segment.span,
                origin: segment.origin,
                json: segment.json,
                sealed: segment.sealed,
                whole: true,
            });
        }
        Ok(())
    }
}
