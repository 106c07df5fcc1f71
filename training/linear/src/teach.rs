//! Asks the encoder of the second stage how harmful texts are, so that the linear model learns what it says (Hinton, Vinyals
//! and Dean, "Distilling the Knowledge in a Neural Network", 2015): labelled texts of harm are few, other texts are many.

use std::{collections::HashMap, thread};

use anyhow::{Context, Result};
use wicket_detect::{Second, scan::probability};
use wicket_types::Guard;

use crate::data::{NOT_TO_SHIP, Row};

/// Most rows of one family of the own corpus that the encoder is asked about.
const MOST_OWN: usize = 150;

/// Has the encoder read `rows`, as far as weights that are shipped may learn from them. Unlabelled rows of which it is not
/// asked are left out.
///
/// # Errors
/// The encoder's weights are damaged.
pub fn ask(rows: &mut Vec<Row>) -> Result<()> {
    let second = Second::built_in().context("the encoder's weights are damaged")?;
    let mut count: HashMap<String, usize> = HashMap::new();
    let mut asked = Vec::new();
    let mut place = 0;
    rows.retain(|row| {
        let number = count.entry(row.source.clone()).or_default();
        *number += 1;
        let is_asked = !NOT_TO_SHIP.contains(&row.source.as_str()) && (!row.own || *number <= MOST_OWN);
        let is_kept = is_asked || row.labelled;
        asked.extend(is_asked.then_some(place));
        place += usize::from(is_kept);
        is_kept
    });
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let shared: &[Row] = rows;
    let said: Vec<(usize, f32)> = thread::scope(|scope| {
        let each = asked.chunks(asked.len().div_ceil(threads).max(1)).map(|places| {
            scope.spawn(move || {
                let mut scratch = second.scratch();
                let read = |&at: &usize| {
                    let row = &shared[at];
                    let odds = second.read(&row.text, 0, row.origin, &mut scratch).odds(Guard::Safety);
                    (at, probability(odds.unwrap_or_default()))
                };
                places.iter().map(read).collect::<Vec<_>>()
            })
        });
        let running: Vec<_> = each.collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    });
    for (at, taught) in said {
        rows[at].taught = Some(taught);
    }
    Ok(())
}
