//! The accounts and the holds, as they change together behind the ledger's lock.

use std::collections::HashMap;

use wicket_types::{NanoDollars, Timestamp, VisitId, limits::Budget};

use super::{Era, Exhausted, Reservation, ScopeId, Settlement, account::Account};

#[derive(Debug, Default)]
pub(super) struct Books {
    pub accounts: HashMap<ScopeId, Account>,
    pub open: HashMap<VisitId, Hold>,
}

/// Money held by one visit, and in which period of which account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hold {
    pub amount: NanoDollars,
    pub scopes: Vec<(ScopeId, Era, Budget)>,
}

impl Books {
    pub fn reserve(
        &mut self,
        visit: &VisitId,
        scopes: &[(ScopeId, Budget)],
        worst: NanoDollars,
        now: Timestamp,
    ) -> Result<Reservation, Exhausted> {
        if let Some(hold) = self.open.get(visit) {
            let parts = hold.scopes.iter().map(|(scope, era, _)| (scope.clone(), *era)).collect();
            let amount = self.extend(visit, worst)?.unwrap_or(worst);
            return Ok(Reservation { visit: visit.clone(), amount, parts });
        }
        let mut chosen: Vec<(ScopeId, Era, Budget)> = Vec::with_capacity(scopes.len());
        for (scope, budget) in scopes {
            if chosen.iter().any(|(seen, _, _)| seen == scope) {
                continue;
            }
            let account = self.accounts.get(scope).cloned();
            let mut account = account.unwrap_or_else(|| Account::new(budget.per, now));
            account.turn_to(Era::of(budget.per, now));
            account.room_for(worst, scope, *budget)?;
            chosen.push((scope.clone(), account.era, *budget));
        }
        // INVARIANT: every scope has room, and the lock is held: from here on nothing can fail half-way.
        for (scope, era, budget) in &chosen {
            let account = self.accounts.entry(scope.clone()).or_insert_with(|| Account::new(budget.per, now));
            account.turn_to(*era);
            account.held = account.held.plus(worst);
            account.touched = account.touched.max(now);
        }
        let parts = chosen.iter().map(|(scope, era, _)| (scope.clone(), *era)).collect();
        self.open.insert(visit.clone(), Hold { amount: worst, scopes: chosen });
        Ok(Reservation { visit: visit.clone(), amount: worst, parts })
    }

    /// The new total of the hold; `None` if the visit holds nothing.
    pub fn extend(&mut self, visit: &VisitId, more: NanoDollars) -> Result<Option<NanoDollars>, Exhausted> {
        let Some(hold) = self.open.get_mut(visit) else { return Ok(None) };
        for (scope, era, budget) in &hold.scopes {
            if let Some(account) = self.accounts.get(scope).filter(|account| account.era == *era) {
                account.room_for(more, scope, *budget)?;
            }
        }
        for (scope, era, _) in &hold.scopes {
            if let Some(account) = self.accounts.get_mut(scope).filter(|account| account.era == *era) {
                account.held = account.held.plus(more);
            }
        }
        hold.amount = hold.amount.plus(more);
        Ok(Some(hold.amount))
    }

    pub fn settle(&mut self, visit: &VisitId, cost: NanoDollars) -> Settlement {
        let Some(hold) = self.open.remove(visit) else { return Settlement::NothingHeld };
        for (scope, era, _) in &hold.scopes {
            // A reservation of a period that is over touches no account: the new period must not pay for the old one.
            let Some(account) = self.accounts.get_mut(scope).filter(|account| account.era == *era) else { continue };
            account.held = account.held.minus(hold.amount);
            account.spent = account.spent.plus(cost);
            if account.is_empty() {
                self.accounts.remove(scope);
            }
        }
        Settlement::Charged(cost)
    }
}
