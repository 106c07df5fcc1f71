//! The keys of providers and judges: where each lies, what it is bound to, and whether it can be used.

use std::sync::Arc;

use arc_swap::ArcSwap;
use wicket_gate::{address, gate::Credentials, settings::Settings};
use wicket_store::{Destination, Scheme, Store};
use wicket_types::{ProviderName, Secret};

use crate::config::{Configuration, KeyNames, outside::outside_secret, units::SecretName};

/// The providers' keys, each opened for exactly the place that it is sent to: a visit that began before a provider moved
/// goes to where the provider was, and must not carry the key of where it is.
#[derive(Default)]
pub struct ProviderKeys(ArcSwap<Keyring>);

/// Whoever is called with a key, and where.
type Party<'a> = (&'a ProviderName, &'a address::Destination);

type Keyring = Vec<Place>;

#[derive(Clone)]
struct Place {
    provider: ProviderName,
    there: address::Destination,
    opened: Opened,
}

#[derive(Clone)]
enum Opened {
    Key(Arc<Secret>),
    Problem(String),
}

impl Place {
    fn is_of(&self, (provider, there): Party<'_>) -> bool {
        self.provider == *provider && self.there == *there
    }

    async fn open(store: &Store, name: &SecretName, (provider, there): Party<'_>) -> Self {
        let opened = match open_key(store, name, there).await {
            Ok(secret) => Opened::Key(Arc::new(secret)),
            Err(error) => {
                // With its causes: that a file cannot be read says less than that its mode lets others read it.
                let error = format!("{error:#}");
                tracing::warn!(%provider, error, "the provider's key cannot be used");
                Opened::Problem(error)
            }
        };
        Place { provider: provider.clone(), there: there.clone(), opened }
    }
}

impl ProviderKeys {
    /// Opens the key of every party that has a name for it, in the place of those that were open.
    pub async fn open_all(&self, store: &Store, settings: &Settings, names: &KeyNames) {
        self.replace(opened(store, settings, names).await);
    }

    /// Opens the keys for a configuration that comes into force. Those of places that it leaves stay for the visits that
    /// are under way, until [`ProviderKeys::close_others`].
    pub async fn open_more(&self, store: &Store, settings: &Settings, names: &KeyNames) {
        let mut keyring = opened(store, settings, names).await;
        let stays = |place: &&Place| {
            let is_known = settings.parties().any(|(name, _)| *name == place.provider);
            is_known && !settings.parties().any(|party| place.is_of(party))
        };
        keyring.extend(self.0.load().iter().filter(stays).cloned());
        self.replace(keyring);
    }

    /// Closes the keys of all places but those of `settings`.
    pub fn close_others(&self, settings: &Settings) {
        let before = self.0.load();
        let stays = |place: &&Place| settings.parties().any(|party| place.is_of(party));
        let keyring: Keyring = before.iter().filter(stays).cloned().collect();
        if keyring.len() < before.len() {
            self.replace(keyring);
        }
    }

    fn replace(&self, keyring: Keyring) {
        let before = self.0.swap(Arc::new(keyring));
        let now = self.0.load();
        let in_force = |old: &Place| match (&old.opened, find(&now, &old.provider, &old.there)) {
            (Opened::Key(old), Some(Opened::Key(new))) => old.expose() == new.expose(),
            (Opened::Problem(_), _) => true,
            _ => false,
        };
        if !before.iter().all(in_force) {
            wicket_gate::upstream::renew_connections();
        }
    }
}

async fn opened(store: &Store, settings: &Settings, names: &KeyNames) -> Keyring {
    let mut keyring = Keyring::new();
    for party in settings.parties() {
        if let Some(name) = names.get(party.0) {
            keyring.push(Place::open(store, name, party).await);
        }
    }
    keyring
}

fn find<'a>(keyring: &'a Keyring, provider: &ProviderName, there: &address::Destination) -> Option<&'a Opened> {
    keyring.iter().find(|place| place.provider == *provider && place.there == *there).map(|place| &place.opened)
}

async fn open_key(store: &Store, name: &SecretName, there: &address::Destination) -> anyhow::Result<Secret> {
    match name {
        SecretName::Vault(name) => Ok(store.open_secret(name, &bound_to(there)?).await?),
        outside => outside_secret(outside, "provider key"),
    }
}

impl Credentials for ProviderKeys {
    fn open(&self, provider: &ProviderName, there: &address::Destination) -> Result<Option<Arc<Secret>>, String> {
        let keyring = self.0.load();
        match find(&keyring, provider, there) {
            Some(Opened::Key(key)) => Ok(Some(key.clone())),
            Some(Opened::Problem(why)) => Err(why.clone()),
            None if keyring.iter().any(|place| place.provider == *provider) => {
                Err("the provider has moved, and its key is not for where it was".to_owned())
            }
            None => Ok(None),
        }
    }
}

/// Which of the named keys cannot be used, and why; for `doctor`.
pub async fn key_problems(store: &Store, configuration: &Configuration) -> Vec<(ProviderName, String)> {
    let mut problems = Vec::new();
    let names: &KeyNames = &configuration.keys;
    for (party, there) in configuration.settings.parties() {
        if let Some(name) = names.get(party)
            && let Err(error) = open_key(store, name, there).await
        {
            problems.push((party.clone(), error.to_string()));
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use wicket_store::{RootKeySource, StoreSettings};
    use wicket_types::Timestamp;

    use super::*;
    use crate::config;

    fn at(port: u16) -> Configuration {
        let text = format!(
            "[providers.p]\nprotocol = \"openai\"\nurl = \"http://127.0.0.1:{port}\"\nkey = \"vault:key-{port}\"\n\
             models = [\"gpt-*\"]\n"
        );
        config::parse(&text, Path::new("wicketgate.toml")).unwrap_or_else(|problems| panic!("{problems:?}"))
    }

    #[tokio::test]
    async fn a_visit_that_began_before_a_move_carries_the_key_of_the_place_it_goes_to() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let now = Timestamp::from_secs(1_800_000_000);
        let store = Store::init(&data, &RootKeySource::beside(&data), StoreSettings::default(), now).await.unwrap();
        let (old, new) = (at(1001), at(1002));
        for configuration in [&old, &new] {
            let there = &configuration.settings.providers[0].there;
            let name = format!("key-{}", there.port());
            let key = Secret::new(format!("sk-of-{}", there.port()), "provider key");
            store.set_secret(&name, &key, Some(&bound_to(there).unwrap()), now).await.unwrap();
        }
        let keys = ProviderKeys::default();
        let of = |configuration: &Configuration| {
            let provider = &configuration.settings.providers[0];
            keys.open(&provider.name, &provider.there).map(|key| key.map(|key| key.expose().to_owned()))
        };
        let key = |port: u16| Ok(Some(format!("sk-of-{port}")));
        keys.open_all(&store, &old.settings, &old.keys).await;
        assert_eq!(of(&old), key(1001));
        assert!(of(&new).unwrap_err().contains("has moved"));
        keys.open_more(&store, &new.settings, &new.keys).await;
        assert_eq!((of(&old), of(&new)), (key(1001), key(1002)));
        keys.close_others(&new.settings);
        assert_eq!(of(&new), key(1002));
        assert!(of(&old).unwrap_err().contains("has moved"));
    }
}
