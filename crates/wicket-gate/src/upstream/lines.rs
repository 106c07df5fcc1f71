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

/// Whoever a line leads to.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    /// Its name.
    pub name: &'a ProviderName,
    /// Where it is.
    pub there: &'a Destination,
    /// Extra certificate authority.
    pub ca: &'a Option<PathBuf>,
}

impl<'a> From<&'a Provider> for Party<'a> {
    fn from(provider: &'a Provider) -> Self {
        Party { name: &provider.name, there: &provider.there, ca: &provider.ca }
    }
}

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

    /// Where it leads.
    pub fn there(&self) -> &Destination {
        &self.there
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
    #[error("`{name}` cannot be called: {source}")]
    Address {
        /// Which party.
        name: ProviderName,
        /// Why.
        source: AddressError,
    },
    /// TLS cannot be set up.
    #[error("`{name}` cannot be called: {source}")]
    Trust {
        /// Which party.
        name: ProviderName,
        /// Why.
        source: TrustError,
    },
}

/// The lines by name.
#[derive(Debug, Default)]
pub struct Lines(ArcSwap<HashMap<ProviderName, Arc<Line>>>);

impl Lines {
    /// Lays lines to exactly these parties, or changes nothing.
    ///
    /// # Errors
    /// The first party that cannot be reached by its description.
    pub fn lay<'a>(&self, parties: impl IntoIterator<Item = Party<'a>>) -> Result<(), LineError> {
        let old = self.0.load_full();
        let mut new = HashMap::new();
        for party in parties {
            let same = |line: &&Arc<Line>| line.there == *party.there && line.ca == *party.ca;
            let line = match old.get(party.name).filter(same) {
                Some(line) => line.clone(),
                None => Arc::new(line(party)?),
            };
            new.insert(party.name.clone(), line);
        }
        self.0.store(Arc::new(new));
        Ok(())
    }

    /// The line to one party.
    pub fn to(&self, name: &ProviderName) -> Option<Arc<Line>> {
        self.0.load().get(name).cloned()
    }
}

fn line(party: Party<'_>) -> Result<Line, LineError> {
    let Party { name, there, ca } = party;
    let tls = if there.is_tls() {
        Some(trust(ca.as_deref()).map_err(|source| LineError::Trust { name: name.clone(), source })?)
    } else {
        None
    };
    let upstream = Upstream::new(there.clone(), tls, Resolver::default())
        .map_err(|source| LineError::Address { name: name.clone(), source })?;
    Ok(Line {
        upstream,
        retries: RetryBudget::default(),
        breaker: Mutex::new(Breaker::new(FAILURES, REST)),
        there: there.clone(),
        ca: ca.clone(),
    })
}
