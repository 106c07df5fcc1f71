//! Where one HTTP/1 message ends and the next begins: heads, sized bodies and chunks, in a small state machine.
//!
//! It runs over the raw bytes before hyper does. Body bytes are counted, not looked at.

use super::head::{Flaw, Framing, HeadReader, Progress, Writer};

/// Most interim responses (1xx) before a final one.
const MAX_INTERIM: u32 = 16;
/// Most bytes of one chunk-size line from a provider: some add short extensions.
const MAX_CHUNK_LINE: u32 = 64;

/// Follows one direction of a connection.
#[derive(Debug)]
pub struct Framer {
    writer: Writer,
    state: State,
    interim: u32,
}

#[derive(Debug)]
enum State {
    Head(HeadReader),
    Sized(u64),
    Chunked(Chunks),
    UntilClose,
}

/// What a run over some bytes has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// This many of the bytes are in order. The rest is a head that is not complete yet, or lies behind a flaw.
    pub clean: usize,
    /// Heads that were completed, interim ones not counted.
    pub heads: u32,
    /// What is wrong with the byte after `clean`.
    pub flaw: Option<Flaw>,
}

impl Framer {
    /// At the start of a connection.
    pub fn new(writer: Writer) -> Self {
        Framer { writer, state: State::Head(HeadReader::new(writer)), interim: 0 }
    }

    /// Whether the next byte belongs to a head.
    pub fn in_head(&self) -> bool {
        matches!(self.state, State::Head(_))
    }

    /// Runs over `bytes`, which begin where the clean bytes of the last run ended: the piece of an incomplete head
    /// comes again, with more behind it.
    pub fn run(&mut self, bytes: &[u8]) -> Run {
        let mut run = Run { clean: 0, heads: 0, flaw: None };
        while let Some(rest) = bytes.get(run.clean..).filter(|rest| !rest.is_empty()) {
            match self.step(rest, &mut run.heads) {
                Ok(0) => break,
                Ok(taken) => run.clean += taken,
                Err(flaw) => {
                    run.flaw = Some(flaw);
                    break;
                }
            }
        }
        run
    }

    /// Takes a piece off the front of `rest`; 0 means that a head needs more bytes.
    fn step(&mut self, rest: &[u8], heads: &mut u32) -> Result<usize, Flaw> {
        let (taken, next) = match &mut self.state {
            State::Head(reader) => match reader.read(rest)? {
                Progress::More => return Ok(0),
                Progress::Done { len, framing } => (len, Some(framing)),
            },
            State::Sized(left) => {
                let taken = usize::try_from(*left).map_or(rest.len(), |left| left.min(rest.len()));
                *left -= taken as u64;
                if *left == 0 {
                    self.state = State::Head(HeadReader::new(self.writer));
                }
                (taken, None)
            }
            State::Chunked(chunks) => {
                let taken = chunks.read(rest)?;
                if chunks.is_done() {
                    self.state = State::Head(HeadReader::new(self.writer));
                }
                (taken, None)
            }
            State::UntilClose => (rest.len(), None),
        };
        if let Some(framing) = next {
            self.enter(framing, heads)?;
        }
        Ok(taken)
    }

    fn enter(&mut self, framing: Framing, heads: &mut u32) -> Result<(), Flaw> {
        self.state = match framing {
            Framing::Interim if self.interim == MAX_INTERIM => return Err(Flaw::Interim),
            Framing::Interim => {
                self.interim += 1;
                State::Head(HeadReader::new(self.writer))
            }
            Framing::Sized(0) => State::Head(HeadReader::new(self.writer)),
            Framing::Sized(left) => State::Sized(left),
            Framing::Chunked => State::Chunked(Chunks::new(self.writer)),
            Framing::UntilClose => State::UntilClose,
        };
        if framing != Framing::Interim {
            self.interim = 0;
            *heads += 1;
        }
        Ok(())
    }
}

/// A chunked body. Sizes are at most eight hexadecimal digits. Clients send neither extensions nor trailers, so a
/// request with one is refused; providers may add a short extension, and trailers are refused from them too, because
/// nothing that the gate forwards could carry them.
#[derive(Debug)]
struct Chunks {
    extensions: bool,
    at: At,
    line: u32, // bytes of the size line so far
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Size { digits: u8, size: u64 },
    Extension { size: u64 },
    SizeFeed { size: u64 },
    Data { left: u64 },
    DataReturn,
    DataFeed,
    EndReturn,
    EndFeed,
    Done,
}

impl Chunks {
    fn new(writer: Writer) -> Self {
        Chunks { extensions: writer == Writer::Provider, at: At::Size { digits: 0, size: 0 }, line: 0 }
    }

    fn is_done(&self) -> bool {
        self.at == At::Done
    }

    /// Takes bytes until the body ends or `bytes` does; tells how many it took.
    fn read(&mut self, bytes: &[u8]) -> Result<usize, Flaw> {
        let mut taken = 0;
        while let Some(&byte) = bytes.get(taken)
            && !self.is_done()
        {
            if let At::Data { left } = self.at {
                let here = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len() - taken);
                taken += here;
                let left = left - here as u64;
                self.at = if left == 0 { At::DataReturn } else { At::Data { left } };
            } else {
                self.at = self.next(byte)?;
                taken += 1;
            }
        }
        Ok(taken)
    }

    fn next(&mut self, byte: u8) -> Result<At, Flaw> {
        self.line = if matches!(self.at, At::Size { .. } | At::Extension { .. }) { self.line + 1 } else { 0 };
        match (self.at, byte) {
            (At::Size { digits: 1.., size }, b'\r') => Ok(At::SizeFeed { size }),
            (At::Size { digits: 1.., size }, b';') if self.extensions => Ok(At::Extension { size }),
            (At::Size { digits: digits @ 0..8, size }, _) => {
                let digit = char::from(byte).to_digit(16).ok_or(Flaw::Chunk)?;
                Ok(At::Size { digits: digits + 1, size: size * 16 + u64::from(digit) })
            }
            (At::Extension { size }, b'\r') => Ok(At::SizeFeed { size }),
            (At::Extension { size }, b'\t' | b' '..=b'~') if self.line < MAX_CHUNK_LINE => Ok(At::Extension { size }),
            (At::SizeFeed { size: 0 }, b'\n') => Ok(At::EndReturn),
            (At::SizeFeed { size }, b'\n') => Ok(At::Data { left: size }),
            (At::DataReturn, b'\r') => Ok(At::DataFeed),
            (At::DataFeed, b'\n') => Ok(At::Size { digits: 0, size: 0 }),
            (At::EndReturn, b'\r') => Ok(At::EndFeed),
            (At::EndReturn, _) => Err(Flaw::Trailer),
            (At::EndFeed, b'\n') => Ok(At::Done),
            _ => Err(Flaw::Chunk),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "POST / HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n";

    fn run(bytes: &str) -> Run {
        Framer::new(Writer::Client).run(bytes.as_bytes())
    }

    #[test]
    fn follows_pipelined_requests() {
        let two = format!("{HEAD}5\r\nhello\r\n0\r\n\r\nGET /a HTTP/1.1\r\nhost: g\r\n\r\nGET /b");
        assert_eq!(run(&two), Run { clean: two.len() - 6, heads: 2, flaw: None });
    }

    #[test]
    fn counts_the_same_however_the_bytes_are_cut() {
        let bytes = format!(
            "{HEAD}a\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\nPOST / HTTP/1.1\r\nhost: g\r\ncontent-length: 3\r\n\r\nabc"
        );
        for cut in 0..=bytes.len() {
            let mut framer = Framer::new(Writer::Client);
            let first = framer.run(&bytes.as_bytes()[..cut]);
            let second = framer.run(&bytes.as_bytes()[first.clean..]);
            assert_eq!((first.flaw, second.flaw), (None, None), "cut at {cut}");
            assert_eq!(first.clean + second.clean, bytes.len(), "cut at {cut}");
            assert_eq!(first.heads + second.heads, 2, "cut at {cut}");
        }
    }

    #[test]
    fn smug_01_chunk_sizes_have_one_spelling() {
        for bad in [
            "5;x\r\nhello\r\n0\r\n\r\n",
            "5 \r\nhello",
            " 5\r\nhello",
            "+5\r\nhello",
            "-5\r\nhello",
            "0x5\r\nhello",
            "5\nhello\n0\n\n",
            "5\r\nhello0\r\n\r\n",
            "5\r\nhello\n0\r\n",
            "\r\n",
            "g\r\n",
            "000000005\r\nhello",
            "fffffffff\r\n",
            "5\rhello",
            "0\r\nx: y\r\n\r\n",
            "0\r\n\n",
            "5\r\nhello\r\n0\r\nhost: x\r\n\r\n",
            "5_\r\nhello",
        ] {
            assert!(run(&format!("{HEAD}{bad}")).flaw.is_some(), "{bad:?}");
        }
        assert_eq!(run(&format!("{HEAD}00000005\r\nhello\r\n0\r\n\r\n")).flaw, None);
    }

    #[test]
    fn fault_06_a_provider_may_add_a_short_extension_and_no_long_one() {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let run = |bytes: String| Framer::new(Writer::Provider).run(bytes.as_bytes());
        assert_eq!(run(format!("{head}5;a=b\r\nhello\r\n0\r\n\r\n")).flaw, None);
        assert_eq!(run(format!("{head}5;{}\r\n", "a".repeat(1 << 20))).flaw, Some(Flaw::Chunk));
        assert_eq!(run("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000)).flaw, Some(Flaw::Interim));
    }
}
