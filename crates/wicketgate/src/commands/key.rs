//! `wicketgate key`: callers' keys.

use anyhow::{Context, anyhow};
use serde_json::{Value, json};
use wicket_store::{KeyRow, NewKey, key_format::Environment};
use wicket_types::{KeyId, Limits, ids::Label};

use crate::{
    Ending,
    cli::{Format, Global, Key, KeyCreate, KeyWhat},
    commands::budget::amount,
    open, say,
};

/// Runs the command.
pub fn run(global: &Global, args: Key) -> anyhow::Result<Ending> {
    let configuration = open::configuration(global)?;
    open::wait(async {
        let store = open::store(&configuration).await?;
        let now = wicket_gate::wall();
        match args.what {
            KeyWhat::Create(new) => {
                let made = store.create_key(&wanted(new)?, now).await?;
                shown_once(global, &made.row, made.secret.expose())?;
            }
            KeyWhat::Rotate { id, overlap } => {
                let made = store.rotate_key(&key_id(&id)?, open::span(&overlap)?, None, now).await?;
                shown_once(global, &made.row, made.secret.expose())?;
            }
            KeyWhat::List => list(global, store.keys().await?)?,
            KeyWhat::Show { id } => say::json(&told(&store.key(&key_id(&id)?).await?))?,
            KeyWhat::Revoke { id } => {
                let row = store.revoke_key(&key_id(&id)?, now).await?;
                match global.format {
                    Format::Text => {
                        say::result(&format!("{} is revoked; running gates follow within a second", row.id))
                    }
                    _ => say::json(&told(&row))?,
                }
            }
        }
        store.close().await;
        Ok(Ending::Fine)
    })
}

fn wanted(new: KeyCreate) -> anyhow::Result<NewKey> {
    let label = |what: &str, text: &str| {
        Label::parse(text)
            .ok_or_else(|| anyhow!("`{text}` is no {what}\nhint: visible ASCII characters, at most 128, no quotes"))
    };
    // A key answers for someone; where no one is named it answers for the application that it was made for.
    let user = new.user.unwrap_or_else(|| new.name.split_whitespace().collect::<Vec<_>>().join("-"));
    let mut key = NewKey::new(new.name, label("tenant", &new.tenant)?, label("user", &user)?);
    key.team = new.team.as_deref().map(|team| label("team", team)).transpose()?;
    key.environment = if new.test { Environment::Test } else { Environment::Live };
    key.models = new.models;
    key.addresses = new
        .networks
        .iter()
        .map(|n| {
            n.parse()
                .or_else(|_| n.parse::<std::net::IpAddr>().map(Into::into))
                .with_context(|| format!("`{n}` is no network"))
        })
        .collect::<Result<_, _>>()?;
    key.expires = Some(wicket_gate::wall().plus(open::span(&new.expires)?));
    key.limits = Limits {
        requests_per_minute: new.requests_per_minute,
        tokens_per_minute: new.tokens_per_minute,
        concurrent: new.concurrent,
        body: None,
        budget: new.budget.as_deref().map(amount).transpose()?,
    };
    Ok(key)
}

/// Reads a key's id; a whole key is recognised and not repeated.
fn key_id(text: &str) -> anyhow::Result<KeyId> {
    KeyId::parse(text).ok_or_else(|| {
        let hint = "the id is the twelve characters after `wgk_live_`; `wicketgate key list` shows them";
        anyhow!("that is no key id\nhint: {hint}")
    })
}

fn shown_once(global: &Global, row: &KeyRow, secret: &str) -> anyhow::Result<()> {
    if global.format == Format::Json {
        let mut value = told(row);
        if let Value::Object(fields) = &mut value {
            fields.insert("key".to_owned(), json!(secret));
        }
        return say::json(&value);
    }
    say::result(secret);
    say::aside(&format!("key {} for `{}`, until {}; it is shown this once", row.id, row.name, row.expires));
    Ok(())
}

fn told(row: &KeyRow) -> Value {
    let who = row.principal();
    json!({
        "id": row.id, "name": row.name, "tenant": who.tenant, "team": who.team, "user": who.user,
        "models": who.models, "limits": who.limits,
        "addresses": row.addresses.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "created": row.created.to_string(), "expires": row.expires.to_string(),
        "revoked": row.revoked.map(|at| at.to_string()), "state": state(row),
    })
}

fn state(row: &KeyRow) -> &'static str {
    match (row.revoked, row.is_live(wicket_gate::wall())) {
        (Some(_), _) => "revoked",
        (None, true) => "live",
        (None, false) => "expired",
    }
}

fn list(global: &Global, keys: wicket_store::keys::KeyList) -> anyhow::Result<()> {
    for id in &keys.tampered {
        say::aside(&format!("key {id} was changed by someone else and is refused"));
    }
    if global.format == Format::Json {
        return say::json(&keys.rows.iter().map(told).collect::<Vec<_>>());
    }
    let rows: Vec<Vec<String>> = keys
        .rows
        .iter()
        .map(|row| {
            let who = row.principal();
            let models = if who.models.is_empty() { "all".to_owned() } else { who.models.join(" ") };
            vec![
                row.id.to_string(),
                row.name.clone(),
                who.tenant.to_string(),
                who.user.to_string(),
                state(row).to_owned(),
                row.expires.to_string(),
                models,
            ]
        })
        .collect();
    say::result(&say::table(&["ID", "NAME", "TENANT", "USER", "STATE", "EXPIRES", "MODELS"], &rows));
    Ok(())
}
