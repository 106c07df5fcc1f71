//! The ledger under parallel callers, at period boundaries, and after crashes.

use std::sync::Barrier;

use proptest::prelude::*;
use wicket_types::{
    KeyId, SessionId,
    limits::{Budget, Period},
};

use super::*;
use crate::scale::full;

fn visit(n: u128) -> VisitId {
    VisitId::new(n.to_be_bytes())
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn daily(amount: u64) -> Budget {
    Budget { amount: NanoDollars(amount), per: Period::Day }
}

fn five_scopes(session: &str) -> Vec<ScopeId> {
    let key = KeyId::parse("abcDEF012345").unwrap();
    let session = SessionId::parse(session).unwrap();
    vec![
        ScopeId::session(&key, &session),
        ScopeId::key(&key),
        ScopeId::user("acme", "ann"),
        ScopeId::team("acme", "red"),
        ScopeId::tenant("acme"),
    ]
}

const NOON: &str = "2026-11-21T12:00:00Z";

#[test]
fn bud_01_two_hundred_callers_and_a_budget_for_twenty_admit_twenty() {
    // Each of the five scopes is the tight one in its turn; the session and the user are brand-new each time.
    for run in 0..20_usize {
        let (ledger, barrier) = (Ledger::new(), Barrier::new(200));
        let scopes: Vec<(ScopeId, Budget)> = five_scopes(&format!("run-{run}"))
            .into_iter()
            .enumerate()
            .map(|(n, scope)| (scope, daily(if n == run % 5 { 20 * 333 } else { 200 * 333 })))
            .collect();
        let admitted: Vec<Result<Reservation, Exhausted>> = std::thread::scope(|threads| {
            let call = |n: u128| {
                let (ledger, barrier, scopes) = (&ledger, &barrier, &scopes);
                threads.spawn(move || {
                    barrier.wait();
                    ledger.reserve(&visit(n), scopes, NanoDollars(333), at(NOON))
                })
            };
            let callers: Vec<_> = (0..200).map(call).collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).collect()
        });
        let held: u64 = admitted.iter().flatten().map(|held| held.amount().0).sum();
        assert_eq!(held, 20 * 333, "run {run}");
        for refused in admitted.iter().filter_map(|result| result.as_ref().err()) {
            assert_eq!(refused.scope, scopes[run % 5].0);
            assert_eq!(refused.renews, Some(at("2026-11-22")));
        }
        for (scope, budget) in &scopes {
            let balance = ledger.balance(scope, *budget, at(NOON));
            assert_eq!((balance.held.0, balance.left.0), (held, budget.amount.0 - held), "a refusal leaves no trace");
        }
    }
    println!("figure BUD-01 20 runs of 200 threads at the ledger with money for 20: 20 admitted each, overspend 0");
}

#[test]
fn a_refusal_says_what_is_left_and_when_it_starts_anew() {
    let ledger = Ledger::new();
    let scopes = [(ScopeId::tenant("acme"), daily(100))];
    ledger.reserve(&visit(1), &scopes, NanoDollars(70), at(NOON)).map(drop).unwrap();
    let refused = ledger.reserve(&visit(2), &scopes, NanoDollars(31), at(NOON)).unwrap_err();
    assert_eq!((refused.left, refused.asked), (NanoDollars(30), NanoDollars(31)));
    assert_eq!(
        refused.to_string(),
        "the budget of this tenant has $0.00000003 left and the call may cost $0.000000031; \
         it starts anew at 2026-11-22T00:00:00.000Z"
    );
    ledger.reserve(&visit(2), &scopes, NanoDollars(30), at(NOON)).map(drop).unwrap();
}

#[test]
fn bud_03_settling_twice_charges_once_and_the_rest_is_free_again() {
    let ledger = Ledger::new();
    let scopes = [(ScopeId::tenant("acme"), daily(100))];
    let mut held = ledger.reserve(&visit(1), &scopes, NanoDollars(50), at(NOON)).unwrap();
    ledger.extend(&mut held, NanoDollars(40)).unwrap();
    assert!(ledger.extend(&mut held, NanoDollars(11)).is_err());
    assert_eq!(held.amount(), NanoDollars(90));
    assert_eq!(ledger.settle(&visit(1), NanoDollars(60)), Settlement::Charged(NanoDollars(60)));
    assert_eq!(ledger.settle(&visit(1), NanoDollars(60)), Settlement::NothingHeld);
    assert_eq!(ledger.settle_in_full(&visit(1)), Settlement::NothingHeld);
    let balance = ledger.balance(&scopes[0].0, scopes[0].1, at(NOON));
    assert_eq!((balance.spent.0, balance.held.0, balance.left.0), (60, 0, 40));
}

#[test]
fn bud_04_a_cost_above_the_reservation_is_charged_whole_and_nothing_wraps() {
    let ledger = Ledger::new();
    let scopes = [(ScopeId::tenant("acme"), daily(100))];
    ledger.reserve(&visit(1), &scopes, NanoDollars(10), at(NOON)).map(drop).unwrap();
    ledger.settle(&visit(1), NanoDollars(u64::MAX));
    let balance = ledger.balance(&scopes[0].0, scopes[0].1, at(NOON));
    assert_eq!((balance.spent.0, balance.left.0), (u64::MAX, 0));
    assert!(ledger.reserve(&visit(2), &scopes, NanoDollars(1), at(NOON)).is_err());
    let huge = [(ScopeId::team("acme", "red"), daily(u64::MAX))];
    ledger.reserve(&visit(3), &huge, NanoDollars(u64::MAX), at(NOON)).map(drop).unwrap();
    assert!(ledger.reserve(&visit(4), &huge, NanoDollars(1), at(NOON)).is_err());
}

#[test]
fn bud_06_random_charges_agree_with_wide_arithmetic_to_the_unit() {
    let charges = full(100_000, 1_000_000);
    let (ledger, budget) = (Ledger::new(), daily(u64::MAX));
    let scopes: Vec<(ScopeId, Budget)> = five_scopes("s").into_iter().map(|scope| (scope, budget)).collect();
    let (mut state, mut spent, mut held) = (9_u64, [0_u128; 5], [0_u128; 5]);
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 24
    };
    for n in 0..charges {
        let (worst, cost, chosen) = (random(), random(), (random() % 5) as usize);
        ledger.reserve(&visit(n), &scopes[chosen..], NanoDollars(worst), at(NOON)).map(drop).unwrap();
        held[chosen..].iter_mut().for_each(|held| *held += u128::from(worst));
        if random() % 8 > 0 {
            ledger.settle(&visit(n), NanoDollars(cost));
            held[chosen..].iter_mut().for_each(|held| *held -= u128::from(worst));
            spent[chosen..].iter_mut().for_each(|spent| *spent += u128::from(cost));
        }
    }
    for (n, (scope, budget)) in scopes.iter().enumerate() {
        let balance = ledger.balance(scope, *budget, at(NOON));
        assert_eq!((u128::from(balance.spent.0), u128::from(balance.held.0)), (spent[n], held[n]), "{scope}");
    }
    println!("figure BUD-06 {charges} random charges in 5 scopes equal wide arithmetic: 0 units apart");
}

#[test]
fn bud_07_a_hundred_callers_at_the_period_boundary_get_one_allotment_for_each_period() {
    let (ledger, barrier) = (Ledger::new(), Barrier::new(100));
    let scopes = [(ScopeId::tenant("acme"), daily(10))];
    // Half of the callers read their clock just before midnight and half just after, in any order.
    let times = [at("2026-11-21T23:59:59.999Z"), at("2026-11-22T00:00:00Z")];
    let admitted: Vec<u64> = std::thread::scope(|threads| {
        let call = |n: u128| {
            let (ledger, barrier, scopes, now) = (&ledger, &barrier, &scopes, times[n as usize % 2]);
            threads.spawn(move || {
                barrier.wait();
                ledger.reserve(&visit(n), scopes, NanoDollars(1), now).ok().map(|held| held.parts()[0].1.start)
            })
        };
        let callers: Vec<_> = (0..100).map(call).collect();
        callers.into_iter().filter_map(|caller| caller.join().unwrap()).collect()
    });
    for day in [at("2026-11-21"), at("2026-11-22")] {
        assert!(admitted.iter().filter(|start| **start == day.as_secs()).count() <= 10);
    }
    // What is settled now was reserved in either day and is charged to that one.
    for n in 0..100 {
        ledger.settle(&visit(n), NanoDollars(1));
    }
    let new_day = admitted.iter().filter(|start| **start == times[1].as_secs()).count() as u64;
    assert_eq!(ledger.balance(&scopes[0].0, scopes[0].1, times[1]).spent.0, new_day);
    // A clock that is set back opens no second allotment of the day that is over.
    ledger.reserve(&visit(200), &scopes, NanoDollars(10 - new_day), times[0]).map(drop).unwrap();
    assert!(ledger.reserve(&visit(201), &scopes, NanoDollars(1), times[0]).is_err());
    println!(
        "figure BUD-07 100 callers at midnight with 10 a day: {} admitted, {new_day} of the new day",
        admitted.len()
    );
}

#[test]
fn a_changed_period_keeps_what_is_known_to_be_spent() {
    let ledger = Ledger::new();
    let tenant = ScopeId::tenant("acme");
    ledger.reserve(&visit(1), &[(tenant.clone(), daily(100))], NanoDollars(80), at(NOON)).map(drop).unwrap();
    let monthly = Budget { amount: NanoDollars(100), per: Period::Month };
    assert!(ledger.reserve(&visit(2), &[(tenant.clone(), monthly)], NanoDollars(21), at(NOON)).is_err());
    ledger.reserve(&visit(2), &[(tenant, monthly)], NanoDollars(20), at(NOON)).map(drop).unwrap();
}

#[test]
fn bud_08_refusals_cost_nothing_and_a_second_attempt_holds_more_under_one_visit() {
    let ledger = Ledger::new();
    let scopes = [(ScopeId::tenant("acme"), daily(100)), (ScopeId::team("acme", "red"), daily(10))];
    assert!(ledger.reserve(&visit(1), &scopes, NanoDollars(11), at(NOON)).is_err());
    assert_eq!(ledger.size(), (0, 0));
    let first = ledger.reserve(&visit(1), &scopes, NanoDollars(4), at(NOON)).unwrap();
    let second = ledger.reserve(&visit(1), &scopes, NanoDollars(4), at(NOON)).unwrap();
    assert_eq!((first.amount(), second.amount()), (NanoDollars(4), NanoDollars(8)));
    assert_eq!(first.parts(), second.parts());
    ledger.settle(&visit(1), NanoDollars::ZERO);
    assert_eq!(ledger.size(), (0, 0), "an account in which nothing happened is not kept");
}

#[test]
fn a_scope_named_twice_counts_once() {
    let ledger = Ledger::new();
    let tenant = (ScopeId::tenant("acme"), daily(100));
    ledger.reserve(&visit(1), &[tenant.clone(), tenant.clone()], NanoDollars(60), at(NOON)).map(drop).unwrap();
    assert_eq!(ledger.balance(&tenant.0, tenant.1, at(NOON)).held, NanoDollars(60));
}

#[test]
fn memory_is_bounded_by_what_still_counts() {
    let ledger = Ledger::new();
    for n in 0..1_000 {
        let scopes: Vec<_> = five_scopes(&format!("s{n}")).into_iter().map(|scope| (scope, daily(u64::MAX))).collect();
        ledger.reserve(&visit(n), &scopes, NanoDollars(1), at(NOON)).map(drop).unwrap();
        ledger.settle(&visit(n), NanoDollars(1));
    }
    ledger.sweep(at("2026-11-21T23:00:00Z"));
    assert_eq!(ledger.size(), (1_004, 0));
    ledger.sweep(at("2026-11-22T00:00:00Z"));
    assert_eq!(ledger.size(), (0, 0));
}

/// What happens to one visit, in order; a crash comes somewhere between.
#[derive(Clone, Debug)]
struct Story {
    scopes: Vec<usize>,
    worst: u32,
    more: Option<u32>,
    cost: Option<u32>,
    hour: u64,
}

fn stories() -> impl Strategy<Value = Vec<Story>> {
    let scopes = prop::sample::subsequence(vec![0, 1, 2, 3, 4], 1..5);
    let story = (scopes, any::<u32>(), any::<Option<u32>>(), any::<Option<u32>>(), 0..48_u64);
    let story = story.prop_map(|(scopes, worst, more, cost, hour)| Story { scopes, worst, more, cost, hour });
    prop::collection::vec(story, 1..40).prop_map(|mut stories| {
        stories.sort_by_key(|story| story.hour);
        stories
    })
}

proptest! {
    /// Whatever the place of the snapshot and of the crash, the ledger after it has what the one before it had spent
    /// and held, all as spent.
    #[test]
    fn crash_02_recovery_never_forgets_money(stories in stories(), snapshot_at in 0..40_usize) {
        let (ledger, budget) = (Ledger::new(), daily(u64::MAX));
        let all = five_scopes("s");
        let (mut log, mut snapshot, mut unsettled) = (Vec::new(), Snapshot::default(), std::collections::VecDeque::new());
        for (n, story) in stories.iter().enumerate() {
            if n == snapshot_at {
                snapshot = ledger.snapshot(|| log.len() as u64);
            }
            let id = visit(n as u128);
            let now = at("2026-11-21").plus(Duration::from_secs(story.hour * 3_600));
            let scopes: Vec<_> = story.scopes.iter().map(|n| (all[*n].clone(), budget)).collect();
            let mut held = ledger.reserve(&id, &scopes, NanoDollars(story.worst.into()), now).unwrap();
            log.push(Money::Opened { visit: id.clone(), at: now, amount: held.amount(), scopes: held.parts().to_vec() });
            if let Some(more) = story.more {
                ledger.extend(&mut held, NanoDollars(more.into())).unwrap();
                log.push(Money::Extended { visit: id.clone(), total: held.amount() });
            }
            // Settled three visits later, so that snapshots and midnight fall between opening and closing.
            unsettled.push_back((id, story.cost));
            if unsettled.len() > 3 && let Some((visit, Some(cost))) = unsettled.pop_front() {
                ledger.settle(&visit, NanoDollars(cost.into()));
                log.push(Money::Settled { visit, cost: NanoDollars(cost.into()) });
            }
        }
        let end = at("2026-11-22T23:00:00Z");
        let after = log.split_off(snapshot.seq as usize).into_iter().map(Ok::<Money, ()>);
        let text = serde_json::to_string(&snapshot).unwrap();
        let recovered = Ledger::recover(serde_json::from_str(&text).unwrap(), after).unwrap();
        for scope in &all {
            let (before, after) = (ledger.balance(scope, budget, end), recovered.balance(scope, budget, end));
            prop_assert_eq!(after.spent, before.spent.plus(before.held));
            prop_assert_eq!(after.held, NanoDollars::ZERO);
        }
        prop_assert_eq!(recovered.size().1, 0);
    }
}

#[test]
fn crash_02_a_snapshot_taken_between_a_step_and_its_record_counts_nothing_twice() {
    let (ledger, scopes) = (Ledger::new(), [(ScopeId::tenant("acme"), daily(1_000))]);
    let held = ledger.reserve(&visit(1), &scopes, NanoDollars(100), at(NOON)).unwrap();
    let parts = held.parts().to_vec();
    let opened = |n| Money::Opened { visit: visit(n), at: at(NOON), amount: NanoDollars(100), scopes: parts.clone() };
    let settled = |n| Money::Settled { visit: visit(n), cost: NanoDollars(30) };
    let spent = |snapshot: &Snapshot, log: Vec<Money>| {
        let recovered = Ledger::recover(snapshot.clone(), log.into_iter().map(Ok::<Money, ()>)).unwrap();
        recovered.balance(&scopes[0].0, scopes[0].1, at(NOON)).spent.0
    };
    // Reserved, its record not yet written: the record comes after the snapshot.
    let before_opened = ledger.snapshot(|| 0);
    assert_eq!(spent(&before_opened, vec![opened(1)]), 100);
    assert_eq!(spent(&before_opened, vec![opened(1), settled(1)]), 30);
    // Settled, its record not yet written.
    ledger.settle(&visit(1), NanoDollars(30));
    let before_settled = ledger.snapshot(|| 1);
    assert_eq!(spent(&before_settled, vec![settled(1)]), 30);
    assert_eq!(spent(&before_settled, vec![settled(1), opened(2), Money::Lost { visit: visit(2) }]), 130);
    assert_eq!(spent(&before_settled, vec![settled(1), opened(2)]), 130);
}

#[test]
fn recovery_fails_with_its_records() {
    assert_eq!(Ledger::recover(Snapshot::default(), [Err("unreadable")]).unwrap_err(), "unreadable");
}
