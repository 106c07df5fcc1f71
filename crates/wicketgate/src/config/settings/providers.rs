//! The providers behind the gate, and the names of models that lead to them.

use std::collections::{BTreeMap, HashSet};

use wicket_gate::{
    settings::{ModelRoute, Provider},
    upstream::address::Destination,
};
use wicket_types::{Class, ModelName, ProviderName};
use wicket_wire::Protocol;

use super::{Check, KeyNames};
use crate::config::{
    diagnose::nearest,
    file::{ProviderFile, RouteFile},
};

impl Check<'_> {
    pub(super) fn providers(&mut self, files: BTreeMap<String, ProviderFile>, keys: &mut KeyNames) -> Vec<Provider> {
        let mut providers = Vec::new();
        for (name, file) in files {
            let section = format!("[providers.{name}]");
            let Some(parsed) = ProviderName::parse(&name) else {
                self.wrong(
                    &section,
                    format!("`{name}` is no name for a provider"),
                    "use lower-case letters, digits, `-` and `_`",
                );
                continue;
            };
            let Some(protocol) = Protocol::parse(&file.protocol) else {
                let hint = nearest(&file.protocol, &["openai", "anthropic"]);
                self.wrong("protocol", format!("{section}: protocol `{}` is not known", file.protocol), hint);
                continue;
            };
            let Some(there) = self.there(&section, &file) else { continue };
            let accepts = self.class(&section, &file.accepts);
            let ca = file.ca.as_ref().and_then(|ca| self.file_of(&section, "ca", ca));
            if let Some(key) = file.key {
                keys.insert(parsed.clone(), key);
            }
            providers.push(Provider {
                name: parsed,
                protocol,
                there,
                models: file.models,
                accepts,
                region: file.region,
                vendor: file.vendor,
                ca,
            });
        }
        providers
    }

    fn there(&mut self, section: &str, file: &ProviderFile) -> Option<Destination> {
        match Destination::parse(&file.url, file.private) {
            Ok(there) => Some(there),
            Err(problem) => {
                let hint = "write it like \"https://api.openai.com\", without user, query or odd spellings of the host";
                self.wrong("url", format!("{section}: `{}`: {problem}", file.url), hint);
                None
            }
        }
    }

    fn class(&mut self, section: &str, text: &str) -> Class {
        Class::parse(text).unwrap_or_else(|| {
            let hint = nearest(text, &["public", "internal", "confidential", "regulated"]);
            self.wrong("accepts", format!("{section}: `{text}` is no class of sensitivity"), hint);
            Class::Public
        })
    }

    pub(super) fn routes(&mut self, files: &[RouteFile], providers: &[Provider]) -> Vec<ModelRoute> {
        let known: HashSet<&str> = providers.iter().map(|p| p.name.as_str()).collect();
        let mut routes = Vec::new();
        for file in files {
            if file.to.is_empty() {
                self.wrong(
                    "to",
                    format!("the route of `{}` leads nowhere", file.model),
                    "name at least one \"provider:model\"",
                );
            }
            let to = file.to.iter().filter_map(|target| self.target(&file.model, target, &known)).collect();
            routes.push(ModelRoute { model: file.model.clone(), to });
        }
        routes
    }

    fn target(&mut self, model: &str, target: &str, known: &HashSet<&str>) -> Option<(ProviderName, ModelName)> {
        let parts = target.split_once(':');
        let parsed = parts.and_then(|(p, m)| Some((ProviderName::parse(p)?, ModelName::parse(m)?)));
        match parsed {
            Some((provider, _)) if !known.contains(provider.as_str()) => {
                let names: Vec<&str> = known.iter().copied().collect();
                let hint = nearest(provider.as_str(), &names);
                self.wrong("to", format!("the route of `{model}` leads to `{provider}`, which is no provider"), hint);
                None
            }
            Some(fine) => Some(fine),
            None => {
                self.wrong(
                    "to",
                    format!("`{target}` in the route of `{model}` is no target"),
                    "write it like \"openai:gpt-5-mini\"",
                );
                None
            }
        }
    }
}
