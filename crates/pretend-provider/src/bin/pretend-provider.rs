//! Runs the pretend provider by itself: `pretend-provider [--listen ADDRESS] [--key KEY]… [--model NAME]…`, or
//! `pretend-provider --fields` for the request fields it knows, one `protocol/operation/field` a line.

use std::io::{self, Write as _};
use std::process::ExitCode;

use pretend_provider::{Options, Provider, field_lines};

const USAGE: &str = "usage: pretend-provider [--listen ADDRESS:PORT] [--key KEY]… [--model NAME]…\n       \
                     pretend-provider --fields\n";

enum Command {
    Fields,
    Help,
    Serve(Options),
}

fn main() -> ExitCode {
    let done = match read(std::env::args().skip(1)) {
        Ok(Command::Fields) => io::stdout().write_all((field_lines().join("\n") + "\n").as_bytes()),
        Ok(Command::Help) => io::stdout().write_all(USAGE.as_bytes()),
        Ok(Command::Serve(options)) => serve(options),
        Err(problem) => {
            let _ = write!(io::stderr(), "{problem}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(io::stderr(), "{problem}");
            ExitCode::FAILURE
        }
    }
}

fn read(mut arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut options = Options { listen: ([127, 0, 0, 1], 9400).into(), ..Options::default() };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("`{argument}` needs a value"));
        match argument.as_str() {
            "--fields" => return Ok(Command::Fields),
            "--help" | "-h" => return Ok(Command::Help),
            "--listen" => {
                let address = value()?;
                options.listen = address.parse().map_err(|_| format!("`{address}` is not an address with a port"))?;
            }
            "--key" => options.keys.push(value()?),
            "--model" => options.models.push(value()?),
            _ => return Err(format!("unknown argument `{argument}`")),
        }
    }
    Ok(Command::Serve(options))
}

#[tokio::main(flavor = "current_thread")]
async fn serve(options: Options) -> io::Result<()> {
    let provider = Provider::start(options).await?;
    // The two lines tell a script which ports were chosen.
    let mut out = io::stdout();
    writeln!(out, "listening on http://{}", provider.addr())?;
    writeln!(out, "refusing on http://{}", provider.refusing_addr())?;
    out.flush()?;
    std::future::pending::<()>().await;
    Ok(())
}
