//! `wicketgate config`: check the file, show what is in force, explain every key.

use serde_json::json;

use crate::{
    Ending,
    cli::{Config, ConfigWhat, Format, Global},
    config::{self, reference},
    open, say,
};

/// Runs the command.
pub fn run(global: &Global, args: Config) -> anyhow::Result<Ending> {
    match args.what {
        ConfigWhat::Check => check(global),
        ConfigWhat::Show => show(global),
        ConfigWhat::Reference => {
            say::result(&reference::page());
            Ok(Ending::Fine)
        }
        ConfigWhat::Schema => {
            say::json(&reference::schema())?;
            Ok(Ending::Fine)
        }
    }
}

fn check(global: &Global) -> anyhow::Result<Ending> {
    let found = config::found_at(global.config.as_deref());
    let place = found.map_or_else(|| "no file, the defaults".to_owned(), |p| p.display().to_string());
    if global.format == Format::Json {
        return match config::load(global.config.as_deref()) {
            Ok(c) => {
                say::json(
                    &json!({ "file": place, "ok": true, "version": c.settings.version, "exceptions": c.exceptions,
                    "rules": c.settings.rules.own().heads().len() }),
                )?;
                Ok(Ending::Fine)
            }
            Err(invalid) => {
                let told: Vec<_> = invalid
                    .problems
                    .iter()
                    .map(|p| json!({ "place": p.place, "message": p.message, "hint": p.hint }))
                    .collect();
                say::json(&json!({ "file": place, "ok": false, "problems": told }))?;
                anyhow::bail!("the configuration cannot be used")
            }
        };
    }
    let configuration = open::configuration(global)?;
    say::result(&format!("{place}: fine, version {}", configuration.settings.version));
    let own = configuration.settings.rules.own().heads().len();
    if own > 0 {
        say::result(&format!("{own} rule{} of your own, proven", if own == 1 { "" } else { "s" }));
    }
    for exception in &configuration.exceptions {
        say::result(&format!("exception to the safe defaults: {exception}"));
    }
    Ok(Ending::Fine)
}

fn show(global: &Global) -> anyhow::Result<Ending> {
    let c = open::configuration(global)?;
    let s = &c.settings;
    let providers: Vec<_> = s
        .providers
        .iter()
        .map(|p| {
            json!({
                "name": p.name, "protocol": p.protocol.as_str(), "url": p.there.to_string(), "models": p.models,
                "accepts": p.accepts, "region": p.region, "vendor": p.vendor, "key": c.keys.get(&p.name).map(ToString::to_string),
            })
        })
        .collect();
    let routes: Vec<_> = s
        .routes
        .iter()
        .map(|r| json!({ "model": r.model, "to": r.to.iter().map(|(p, m)| format!("{p}:{m}")).collect::<Vec<_>>() }))
        .collect();
    let guards: serde_json::Map<_, _> = wicket_types::Guard::ALL
        .into_iter()
        .map(|g| {
            let set = s.guards.of(g);
            let places: Vec<_> =
                [("input", set.input), ("output", set.output)].into_iter().filter(|p| p.1).map(|p| p.0).collect();
            let value =
                json!({ "action": set.action, "limit": set.limit, "applies_to": places, "on_error": set.on_error });
            (g.as_str().to_owned(), value)
        })
        .collect();
    let ids: Vec<_> = s.rules.own().heads().iter().map(|head| &head.id).collect();
    say::json(&json!({
        "version": s.version,
        "listen": { "gate": s.listen.gate, "admin": s.listen.admin, "tls": s.listen.tls.is_some() },
        "data": c.data, "providers": providers, "routes": routes, "limits": s.limits, "guards": guards,
        "canary": s.canary, "names": s.guards.looks_for_names(), "encoder": s.guards.encoder().as_str(), "exceptions": c.exceptions, "rules": ids,
    }))?;
    Ok(Ending::Fine)
}
