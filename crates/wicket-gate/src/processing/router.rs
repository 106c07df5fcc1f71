//! Which providers may serve a model: aliases first, then the providers' own lists; never one that speaks another
//! protocol, and never one that may not receive data of this sensitivity.

use wicket_types::{Class, Code, ModelName, ProviderName, Refusal, principal::matches};
use wicket_wire::Protocol;

use crate::settings::{Provider, Settings};

/// A provider that may serve the call, and the model's name there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Index into `Settings::providers`.
    pub provider: usize,
    /// The name to send, where it differs from the one that the caller wrote.
    pub rename: Option<ModelName>,
}

/// What the router looks at.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What the caller speaks.
    pub protocol: Protocol,
    /// The model, where the call names one.
    pub model: Option<&'a ModelName>,
    /// The provider, where the path names one.
    pub provider: Option<&'a str>,
    /// The provider that has what the call goes on from: nobody else knows it.
    pub holder: Option<&'a ProviderName>,
    /// How sensitive the call is.
    pub class: Class,
}

/// The candidates in order of preference; at least one.
///
/// # Errors
/// No such provider, no provider for the model, none that has the object, or none that may receive this class.
pub fn candidates(settings: &Settings, ask: Question<'_>) -> Result<Vec<Candidate>, Refusal> {
    let mut all = match (ask.provider, ask.model) {
        (Some(name), _) => named(settings, name, ask.protocol)?,
        (None, Some(model)) => serving(settings, model, ask.protocol),
        (None, None) => speaking(settings, ask.protocol),
    };
    if all.is_empty() {
        return Err(match ask.model {
            Some(model) => Refusal::new(Code::UnknownModel)
                .detail(format!("Add `{model}` to the `models` of a provider that speaks {}.", ask.protocol.as_str())),
            None => Refusal::new(Code::NoSuchProvider).detail(format!("No provider speaks {}.", ask.protocol.as_str())),
        });
    }
    if let Some(holder) = ask.holder {
        all.retain(|c| settings.providers.get(c.provider).is_some_and(|p| p.name == *holder));
        if all.is_empty() {
            return Err(
                Refusal::new(Code::ObjectUnknown).detail(format!("`{holder}` has it and does not serve this call."))
            );
        }
    }
    let total = all.len();
    let fit: Vec<_> = all.into_iter().filter(|c| accepts(settings, c, ask.class)).collect();
    if fit.is_empty() {
        return Err(Refusal::new(Code::ClassForbidden)
            .detail(format!("The call is `{}`; {total} provider(s) accept less.", ask.class.as_str())));
    }
    Ok(fit)
}

fn named(settings: &Settings, name: &str, protocol: Protocol) -> Result<Vec<Candidate>, Refusal> {
    let at = settings.providers.iter().position(|p| p.name.as_str() == name).ok_or(Code::NoSuchProvider)?;
    let speaks = settings.providers.get(at).is_some_and(|p| p.protocol == protocol);
    if !speaks {
        return Err(Refusal::new(Code::NoAdapter).detail(format!("`{name}` does not speak {}.", protocol.as_str())));
    }
    Ok(vec![Candidate { provider: at, rename: None }])
}

fn serving(settings: &Settings, model: &ModelName, protocol: Protocol) -> Vec<Candidate> {
    let speaks = |p: &Provider| p.protocol == protocol;
    if let Some(route) = settings.routes.iter().find(|route| matches(&route.model, model.as_str())) {
        return route
            .to
            .iter()
            .filter_map(|(name, there)| {
                let at = settings.providers.iter().position(|p| p.name == *name && speaks(p))?;
                Some(Candidate { provider: at, rename: (there != model).then(|| there.clone()) })
            })
            .collect();
    }
    let has = |p: &Provider| p.models.iter().any(|pattern| matches(pattern, model.as_str()));
    let fitting = settings.providers.iter().enumerate().filter(|(_, p)| speaks(p) && has(p));
    fitting.map(|(provider, _)| Candidate { provider, rename: None }).collect()
}

fn speaking(settings: &Settings, protocol: Protocol) -> Vec<Candidate> {
    let fitting = settings.providers.iter().enumerate().filter(|(_, p)| p.protocol == protocol);
    fitting.map(|(provider, _)| Candidate { provider, rename: None }).collect()
}

fn accepts(settings: &Settings, candidate: &Candidate, class: Class) -> bool {
    settings.providers.get(candidate.provider).is_some_and(|p| class <= p.accepts)
}
