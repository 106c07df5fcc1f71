//! Weights of the file from tensors under the names that BERT's have everywhere.

use anyhow::{Result, ensure};
use wicket_encoder::{
    PIECES,
    format::{Biased, Classifier, Header, Layer, Linear, Norm, Quantised, Weights},
};

use crate::safetensors::Safetensors;

/// No window has more tokens, so rows of later positions would never be read.
const POSITIONS: usize = PIECES + 3;

/// What the tensors do not say.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) attention_heads: usize,
    pub(crate) layers: Option<usize>,
}

/// All weights, quantised. `classifier` describes the classifier of a name and a number of scores.
pub(crate) fn weights(
    tensors: &Safetensors<'_>,
    words: &str,
    shape: Shape,
    classifier: impl Fn(&str, usize) -> Result<Classifier>,
) -> Result<Weights<'static>> {
    let [vocabulary, hidden] = *tensors.shape("embeddings.word_embeddings.weight")? else {
        anyhow::bail!("the word embeddings are no matrix")
    };
    let words: Vec<&str> = words.lines().collect();
    ensure!(words.len() == vocabulary, "vocab.txt has {} words and not {vocabulary}", words.len());
    let vocabulary: String = words.iter().flat_map(|word| [word, "\n"]).collect();
    let there = (0..).take_while(|layer| tensors.shape(&format!("encoder.layer.{layer}.output.dense.bias")).is_ok());
    let layers = there.take(shape.layers.unwrap_or(usize::MAX)).map(|layer| read_layer(tensors, layer, hidden));
    let layers: Vec<_> = layers.collect::<Result<_>>()?;
    let (described, classifiers): (Vec<_>, Vec<_>) = heads(tensors, hidden, classifier)?.into_iter().unzip();
    Ok(Weights {
        header: Header {
            layers: layers.len(),
            hidden,
            attention_heads: shape.attention_heads,
            intermediate: layers.first().map_or(0, |layer| layer.intermediate.bias.len()),
            positions: POSITIONS,
            vocabulary: words.len(),
            vocabulary_bytes: vocabulary.len(),
            classifiers: described,
        },
        words: quantised(tensors, "embeddings.word_embeddings.weight", words.len(), hidden)?,
        vocabulary,
        positions: positions(tensors, hidden)?,
        norm: norm(tensors, "embeddings.LayerNorm", hidden)?,
        layers,
        classifiers,
    })
}

/// A row for each position. Every token of ours is of the first type, so that type's row is part of each position's.
fn positions(tensors: &Safetensors<'_>, hidden: usize) -> Result<Vec<f32>> {
    let table = |name: &str| -> Result<Vec<f32>> { tensors.floats(name, tensors.shape(name)?) };
    let mut positions = table("embeddings.position_embeddings.weight")?;
    let types = table("embeddings.token_type_embeddings.weight")?;
    ensure!(positions.len() >= POSITIONS * hidden, "there are fewer than {POSITIONS} positions");
    positions.truncate(POSITIONS * hidden);
    for row in positions.chunks_exact_mut(hidden) {
        row.iter_mut().zip(&types).for_each(|(position, of_type)| *position += of_type);
    }
    Ok(positions)
}

fn read_layer(tensors: &Safetensors<'_>, layer: usize, hidden: usize) -> Result<Layer<'static>> {
    let name = |part: &str| format!("encoder.layer.{layer}.{part}");
    let intermediate = tensors.shape(&name("intermediate.dense.bias"))?.iter().product();
    let mut floats = Vec::with_capacity(3 * hidden * hidden);
    let mut bias = Vec::with_capacity(3 * hidden);
    for part in ["query", "key", "value"] {
        let part = name(&format!("attention.self.{part}"));
        floats.extend(tensors.floats(&format!("{part}.weight"), &[hidden, hidden])?);
        bias.extend(tensors.floats(&format!("{part}.bias"), &[hidden])?);
    }
    Ok(Layer {
        projections: Biased { matrix: Quantised::of(&floats, hidden), bias },
        attention: biased(tensors, &name("attention.output.dense"), hidden, hidden)?,
        attention_norm: norm(tensors, &name("attention.output.LayerNorm"), hidden)?,
        intermediate: biased(tensors, &name("intermediate.dense"), intermediate, hidden)?,
        output: biased(tensors, &name("output.dense"), hidden, intermediate)?,
        output_norm: norm(tensors, &name("output.LayerNorm"), hidden)?,
    })
}

/// Everything under `heads.`, by name.
fn heads(
    tensors: &Safetensors<'_>,
    hidden: usize,
    classifier: impl Fn(&str, usize) -> Result<Classifier>,
) -> Result<Vec<(Classifier, Linear)>> {
    let names = tensors.names().filter_map(|name| name.strip_prefix("heads.")?.strip_suffix(".weight"));
    let head = |name: &str| {
        let width = tensors.shape(&format!("heads.{name}.bias"))?.iter().product();
        let weight = tensors.floats(&format!("heads.{name}.weight"), &[width, hidden])?;
        let bias = tensors.floats(&format!("heads.{name}.bias"), &[width])?;
        Ok((classifier(name, width)?, Linear { weight, bias }))
    };
    names.map(head).collect()
}

fn quantised(tensors: &Safetensors<'_>, name: &str, rows: usize, width: usize) -> Result<Quantised<'static>> {
    Ok(Quantised::of(&tensors.floats(name, &[rows, width])?, width))
}

fn biased(tensors: &Safetensors<'_>, name: &str, rows: usize, width: usize) -> Result<Biased<'static>> {
    let matrix = quantised(tensors, &format!("{name}.weight"), rows, width)?;
    Ok(Biased { matrix, bias: tensors.floats(&format!("{name}.bias"), &[rows])? })
}

fn norm(tensors: &Safetensors<'_>, name: &str, width: usize) -> Result<Norm> {
    let floats = |part: &str| tensors.floats(&format!("{name}.{part}"), &[width]);
    Ok(Norm { weight: floats("weight")?, bias: floats("bias")? })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use wicket_encoder::{Encoder, format::Calibration};

    use super::*;
    use crate::safetensors::tests::file;

    const WORDS: &str = "[PAD]\n[unused1]\n[unused2]\n[unused3]\n[UNK]\n[CLS]\n[SEP]\nmill\n";
    const HIDDEN: usize = 32;

    /// The tensors of one layer; each number tells its tensor (the whole part) and its place in it.
    fn tensors(without: &str) -> Vec<u8> {
        let layer = "encoder.layer.0.";
        let mut shapes: Vec<(String, Vec<usize>)> = [
            ("embeddings.word_embeddings.weight", vec![8, HIDDEN]),
            ("embeddings.position_embeddings.weight", vec![512, HIDDEN]),
            ("embeddings.token_type_embeddings.weight", vec![2, HIDDEN]),
            ("embeddings.LayerNorm.weight", vec![HIDDEN]),
            ("embeddings.LayerNorm.bias", vec![HIDDEN]),
            ("heads.safety.weight", vec![3, HIDDEN]),
            ("heads.safety.bias", vec![3]),
        ]
        .map(|(name, shape)| (name.to_owned(), shape))
        .into();
        for (part, rows, width) in [
            ("attention.self.query", HIDDEN, HIDDEN),
            ("attention.self.key", HIDDEN, HIDDEN),
            ("attention.self.value", HIDDEN, HIDDEN),
            ("attention.output.dense", HIDDEN, HIDDEN),
            ("intermediate.dense", 64, HIDDEN),
            ("output.dense", HIDDEN, 64),
        ] {
            shapes.push((format!("{layer}{part}.weight"), vec![rows, width]));
            shapes.push((format!("{layer}{part}.bias"), vec![rows]));
        }
        for part in ["attention.output", "output"] {
            shapes.extend(["weight", "bias"].map(|kind| (format!("{layer}{part}.LayerNorm.{kind}"), vec![HIDDEN])));
        }
        shapes.retain(|(name, _)| name != without);
        let numbers = |tensor: usize, shape: &[usize]| -> Vec<f32> {
            let count: usize = shape.iter().product();
            (0..count).map(|at| tensor as f32 + at as f32 / count as f32).collect()
        };
        let filled: Vec<_> = shapes.iter().enumerate().map(|(at, (_, shape))| numbers(at, shape)).collect();
        let all = shapes.iter().zip(&filled).map(|((name, shape), floats)| (name.as_str(), &shape[..], &floats[..]));
        file(&all.collect::<Vec<_>>())
    }

    fn packed(tensors: &[u8], words: &str) -> Result<Weights<'static>> {
        let described = |name: &str, width: usize| {
            let labels = (0..width).map(|label| label.to_string()).collect();
            let (name, calibration) = (name.to_owned(), Calibration::NONE);
            Ok(Classifier { name, labels, calibration, thresholds: BTreeMap::new() })
        };
        weights(&Safetensors::open(tensors)?, words, Shape { attention_heads: 2, layers: None }, described)
    }

    #[test]
    fn each_tensor_has_its_place() {
        let bytes = tensors("");
        let open = Safetensors::open(&bytes).expect("a file");
        let weights = packed(&bytes, WORDS).expect("weights");
        let layer = &weights.layers[0];
        let close = |matrix: &Quantised<'_>, row: usize, width: usize, right: &[f32]| {
            let found = matrix.values[row * width..][..width]
                .iter()
                .map(|value| f32::from(value.cast_signed()) * matrix.scales[row]);
            for (found, right) in found.zip(right) {
                assert!((found - right).abs() <= matrix.scales[row] * 0.51, "row {row}: {found}, not {right}");
            }
        };
        for (part, row) in [("query", 0), ("key", HIDDEN), ("value", 2 * HIDDEN)] {
            let floats = |kind: &str, shape: &[usize]| {
                open.floats(&format!("encoder.layer.0.attention.self.{part}.{kind}"), shape).expect("a tensor")
            };
            close(&layer.projections.matrix, row, HIDDEN, &floats("weight", &[HIDDEN, HIDDEN])[..HIDDEN]);
            assert_eq!(layer.projections.bias[row..row + HIDDEN], floats("bias", &[HIDDEN]));
        }
        let output = open.floats("encoder.layer.0.output.dense.weight", &[HIDDEN, 64]).expect("a tensor");
        close(&layer.output.matrix, 31, 64, &output[31 * 64..]);
        let positions = open.floats("embeddings.position_embeddings.weight", &[512, HIDDEN]).expect("a tensor");
        let types = open.floats("embeddings.token_type_embeddings.weight", &[2, HIDDEN]).expect("a tensor");
        assert_eq!(weights.positions.len(), POSITIONS * HIDDEN);
        assert_eq!(weights.positions[HIDDEN + 5], positions[HIDDEN + 5] + types[5]);
        assert_eq!(weights.classifiers[0].weight, open.floats("heads.safety.weight", &[3, HIDDEN]).expect("a tensor"));
    }

    #[test]
    fn what_is_packed_can_be_loaded_and_run() {
        let file = packed(&tensors(""), WORDS).and_then(|weights| Ok(weights.write()?)).expect("a file");
        let encoder = Encoder::from_bytes(&file).expect("an encoder");
        let safety = encoder.head("safety").expect("a classifier");
        let windows = encoder.windows("Mill mill windmill", 1);
        let mut scratch = encoder.scratch();
        let window = windows.iter().next().expect("a window");
        let output = encoder.run(&window, wicket_encoder::Origin::User, &mut scratch);
        assert_eq!(output.scores(safety).len(), 3);
    }

    #[test]
    fn what_is_missing_is_named() {
        let why = |tensors: Vec<u8>, words| packed(&tensors, words).expect_err("refused").to_string();
        for name in ["embeddings.LayerNorm.bias", "encoder.layer.0.attention.self.key.bias", "heads.safety.bias"] {
            assert_eq!(why(tensors(name), WORDS), format!("there is no tensor `{name}`"));
        }
        assert_eq!(why(tensors(""), "mill\n"), "vocab.txt has 1 words and not 8");
    }
}
