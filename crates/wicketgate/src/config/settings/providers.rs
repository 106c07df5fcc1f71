//! The providers behind the gate, and the names of models that lead to them.

use std::collections::{BTreeMap, HashSet};

use wicket_gate::{
    address::{Destination, Private},
    settings::{ModelRoute, Provider},
};
use wicket_types::{Class, ModelName, ProviderName};
use wicket_wire::Protocol;

use super::{Check, KeyNames};
use crate::config::{
    diagnose::nearest,
    file::{ProviderFile, RouteFile},
    units::PrivateFile,
};

impl Check<'_> {
    pub(super) fn providers(&mut self, files: BTreeMap<String, ProviderFile>, keys: &mut KeyNames) -> Vec<Provider> {
        let mut providers = Vec::new();
        for (name, file) in files {
            let Some(parsed) = ProviderName::parse(&name) else {
                self.wrong(
                    &["providers", &name],
                    format!("`{name}` is no name for a provider"),
                    "use lower-case letters, digits, `-` and `_`",
                );
                continue;
            };
            let Some(protocol) = Protocol::parse(&file.protocol) else {
                let hint = nearest(&file.protocol, &["openai", "anthropic"]);
                let message = format!("[providers.{name}]: protocol `{}` is not known", file.protocol);
                self.wrong(&["providers", &name, "protocol"], message, hint);
                continue;
            };
            let Some(there) = self.there(&name, &file) else { continue };
            let accepts = self.class(&name, &file.accepts);
            let ca = file.ca.as_ref().and_then(|ca| self.file_of(&["providers", &name, "ca"], ca));
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

    fn there(&mut self, name: &str, file: &ProviderFile) -> Option<Destination> {
        self.destination(&["providers", name], &format!("[providers.{name}]"), &file.url, &file.private)
    }

    /// Where `url` leads, which stands in the part of the file to which `at` leads and which people know as `whole`.
    pub(super) fn destination(
        &mut self,
        at: &[&str],
        whole: &str,
        url: &str,
        private: &PrivateFile,
    ) -> Option<Destination> {
        let private = match private {
            PrivateFile::Flag(false) => Private::None,
            PrivateFile::Flag(true) => Private::Any,
            PrivateFile::Networks(texts) => Private::Within(self.networks(&[at, &["private"]].concat(), texts)),
        };
        match Destination::parse(url, private) {
            Ok(there) => Some(there),
            Err(problem) => {
                let hint = "write it like \"https://api.openai.com\", without user, query or odd spellings of the host";
                self.wrong(&[at, &["url"]].concat(), format!("{whole}: `{url}`: {problem}"), hint);
                None
            }
        }
    }

    fn class(&mut self, name: &str, text: &str) -> Class {
        self.class_of(&["providers", name, "accepts"], &format!("[providers.{name}]"), text)
    }

    /// A class of sensitivity, at its place in the file.
    pub(super) fn class_of(&mut self, at: &[&str], whole: &str, text: &str) -> Class {
        Class::parse(text).unwrap_or_else(|| {
            let hint = nearest(text, &["public", "internal", "confidential", "regulated"]);
            self.wrong(at, format!("{whole}: `{text}` is no class of sensitivity"), hint);
            Class::Public
        })
    }

    pub(super) fn routes(&mut self, files: &[RouteFile], providers: &[Provider]) -> Vec<ModelRoute> {
        let known: HashSet<&str> = providers.iter().map(|p| p.name.as_str()).collect();
        let mut routes = Vec::new();
        for (n, file) in files.iter().enumerate() {
            let n = n.to_string();
            if file.to.is_empty() {
                self.wrong(
                    &["routes", &n, "to"],
                    format!("the route of `{}` leads nowhere", file.model),
                    "name at least one \"provider:model\"",
                );
            }
            let targets = file.to.iter().enumerate();
            let to = targets
                .filter_map(|(m, target)| {
                    self.target(&["routes", &n, "to", &m.to_string()], &file.model, target, &known)
                })
                .collect();
            routes.push(ModelRoute { model: file.model.clone(), to });
        }
        routes
    }

    fn target(
        &mut self,
        at: &[&str],
        model: &str,
        target: &str,
        known: &HashSet<&str>,
    ) -> Option<(ProviderName, ModelName)> {
        let parts = target.split_once(':');
        let parsed = parts.and_then(|(p, m)| Some((ProviderName::parse(p)?, ModelName::parse(m)?)));
        match parsed {
            Some((provider, _)) if !known.contains(provider.as_str()) => {
                let names: Vec<&str> = known.iter().copied().collect();
                let hint = nearest(provider.as_str(), &names);
                self.wrong(at, format!("the route of `{model}` leads to `{provider}`, which is no provider"), hint);
                None
            }
            Some(fine) => Some(fine),
            None => {
                self.wrong(
                    at,
                    format!("`{target}` in the route of `{model}` is no target"),
                    "write it like \"openai:gpt-5-mini\"",
                );
                None
            }
        }
    }
}
