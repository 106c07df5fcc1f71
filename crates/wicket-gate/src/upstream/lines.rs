//! The lines to all providers: client, breaker and retry budget of each. A reload keeps the line of every provider
//! that stays where it was, with its connections and its history.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use wicket_types::{Moment, ProviderName};

use super::{
    breaker::{Breaker, FAILURES, Leave, Outcome, REST},
    client::Upstream,
    connect::{Resolver, TrustError, trust},
    retry::RetryBudget,
};
use crate::address::{AddressError, Destination};
use crate::settings::Provider;

/// The line to one provider.
#[derive(Debug)]
pub struct Line {
    /// The client.
    pub upstream: Arc<Upstream>,
    /// How many repeats are left.
    pub retries: RetryBudget,
    breaker: Mutex<Breaker>,
    there: Destination,
    ca: Option<PathBuf>,
}

impl Line {
    /// Asks leave to call.
    pub fn ask(&self, now: Moment) -> Leave {
        self.breaker.lock().ask(now)
    }

    /// Reports how a call went.
    pub fn report(&self, outcome: Outcome, now: Moment) {
        self.breaker.lock().report(outcome, now);
    }

    /// Whether calls are let through.
    pub fn is_closed(&self) -> bool {
        self.breaker.lock().is_closed()
    }
}

/// Why a line cannot be laid.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The address will not do.
    #[error("provider `{name}`: {source}")]
    Address {
        /// Which provider.
        name: ProviderName,
        /// Why.
        source: AddressError,
    },
    /// TLS cannot be set up.
    #[error("provider `{name}`: {source}")]
    Trust {
        /// Which provider.
        name: ProviderName,
        /// Why.
        source: TrustError,
    },
}

/// The lines by provider.
#[derive(Debug, Default)]
pub struct Lines(ArcSwap<HashMap<ProviderName, Arc<Line>>>);

impl Lines {
    /// Lays lines to exactly these providers, or changes nothing.
    ///
    /// # Errors
    /// The first provider that cannot be reached by its description.
    pub fn lay(&self, providers: &[Provider]) -> Result<(), LineError> {
        let old = self.0.load_full();
        let mut new = HashMap::with_capacity(providers.len());
        for provider in providers {
            let same = |line: &&Arc<Line>| line.there == provider.there && line.ca == provider.ca;
            let line = match old.get(&provider.name).filter(same) {
                Some(line) => line.clone(),
                None => Arc::new(line(provider)?),
            };
            new.insert(provider.name.clone(), line);
        }
        self.0.store(Arc::new(new));
        Ok(())
    }

    /// The line to one provider.
    pub fn to(&self, name: &ProviderName) -> Option<Arc<Line>> {
        self.0.load().get(name).cloned()
    }
}

fn line(provider: &Provider) -> Result<Line, LineError> {
    let name = &provider.name;
    let tls = if provider.there.is_tls() {
        Some(trust(provider.ca.as_deref()).map_err(|source| LineError::Trust { name: name.clone(), source })?)
    } else {
        None
    };
    let upstream = Upstream::new(provider.there.clone(), tls, Resolver::default())
        .map_err(|source| LineError::Address { name: name.clone(), source })?;
    Ok(Line {
        upstream,
        retries: RetryBudget::default(),
        breaker: Mutex::new(Breaker::new(FAILURES, REST)),
        there: provider.there.clone(),
        ca: provider.ca.clone(),
    })
}
