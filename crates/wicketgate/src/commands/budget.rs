//! `wicketgate budget`: ceilings, and what is spent of them.

use anyhow::anyhow;
use serde_json::json;
use wicket_store::ledger::ScopeId;
use wicket_types::{NanoDollars, limits::Budget as Ceiling};

use crate::{
    Ending,
    cli::{Budget, BudgetWhat, Format, Global},
    config::settings::period,
    open, say,
    wire_up::spending,
};

/// Runs the command.
pub fn run(global: &Global, args: Budget) -> anyhow::Result<Ending> {
    let configuration = open::configuration(global)?;
    open::wait(async {
        let store = open::store(&configuration).await?;
        match args.what {
            BudgetWhat::Set { scope, amount: text } => {
                let row = store.set_budget(&scope_id(&scope)?, amount(&text)?, wicket_gate::wall()).await?;
                say::aside(&format!("{} may spend {}", row.scope, written(row.budget)));
            }
            BudgetWhat::Remove { scope } => {
                store.remove_budget(&scope_id(&scope)?).await?;
                say::aside(&format!("{scope} has no ceiling of its own any more"));
            }
            BudgetWhat::List => {
                let ledger = spending(&store, &configuration).await?;
                let now = wicket_gate::wall();
                let mut all: Vec<(ScopeId, Ceiling)> =
                    store.budget_book().list().into_iter().map(|row| (row.scope, row.budget)).collect();
                for judge in &configuration.settings.judges {
                    let scope = ScopeId::judge(&judge.name);
                    if !all.iter().any(|(set, _)| *set == scope) {
                        all.extend(judge.budget.map(|budget| (scope, budget)));
                    }
                }
                let balance = |(scope, budget)| (ledger.balance(&scope, budget, now), scope, budget);
                let rows: Vec<_> = all.into_iter().map(balance).collect();
                if global.format == Format::Json {
                    let told: Vec<_> = rows
                        .iter()
                        .map(|(balance, scope, budget)| {
                            json!({
                                "scope": scope, "usd": dollars(budget.amount), "per": budget.per,
                                "spent_usd": dollars(balance.spent), "held_usd": dollars(balance.held),
                                "left_usd": dollars(balance.left), "renews": balance.renews.map(|at| at.to_string()),
                            })
                        })
                        .collect();
                    say::json(&told)?;
                } else {
                    let rows: Vec<Vec<String>> = rows
                        .iter()
                        .map(|(balance, scope, budget)| {
                            let renews = balance.renews.map_or_else(|| "never".to_owned(), |at| at.to_string());
                            vec![
                                scope.to_string(),
                                written(*budget),
                                balance.spent.to_string(),
                                balance.held.to_string(),
                                balance.left.to_string(),
                                renews,
                            ]
                        })
                        .collect();
                    say::result(&say::table(&["SCOPE", "CEILING", "SPENT", "HELD", "LEFT", "RENEWS"], &rows));
                }
            }
        }
        store.close().await;
        Ok(Ending::Fine)
    })
}

/// Reads `5/day`, `$0.50/hour`.
///
/// # Errors
/// It is written otherwise.
pub fn amount(text: &str) -> anyhow::Result<Ceiling> {
    let wrong = || anyhow!("`{text}` is no budget\nhint: write it like 50/day; hour, day, week, month or total");
    let (dollars, per) = text.split_once('/').ok_or_else(wrong)?;
    let dollars: f64 = dollars.trim_start_matches('$').parse().map_err(|_| wrong())?;
    let amount = NanoDollars::from_dollars(dollars).ok_or_else(wrong)?;
    Ok(Ceiling { amount, per: period(per).ok_or_else(wrong)? })
}

fn scope_id(text: &str) -> anyhow::Result<ScopeId> {
    let hint = "key:ID, user:TENANT/NAME, team:TENANT/NAME, tenant:NAME, session:KEY/NAME or judge:NAME";
    ScopeId::parse(text).ok_or_else(|| anyhow!("`{text}` is no scope\nhint: {hint}"))
}

fn written(budget: Ceiling) -> String {
    format!(
        "{} per {}",
        budget.amount,
        serde_json::to_value(budget.per).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    )
}

fn dollars(amount: NanoDollars) -> f64 {
    amount.0 as f64 / 1e9
}
