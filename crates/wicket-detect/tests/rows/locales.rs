//! Personal data by kind and in the languages of those who write it: how much of it is found, and what is taken for it.

use std::collections::BTreeMap;

use wicket_detect::{Wants, rules};
use wicket_types::{Guard, Origin};

use crate::{DETECTOR, full, percent};

/// A language, and a sentence of it in which somebody passes something on.
type Passage = (&'static str, fn(&str) -> String);

const SENTENCES: [Passage; 10] = [
    ("en", |value| format!("Please update the file, it is {value} since Monday.")),
    ("de", |value| format!("Bitte trag das noch ein: {value} und schick es mir zurück.")),
    ("fr", |value| format!("Voici ce que le client a envoyé : {value} et merci d'avance.")),
    ("es", |value| format!("Te paso lo que pediste: {value} y avísame.")),
    ("it", |value| format!("Ecco quello che mi hanno dato: {value} e grazie mille.")),
    ("pt", |value| format!("Segue o que o cliente mandou: {value} e obrigado.")),
    ("pl", |value| format!("Przesyłam to, o co prosiłeś: {value} i dziękuję.")),
    ("ru", |value| format!("Вот что прислал клиент: {value} и спасибо.")),
    ("ja", |value| format!("お客様からの情報です： {value} よろしくお願いします。")),
    ("ar", |value| format!("هذا ما أرسله العميل: {value} وشكرا.")),
];

/// Texts with and without personal data of one kind, and how they were told.
#[derive(Default)]
struct Tally {
    hits: usize,
    found: usize,
    passes: usize,
    wrong: usize,
}

#[test]
fn grd_07_personal_data_is_found_by_kind_in_every_language() {
    let mut kinds: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut missed, mut wrong) = (Vec::new(), Vec::new());
    for rule in rules::all().filter(|rule| rule.kind.guard() == Some(Guard::Pii)) {
        let tally = kinds.entry(rule.kind.to_string()).or_default();
        for (language, sentence) in SENTENCES.iter().take(full(4, SENTENCES.len())) {
            let finds = |example: &str| {
                let scan = DETECTOR.scan(&sentence(example), Origin::User, Wants::of(&[Guard::Pii]).with_names());
                scan.findings.iter().any(|finding| finding.kind == rule.kind)
            };
            for example in rule.hits {
                tally.hits += 1;
                let is_found = finds(example);
                tally.found += usize::from(is_found);
                if !is_found {
                    missed.push(format!("{} {language}: {example}", rule.id));
                }
            }
            for example in rule.passes {
                tally.passes += 1;
                let is_wrong = finds(example);
                tally.wrong += usize::from(is_wrong);
                if is_wrong {
                    wrong.push(format!("{} {language}: {example}", rule.id));
                }
            }
        }
    }
    let mut told = Vec::new();
    for (kind, Tally { hits, found, passes, wrong }) in &kinds {
        let (recall, precision) = (percent(*found, *hits), percent(*found, found + wrong));
        told.push(format!("{kind} {recall:.0}/{precision:.0} of {hits}+{passes}"));
    }
    let all = |of: fn(&Tally) -> usize| kinds.values().map(of).sum::<usize>();
    let recall = percent(all(|tally| tally.found), all(|tally| tally.hits));
    let precision = percent(all(|tally| tally.found), all(|tally| tally.found + tally.wrong));
    println!(
        "figure GRD-07 recall {recall:.1} %, precision {precision:.1} %; recall/precision by kind: {}",
        told.join(", ")
    );
    assert!(recall >= 97.0 && precision >= 97.0, "{recall:.1} / {precision:.1}\n{missed:#?}\n{wrong:#?}");
}
