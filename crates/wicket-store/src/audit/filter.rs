//! Which records to show.

use wicket_types::Timestamp;

use super::Entry;

/// Conditions that a record must meet, all of them. Empty ones are met by every record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Not before this time.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub to: Option<Timestamp>,
    /// Of this type: `opened`, `closed`, `refused`, …
    pub kind: Option<String>,
    /// Of this visit.
    pub visit: Option<String>,
    /// Of this key.
    pub key: Option<String>,
    /// Of this tenant.
    pub tenant: Option<String>,
    /// Of this user.
    pub user: Option<String>,
    /// With this code of refusal.
    pub code: Option<String>,
}

impl Filter {
    /// Whether the record meets every condition.
    pub fn admits(&self, entry: &Entry) -> bool {
        let in_time = self.from.is_none_or(|from| entry.at >= from) && self.to.is_none_or(|to| entry.at < to);
        let fields = [
            (&self.visit, "visit"),
            (&self.key, "who.key"),
            (&self.tenant, "who.tenant"),
            (&self.user, "who.user"),
            (&self.code, "code"),
        ];
        let fits = |(wanted, path): &(&Option<String>, &str)| {
            wanted.as_deref().is_none_or(|wanted| entry.text_at(path) == Some(wanted))
        };
        in_time && self.kind.as_deref().is_none_or(|kind| entry.kind == kind) && fields.iter().all(fits)
    }
}
