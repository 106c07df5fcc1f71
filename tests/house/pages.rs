//! Pages say what the code does: the reference is fresh, every command that a page shows exists, the example file is good.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
};

use wicket_types::refusal;

use crate::{none, tree};

fn wicketgate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wicketgate")).args(arguments).output().expect("wicketgate runs")
}

/// Pages of the reference that the binary does not write: `make eval` measures them with labelled rows from elsewhere.
const MEASURED: &[&str] = &["rates.md"];

#[test]
fn the_reference_is_what_the_binary_writes() {
    let fresh = tempfile::tempdir().expect("a folder");
    let written = wicketgate(&["reference", fresh.path().to_str().expect("a path")]);
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let read = |folder: &Path| -> BTreeMap<String, String> {
        let entries = fs::read_dir(folder).expect("a folder").flatten();
        let name = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        entries.map(|entry| (name(&entry), fs::read_to_string(entry.path()).unwrap_or_default())).collect()
    };
    let (now, kept) = (read(fresh.path()), read(&tree::root().join("docs/reference")));
    let names: BTreeSet<_> = now.keys().chain(kept.keys()).filter(|name| !MEASURED.contains(&name.as_str())).collect();
    let stale = names.iter().filter(|name| now.get(**name) != kept.get(**name));
    none(&stale.map(|name| format!("docs/reference/{name} is stale; run `make docs`")).collect::<Vec<_>>());
}

#[test]
fn every_refusal_has_its_own_code_and_its_row_in_the_reference() {
    let page = tree::text(Path::new("docs/reference/refusals.md")).expect("the page of refusals");
    let rows = |id: &str| page.lines().filter(|line| line.starts_with(&format!("| `{id}` |"))).count();
    let wrong = refusal::TABLE.iter().filter(|row| rows(row.id) != 1);
    none(
        &wrong
            .map(|row| format!("`{}` has {} rows in docs/reference/refusals.md", row.id, rows(row.id)))
            .collect::<Vec<_>>(),
    );
    assert_eq!(refusal::TABLE.iter().map(|row| row.id).collect::<BTreeSet<_>>().len(), refusal::TABLE.len());
}

#[test]
fn the_example_file_is_good() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("wicketgate.toml");
    fs::copy(tree::root().join("crates/wicketgate/wicketgate.example.toml"), &file).expect("the example is copied");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("the copy is private");
    let checked = wicketgate(&["--config", file.to_str().expect("a path"), "config", "check"]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn the_rules_that_the_guide_shows_prove_themselves() {
    let page = tree::text(Path::new("docs/guide/rules.md")).expect("the page of rules");
    let folder = tempfile::tempdir().expect("a folder");
    let blocks = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    // The list of keyed hashes is made by the command that the page shows, and is tested with it.
    let rules: Vec<&str> = blocks.filter(|rule| rule.contains("hits") && !rule.contains("keyed_list")).collect();
    assert_eq!(rules.len(), 2);
    for rule in rules {
        let file = folder.path().join("rules.toml");
        fs::write(&file, rule).expect("a file");
        let checked = wicketgate(&["rules", "check", file.to_str().expect("a path")]);
        assert!(checked.status.success(), "{rule}{}", String::from_utf8_lossy(&checked.stderr));
    }
}

#[test]
fn every_command_that_a_page_shows_exists() {
    let mut helps = Helps::default();
    let wrong = shown("wicketgate ").into_iter().filter_map(|(page, line)| {
        helps.problem_with(&line).map(|problem| format!("{}: `{line}`: {problem}", page.display()))
    });
    none(&wrong.collect::<Vec<_>>());
}

#[test]
fn a_command_that_does_not_exist_is_found() {
    let mut helps = Helps::default();
    for wrong in ["wicketgate serf", "wicketgate serve --thread 2", "wicketgate key make --name x"] {
        assert!(helps.problem_with(wrong).is_some(), "{wrong}");
    }
    assert_eq!(helps.problem_with("wicketgate key create --name x --format json"), None);
}

#[test]
fn every_make_target_that_a_page_shows_exists() {
    let makefile = tree::text(Path::new("Makefile")).expect("the Makefile");
    let exists = |target: &str| makefile.lines().any(|line| line.starts_with(&format!("{target}:")));
    let target = |line: &str| line.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let missing = shown("make ").into_iter().filter(|(_, line)| !exists(&target(line)));
    none(&missing.map(|(page, line)| format!("{}: no such target: `{line}`", page.display())).collect::<Vec<_>>());
}

/// What the binary says about each command, asked once.
#[derive(Default)]
struct Helps(BTreeMap<Vec<String>, String>);

impl Helps {
    /// What is wrong with a command line that begins with `wicketgate`.
    fn problem_with(&mut self, line: &str) -> Option<String> {
        let mut words = line.split_whitespace().skip(1).peekable();
        let mut path = Vec::new();
        while let Some(word) = words.next_if(|word| has_command(self.of(&path), word)) {
            path.push(word.to_owned());
        }
        let help = self.of(&path);
        let next = words.peek().copied().unwrap_or_default();
        if help.contains("\nCommands:") && next.starts_with(|c: char| c.is_ascii_lowercase()) {
            return Some(format!("there is no command `{next}`"));
        }
        let flags = words.filter(|word| word.starts_with("--")).map(|word| word.split('=').next().unwrap_or(word));
        let known: Vec<&str> = help.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect();
        flags.into_iter().find(|flag| !known.contains(flag)).map(|flag| format!("there is no flag `{flag}`"))
    }

    fn of(&mut self, path: &[String]) -> &str {
        self.0.entry(path.to_vec()).or_insert_with(|| {
            let arguments: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
            String::from_utf8_lossy(&wicketgate(&arguments).stdout).into_owned()
        })
    }
}

/// Whether a help text lists this command: two spaces, its name, and what it does.
fn has_command(help: &str, name: &str) -> bool {
    let commands = help.split("\nCommands:").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
    commands.lines().filter_map(|line| line.strip_prefix("  ")).any(|line| line.split(' ').next() == Some(name))
}

/// Commands that begin with `start`, in inline code and in blocks of code of all pages, with the page of each.
fn shown(start: &str) -> Vec<(std::path::PathBuf, String)> {
    let mut found = Vec::new();
    for page in tree::files("", ".md").into_iter().filter(|page| !page.starts_with("docs/reference")) {
        let text = tree::text(&page).unwrap_or_default();
        let mut in_shell = false;
        for line in text.lines() {
            if let Some(language) = line.trim_start().strip_prefix("```") {
                in_shell = matches!(language, "sh" | "console");
                continue;
            }
            let inline = line.split('`').skip(1).step_by(2);
            let whole = in_shell.then_some(line.trim().trim_start_matches("$ "));
            let commands = inline.chain(whole).flat_map(|code| code.split("&&")).map(str::trim);
            let commands = commands.filter(|code| code.starts_with(start)).map(|code| {
                // What follows `#`, `<`, `|` or `&` is the shell's.
                code.split(['#', '<', '|', '&', '>', ';', '…']).next().unwrap_or_default().trim().to_owned()
            });
            found.extend(commands.filter(|code| code.contains(' ')).map(|code| (page.clone(), code)));
        }
    }
    found
}
