//! Wicketgate: one door between applications and every AI service. This file picks the command and the exit code.

mod cli;
mod commands;
mod config;
mod guard_memory;
mod machine;
mod no_programs;
mod objects;
mod open;
mod provider_keys;
mod say;
mod wire_up;

use std::process::ExitCode;

use anyhow::bail;
use clap::{Parser, ValueEnum};
use mimalloc::MiMalloc;
use zeroizing_alloc::ZeroAlloc;

use cli::{Cli, Command};

// Memory is wiped when it is given back, all of it: a provider's key goes through buffers of other people's code, which
// frees them as they are.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<MiMalloc> = ZeroAlloc(MiMalloc);

/// How a command ended: 0 fine, 1 the answer is no, 2 wrong usage or configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Done.
    Fine,
    /// The answer is no: a finding, a failed check.
    No,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    guard_memory::lock_down();
    machine::prepare();
    // The demo and the doctor refuse things on purpose; a line of the log for each would hide what they show.
    let on_purpose = matches!(cli.command, Command::Demo(_) | Command::Doctor);
    say::set_up(&cli.global, on_purpose);
    match run(cli) {
        Ok(Ending::Fine) => ExitCode::SUCCESS,
        Ok(Ending::No) => ExitCode::from(1),
        Err(error) => {
            say::complain(&error);
            ExitCode::from(2)
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<Ending> {
    if !cli.has_format() {
        let format = cli.global.format.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        bail!(
            "this command does not write {format}\nhint: `scan` writes sarif, `audit export` csv, and all write text or json"
        );
    }
    let global = &cli.global;
    match cli.command {
        Command::Demo(args) => commands::demo::run(global, args),
        Command::Init(args) => commands::init::run(global, args),
        Command::Serve(args) => commands::serve::run(global, args),
        Command::Doctor => commands::doctor::run(global),
        Command::Config(args) => commands::config::run(global, args),
        Command::Key(args) => commands::key::run(global, args),
        Command::Secret(args) => commands::secret::run(global, args),
        Command::Budget(args) => commands::budget::run(global, args),
        Command::Scan(args) => commands::scan::run(global, args),
        Command::Rules(args) => commands::rules::run(global, args),
        Command::Mask(args) => commands::mask::mask(global, args),
        Command::Unmask(args) => commands::mask::unmask(global, args),
        Command::Audit(args) => commands::audit::run(global, args),
        Command::Backup(args) => commands::backup::backup(global, args),
        Command::Restore(args) => commands::backup::restore(global, args),
        Command::Completions(args) => commands::pages::completions(args),
        Command::Man(args) => commands::pages::man(args),
        Command::Reference(args) => commands::pages::reference(args),
    }
}
