//! What each guard does, and the exceptions that were made to it.

use wicket_detect::second::Ask;
use wicket_gate::settings::{GuardSetting, Guards};
use wicket_types::{Action, Confidence, Guard, OnError};

use super::Check;
use crate::config::{
    diagnose::nearest,
    file::{GuardFile, GuardsFile},
};

impl Check<'_> {
    pub(super) fn guards(&mut self, file: &GuardsFile, exceptions: &mut Vec<String>) -> Guards {
        Guards::new(|guard| {
            let written = match guard {
                Guard::Injection => &file.injection,
                Guard::Pii => &file.pii,
                Guard::Secrets => &file.secrets,
                Guard::Safety => &file.safety,
                Guard::Leak => &file.leak,
                Guard::Exfil => &file.exfil,
            };
            self.guard(guard, written, exceptions)
        })
        .with_names(file.names)
        .with_encoder(self.encoder(file.encoder.as_deref()))
    }

    fn encoder(&mut self, word: Option<&str>) -> Ask {
        let Some(word) = word else { return Ask::default() };
        Ask::named(word).unwrap_or_else(|| {
            let hint = nearest(word, &Ask::ALL.map(Ask::as_str));
            self.wrong(&["guards", "encoder"], format!("[guards]: the encoder is not asked `{word}`"), hint);
            Ask::default()
        })
    }

    fn guard(&mut self, guard: Guard, file: &GuardFile, exceptions: &mut Vec<String>) -> GuardSetting {
        let mut setting = Guards::default_of(guard);
        let name = guard.as_str();
        let section = format!("[guards.{name}]");
        if let Some(text) = &file.action {
            match action(text) {
                Some(Action::Mask) if !matches!(guard, Guard::Pii | Guard::Secrets) => {
                    self.wrong(
                        &["guards", name, "action"],
                        format!("{section} cannot mask"),
                        "only `pii` and `secrets` can; use \"flag\" or \"block\"",
                    );
                }
                Some(action) => setting.action = action,
                None => {
                    let hint = nearest(text, &["off", "flag", "mask", "block"]);
                    self.wrong(&["guards", name, "action"], format!("{section}: `{text}` is no action"), hint);
                }
            }
        }
        match file.limit {
            Some(limit) if (0.0..=1.0).contains(&limit) => setting.limit = Confidence::new(limit),
            Some(_) => self.wrong(
                &["guards", name, "limit"],
                format!("{section}: the limit is not between 0.0 and 1.0"),
                "give a number such as 0.8",
            ),
            None => {}
        }
        if let Some(places) = &file.applies_to {
            for (n, place) in places.iter().enumerate().filter(|(_, p)| !matches!(p.as_str(), "input" | "output")) {
                let at = ["guards", name, "applies_to", &n.to_string()];
                self.wrong(&at, format!("{section}: `{place}` is no place"), "use \"input\" and \"output\"");
            }
            setting.input = places.iter().any(|p| p == "input");
            setting.output = places.iter().any(|p| p == "output");
        }
        match file.on_error.as_deref() {
            None | Some("refuse") => {}
            Some("pass") => {
                setting.on_error = OnError::Pass;
                exceptions.push(format!("calls pass when the guard `{}` fails (on_error = \"pass\")", guard.as_str()));
            }
            Some(text) => self.wrong(
                &["guards", name, "on_error"],
                format!("{section}: `{text}` is no answer to a failure"),
                nearest(text, &["refuse", "pass"]),
            ),
        }
        if setting.action == Action::Off {
            exceptions.push(format!("the guard `{}` is off", guard.as_str()));
        }
        setting
    }
}

fn action(text: &str) -> Option<Action> {
    [("off", Action::Off), ("flag", Action::Flag), ("mask", Action::Mask), ("block", Action::Block)]
        .into_iter()
        .find_map(|(name, action)| (name == text).then_some(action))
}
