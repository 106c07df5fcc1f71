//! What training says of the classifiers: labels, calibration, thresholds.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;
use wicket_encoder::format::{Calibration, Classifier};

/// A calibration file: `heads` by name with `scale`, `offset` and `threshold_…`, and `<name>_labels` beside it.
pub(crate) struct Told(Value);

impl Told {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let read = || -> Result<Value> { Ok(serde_json::from_str(&fs::read_to_string(path)?)?) };
        read().map(Self).with_context(|| format!("cannot read `{}`", path.display()))
    }

    /// One classifier. Labels are those of the file, or the name itself where there is only one score; a classifier that
    /// the file does not calibrate keeps its scores as they are.
    pub(crate) fn classifier(&self, name: &str, width: usize) -> Result<Classifier> {
        let labels = match &self.0[format!("{name}_labels")] {
            Value::Null if width == 1 => vec![name.to_owned()],
            told => serde_json::from_value(told.clone())
                .with_context(|| format!("classifier `{name}` has {width} scores and needs labels for them"))?,
        };
        ensure!(labels.len() == width, "classifier `{name}` has {width} scores and {} labels", labels.len());
        let (mut calibration, mut thresholds) = (Calibration::NONE, BTreeMap::new());
        for (key, value) in self.0["heads"][name].as_object().into_iter().flatten() {
            let number = || value.as_f64().map(|number| number as f32).ok_or_else(|| anyhow!("`{key}` of `{name}`"));
            match key.strip_prefix("threshold_") {
                Some(purpose) => drop(thresholds.insert(purpose.to_owned(), number()?)),
                None if key == "scale" => calibration.scale = number()?,
                None if key == "offset" => calibration.offset = number()?,
                // How many rows it was fitted on, and the like.
                None => {}
            }
        }
        Ok(Classifier { name: name.to_owned(), labels, calibration, thresholds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Told {
        Told(serde_json::json!({
            "heads": {"injection": {"scale": 0.5, "offset": -1.0, "threshold_fpr1": 0.75, "positives": 12}},
            "safety_labels": ["any", "hate"],
        }))
    }

    #[test]
    fn a_classifier_has_what_training_says_of_it() {
        let found = told().classifier("injection", 1).expect("a classifier");
        assert_eq!(found.labels, ["injection"]);
        assert_eq!(found.calibration, Calibration { scale: 0.5, offset: -1.0 });
        assert_eq!(found.thresholds, BTreeMap::from([("fpr1".to_owned(), 0.75)]));
        let found = told().classifier("safety", 2).expect("a classifier");
        assert_eq!((found.labels, found.calibration), (vec!["any".into(), "hate".into()], Calibration::NONE));
    }

    #[test]
    fn labels_must_be_as_many_as_scores() {
        let why = |name, width| told().classifier(name, width).expect_err("refused").to_string();
        assert_eq!(why("safety", 3), "classifier `safety` has 3 scores and 2 labels");
        assert_eq!(why("topic", 7), "classifier `topic` has 7 scores and needs labels for them");
    }
}
