//! Archives and compressed files, opened while they are read: zip (and what is made of it, such as docx and jar), tar, gzip
//! and zstd, one within another. A budget of unpacked bytes for each file ends a bomb, however it is folded.

use std::{
    cell::Cell,
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
    path::Path,
};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
use zip::ZipArchive;

use super::{found::Why, look::Look, place::Place, walk::plainly};

/// Bytes that tell which archive it is: a tar says so behind its first header.
const HEAD: usize = 512;
/// Most entries of one archive.
const MOST_ENTRIES: usize = 1_000_000;

/// How far archives are opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Archives within each other; 0 opens none.
    pub(super) depth: usize,
    /// Bytes that one file may unpack to, all its archives together.
    pub(super) unpacked: u64,
}

/// What the first bytes of a file say.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Plain,
    Zip,
    Tar,
    Gzip,
    Zstd,
    /// An archive of a form that is not opened.
    Foreign,
}

impl Form {
    fn of(head: &[u8]) -> Self {
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Form::Zip,
            [0x1F, 0x8B, 8, ..] => Form::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Form::Zstd,
            // xz, bzip2, 7z and rar.
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] | [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => {
                Form::Foreign
            }
            [b'7', b'z', 0xBC, 0xAF, ..] | [b'R', b'a', b'r', b'!', 0x1A, ..] => Form::Foreign,
            head if head.get(257..262) == Some(b"ustar") => Form::Tar,
            _ => Form::Plain,
        }
    }
}

/// Looks into a file, which may be an archive.
pub(super) fn look_into_file(look: &mut Look<'_>, place: &Place, path: &Path, limits: Limits) {
    let left = Cell::new(limits.unpacked);
    let mut unpack = Unpack { look, limits, left: &left };
    let looked = File::open(path).and_then(|mut file| {
        let (head, _) = head_of(&mut file);
        file.seek(SeekFrom::Start(0))?;
        // A zip is read from its end, so one that lies in a file is not read into memory first.
        if Form::of(&head) == Form::Zip && limits.depth > 0 {
            return unpack.zip(place, BufReader::new(file), 0);
        }
        unpack.stream(place, &mut file, 0)
    });
    if let Err(error) = looked {
        look.skip(place, Why::Unreadable(format!("cannot be read: {}", plainly(&error))));
    }
}

/// Looks into a stream, which may be an archive.
///
/// # Errors
/// The stream's.
pub(super) fn look_into_stream(
    look: &mut Look<'_>,
    place: &Place,
    reader: &mut dyn Read,
    limits: Limits,
) -> io::Result<()> {
    let left = Cell::new(limits.unpacked);
    Unpack { look, limits, left: &left }.stream(place, reader, 0)
}

/// One file being unpacked.
struct Unpack<'u, 'a> {
    look: &'u mut Look<'a>,
    limits: Limits,
    /// Bytes that may still come out of it.
    left: &'u Cell<u64>,
}

impl Unpack<'_, '_> {
    fn stream(&mut self, place: &Place, reader: &mut dyn Read, depth: usize) -> io::Result<()> {
        let (head, stopped) = head_of(reader);
        let form = Form::of(&head);
        let mut whole = Cursor::new(head).chain(stopped).chain(reader);
        if form == Form::Plain {
            return self.look.read_through(place, &mut whole);
        }
        if depth >= self.limits.depth {
            self.look.skip(place, Why::Deep);
            return Ok(());
        }
        let left = self.left;
        let opened = match form {
            Form::Plain | Form::Foreign => Err(io::Error::other("no archive that is opened")),
            Form::Tar => self.tar(place, &mut whole, depth),
            Form::Gzip => self.stream(place, &mut Metered { inner: MultiGzDecoder::new(whole), left }, depth + 1),
            Form::Zstd => self.stream(place, &mut Metered { inner: Frames::new(whole), left }, depth + 1),
            Form::Zip => {
                let mut bytes = Vec::new();
                // What is read into memory counts as unpacked, for it was, or it came from standard input.
                let read = Metered { inner: whole, left }.read_to_end(&mut bytes);
                read.and_then(|_| self.zip(place, Cursor::new(bytes), depth))
            }
        };
        if opened.is_err() {
            self.broken(place);
        }
        Ok(())
    }

    fn tar(&mut self, place: &Place, reader: &mut dyn Read, depth: usize) -> io::Result<()> {
        let mut archive = tar::Archive::new(Metered { inner: reader, left: self.left });
        for (number, entry) in archive.entries()?.enumerate() {
            let mut entry = entry?;
            if number == MOST_ENTRIES {
                self.look.skip(place, Why::Crowded);
                return Ok(());
            }
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let inside = place.entry(&String::from_utf8_lossy(&entry.path_bytes()));
            self.stream(&inside, &mut entry, depth + 1)?;
        }
        Ok(())
    }

    fn zip(&mut self, place: &Place, reader: impl Read + Seek, depth: usize) -> io::Result<()> {
        let Ok(mut archive) = ZipArchive::new(reader) else {
            self.broken(place);
            return Ok(());
        };
        if archive.len() > MOST_ENTRIES {
            self.look.skip(place, Why::Crowded);
        }
        for index in 0..archive.len().min(MOST_ENTRIES) {
            let left = self.left;
            let name = archive.name_for_index(index).and_then(Result::ok).unwrap_or_default().into_owned();
            let inside = place.entry(&name);
            match archive.by_index(index) {
                Ok(entry) if entry.is_dir() => {}
                Ok(entry) => {
                    if self.stream(&inside, &mut Metered { inner: entry, left }, depth + 1).is_err() {
                        self.broken(&inside);
                    }
                }
                Err(_) => self.broken(&inside),
            }
            if self.left.get() == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Says that an archive, or an entry, was not looked into to its end.
    fn broken(&mut self, place: &Place) {
        let is_spent = self.left.get() == 0;
        self.look.skip(place, if is_spent { Why::Bomb } else { Why::Sealed });
    }
}

/// The first bytes of a stream, as far as there are any, and what kept it from giving more.
fn head_of(reader: &mut dyn Read) -> (Vec<u8>, Stopped) {
    let mut head = Vec::with_capacity(HEAD);
    let stopped = reader.take(HEAD as u64).read_to_end(&mut head).err();
    (head, Stopped(stopped))
}

/// Fails where a stream has failed before, so that what came in front of that is read first.
struct Stopped(Option<io::Error>);

impl Read for Stopped {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Counts what is unpacked, and fails when the budget is spent.
struct Metered<'b, R> {
    inner: R,
    left: &'b Cell<u64>,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let left = self.left.get().saturating_sub(read as u64);
        self.left.set(left);
        if left == 0 {
            return Err(io::Error::other("the archive unpacks to more than is looked into"));
        }
        Ok(read)
    }
}

/// The frames of a zstd stream, one behind another as parallel compressors write them.
struct Frames<R: Read> {
    decoder: Option<StreamingDecoder<BufReader<R>, FrameDecoder>>,
    rest: Option<BufReader<R>>,
}

impl<R: Read> Frames<R> {
    fn new(inner: R) -> Self {
        Frames { decoder: None, rest: Some(BufReader::new(inner)) }
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(decoder) = &mut self.decoder {
                let read = decoder.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
                self.rest = self.decoder.take().map(StreamingDecoder::into_inner);
            }
            let Some(mut rest) = self.rest.take() else { return Ok(0) };
            if io::BufRead::fill_buf(&mut rest)?.is_empty() {
                return Ok(0);
            }
            self.decoder = Some(StreamingDecoder::new(rest).map_err(io::Error::other)?);
        }
    }
}
