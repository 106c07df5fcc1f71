//! What the gate asks of whoever runs it: the providers' keys, the keys of pseudonyms, and whose a stored response is.

use std::{collections::HashMap, pin::Pin, sync::Arc};

use wicket_detect::mask::ScopeKey;
use wicket_store::Object;
use wicket_types::{ProviderName, Secret, SessionId, ids::Label};

use crate::address::Destination;

/// Opens a provider's key for exactly the destination that it is bound to.
pub trait Credentials: Send + Sync {
    /// The key of `provider`, to be sent `there`, which is the place of the connection and not of the configuration: one of
    /// them may have changed a moment ago. `None` where it takes none.
    ///
    /// # Errors
    /// The key cannot be opened, or is bound to another scheme, host or port; the sentence is for the log.
    fn open(&self, provider: &ProviderName, there: &Destination) -> Result<Option<Arc<Secret>>, String>;
}

/// Keys of pseudonyms, by scope.
pub trait ScopeKeys: Send + Sync {
    /// The key of a tenant, or of one session of it.
    ///
    /// # Errors
    /// The key cannot be derived; the sentence is for the log.
    fn of(&self, tenant: &Label, session: Option<&SessionId>) -> Result<ScopeKey, String>;
}

/// What providers keep for callers, such as stored responses: whose it is and which pseudonyms stand in it.
pub trait Objects: Send + Sync {
    /// Remembers an object. Returns at once; whoever asks for it later finds it.
    fn keep(&self, object: Object);

    /// The object that `tenant` has under a provider's id; `None` for one that never was and for another tenant's alike.
    fn find(&self, id: &str, tenant: &Label) -> Search;

    /// Forgets an object that its provider has deleted.
    fn forget(&self, id: &str, tenant: &Label);
}

/// A search for an object. An error is a sentence for the log: the store cannot be read.
pub type Search = Pin<Box<dyn Future<Output = Result<Option<Object>, String>> + Send>>;

/// Keys of providers that are known from the start; for programs that embed the gate.
#[derive(Debug, Default)]
pub struct FixedCredentials(pub HashMap<ProviderName, Arc<Secret>>);

impl Credentials for FixedCredentials {
    fn open(&self, provider: &ProviderName, _: &Destination) -> Result<Option<Arc<Secret>>, String> {
        Ok(self.0.get(provider).cloned())
    }
}
