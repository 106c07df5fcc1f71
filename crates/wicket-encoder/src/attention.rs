//! Attention of every token over every token, head by head, in floats.

use crate::{
    isa::{Isa, LANES, Lanes, Work},
    math::exp2,
};

/// Rows of queries that are worked on together, so that each key and value is loaded once for all of them.
const QUERIES: usize = 4;
/// The weight of keys that fill up the last lanes and belong to no token: far below any other.
const NOBODY: f32 = -1e30;

/// The shape of one layer's attention, in lanes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// A row of queries, as wide as the model.
    pub(crate) width: usize,
    pub(crate) heads: usize,
}

/// Where one head's keys, values and weights lie close together.
#[derive(Debug)]
pub(crate) struct Room {
    /// A row for each number of a key, with a column for each token.
    keys: Vec<Lanes>,
    /// A row for each token.
    values: Vec<Lanes>,
    /// For each of [`QUERIES`] rows, a weight for each token.
    weights: Vec<Lanes>,
}

impl Room {
    pub(crate) fn new(tokens: usize, shape: Shape) -> Self {
        let (columns, per_head) = (tokens.div_ceil(LANES), shape.width / shape.heads);
        Self {
            keys: vec![Lanes::ZERO; columns * per_head * LANES],
            values: vec![Lanes::ZERO; columns * per_head * LANES],
            weights: vec![Lanes::ZERO; columns * QUERIES],
        }
    }
}

/// Mixes the values of all tokens into each of them. `projected` has queries, keys and values side by side in each row.
pub(crate) struct Attend<'a> {
    pub(crate) shape: Shape,
    pub(crate) tokens: usize,
    pub(crate) projected: &'a [Lanes],
    pub(crate) room: &'a mut Room,
    pub(crate) mixed: &'a mut [Lanes],
}

impl Work for Attend<'_> {
    type Out = ();

    #[inline(always)]
    fn with<S: Isa>(mut self, isa: S) {
        for head in 0..self.shape.heads {
            self.gather(head);
            let mut query = 0;
            while query < self.tokens {
                query += match self.tokens - query {
                    left if left >= QUERIES => self.some_queries::<S, QUERIES>(isa, head, query),
                    _ => self.some_queries::<S, 1>(isa, head, query),
                };
            }
        }
    }
}

impl Attend<'_> {
    fn per_head(&self) -> usize {
        self.shape.width / self.shape.heads
    }

    /// Copies a head's keys, turned on their side, and its values.
    #[inline(always)]
    fn gather(&mut self, head: usize) {
        let (width, per_head, columns) = (self.shape.width, self.per_head(), self.tokens.div_ceil(LANES));
        for (token, row) in self.projected.chunks_exact(width * 3).take(self.tokens).enumerate() {
            let keys = &row[width + head * per_head..][..per_head];
            for (number, key) in keys.iter().flat_map(|lanes| &lanes.0).enumerate() {
                self.room.keys[number * columns + token / LANES].0[token % LANES] = *key;
            }
            let values = &row[2 * width + head * per_head..][..per_head];
            self.room.values[token * per_head..][..per_head].copy_from_slice(values);
        }
        // The last lanes may be filled up by tokens of an earlier, longer window.
        self.room.values[self.tokens * per_head..columns * LANES * per_head].fill(Lanes::ZERO);
    }

    #[inline(always)]
    fn some_queries<S: Isa, const ROWS: usize>(&mut self, isa: S, head: usize, query: usize) -> usize {
        let columns = self.tokens.div_ceil(LANES);
        let mut column = 0;
        while column < columns {
            column += match columns - column {
                left if S::MANY_REGISTERS && left >= 4 => self.scores::<S, ROWS, 4>(isa, head, query, column),
                left if S::MANY_REGISTERS && left >= 2 => self.scores::<S, ROWS, 2>(isa, head, query, column),
                _ => self.scores::<S, ROWS, 1>(isa, head, query, column),
            };
        }
        let shares = self.soften::<S, ROWS>(isa);
        let (mut part, parts) = (0, self.per_head());
        while part < parts {
            part += match parts - part {
                left if S::MANY_REGISTERS && left >= 2 => self.mix::<S, ROWS, 2>(isa, head, query, part, shares),
                _ => self.mix::<S, ROWS, 1>(isa, head, query, part, shares),
            };
        }
        ROWS
    }

    /// Products of a few queries with sixteen times `COLUMNS` keys.
    #[inline(always)]
    fn scores<S: Isa, const ROWS: usize, const COLUMNS: usize>(
        &mut self,
        isa: S,
        head: usize,
        query: usize,
        column: usize,
    ) -> usize {
        let (per_head, columns) = (self.per_head(), self.tokens.div_ceil(LANES));
        let queries: [&[Lanes]; ROWS] = std::array::from_fn(|row| {
            &self.projected[(query + row) * self.shape.width * 3 + head * per_head..][..per_head]
        });
        let mut sums = [[isa.splat(0.0); COLUMNS]; ROWS];
        let mut keys = self.room.keys.chunks_exact(columns);
        for part in 0..per_head {
            for (number, keys) in (0..LANES).zip(&mut keys) {
                let mut loaded = [isa.splat(0.0); COLUMNS];
                for c in 0..COLUMNS {
                    loaded[c] = isa.load(&keys[column + c]);
                }
                for row in 0..ROWS {
                    let query = isa.splat(queries[row][part].0[number]);
                    for c in 0..COLUMNS {
                        sums[row][c] = isa.mul_add(query, loaded[c], sums[row][c]);
                    }
                }
            }
        }
        for row in 0..ROWS {
            for c in 0..COLUMNS {
                isa.store(sums[row][c], &mut self.room.weights[row * columns + column + c]);
            }
        }
        COLUMNS
    }

    /// Turns scores into weights that still lack a common factor, which is returned for each row.
    #[inline(always)]
    fn soften<S: Isa, const ROWS: usize>(&mut self, isa: S) -> [f32; ROWS] {
        let columns = self.tokens.div_ceil(LANES);
        // A power of e is one of two of so many times as much.
        let scale = isa.splat(std::f32::consts::LOG2_E / ((self.per_head() * LANES) as f32).sqrt());
        let mut shares = [0.0; ROWS];
        for (row, share) in self.room.weights.chunks_exact_mut(columns).zip(&mut shares) {
            if let Some(last) = row.last_mut() {
                last.0[(self.tokens - 1) % LANES + 1..].fill(NOBODY);
            }
            let mut greatest = isa.splat(NOBODY);
            for lanes in row.iter() {
                greatest = isa.max(isa.load(lanes), greatest);
            }
            let greatest = isa.splat(isa.greatest(greatest));
            let mut sum = isa.splat(0.0);
            for lanes in row {
                let weight = exp2(isa, isa.mul(isa.sub(isa.load(lanes), greatest), scale));
                isa.store(weight, lanes);
                sum = isa.add(sum, weight);
            }
            *share = 1.0 / isa.sum(sum);
        }
        shares
    }

    /// Sums all values by their weights, for sixteen times `PARTS` numbers of each.
    #[inline(always)]
    fn mix<S: Isa, const ROWS: usize, const PARTS: usize>(
        &mut self,
        isa: S,
        head: usize,
        query: usize,
        part: usize,
        shares: [f32; ROWS],
    ) -> usize {
        let (per_head, columns) = (self.per_head(), self.tokens.div_ceil(LANES));
        let weights: [&[Lanes]; ROWS] = std::array::from_fn(|row| &self.room.weights[row * columns..][..columns]);
        let mut sums = [[isa.splat(0.0); PARTS]; ROWS];
        let mut values = self.room.values.chunks_exact(per_head);
        for column in 0..columns {
            for (token, values) in (0..LANES).zip(&mut values) {
                let mut loaded = [isa.splat(0.0); PARTS];
                for p in 0..PARTS {
                    loaded[p] = isa.load(&values[part + p]);
                }
                for row in 0..ROWS {
                    let weight = isa.splat(weights[row][column].0[token]);
                    for p in 0..PARTS {
                        sums[row][p] = isa.mul_add(weight, loaded[p], sums[row][p]);
                    }
                }
            }
        }
        for row in 0..ROWS {
            let mixed = &mut self.mixed[(query + row) * self.shape.width + head * per_head + part..][..PARTS];
            for p in 0..PARTS {
                isa.store(isa.mul(sums[row][p], isa.splat(shares[row])), &mut mixed[p]);
            }
        }
        PARTS
    }
}
