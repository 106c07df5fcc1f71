//! Where each part of the file was written, for complaints that come after it was read. A part is found by its whole
//! path, since many sections have keys of the same name.

use std::path::Path;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::diagnose::locate;

/// The parts of one file, by path.
pub struct Places<'t> {
    text: &'t str,
    path: Option<&'t Path>,
    root: DeValue<'t>,
}

impl<'t> Places<'t> {
    /// The places of `text`, which was read from `path`; without a path it is the defaults that are meant.
    pub fn of(text: &'t str, path: Option<&'t Path>) -> Self {
        let root = DeTable::parse(text).map(Spanned::into_inner).unwrap_or_default();
        Places { text, path, root: DeValue::Table(root) }
    }

    /// `file:line:column` of the part to which `steps` lead, each a key or the number of an item in a list. Where the
    /// file leaves the part out, of the innermost part around it that is there.
    pub fn place(&self, steps: &[&str]) -> String {
        let Some(path) = self.path else { return "(defaults)".to_owned() };
        let (mut inside, mut at) = (&self.root, None);
        for step in steps {
            let Some((start, value)) = below(inside, step) else { break };
            (inside, at) = (value, Some(start));
        }
        at.map_or_else(|| path.display().to_string(), |at| locate(path, self.text, at))
    }
}

/// The part one step below another, and the byte at which a person finds it.
fn below<'v, 't>(part: &'v DeValue<'t>, step: &str) -> Option<(usize, &'v DeValue<'t>)> {
    match part {
        DeValue::Table(table) => {
            let (key, value) = table.get_key_value(step)?;
            // A section is found by its name; of all else it is the value that is complained about.
            let start =
                if matches!(value.get_ref(), DeValue::Table(_)) { key.span().start } else { value.span().start };
            Some((start, value.get_ref()))
        }
        DeValue::Array(items) => {
            let item = items.get(step.parse::<usize>().ok()?)?;
            Some((item.span().start, item.get_ref()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
[limits]
tokens_per_minute = 5
[guards.injection]
action = \"block\"
[guards.pii]
  action = \"blok\"
[[routes]]
to = [\"a:b\"]
[[routes]]
to = [\"a:b\", \"c\"]
[store]
url = { nested = [1, { deep = 2 }] }
[prices.\"gpt-4.1\"]
input = 1.0
";

    #[test]
    fn a_key_is_found_in_its_own_section() {
        let places = Places::of(TEXT, Some(Path::new("w.toml")));
        for (steps, place) in [
            (&["guards", "injection", "action"][..], "w.toml:4:10"),
            (&["guards", "pii", "action"], "w.toml:6:12"),
            (&["routes", "0", "to"], "w.toml:8:6"),
            (&["routes", "1", "to", "1"], "w.toml:10:14"),
            (&["store", "url", "nested", "1", "deep"], "w.toml:12:31"),
            (&["prices", "gpt-4.1", "input"], "w.toml:14:9"),
        ] {
            assert_eq!(places.place(steps), place, "{steps:?}");
        }
    }

    #[test]
    fn what_is_left_out_is_missed_in_the_section_around_it() {
        let places = Places::of(TEXT, Some(Path::new("w.toml")));
        assert_eq!(places.place(&["guards", "pii", "limit"]), "w.toml:5:9");
        assert_eq!(places.place(&["routes", "1", "model"]), "w.toml:9:1");
        assert_eq!(places.place(&["audit", "on_error"]), "w.toml");
        assert_eq!(Places::of("", None).place(&["audit", "on_error"]), "(defaults)");
    }
}
