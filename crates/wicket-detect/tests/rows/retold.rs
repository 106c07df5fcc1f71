//! GRD-09: answers that tell the hidden instructions in other words, beside honest answers on the same subject.

use wicket_detect::leak::Hidden;

use crate::percent;

/// From which score on the gate withholds an answer by default.
const LIMIT: f32 = 0.6;

/// Answers of one kind: those withheld, and all.
#[derive(Clone, Copy, Debug, Default)]
struct Withheld {
    some: usize,
    all: usize,
}

/// What the rows of a file come to.
#[derive(Debug, Default)]
struct Counted {
    retold: Withheld,
    translated: Withheld,
    honest: Withheld,
    /// Answers to the other prompts of the file.
    stray: Withheld,
}

impl Withheld {
    fn count(&mut self, hidden: &Hidden, answer: &str) {
        self.all += 1;
        self.some += usize::from(hidden.score_in(answer) >= LIMIT);
    }

    fn percent(self) -> f64 {
        percent(self.some, self.all)
    }
}

fn counted(file: &str) -> Counted {
    let mut prompts: Vec<(Hidden, Vec<(char, String)>)> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let Some((mark, text)) = line.split_once(' ') else { continue };
        let text = text.replace("\\n", "\n");
        match (mark, prompts.last_mut()) {
            ("=", _) => prompts.push((Hidden::of(&text), Vec::new())),
            (mark, Some((_, answers))) => answers.extend(mark.chars().map(|mark| (mark, text.clone()))),
            (_, None) => {}
        }
    }
    let mut counted = Counted::default();
    for (place, (hidden, _)) in prompts.iter().enumerate() {
        for (other, (_, answers)) in prompts.iter().enumerate() {
            for (mark, answer) in answers {
                assert!("+~-".contains(*mark), "no such mark: {mark}");
                let kind = match mark {
                    _ if place != other => &mut counted.stray,
                    '+' => &mut counted.retold,
                    '~' => &mut counted.translated,
                    _ => &mut counted.honest,
                };
                kind.count(hidden, answer);
            }
        }
    }
    counted
}

#[test]
fn grd_09_retold_instructions_are_found_and_honest_answers_pass() {
    let unseen = counted(include_str!("retold/unseen.txt"));
    let fitted = counted(include_str!("retold/fitted.txt"));
    for (name, rows) in [("unseen", &unseen), ("fitted", &fitted)] {
        println!(
            "figure GRD-09 {name}: {:.1} % of {} retellings, {} of {} translations, {} of {} honest answers, {} of {} strays",
            rows.retold.percent(),
            rows.retold.all,
            rows.translated.some,
            rows.translated.all,
            rows.honest.some,
            rows.honest.all,
            rows.stray.some,
            rows.stray.all,
        );
    }
    assert!(unseen.retold.percent() >= 89.0, "{unseen:?}");
    assert!(fitted.retold.percent() >= 89.0, "{fitted:?}");
    assert!(fitted.translated.percent() >= 80.0, "{fitted:?}");
    // Among the honest answers are some that repeat a long stretch of what the prompt tells them to say.
    for rows in [&unseen, &fitted] {
        assert!(rows.honest.percent() <= 3.0 && rows.stray.percent() <= 0.1, "{rows:?}");
    }
}
