//! The judges that are asked beside the built-in guards.

use std::collections::HashSet;

use wicket_gate::settings::{Judge, JudgePrice, MOST_JUDGES, Provider, Speaks, When};
use wicket_types::{Confidence, Guard, NanoDollars, OnError, ProviderName};

use super::{Check, KeyNames};
use crate::config::{diagnose::nearest, judge_file::JudgeFile};

/// Least text of a question, in bytes: shorter parts would tear sentences.
const LEAST_TEXT: u64 = 256;
/// Most text of a question.
const MOST_TEXT: u64 = 1 << 20;
/// Most questions of one visit, and of all visits at one time.
const MOST_QUESTIONS: usize = 4_096;

/// The guards that a judge may speak for. Whether an answer gives the instructions away only the gate can say.
const GUARDS: [Guard; 5] = [Guard::Injection, Guard::Safety, Guard::Pii, Guard::Secrets, Guard::Exfil];

/// The principle of a ShieldGemma where the file states none.
const POLICY: &str = "\"No Dangerous Content\": The text shall not contain, ask for or facilitate what harms people: \
                      weapons, drugs, crime, violence, hate, harassment, sexual content, or harm to oneself.";

impl Check<'_> {
    pub(super) fn judges(
        &mut self,
        files: Vec<JudgeFile>,
        providers: &[Provider],
        keys: &mut KeyNames,
        exceptions: &mut Vec<String>,
    ) -> Vec<Judge> {
        if files.len() > MOST_JUDGES {
            self.wrong(&["judges"], format!("there are {} judges", files.len()), format!("at most {MOST_JUDGES}"));
        }
        let mut taken: HashSet<ProviderName> = providers.iter().map(|provider| provider.name.clone()).collect();
        let mut judges = Vec::new();
        for (n, file) in files.into_iter().enumerate() {
            let key = file.key.clone();
            let Some(judge) = self.judge(&At(n.to_string()), file, exceptions) else { continue };
            if !taken.insert(judge.name.clone()) {
                let message = format!("`{}` is the name of another judge or of a provider", judge.name);
                self.wrong(&["judges", &n.to_string(), "name"], message, "give it a name of its own");
            }
            keys.extend(key.map(|key| (judge.name.clone(), key)));
            judges.push(judge);
        }
        judges
    }

    fn judge(&mut self, at: &At, file: JudgeFile, exceptions: &mut Vec<String>) -> Option<Judge> {
        let name = ProviderName::parse(&file.name).or_else(|| {
            let message = format!("`{}` is no name for a judge", file.name);
            self.wrong(&at.to("name"), message, "use lower-case letters, digits, `-` and `_`");
            None
        });
        let speaks = self.speaks(at, &file);
        let whole = format!("[[judges]] `{}`", file.name);
        let there = self.destination(&["judges", &at.0], &whole, &file.url, &file.private);
        let (input, output) = self.directions(at, &file.applies_to);
        let on_error = match file.on_error.as_str() {
            "refuse" => OnError::Refuse,
            "pass" => {
                exceptions
                    .push(format!("calls pass when the judge `{}` gives no verdict (on_error = \"pass\")", file.name));
                OnError::Pass
            }
            text => {
                let hint = nearest(text, &["refuse", "pass"]);
                self.wrong(&at.to("on_error"), format!("`{text}` is no answer to a failure"), hint);
                OnError::Refuse
            }
        };
        if !file.mask {
            exceptions.push(format!("the judge `{}` sees personal data and credentials (mask = false)", file.name));
        }
        let guards = self.judged_guards(at, &file);
        let when = self.when(at, &file, &guards);
        let price = self.judge_price(at, &file);
        let budget = file.budget.as_ref().and_then(|budget| self.budget(&["judges", &at.0, "budget"], budget));
        if budget.is_some() && file.price.is_none() {
            let hint = "state `price = { call = … }`, or `input` and `output` for a million tokens";
            self.wrong(&at.to("budget"), format!("{whole} has a budget and no price"), hint);
        }
        self.sizes(at, &file);
        let ca = file.ca.as_ref().and_then(|ca| self.file_of(&["judges", &at.0, "ca"], ca));
        let accepts = self.class_of(&["judges", &at.0, "accepts"], &whole, &file.accepts);
        Some(Judge {
            name: name?,
            speaks: speaks?,
            there: there?,
            ca,
            guards,
            input,
            output,
            when,
            threshold: file.threshold.map(Confidence::new),
            deadline: file.deadline.0,
            on_error,
            mask: file.mask,
            accepts,
            text_bytes: usize::try_from(file.text_bytes.0).unwrap_or(usize::MAX),
            questions: file.questions,
            concurrent: file.concurrent,
            remember: file.remember.0,
            price,
            budget,
        })
    }

    fn speaks(&mut self, at: &At, file: &JudgeFile) -> Option<Speaks> {
        const KINDS: &[&str] = &["openai-moderation", "llama-guard", "shieldgemma", "http"];
        let kind = file.kind.as_str();
        if file.policy.is_some() && kind != "shieldgemma" {
            self.wrong(&at.to("policy"), format!("`{kind}` takes no `policy`"), "only `shieldgemma` does");
        }
        let model = file.model.clone();
        match kind {
            "openai-moderation" => Some(Speaks::Moderation { model }),
            "llama-guard" | "shieldgemma" => {
                let Some(model) = model else {
                    self.wrong(&at.to("model"), format!("`{kind}` needs a `model`"), "name it as its server does");
                    return None;
                };
                let policy = file.policy.clone().unwrap_or_else(|| POLICY.to_owned());
                Some(if kind == "shieldgemma" {
                    Speaks::ShieldGemma { model, policy }
                } else {
                    Speaks::LlamaGuard { model }
                })
            }
            "http" => {
                if model.is_some() {
                    self.wrong(&at.to("model"), "`http` takes no `model`", "leave it out");
                }
                Some(Speaks::Http)
            }
            other => {
                self.wrong(&at.to("kind"), format!("`{other}` is no kind of judge"), nearest(other, KINDS));
                None
            }
        }
    }

    fn directions(&mut self, at: &At, places: &[String]) -> (bool, bool) {
        let has = |wanted: &str| places.iter().any(|place| place == wanted);
        let (input, output) = (has("input"), has("output"));
        if places.iter().any(|place| !matches!(place.as_str(), "input" | "output")) || !(input || output) {
            self.wrong(
                &at.to("applies_to"),
                "`applies_to` names no place, or one that is none",
                "use \"input\" and \"output\"",
            );
        }
        (input, output)
    }

    fn judged_guards(&mut self, at: &At, file: &JudgeFile) -> Vec<Guard> {
        let words: Vec<&str> = GUARDS.iter().map(|guard| guard.as_str()).collect();
        let mut guards = Vec::new();
        for text in &file.guards {
            match GUARDS.into_iter().find(|guard| guard.as_str() == text) {
                Some(guard) => guards.push(guard),
                None => {
                    self.wrong(&at.to("guards"), format!("a judge cannot speak for `{text}`"), nearest(text, &words));
                }
            }
        }
        if file.guards.is_empty() {
            self.wrong(&at.to("guards"), "the judge speaks for no guard", format!("name some of {}", words.join(", ")));
        }
        guards
    }

    fn when(&mut self, at: &At, file: &JudgeFile, guards: &[Guard]) -> When {
        let [low, high] = file.band;
        match file.when.as_str() {
            "always" => When::Always,
            "undecided" => {
                if !(0.0 <= low && low <= high && high <= 1.0) {
                    let message = format!("`band` is from {low} to {high}");
                    self.wrong(&at.to("band"), message, "give two scores between 0.0 and 1.0, the lower one first");
                }
                if guards.iter().any(|guard| !matches!(guard, Guard::Injection | Guard::Safety)) {
                    self.wrong(
                        &at.to("when"),
                        "only `injection` and `safety` have a score that can be undecided",
                        "use when = \"always\", or leave the other guards out",
                    );
                }
                When::Undecided(low as f32..=high as f32)
            }
            other => {
                let hint = nearest(other, &["always", "undecided"]);
                self.wrong(&at.to("when"), format!("`{other}` is no time to ask"), hint);
                When::Always
            }
        }
    }

    fn judge_price(&mut self, at: &At, file: &JudgeFile) -> Option<JudgePrice> {
        let price = file.price.as_ref()?;
        let amounts = [price.call, price.input, price.output].map(NanoDollars::from_dollars);
        let [Some(call), Some(input), Some(output)] = amounts else {
            self.wrong(&at.to("price"), "a price is no amount of money", "give dollars, 0 or more");
            return None;
        };
        Some(JudgePrice { call, input, output })
    }

    fn sizes(&mut self, at: &At, file: &JudgeFile) {
        if file.threshold.is_some_and(|threshold| !(0.0..=1.0).contains(&threshold)) {
            self.wrong(&at.to("threshold"), "the threshold is not between 0.0 and 1.0", "give a number such as 0.7");
        }
        if !(LEAST_TEXT..=MOST_TEXT).contains(&file.text_bytes.0) {
            let message = format!("`text_bytes` is {}", file.text_bytes.0);
            self.wrong(&at.to("text_bytes"), message, "give a size from 256 B to 1 MiB");
        }
        for (key, number) in [("questions", file.questions), ("concurrent", file.concurrent)] {
            if !(1..=MOST_QUESTIONS).contains(&number) {
                self.wrong(
                    &at.to(key),
                    format!("`{key}` is {number}"),
                    format!("give a number from 1 to {MOST_QUESTIONS}"),
                );
            }
        }
        if file.deadline.0.is_zero() {
            self.wrong(&at.to("deadline"), "the deadline leaves no time", "write it like \"2s\"");
        }
    }
}

/// The number of a judge in the file.
struct At(String);

impl At {
    fn to<'a>(&'a self, key: &'a str) -> [&'a str; 3] {
        ["judges", &self.0, key]
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use wicket_gate::settings::{Speaks, When};

    use crate::config::{Configuration, Problem, parse};

    const PLAIN: &str =
        "[[judges]]\nname = \"house\"\nkind = \"http\"\nurl = \"http://10.0.0.7:9000\"\nguards = [\"safety\"]\n";

    fn read(text: &str) -> Result<Configuration, Vec<Problem>> {
        parse(text, Path::new("w.toml")).map_err(|invalid| invalid.problems)
    }

    #[test]
    fn what_is_left_out_is_safe() {
        let configuration = read(PLAIN).unwrap();
        let judge = &configuration.settings.judges[0];
        assert!(judge.mask && judge.input && !judge.output);
        assert_eq!(
            (&judge.speaks, &judge.when, judge.on_error),
            (&Speaks::Http, &When::Always, super::OnError::Refuse)
        );
        assert_eq!(configuration.exceptions, Vec::<String>::new());
        assert!(judge.price.is_none() && judge.budget.is_none());
    }

    #[test]
    fn exceptions_are_named() {
        let told = read(&format!("{PLAIN}on_error = \"pass\"\nmask = false\n")).unwrap().exceptions;
        assert_eq!(told.len(), 2);
        assert!(told.iter().all(|exception| exception.contains("the judge `house`")), "{told:?}");
    }

    #[test]
    fn each_mistake_is_told_at_its_place() {
        for (more, place, told) in [
            ("deadline = \"0s\"", "w.toml:6:12", "no time"),
            ("text_bytes = 16", "w.toml:6:14", "text_bytes"),
            ("questions = 0", "w.toml:6:13", "questions"),
            ("threshold = 1.5", "w.toml:6:13", "threshold"),
            ("applies_to = [\"inbox\"]", "w.toml:6:14", "no place"),
            ("when = \"sometimes\"", "w.toml:6:8", "sometimes"),
            ("when = \"undecided\"\nband = [0.9, 0.3]", "w.toml:7:8", "band"),
            ("budget = { usd = 1, per = \"day\" }", "w.toml:6:1", "no price"),
            ("price = { call = -1 }", "w.toml:6:1", "no amount of money"),
            ("model = \"x\"", "w.toml:6:9", "no `model`"),
            ("policy = \"x\"", "w.toml:6:10", "no `policy`"),
            ("accepts = \"secret\"", "w.toml:6:11", "class"),
            ("on_error = \"ignore\"", "w.toml:6:12", "failure"),
        ] {
            let problems = read(&format!("{PLAIN}{more}\n")).unwrap_err();
            assert_eq!(problems.len(), 1, "{more}: {problems:?}");
            assert_eq!(problems[0].place, place, "{more}");
            assert!(problems[0].message.contains(told), "{more}: {}", problems[0]);
        }
        for (from, to, told) in [
            ("\"http\"", "\"https\"", "kind of judge"),
            ("\"http\"", "\"llama-guard\"", "needs a `model`"),
            ("[\"safety\"]", "[]", "no guard"),
            ("[\"safety\"]", "[\"leak\"]", "speak for `leak`"),
            ("[\"safety\"]", "[\"pii\"]\nwhen = \"undecided\"", "undecided"),
            ("\"house\"", "\"House\"", "no name"),
            ("http://10.0.0.7:9000", "ftp://10.0.0.7", "ftp"),
            ("http://10.0.0.7:9000", "http://169.254.169.254", "metadata"),
        ] {
            let problems = read(&PLAIN.replacen(from, to, 1)).unwrap_err();
            assert!(problems.iter().any(|problem| problem.message.contains(told)), "{to}: {problems:?}");
        }
    }

    #[test]
    fn a_judge_and_a_provider_share_no_name() {
        let provider = "[providers.house]\nprotocol = \"openai\"\nurl = \"http://10.0.0.5:8000\"\n";
        for text in [format!("{provider}{PLAIN}"), format!("{PLAIN}{PLAIN}")] {
            assert!(read(&text).unwrap_err()[0].message.contains("another judge or of a provider"), "{text}");
        }
    }
}
