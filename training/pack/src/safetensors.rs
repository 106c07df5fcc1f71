//! Tensors by their names from a safetensors file: a length, a JSON header, the numbers.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow, bail, ensure};
use serde::Deserialize;

/// A file of 32-bit floats.
pub(crate) struct Safetensors<'b> {
    tensors: BTreeMap<String, Tensor>,
    data: &'b [u8],
}

#[derive(Deserialize)]
struct Tensor {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (usize, usize),
}

impl<'b> Safetensors<'b> {
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Self> {
        let (length, rest) = bytes.split_first_chunk().ok_or_else(|| anyhow!("the file is empty"))?;
        let length = usize::try_from(u64::from_le_bytes(*length))?;
        let (header, data) = rest.split_at_checked(length).ok_or_else(|| anyhow!("the header is cut off"))?;
        let mut header: BTreeMap<String, serde_json::Value> = serde_json::from_slice(header)?;
        header.remove("__metadata__");
        let tensors = header.into_iter().map(|(name, value)| Ok((name, serde_json::from_value(value)?)));
        Ok(Self { tensors: tensors.collect::<Result<_, serde_json::Error>>()?, data })
    }

    /// The names of all tensors, sorted.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    pub(crate) fn shape(&self, name: &str) -> Result<&[usize]> {
        Ok(&self.tensor(name)?.shape)
    }

    /// The numbers of a tensor, which must have this shape.
    pub(crate) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let tensor = self.tensor(name)?;
        ensure!(tensor.shape == shape, "tensor `{name}` has the shape {:?} and not {shape:?}", tensor.shape);
        let (from, to) = tensor.data_offsets;
        let bytes = self.data.get(from..to).ok_or_else(|| anyhow!("tensor `{name}` is cut off"))?;
        let (floats, rest) = bytes.as_chunks::<4>();
        let count: usize = shape.iter().product();
        ensure!(rest.is_empty() && floats.len() == count, "tensor `{name}` has {} bytes", bytes.len());
        Ok(floats.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
    }

    fn tensor(&self, name: &str) -> Result<&Tensor> {
        let tensor = self.tensors.get(name).ok_or_else(|| anyhow!("there is no tensor `{name}`"))?;
        if tensor.dtype != "F32" {
            bail!("tensor `{name}` is {} and not F32", tensor.dtype);
        }
        Ok(tensor)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A file with these tensors.
    pub(crate) fn file(tensors: &[(&str, &[usize], &[f32])]) -> Vec<u8> {
        let (mut header, mut data) = (serde_json::Map::new(), Vec::new());
        for (name, shape, floats) in tensors {
            let from = data.len();
            data.extend(floats.iter().flat_map(|float| float.to_le_bytes()));
            let tensor = serde_json::json!({"dtype": "F32", "shape": shape, "data_offsets": [from, data.len()]});
            header.insert((*name).to_owned(), tensor);
        }
        let header = serde_json::to_vec(&header).expect("a header");
        [&(header.len() as u64).to_le_bytes()[..], &header, &data].concat()
    }

    #[test]
    fn tensors_are_found_by_name_and_shape() {
        let bytes = file(&[("a", &[2, 2], &[1.0, -2.0, 3.5, 0.0]), ("b", &[1], &[7.0])]);
        let open = Safetensors::open(&bytes).expect("a file");
        assert_eq!(open.names().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(open.floats("a", &[2, 2]).expect("a tensor"), [1.0, -2.0, 3.5, 0.0]);
        assert_eq!(open.floats("b", &[1]).expect("a tensor"), [7.0]);
        let why = |name, shape: &[usize]| open.floats(name, shape).expect_err("refused").to_string();
        assert_eq!(why("a", &[4]), "tensor `a` has the shape [2, 2] and not [4]");
        assert_eq!(why("c", &[1]), "there is no tensor `c`");
    }

    #[test]
    fn a_cut_file_is_refused() {
        let bytes = file(&[("a", &[2], &[1.0, 2.0])]);
        for end in 0..bytes.len() {
            let read = Safetensors::open(&bytes[..end]).and_then(|open| open.floats("a", &[2]));
            assert!(read.is_err(), "{end}");
        }
    }
}
