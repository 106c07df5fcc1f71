//! A body that comes in pieces, on its way to be one.

use bytes::{Bytes, BytesMut};

/// Size of a block.
const BLOCK: usize = 64 << 10;

/// Pieces of a body. They are kept in blocks of one size: a buffer that grows is copied into a larger one time and again,
/// and while it moves it takes the room of three.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// Most bodies are one piece, and that piece is not copied.
    first: Bytes,
    blocks: Vec<BytesMut>,
    len: usize,
}

impl Gathered {
    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Takes the next piece.
    pub fn push(&mut self, piece: Bytes) {
        if self.len == 0 {
            (self.len, self.first) = (piece.len(), piece);
            return;
        }
        self.len += piece.len();
        let first = std::mem::take(&mut self.first);
        self.copy(&first);
        self.copy(&piece);
    }

    fn copy(&mut self, mut piece: &[u8]) {
        while !piece.is_empty() {
            if self.blocks.last().is_none_or(|block| block.len() == BLOCK) {
                self.blocks.push(BytesMut::with_capacity(BLOCK));
            }
            let Some(block) = self.blocks.last_mut() else { return };
            let (now, rest) = piece.split_at(piece.len().min(BLOCK - block.len()));
            block.extend_from_slice(now);
            piece = rest;
        }
    }

    /// The body.
    pub fn whole(mut self) -> Bytes {
        match self.blocks.len() {
            0 => self.first,
            1 => self.blocks.pop().unwrap_or_default().freeze(),
            _ => {
                let mut whole = BytesMut::with_capacity(self.len);
                // Each block is given back before the next one is read.
                self.blocks.into_iter().for_each(|block| whole.extend_from_slice(&block));
                whole.freeze()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_every_size_make_the_body_that_they_were_cut_from() {
        let body: Vec<u8> = (0..3 * BLOCK + 17).map(|n| (n % 251) as u8).collect();
        for size in [1, 7, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, body.len()] {
            for len in [0, 1, 16, BLOCK, BLOCK + 1, body.len()] {
                let mut gathered = Gathered::default();
                body[..len].chunks(size).for_each(|piece| gathered.push(Bytes::copy_from_slice(piece)));
                assert_eq!(gathered.len(), len);
                assert_eq!(gathered.whole(), body[..len], "{len} bytes in pieces of {size}");
            }
        }
    }
}
