//! The keys of providers: where each lies, what it is bound to, and whether it can be used.

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwap;
use wicket_gate::{address, gate::Credentials, settings::Provider};
use wicket_store::{Destination, Scheme, Store};
use wicket_types::{ProviderName, Secret};

use crate::{
    config::{Configuration, KeyNames, units::SecretName},
    open,
};

/// The providers' keys, opened for exactly the destinations that they are bound to.
#[derive(Default)]
pub struct ProviderKeys(ArcSwap<HashMap<ProviderName, Opened>>);

#[derive(Clone)]
enum Opened {
    Key(Arc<Secret>),
    Problem(String),
}

impl ProviderKeys {
    /// Opens the key of every provider that has a name for it, in the place of those that were open.
    pub async fn open_all(&self, store: &Store, providers: &[Provider], names: &KeyNames) {
        let mut opened = HashMap::new();
        for provider in providers {
            let Some(name) = names.get(&provider.name) else { continue };
            let result = open_key(store, name, provider).await;
            let entry = match result {
                Ok(secret) => Opened::Key(Arc::new(secret)),
                Err(error) => {
                    // With its causes: that a file cannot be read says less than that its mode lets others read it.
                    let error = format!("{error:#}");
                    tracing::warn!(provider = %provider.name, error, "the provider's key cannot be used");
                    Opened::Problem(error)
                }
            };
            opened.insert(provider.name.clone(), entry);
        }
        let before = self.0.swap(Arc::new(opened));
        let now = self.0.load();
        let in_force = |(name, key): (&ProviderName, &Opened)| match (key, now.get(name)) {
            (Opened::Key(old), Some(Opened::Key(new))) => old.expose() == new.expose(),
            (Opened::Problem(_), _) => true,
            _ => false,
        };
        if !before.iter().all(in_force) {
            wicket_gate::upstream::renew_connections();
        }
    }
}

async fn open_key(store: &Store, name: &SecretName, provider: &Provider) -> anyhow::Result<Secret> {
    match name {
        SecretName::Vault(name) => Ok(store.open_secret(name, &bound_to(&provider.there)?).await?),
        outside => open::outside_secret(outside, "provider key"),
    }
}

impl Credentials for ProviderKeys {
    fn open(&self, provider: &ProviderName) -> Result<Option<Arc<Secret>>, String> {
        match self.0.load().get(provider) {
            None => Ok(None),
            Some(Opened::Key(key)) => Ok(Some(key.clone())),
            Some(Opened::Problem(why)) => Err(why.clone()),
        }
    }
}

/// Which of the named keys cannot be used, and why; for `doctor`.
pub async fn key_problems(store: &Store, configuration: &Configuration) -> Vec<(ProviderName, String)> {
    let mut problems = Vec::new();
    let names: &KeyNames = &configuration.keys;
    for provider in &configuration.settings.providers {
        if let Some(name) = names.get(&provider.name)
            && let Err(error) = open_key(store, name, provider).await
        {
            problems.push((provider.name.clone(), error.to_string()));
        }
    }
    problems
}

/// What a provider's key is bound to.
///
/// # Errors
/// The host does not fit.
pub fn bound_to(there: &address::Destination) -> anyhow::Result<Destination> {
    let scheme = if there.is_tls() { Scheme::Https } else { Scheme::Http };
    Ok(Destination::new(scheme, &there.host().to_string(), there.port())?)
}
