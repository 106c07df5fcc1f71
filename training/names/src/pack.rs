//! Writes the file of weights that `wicket_detect::names::model` reads.

use aws_lc_rs::digest::{SHA256, digest};
use wicket_detect::names::{
    model::{MAGIC, WAYS, place},
    viterbi::TAGS,
};

use crate::{
    crf::Field,
    lists::{self, Lists},
};

/// Places of the table in the file.
pub const PLACES: usize = 1 << 17;

/// Of `worthy` features, best first, those that find room in the table.
pub fn that_fit(worthy: &[u32]) -> Vec<u32> {
    let mut table = vec![0_u16; PLACES];
    let enters = |hash: &&u32| {
        let (bucket, print) = place(**hash, PLACES);
        let ways = &mut table[bucket..bucket + WAYS];
        let free = ways.iter().position(|p| *p == 0).filter(|_| !ways.contains(&print));
        free.map(|way| ways[way] = print).is_some()
    };
    worthy.iter().filter(enters).copied().collect()
}

/// The bytes of the file.
pub fn file(field: &Field, features: &[u32], lists: &Lists) -> Vec<u8> {
    let mut sizes: Vec<f32> = features.iter().flat_map(|hash| field.weights(*hash).map(f32::abs)).collect();
    sizes.sort_by(f32::total_cmp);
    // The largest few are cut off: a scale that fits them would blur all others.
    let largest = sizes.get(sizes.len().saturating_sub(sizes.len() / 5000 + 1)).copied().unwrap_or(1.0).max(1e-3);
    let scale = largest / 127.0;
    let mut prints = vec![0_u16; PLACES];
    let mut weights = vec![[0_i8; TAGS]; PLACES];
    for hash in features {
        let (bucket, print) = place(*hash, PLACES);
        if let Some(way) = (bucket..bucket + WAYS).find(|way| prints[*way] == 0) {
            prints[way] = print;
            weights[way] = field.weights(*hash).map(|w| (w / scale).round().clamp(-127.0, 127.0) as i8);
        }
    }
    let mut out = MAGIC.to_vec();
    out.extend((PLACES as u32).to_le_bytes());
    out.extend((lists.0.len() as u32).to_le_bytes());
    out.extend((lists.n_known() as u32).to_le_bytes());
    out.extend(scale.to_le_bytes());
    // Scores of the first tag come first.
    for row in std::iter::once(&field.moves[TAGS]).chain(&field.moves[..TAGS]) {
        out.extend(row.iter().flat_map(|move_| ((move_ / scale).round() as i16).to_le_bytes()));
    }
    out.extend(prints.iter().flat_map(|print| print.to_le_bytes()));
    out.extend(weights.iter().flatten().map(|weight| *weight as u8));
    out.extend(lists.0.keys().flat_map(|word| word.to_le_bytes()));
    out.extend(lists.0.values().flat_map(|marks| marks.to_le_bytes()));
    out.extend(lists::GAZETTEER);
    let sum = digest(&SHA256, &out);
    out.extend(sum.as_ref());
    out
}
