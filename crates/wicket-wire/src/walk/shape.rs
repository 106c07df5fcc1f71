//! The words in which an adapter says what each field of an object holds.

use wicket_types::Origin;

use super::Voice;
use crate::json::Value;

/// What the fields of one kind of object hold.
#[derive(Debug)]
pub(crate) struct Shape(pub &'static [(&'static str, Rule)]);

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// A word of the protocol (`type`, `role`, `status`): no text as long as it looks like one.
    Word,
    /// An id or a model's name: no text as long as it looks like one.
    Id,
    /// Text: a string, or any value whose strings all are such text.
    Text(By),
    /// Text as a string, or objects (in an array or alone) of the shape, whose own `By::Author` is this one.
    Parts(By, &'static Shape),
    /// A string that is itself JSON; a value that is not a string is free-form.
    Json(By),
    /// Never rewritten and not read as prose.
    Sealed,
    /// Text that is sealed where its object also has a signature or cipher text over it: a changed byte would break that.
    Signed,
    /// A `data:` URL is sealed, any other URL is text by the author.
    Media,
    /// An object, or array of objects, of this shape; strings in their place are text by the author.
    Object(&'static Shape),
    /// As `Object`, and each object is a message of its own, written by its `role`.
    Messages(&'static Shape),
    /// As `Object`, but the shape depends on the member `type`; the last one is for all other types.
    Tagged(&'static [(&'static str, By, &'static Shape)], &'static Shape),
    /// As the rule, but said by another.
    Said(By, &'static Rule),
    /// Free-form JSON: every string is text, and so is every key that no programmer would choose.
    Free(By),
}

/// Who wrote the text of a field.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By {
    /// The author of the message around it.
    Author,
    /// Someone the field itself tells.
    Is(Origin),
    /// Whom the object's own `role` names, else the author of the message around it.
    Role,
}

impl By {
    /// Who that is, within the message of `voice`.
    pub(super) fn origin(self, voice: Voice) -> Origin {
        match self {
            By::Author | By::Role => voice.origin,
            By::Is(origin) => origin,
        }
    }
}

impl Shape {
    /// The rule of the field `key`.
    pub fn rule(&self, key: Value<'_>) -> Option<Rule> {
        // Keys are seldom escaped, so the bytes are fetched once and compared with each name.
        let found = match key.as_word() {
            Some(word) => self.0.iter().find(|(name, _)| word == name.as_bytes()),
            None => self.0.iter().find(|(name, _)| key.is(name)),
        };
        found.map(|(_, rule)| *rule)
    }

    /// The names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(name, _)| *name)
    }
}
