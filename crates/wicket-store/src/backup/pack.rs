//! The file format of a backup: a header in the clear, then encrypted chunks.
//!
//! ```text
//! "WGBACKUP" | 1 | root id: u8 length, text | kdf: u16 length, text | salt 32
//! chunk: u32 length of the plaintext, highest bit set on the last | ciphertext | tag 16
//! ```
//! The key belongs to this one file, so chunk numbers can be nonces. Number and "last" are part of the nonce and the
//! header is associated data: chunks cannot be swapped, dropped, cut off at the end or put under another header.
//! Inside: entries of `u16 name length | name | u64 length | bytes`, and a name of length 0 at the end.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::{StoreError, keyring::KeyBytes};

const MAGIC: &[u8; 9] = b"WGBACKUP\x01";
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const LAST: u32 = 1 << 31;

/// What is told in the clear: which root key, how it comes from a passphrase, and the salt of this file's key.
pub(super) struct Header {
    pub root_id: String,
    pub kdf: Option<String>,
    pub salt: [u8; 32],
}

impl Header {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        let kdf = self.kdf.as_deref().unwrap_or_default();
        let mut bytes = MAGIC.to_vec();
        bytes.push(u8::try_from(self.root_id.len()).ok()?);
        bytes.extend_from_slice(self.root_id.as_bytes());
        bytes.extend_from_slice(&u16::try_from(kdf.len()).ok()?.to_be_bytes());
        bytes.extend_from_slice(kdf.as_bytes());
        bytes.extend_from_slice(&self.salt);
        Some(bytes)
    }

    fn read(from: &mut impl Read) -> std::io::Result<Option<Self>> {
        if read_array::<9>(from)? != *MAGIC {
            return Ok(None);
        }
        let mut root_id = vec![0; usize::from(read_array::<1>(from)?[0])];
        from.read_exact(&mut root_id)?;
        let mut kdf = vec![0; usize::from(u16::from_be_bytes(read_array(from)?))];
        from.read_exact(&mut kdf)?;
        let salt = read_array(from)?;
        let (Ok(root_id), Ok(kdf)) = (String::from_utf8(root_id), String::from_utf8(kdf)) else { return Ok(None) };
        Ok(Some(Header { root_id, kdf: Some(kdf).filter(|kdf| !kdf.is_empty()), salt }))
    }
}

/// Writes a backup.
pub(super) struct Packer<'f> {
    out: BufWriter<&'f File>,
    path: &'f Path,
    cipher: Cipher,
    plain: Vec<u8>,
}

impl<'f> Packer<'f> {
    pub fn new(file: &'f File, path: &'f Path, header: &Header, key: &KeyBytes) -> Result<Self, StoreError> {
        let bytes = header.to_bytes().ok_or(StoreError::Crypto { what: "write the header" })?;
        let mut out = BufWriter::new(file);
        out.write_all(&bytes).map_err(StoreError::file("write", path))?;
        Ok(Packer { out, path, cipher: Cipher::new(key, bytes)?, plain: Vec::with_capacity(CHUNK) })
    }

    /// Adds a file of exactly `len` bytes; one that turns out shorter is an error.
    pub fn entry(&mut self, name: &str, len: u64, from: &mut impl Read) -> Result<(), StoreError> {
        let short = u16::try_from(name.len()).map_err(|_| StoreError::Crypto { what: "name a file" })?;
        self.write(&short.to_be_bytes())?;
        self.write(name.as_bytes())?;
        self.write(&len.to_be_bytes())?;
        let (mut left, mut buffer) = (len, vec![0; CHUNK]);
        while left > 0 {
            let most = CHUNK.min(usize::try_from(left).unwrap_or(CHUNK));
            let part = &mut buffer[..most];
            from.read_exact(part).map_err(StoreError::file("read", Path::new(name)))?;
            self.write(part)?;
            left -= most as u64;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), StoreError> {
        self.write(&0_u16.to_be_bytes())?;
        self.seal(true)?;
        self.out.flush().map_err(StoreError::file("write", self.path))
    }

    fn write(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        while !bytes.is_empty() {
            if self.plain.len() == CHUNK {
                self.seal(false)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.plain.len()));
            self.plain.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    fn seal(&mut self, last: bool) -> Result<(), StoreError> {
        let len = self.plain.len() as u32 | if last { LAST } else { 0 };
        self.cipher.seal(last, &mut self.plain)?;
        let written = self.out.write_all(&len.to_be_bytes()).and_then(|()| self.out.write_all(&self.plain));
        written.map_err(StoreError::file("write", self.path))?;
        self.plain.clear();
        Ok(())
    }
}

/// Reads a backup; gives out nothing that has not been authenticated.
pub(super) struct Unpacker {
    from: BufReader<File>,
    path: PathBuf,
    header: Vec<u8>,
    cipher: Option<Cipher>,
    plain: Vec<u8>,
    read: usize,
    ended: bool,
}

impl Unpacker {
    /// Reads the header.
    pub fn begin(file: File, path: &Path) -> Result<(Header, Self), StoreError> {
        let mut from = BufReader::new(file);
        let bad = |cause: &str| StoreError::BadBackup { path: path.to_owned(), cause: cause.to_owned() };
        let header = Header::read(&mut from).map_err(|_| bad("it is cut short"))?;
        let header = header.ok_or_else(|| bad("it is no backup, or one of a newer version"))?;
        let bytes = header.to_bytes().ok_or_else(|| bad("its header makes no sense"))?;
        let (path, plain) = (path.to_owned(), Vec::new());
        Ok((header, Unpacker { from, path, header: bytes, cipher: None, plain, read: 0, ended: false }))
    }

    pub fn unlock(&mut self, key: &KeyBytes) -> Result<(), StoreError> {
        self.cipher = Some(Cipher::new(key, std::mem::take(&mut self.header))?);
        Ok(())
    }

    /// Name and length of the next entry; `None` at the end, where nothing may follow.
    pub fn next_entry(&mut self) -> Result<Option<(String, u64)>, StoreError> {
        let mut short = [0; 2];
        self.exact(&mut short)?;
        let mut name = vec![0; usize::from(u16::from_be_bytes(short))];
        if name.is_empty() {
            let more = self.read < self.plain.len() || !self.ended || self.from.read(&mut [0]).map_or(true, |n| n > 0);
            return if more { Err(self.bad("something follows its end")) } else { Ok(None) };
        }
        self.exact(&mut name)?;
        let mut len = [0; 8];
        self.exact(&mut len)?;
        let name = String::from_utf8(name).map_err(|_| self.bad("it names a file that no backup has"))?;
        Ok(Some((name, u64::from_be_bytes(len))))
    }

    /// Copies the entry's bytes.
    pub fn copy(&mut self, len: u64, out: &mut impl Write, to: &Path) -> Result<(), StoreError> {
        let mut left = len;
        while left > 0 {
            self.fill()?;
            let have = &self.plain[self.read..];
            let part = &have[..have.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
            out.write_all(part).map_err(StoreError::file("write", to))?;
            self.read += part.len();
            left -= part.len() as u64;
        }
        Ok(())
    }

    fn exact(&mut self, out: &mut [u8]) -> Result<(), StoreError> {
        let mut out = out;
        let path = self.path.clone();
        self.copy(out.len() as u64, &mut out, &path)
    }

    /// Makes sure that at least one byte can be read.
    fn fill(&mut self) -> Result<(), StoreError> {
        while self.read == self.plain.len() {
            if self.ended {
                return Err(self.bad("it is cut short"));
            }
            let head = read_array(&mut self.from).map_err(|_| self.bad("it is cut short"))?;
            let head = u32::from_be_bytes(head);
            let (last, len) = (head & LAST != 0, (head & !LAST) as usize);
            if len > CHUNK {
                return Err(self.bad("it was changed"));
            }
            self.plain.resize(len + TAG, 0);
            let got = self.from.read_exact(&mut self.plain);
            got.map_err(|_| self.bad("it is cut short"))?;
            let opened = self.cipher.as_mut().is_some_and(|cipher| cipher.open(last, &mut self.plain).is_some());
            if !opened {
                self.plain.clear();
                return Err(self.bad("it was changed, or sealed under another key"));
            }
            (self.read, self.ended) = (0, last);
        }
        Ok(())
    }

    fn bad(&self, cause: &str) -> StoreError {
        StoreError::BadBackup { path: self.path.clone(), cause: cause.to_owned() }
    }
}

struct Cipher {
    key: LessSafeKey,
    header: Vec<u8>,
    chunk: u64,
}

impl Cipher {
    fn new(key: &KeyBytes, header: Vec<u8>) -> Result<Self, StoreError> {
        let key =
            UnboundKey::new(&AES_256_GCM, &***key).map_err(|_| StoreError::Crypto { what: "set up AES-256-GCM" })?;
        Ok(Cipher { key: LessSafeKey::new(key), header, chunk: 0 })
    }

    fn nonce(&mut self, last: bool) -> Nonce {
        let mut nonce = [0; NONCE_LEN];
        nonce[0] = u8::from(last);
        nonce[4..].copy_from_slice(&self.chunk.to_be_bytes());
        self.chunk += 1;
        Nonce::assume_unique_for_key(nonce)
    }

    fn seal(&mut self, last: bool, plain: &mut Vec<u8>) -> Result<(), StoreError> {
        let nonce = self.nonce(last);
        let sealed = self.key.seal_in_place_append_tag(nonce, Aad::from(&self.header), plain);
        sealed.map_err(|_| StoreError::Crypto { what: "seal the backup" })
    }

    fn open(&mut self, last: bool, sealed: &mut Vec<u8>) -> Option<()> {
        let nonce = self.nonce(last);
        let len = self.key.open_in_place(nonce, Aad::from(&self.header), sealed).ok()?.len();
        sealed.truncate(len);
        Some(())
    }
}

fn read_array<const N: usize>(from: &mut impl Read) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}
