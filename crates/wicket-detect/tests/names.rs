//! Names in records of thirty countries, made by python Faker, an independent source of names: none of its lists was
//! used to write ours.

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;
use wicket_detect::{Detector, Wants};
use wicket_types::Origin;

/// Fewest persons and towns found, of a hundred, in the records of any country and of all together.
const PERSONS: (usize, usize) = (90, 97);
const TOWNS: (usize, usize) = (30, 88);

#[derive(Default)]
struct Count {
    all: usize,
    found: usize,
}

impl Count {
    fn add(&mut self, is_found: bool) {
        self.all += 1;
        self.found += usize::from(is_found);
    }

    fn of_a_hundred(&self) -> usize {
        self.found * 100 / self.all.max(1)
    }
}

#[test]
fn names_are_found_in_the_records_of_thirty_countries() {
    // Relative: cargo runs a test in its package, and two checkouts may share one target folder.
    let said = Command::new("python3").arg("tests/oracle/faker_says.py").output().expect("python3 runs");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let detector = Detector::standard();
    let mut counts: BTreeMap<String, [Count; 2]> = BTreeMap::new();
    for line in String::from_utf8_lossy(&said.stdout).lines() {
        let row: Value = serde_json::from_str(line).expect("a line of JSON");
        let word = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let text = word("text");
        let found = detector.scan(&text, Origin::User, Wants::ALL.with_names()).findings;
        let covers = |name: &str, kinds: &[&str]| {
            let at = text.find(name).unwrap_or_default();
            let mine = found.iter().filter(|f| kinds.contains(&f.kind.as_str()));
            mine.map(|f| f.span.end.min(at + name.len()).saturating_sub(f.span.start.max(at))).sum::<usize>() * 2
                >= name.len()
        };
        for locale in [word("locale"), "all".to_owned()] {
            let [persons, towns] = counts.entry(locale).or_default();
            persons.add(covers(&word("person"), &["pii.person"]));
            if !word("city").is_empty() {
                towns.add(covers(&word("city"), &["pii.location", "pii.address"]));
            }
        }
    }
    let told: Vec<String> = counts
        .iter()
        .map(|(locale, [persons, towns])| format!("{locale} {} {}", persons.of_a_hundred(), towns.of_a_hundred()))
        .collect();
    println!("persons and towns found, of a hundred: {}", told.join(", "));
    for (locale, [persons, towns]) in &counts {
        let is_all = locale == "all";
        let least = |(each, all): (usize, usize)| if is_all { all } else { each };
        assert!(persons.of_a_hundred() >= least(PERSONS), "{locale}: {} persons of a hundred", persons.of_a_hundred());
        assert!(towns.of_a_hundred() >= least(TOWNS), "{locale}: {} towns of a hundred", towns.of_a_hundred());
    }
}
