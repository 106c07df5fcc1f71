//! Configuration: the file as written, the settings as meant, and the pages made from the file's own comments.

pub mod change;
pub mod diagnose;
pub mod file;
pub mod judge_file;
pub mod outside;
mod places;
pub mod reference;
pub mod rules;
mod seen;
pub mod settings;
pub mod units;

use std::path::{Path, PathBuf};

pub use diagnose::Problem;
pub use seen::{Invalid, Seen};
pub use settings::{Configuration, KeyNames};

/// The file's name where none is given.
pub const FILE_NAME: &str = "wicketgate.toml";

/// Reads `path`, or the defaults where no path is given and no `wicketgate.toml` lies in the current folder.
///
/// # Errors
/// Everything that is wrong with the file, with line and column, what was found and what was meant.
pub fn load(path: Option<&Path>) -> Result<Configuration, Invalid> {
    let here = Path::new(FILE_NAME);
    match path.or_else(|| here.exists().then_some(here)) {
        None => settings::from_file(file::File::default(), "", Path::new("."), None),
        Some(path) => {
            let seen = Seen::now(path);
            let read = diagnose::read(path).map_err(|problem| Invalid { problems: vec![problem], files: Vec::new() });
            match read.and_then(|text| parse(&text, path)) {
                Ok(mut configuration) => {
                    configuration.files.insert(0, seen);
                    Ok(configuration)
                }
                Err(mut invalid) => {
                    invalid.files.insert(0, seen);
                    Err(invalid)
                }
            }
        }
    }
}

/// Reads the text of a file that lies at `path`.
///
/// # Errors
/// As those of [`load`].
pub fn parse(text: &str, path: &Path) -> Result<Configuration, Invalid> {
    let explained = |e| Invalid { problems: vec![diagnose::explain(&e, text, path)], files: Vec::new() };
    let file: file::File = toml::from_str(text).map_err(explained)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    settings::from_file(file, text, &folder, Some(path))
}

/// The path that `load` would read.
pub fn found_at(path: Option<&Path>) -> Option<PathBuf> {
    let here = Path::new(FILE_NAME);
    path.map(Path::to_owned).or_else(|| here.exists().then(|| here.to_owned()))
}
