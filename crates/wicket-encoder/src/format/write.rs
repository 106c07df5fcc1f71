//! The bytes of a file from weights.

use aws_lc_rs::digest::{SHA256, digest};

use super::{Biased, LoadError, MAGIC, Norm, Quantised, VERSION, Weights};

impl Weights<'_> {
    /// The bytes of the file.
    ///
    /// # Errors
    /// When the header cannot be written as JSON.
    pub fn write(&self) -> Result<Vec<u8>, LoadError> {
        let header = serde_json::to_vec(&self.header)?;
        let mut file = MAGIC.to_vec();
        file.extend(VERSION.to_le_bytes());
        file.extend((header.len() as u32).to_le_bytes());
        file.extend(header);
        file.extend(self.vocabulary.as_bytes());
        quantised(&mut file, &self.words);
        floats(&mut file, &self.positions);
        norm(&mut file, &self.norm);
        for layer in &self.layers {
            biased(&mut file, &layer.projections);
            biased(&mut file, &layer.attention);
            norm(&mut file, &layer.attention_norm);
            biased(&mut file, &layer.intermediate);
            biased(&mut file, &layer.output);
            norm(&mut file, &layer.output_norm);
        }
        for classifier in &self.classifiers {
            floats(&mut file, &classifier.weight);
            floats(&mut file, &classifier.bias);
        }
        let checksum = digest(&SHA256, &file);
        file.extend(checksum.as_ref());
        Ok(file)
    }
}

fn floats(file: &mut Vec<u8>, floats: &[f32]) {
    file.extend(floats.iter().flat_map(|float| float.to_le_bytes()));
}

fn quantised(file: &mut Vec<u8>, matrix: &Quantised<'_>) {
    file.extend(matrix.values.iter());
    floats(file, &matrix.scales);
}

fn biased(file: &mut Vec<u8>, biased: &Biased<'_>) {
    quantised(file, &biased.matrix);
    floats(file, &biased.bias);
}

fn norm(file: &mut Vec<u8>, norm: &Norm) {
    floats(file, &norm.weight);
    floats(file, &norm.bias);
}
