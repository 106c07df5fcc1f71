//! Quantises a trained encoder into the one file that Wicketgate loads.
//!
//! `wicket-pack FOLDER FILE` takes `encoder.safetensors` (or `model.safetensors`), `vocab.txt`
//! and `calibration.json` from the folder. The file is loaded again before it is written, so what is there can be used.

#![allow(clippy::print_stdout, reason = "a program that talks to a person")]

mod bert;
mod calibration;
mod safetensors;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::Parser;
use wicket_encoder::Encoder;

use bert::Shape;
use calibration::Told;
use safetensors::Safetensors;

/// Quantises a trained encoder into the one file that Wicketgate loads.
#[derive(Parser)]
struct Arguments {
    /// The folder with the tensors, the vocabulary and the calibration.
    folder: PathBuf,
    /// The file to write.
    file: PathBuf,
    /// How many heads attention has.
    #[arg(long, default_value_t = 12)]
    attention_heads: usize,
    /// How many layers to keep, from the first; all by default.
    #[arg(long)]
    layers: Option<usize>,
}

fn main() -> Result<()> {
    let Arguments { folder, file, attention_heads, layers } = Arguments::parse();
    let names = ["encoder.safetensors", "model.safetensors"].map(|name| folder.join(name));
    let tensors =
        names.iter().find(|path| path.exists()).ok_or_else(|| anyhow!("no tensors in `{}`", folder.display()))?;
    let bytes = fs::read(tensors).with_context(|| format!("cannot read `{}`", tensors.display()))?;
    let tensors = Safetensors::open(&bytes).with_context(|| format!("in `{}`", tensors.display()))?;
    let words = folder.join("vocab.txt");
    let words = fs::read_to_string(&words).with_context(|| format!("cannot read `{}`", words.display()))?;
    let told = Told::open(&folder.join("calibration.json"))?;
    let shape = Shape { attention_heads, layers };
    let weights = bert::weights(&tensors, &words, shape, |name, width| told.classifier(name, width))?;
    let packed = weights.write()?;
    Encoder::from_bytes(&packed).context("the packed file cannot be loaded")?;
    fs::write(&file, &packed).with_context(|| format!("cannot write `{}`", file.display()))?;
    let classifiers: Vec<_> = weights.header.classifiers.iter().map(|each| each.name.as_str()).collect();
    println!(
        "{}: {:.1} MB, {} layers, classifiers: {}",
        file.display(),
        packed.len() as f64 / 1e6,
        weights.header.layers,
        classifiers.join(", ")
    );
    Ok(())
}
