//! Remembering what a provider keeps: once its id is known, the gate writes down whose it is and which pseudonyms stand in
//! it, so that it can be handed out again, to the right tenant and in the caller's own words.

use std::sync::Arc;

use wicket_detect::mask::Pseudonyms;
use wicket_store::{Object, Pseudonym};
use wicket_types::{KeyId, ProviderName, ids::Label};
use wicket_wire::{Call, Operation, Route};

use crate::{
    gate::{Gate, Objects},
    visit::Visit,
    wall,
};

/// Longest id that is remembered, in bytes; those of providers have some seventy.
const ID: usize = 256;
/// Most text of one object's pseudonyms, in bytes. A conversation hands its own on from answer to answer; past this, the
/// oldest are left behind and stay pseudonyms.
const MOST: usize = 1 << 20;

/// Most text of one item's pseudonyms, in bytes: an answer has many items, and each is remembered by itself.
const ITEM: usize = 64 << 10;
/// Most items of one answer that are remembered.
const ITEMS: usize = 512;

/// An answer that the provider keeps, before its ids are known.
pub(crate) struct Keep {
    objects: Arc<dyn Objects>,
    tenant: Label,
    key: KeyId,
    provider: ProviderName,
    /// The answer is a new response, not one that is looked at again.
    new: bool,
}

impl Keep {
    /// `None` where the provider keeps nothing that a caller can come back to.
    pub fn of(gate: &Gate, visit: &Visit, route: &Route, call: &Call) -> Option<Keep> {
        let new = match route.operation {
            Operation::Responses if call.store => true,
            // Work in the background makes its items after the first answer.
            Operation::ResponsesRetrieve | Operation::ResponsesInputItems => false,
            _ => return None,
        };
        let who = visit.notes.who.as_ref()?;
        let provider = visit.notes.provider.clone()?;
        Some(Keep { objects: gate.objects.clone(), tenant: who.tenant.clone(), key: who.key, provider, new })
    }

    /// The provider has told the id of the answer.
    pub fn answer(&self, id: &str, pseudonyms: &Pseudonyms) {
        if self.new {
            self.note(id, MOST, pseudonyms);
        }
    }

    /// The provider has told the ids of parts that a later call can name.
    pub fn items<'i>(&self, ids: impl IntoIterator<Item = &'i String>, pseudonyms: &Pseudonyms) {
        ids.into_iter().take(ITEMS).for_each(|id| self.note(id, ITEM, pseudonyms));
    }

    fn note(&self, id: &str, most: usize, pseudonyms: &Pseudonyms) {
        if id.is_empty() || id.len() > ID {
            return;
        }
        self.objects.keep(Object {
            id: id.to_owned(),
            tenant: self.tenant.clone(),
            key: self.key,
            provider: self.provider.clone(),
            created: wall(),
            pseudonyms: within(most, pseudonyms),
        });
    }
}

/// The pseudonyms of this visit first, then those taken over, as far as they fit.
fn within(mut room: usize, pseudonyms: &Pseudonyms) -> Vec<Pseudonym> {
    let mut taken = Vec::with_capacity(pseudonyms.entries().len());
    for entry in pseudonyms.entries() {
        let Some(left) = room.checked_sub(entry.value().len() + entry.token().len()) else { break };
        room = left;
        taken.push(Pseudonym {
            kind: entry.kind().clone(),
            value: entry.value().to_owned().into(),
            token: entry.token().to_owned(),
        });
    }
    taken
}

#[cfg(test)]
mod tests {
    use wicket_detect::mask::ScopeKey;
    use wicket_types::Kind;

    use super::*;

    #[test]
    fn the_newest_pseudonyms_are_kept_where_not_all_fit() {
        let mut map = Pseudonyms::new(&ScopeKey::new([7; 32]));
        let values = ["ann@example.org", "bob@example.org", "cid@example.org"];
        let tokens: Vec<String> =
            values.iter().map(|value| map.token(&Kind::of("pii.email"), value).to_owned()).collect();
        let two = values[0].len() + tokens[0].len() + values[1].len() + tokens[1].len();
        let kept: Vec<_> = within(two, &map).into_iter().map(|p| p.value.to_string()).collect();
        assert_eq!(kept, values[..2]);
        assert_eq!(within(MOST, &map).len(), 3);
        assert_eq!(within(two - 1, &map).len(), 1);
    }
}
