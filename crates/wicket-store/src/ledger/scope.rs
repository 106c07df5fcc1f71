//! What a budget belongs to.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};
use wicket_types::{KeyId, Principal, ProviderName, SessionId};

/// The kinds of scope, from narrow to wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScopeKind {
    /// One conversation of one key.
    Session,
    /// One key.
    Key,
    /// One person or service of a tenant.
    User,
    /// One team of a tenant.
    Team,
    /// One tenant.
    Tenant,
    /// One judge that is asked beside the built-in guards, for all callers together.
    Judge,
}

impl ScopeKind {
    const ALL: [ScopeKind; 6] =
        [ScopeKind::Session, ScopeKind::Key, ScopeKind::User, ScopeKind::Team, ScopeKind::Tenant, ScopeKind::Judge];

    /// The word before the colon.
    pub const fn as_str(self) -> &'static str {
        match self {
            ScopeKind::Session => "session",
            ScopeKind::Key => "key",
            ScopeKind::User => "user",
            ScopeKind::Team => "team",
            ScopeKind::Tenant => "tenant",
            ScopeKind::Judge => "judge",
        }
    }
}

impl fmt::Display for ScopeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name of an account: `key:ID`, `user:TENANT/NAME`, `team:TENANT/NAME`, `tenant:NAME`, `session:KEY/NAME`,
/// `judge:NAME`.
///
/// Users and teams carry their tenant and sessions their key, so that equal names never share an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(Arc<str>);

impl ScopeId {
    /// The account of a key.
    pub fn key(id: &KeyId) -> Self {
        ScopeId(format!("key:{id}").into())
    }

    /// The account of a user of `tenant`.
    pub fn user(tenant: &str, user: &str) -> Self {
        ScopeId(format!("user:{}/{user}", bare(tenant)).into())
    }

    /// The account of a team of `tenant`.
    pub fn team(tenant: &str, team: &str) -> Self {
        ScopeId(format!("team:{}/{team}", bare(tenant)).into())
    }

    /// The account of a tenant.
    pub fn tenant(tenant: &str) -> Self {
        ScopeId(format!("tenant:{tenant}").into())
    }

    /// The account of one session of a key.
    pub fn session(key: &KeyId, session: &SessionId) -> Self {
        ScopeId(format!("session:{key}/{session}").into())
    }

    /// The account of a judge.
    pub fn judge(name: &ProviderName) -> Self {
        ScopeId(format!("judge:{name}").into())
    }

    /// All accounts of a visit, narrow to wide.
    pub fn all_of(who: &Principal, session: Option<&SessionId>) -> Vec<ScopeId> {
        let tenant = who.tenant.as_str();
        let mut scopes = Vec::with_capacity(5);
        scopes.extend(session.map(|session| ScopeId::session(&who.key, session)));
        scopes.extend([ScopeId::key(&who.key), ScopeId::user(tenant, who.user.as_str())]);
        scopes.extend(who.team.as_ref().map(|team| ScopeId::team(tenant, team.as_str())));
        scopes.push(ScopeId::tenant(tenant));
        scopes
    }

    /// Reads a name as printed; `None` if its kind is unknown or its name is empty.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(':')?;
        let known = ScopeKind::ALL.iter().any(|known| known.as_str() == kind);
        (known && !name.is_empty()).then(|| ScopeId(text.into()))
    }

    /// What kind of scope it is.
    pub fn kind(&self) -> ScopeKind {
        let word = self.0.split(':').next().unwrap_or_default();
        ScopeKind::ALL.into_iter().find(|kind| kind.as_str() == word).unwrap_or(ScopeKind::Tenant)
    }

    /// The name as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A tenant may have a slash in its name; escaped, it cannot pass for the border between tenant and name.
fn bare(tenant: &str) -> String {
    tenant.replace('%', "%25").replace('/', "%2F")
}

impl fmt::Display for ScopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for ScopeId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ScopeId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        ScopeId::parse(&text).ok_or_else(|| serde::de::Error::custom("not a scope"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_of_two_tenants_are_two_accounts() {
        assert_ne!(ScopeId::user("acme", "ann"), ScopeId::user("brick", "ann"));
        assert_ne!(ScopeId::user("a/b", "c"), ScopeId::user("a", "b/c"));
        assert_ne!(ScopeId::user("acme", "x"), ScopeId::team("acme", "x"));
    }

    #[test]
    fn a_name_is_read_back_as_printed() {
        let key = KeyId::parse("abcDEF012345").unwrap();
        let session = ScopeId::session(&key, &SessionId::parse("chat:1/2").unwrap());
        assert_eq!(ScopeId::parse(session.as_str()), Some(session.clone()));
        assert_eq!(session.kind(), ScopeKind::Session);
        let judge = ScopeId::judge(&ProviderName::parse("house").unwrap());
        assert_eq!(ScopeId::parse("judge:house"), Some(judge.clone()));
        assert_eq!(judge.kind(), ScopeKind::Judge);
        for bad in ["", "key", "key:", "planet:mars"] {
            assert_eq!(ScopeId::parse(bad), None, "{bad:?}");
        }
    }
}
