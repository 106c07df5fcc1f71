//! Pages made from the one definition of the commands: completions, manual pages, the reference.

use std::{fmt::Write as _, fs, io};

use anyhow::Context;
use clap::CommandFactory;
use wicket_types::refusal;

use crate::{
    Ending,
    cli::{Cli, Completions, Folder},
    config::reference as keys,
};

/// Writes the completions of a shell to standard output.
pub fn completions(args: Completions) -> anyhow::Result<Ending> {
    clap_complete::generate(args.shell, &mut Cli::command(), "wicketgate", &mut io::stdout());
    Ok(Ending::Fine)
}

/// Writes the manual pages, one for each command.
pub fn man(args: Folder) -> anyhow::Result<Ending> {
    fs::create_dir_all(&args.dir)?;
    clap_mangen::generate_to(Cli::command(), &args.dir)
        .with_context(|| format!("cannot write to `{}`", args.dir.display()))?;
    Ok(Ending::Fine)
}

/// Writes the reference pages.
pub fn reference(args: Folder) -> anyhow::Result<Ending> {
    fs::create_dir_all(&args.dir)?;
    for (name, text) in [
        ("configuration.md", keys::page()),
        ("refusals.md", refusals()),
        ("commands.md", commands()),
        ("rules.md", rules()),
    ] {
        let path = args.dir.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(Ending::Fine)
}

fn refusals() -> String {
    let mut out = String::from(
        "# Refusals\n\nMade by `make docs` from the table in `wicket-types`; do not edit.\n\
         `error.code` in the answer's body is the code; `wicketgate-visit` finds the visit in the record.\n\n\
         | code | status | OpenAI `error.type` | Anthropic `error.type` | retry helps | the caller reads | it means |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for row in refusal::TABLE {
        let retry = if row.waiting_helps { "yes" } else { "no" };
        let _ = writeln!(
            out,
            "| `{}` | {} | `{}` | `{}` | {retry} | {} | {} |",
            row.id, row.status, row.class.openai, row.class.anthropic, row.public, row.cause
        );
    }
    out
}

fn commands() -> String {
    let mut out = String::from("# Commands\n\nMade by `make docs` from the definition of the commands; do not edit.\n");
    let mut root = Cli::command();
    root.build();
    let _ = writeln!(out, "\n```text\n{}\n```", root.render_long_help().to_string().trim_end());
    describe(&mut out, &root, "wicketgate");
    out
}

fn describe(out: &mut String, command: &clap::Command, name: &str) {
    for sub in command.get_subcommands().filter(|s| !s.is_hide_set() && s.get_name() != "help") {
        let full = format!("{name} {}", sub.get_name());
        let _ = writeln!(out, "\n## {full}\n\n```text\n{}\n```", sub.clone().render_long_help().to_string().trim_end());
        describe(out, sub, &full);
    }
}

fn rules() -> String {
    let mut out = String::from(
        "# Rules\n\nMade by `make docs` from the rows in `wicket-detect`; do not edit.\n\n| rule | kind | finds | source |\n|---|---|---|---|\n",
    );
    for rule in wicket_detect::rules::all().chain(wicket_detect::rules::payload::RULES) {
        let _ = writeln!(out, "| `{}` | `{}` | {} | {} |", rule.id, rule.kind, rule.title, rule.source);
    }
    for asked in wicket_detect::scan::QUESTIONS.iter().chain(&wicket_detect::second::QUESTIONS) {
        let _ = writeln!(out, "| `{}` | `{}` | {} | {} |", asked.rule, asked.kind, asked.title, asked.source);
    }
    out
}
