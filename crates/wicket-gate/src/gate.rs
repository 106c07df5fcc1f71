//! The gate: what all threads of the data plane share, and the one step by which a new configuration takes hold.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use arc_swap::ArcSwap;
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use wicket_store::{BudgetBook, KeyBook, audit::AuditLog, ledger::Ledger, price::PriceTable};
use wicket_types::{KeyId, VisitId};

pub use crate::lookups::{Credentials, FixedCredentials, Objects, ScopeKeys, Search};
use crate::{
    input::CleanTexts,
    perimeter::{
        addresses::Addresses,
        limits::{Limiter, Memory},
        standing::Standings,
        strangers::Strangers,
    },
    second_look::SecondLook,
    settings::Settings,
    upstream::{
        Bench,
        lines::{LineError, Lines, Party},
    },
    visit::Visit,
};

/// Failed attempts of one address in a minute before it has to wait.
const STRANGERS_PER_MINUTE: u32 = 600;

/// What the gate is made of.
pub struct Parts {
    /// The first configuration.
    pub settings: Settings,
    /// The callers' keys.
    pub keys: Arc<KeyBook>,
    /// The budgets that the operator has set.
    pub budgets: Arc<BudgetBook>,
    /// The money.
    pub ledger: Arc<Ledger>,
    /// The record.
    pub audit: Arc<AuditLog>,
    /// What models cost.
    pub prices: PriceTable,
    /// The providers' keys.
    pub credentials: Arc<dyn Credentials>,
    /// The keys of pseudonyms.
    pub scopes: Arc<dyn ScopeKeys>,
    /// What providers keep for callers.
    pub objects: Arc<dyn Objects>,
}

/// The gate.
pub struct Gate {
    settings: ArcSwap<Settings>,
    addresses: ArcSwap<Addresses>,
    pub(crate) keys: Arc<KeyBook>,
    pub(crate) budgets: Arc<BudgetBook>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) audit: Arc<AuditLog>,
    /// Which texts were clean before.
    pub(crate) clean_texts: Arc<CleanTexts>,
    pub(crate) second_look: Arc<SecondLook>,
    pub(crate) prices: PriceTable,
    pub(crate) limiter: Arc<Limiter>,
    pub(crate) strangers: Strangers,
    pub(crate) credentials: Arc<dyn Credentials>,
    pub(crate) scopes: Arc<dyn ScopeKeys>,
    pub(crate) objects: Arc<dyn Objects>,
    pub(crate) lines: Lines,
    pub(crate) bench: Arc<Bench>,
    /// Whether a key may still be used, for streams that run while it is revoked.
    pub(crate) still_valid: Arc<dyn Fn(KeyId) -> bool + Send + Sync>,
    /// Whether the last visit could be recorded.
    pub(crate) recording: AtomicBool,
    random: SystemRandom,
    open: AtomicBool,
}

impl Gate {
    /// Puts the parts together.
    ///
    /// # Errors
    /// A provider cannot be reached by its description.
    pub fn new(parts: Parts) -> Result<Arc<Self>, LineError> {
        let Parts { settings, keys, budgets, ledger, audit, prices, credentials, scopes, objects } = parts;
        let memory = Memory { total: settings.bounds.memory, per_caller: settings.bounds.memory_per_caller };
        let book = keys.clone();
        let lines = Lines::default();
        lines.lay(settings.providers.iter().map(Party::from))?;
        let bench = Bench::new(credentials.clone(), ledger.clone(), budgets.clone(), audit.clone());
        bench.set(&settings)?;
        settings.rules.detector();
        let second_look = Arc::<SecondLook>::default();
        second_look.prepare(settings.guards.encoder());
        Ok(Arc::new(Gate {
            addresses: ArcSwap::from_pointee(addresses(&settings)),
            settings: ArcSwap::from_pointee(settings),
            keys,
            budgets,
            ledger,
            audit,
            clean_texts: Arc::default(),
            second_look,
            prices,
            limiter: Limiter::new(memory),
            strangers: Strangers::new(STRANGERS_PER_MINUTE),
            credentials,
            scopes,
            objects,
            lines,
            bench: Arc::new(bench),
            still_valid: Arc::new(move |key| book.get(&key).is_some_and(|row| row.is_live(crate::wall()))),
            random: SystemRandom::new(),
            recording: AtomicBool::new(true),
            open: AtomicBool::new(true),
        }))
    }

    /// The configuration in force.
    pub fn settings(&self) -> Arc<Settings> {
        self.settings.load_full()
    }

    /// Puts a new configuration in force. Visits under way keep the one that they began with.
    ///
    /// # Errors
    /// A provider cannot be reached by its description; the old configuration stays.
    pub fn reload(&self, settings: Settings) -> Result<(), LineError> {
        self.bench.set(&settings)?;
        self.lines.lay(settings.providers.iter().map(Party::from)).inspect_err(|_| {
            // The old judges sat a moment ago, so they can sit again.
            let _seated = self.bench.set(&self.settings());
        })?;
        settings.rules.follow(&self.settings.load().rules);
        self.second_look.prepare(settings.guards.encoder());
        self.addresses.store(Arc::new(addresses(&settings)));
        self.settings.store(Arc::new(settings));
        Ok(())
    }

    /// The address rules in force.
    pub(crate) fn addresses(&self) -> Arc<Addresses> {
        self.addresses.load_full()
    }

    /// What a thread does when nothing else is left to do: the ends of visits that it wrote down go to the file.
    pub fn rest(&self) {
        if let Err(error) = self.audit.flush() {
            tracing::error!(%error, "the ends of visits cannot be recorded yet");
        }
    }

    /// A fresh visit id. `None` where the system has no random numbers, and then no visit may begin.
    pub(crate) fn visit_id(&self) -> Option<VisitId> {
        let mut random = [0; 16];
        self.random.fill(&mut random).ok()?;
        Some(VisitId::new(random))
    }

    /// How the caller of a visit stands with its limits; nothing is known of a stranger.
    pub(crate) fn standings(&self, visit: &Visit) -> Standings {
        let Some(who) = &visit.notes.who else { return Standings::default() };
        self.limiter.standings(who.key, &who.limits.or(visit.settings.limits), crate::monotonic())
    }

    /// Whether the gate can serve: its record can be written, and it is not about to stop.
    pub fn readiness(&self) -> Result<(), &'static str> {
        if !self.open.load(Ordering::Relaxed) {
            return Err("the gate is shutting down");
        }
        if !self.recording.load(Ordering::Relaxed) {
            return Err("the audit log cannot be written");
        }
        Ok(())
    }

    /// From here on the gate says that it is not ready.
    pub fn close(&self) {
        self.open.store(false, Ordering::Relaxed);
    }
}

fn addresses(settings: &Settings) -> Addresses {
    let listen = &settings.listen;
    Addresses {
        allow: listen.allow.clone(),
        deny: listen.deny.clone(),
        trusted_proxies: listen.trusted_proxies.clone(),
    }
}
