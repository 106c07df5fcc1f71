//! Links between pages lead somewhere, and so do the marks after `#`.

use std::path::Path;

use crate::{none, tree};

#[test]
fn relative_links_lead_to_files_and_headings() {
    let mut problems = Vec::new();
    for page in tree::files("", ".md") {
        let text = tree::text(&page).unwrap_or_default();
        for link in links(&text) {
            let (file, mark) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap_or(Path::new("")).join(file) };
            if !tree::root().join(&target).exists() {
                problems.push(format!("{}: `{link}` leads nowhere", page.display()));
            } else if !mark.is_empty() && !has_heading(&target, mark) {
                problems.push(format!("{}: `{link}` leads to no heading", page.display()));
            }
        }
    }
    none(&problems);
}

/// The targets of all links in Markdown that stay in this repository; blocks of code hold none.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let targets = prose.flat_map(|part| part.split("](").skip(1)).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).collect()
}

fn has_heading(page: &Path, mark: &str) -> bool {
    let text = tree::text(page).unwrap_or_default();
    let headings =
        text.lines().filter_map(|line| line.strip_prefix('#')).map(|line| line.trim_start_matches('#').trim());
    headings.map(slug).any(|slug| slug == mark)
}

/// A heading as its link is written.
fn slug(heading: &str) -> String {
    let kept = heading.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect()
}

#[test]
fn a_heading_has_the_slug_that_its_links_use() {
    assert_eq!(slug("What it guards `against`, today"), "what-it-guards-against-today");
    assert_eq!(links("see [a](b.md#c) and [d](https://e.org)\n```\n[x](y)\n```"), ["b.md#c"]);
}
