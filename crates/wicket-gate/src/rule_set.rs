//! The rules of one version of the configuration: the built-in ones and the operator's own, ready to scan.

use std::sync::{Arc, OnceLock};

use wicket_detect::{Detector, custom::Rules};

/// Which rules are in force. The detector is made when the gate puts them there, so a command that only reads the
/// configuration does not wait for it.
#[derive(Debug, Default)]
pub struct RuleSet {
    own: Arc<Rules>,
    detector: OnceLock<Arc<Detector>>,
}

impl RuleSet {
    /// The built-in rules and `own`.
    pub fn new(own: Rules) -> Self {
        RuleSet { own: Arc::new(own), detector: OnceLock::new() }
    }

    /// The operator's own rules.
    pub fn own(&self) -> &Arc<Rules> {
        &self.own
    }

    /// The detector; made at the first call.
    pub fn detector(&self) -> &Arc<Detector> {
        self.detector.get_or_init(|| Arc::new(Detector::standard().with(self.own.clone())))
    }

    /// Takes the detector of an older version where the rules are the same, for making one costs time and memory.
    pub(crate) fn follow(&self, older: &RuleSet) {
        if self.own.version() == older.own.version() {
            // A set that has its detector already keeps it.
            drop(self.detector.set(older.detector().clone()));
        }
        self.detector();
    }
}

#[cfg(test)]
mod tests {
    use wicket_detect::custom::{Find, Row};
    use wicket_types::Kind;

    use super::*;

    #[test]
    fn a_detector_is_kept_while_the_rules_stay_the_same() {
        let with = |word: &str| {
            let row = Row {
                id: "acme.word".to_owned(),
                title: String::new(),
                source: String::new(),
                kind: Kind::of("custom.word"),
                confidence: 0.9,
                find: Find::Words(vec![word.to_owned()]),
                near: Vec::new(),
                hits: vec![word.to_owned()],
                passes: Vec::new(),
            };
            RuleSet::new(Rules::compile(vec![row]).unwrap())
        };
        let (first, same, other) = (with("heron"), with("heron"), with("egret"));
        same.follow(&first);
        other.follow(&same);
        assert!(Arc::ptr_eq(first.detector(), same.detector()));
        assert!(!Arc::ptr_eq(same.detector(), other.detector()));
    }
}
