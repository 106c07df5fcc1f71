//! Writes what libFuzzer begins with: `seeds FOLDER` makes a folder of first inputs for each law, and a dictionary.

use std::{fs, path::PathBuf};

use wicket_fuzz::{LAWS, PIECES};

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    for law in LAWS {
        let inputs = folder.join(law.name);
        fs::create_dir_all(&inputs)?;
        for (number, seed) in (law.seeds)().iter().enumerate() {
            fs::write(inputs.join(format!("seed-{number:04}")), seed)?;
        }
    }
    let quoted = |piece: &&str| piece.bytes().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
    let lines: String = PIECES.iter().map(|piece| format!("\"{}\"\n", quoted(piece))).collect();
    fs::write(folder.join("dictionary"), lines)
}
