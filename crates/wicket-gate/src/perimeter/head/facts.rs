//! What the lines of a head say about the message: version, status, host and length, each in one meaning or none.

use memchr::memchr;

use super::{
    Flaw, Framing, MAX_TARGET, Writer,
    authority::{decimal, is_authority},
};

/// What is known of a head so far.
#[derive(Debug, Default)]
pub(super) struct Facts {
    old: bool, // HTTP/1.0
    status: u16,
    length: Option<u64>,
    chunked: bool,
    host: bool,
}

impl Facts {
    /// Takes in the request line, or the status line.
    pub fn start_line(&mut self, writer: Writer, line: &[u8]) -> Result<(), Flaw> {
        match writer {
            Writer::Client => self.request_line(line),
            Writer::Provider => self.status_line(line),
        }
    }

    fn request_line(&mut self, line: &[u8]) -> Result<(), Flaw> {
        let mut parts = line.split(|&b| b == b' ');
        let (Some(method), Some(target), Some(version), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Flaw::StartLine);
        };
        if method.is_empty() || method.len() > 16 || !method.iter().all(u8::is_ascii_uppercase) || method == b"CONNECT"
        {
            return Err(Flaw::StartLine);
        }
        if target.len() > MAX_TARGET {
            return Err(Flaw::TargetTooLong);
        }
        // Origin form only. The absolute form names a host a second time and turns the gate into an open proxy for
        // whoever believes it; `#` and `\` mean a path to some parsers and not to others.
        let plain = |b: &u8| b.is_ascii_graphic() && !matches!(b, b'#' | b'\\');
        if target.first() != Some(&b'/') || !target.iter().all(plain) {
            return Err(Flaw::Target);
        }
        self.version(version)
    }

    fn status_line(&mut self, line: &[u8]) -> Result<(), Flaw> {
        let (version, rest) = line.split_at_checked(8).ok_or(Flaw::StartLine)?;
        self.version(version)?;
        let (status, reason) = rest.split_at_checked(4).ok_or(Flaw::StartLine)?;
        let [b' ', digits @ ..] = status else { return Err(Flaw::StartLine) };
        self.status = decimal(digits).and_then(|n| u16::try_from(n).ok()).ok_or(Flaw::StartLine)?;
        let spaced = reason.is_empty() || reason.first() == Some(&b' ');
        if !(100..600).contains(&self.status) || !spaced || has_control(reason) { Err(Flaw::StartLine) } else { Ok(()) }
    }

    fn version(&mut self, version: &[u8]) -> Result<(), Flaw> {
        self.old = match version {
            b"HTTP/1.1" => false,
            b"HTTP/1.0" => true,
            _ => return Err(Flaw::Version),
        };
        Ok(())
    }

    /// Takes in one header line.
    pub fn header(&mut self, writer: Writer, line: &[u8]) -> Result<(), Flaw> {
        if matches!(line.first(), Some(b' ' | b'\t')) {
            return Err(Flaw::Folded);
        }
        let colon = memchr(b':', line).ok_or(Flaw::HeaderName)?;
        let (name, value) = line.split_at(colon);
        if name.is_empty() || !name.iter().all(|&b| TOKEN[usize::from(b)]) {
            return Err(Flaw::HeaderName);
        }
        let value = value.get(1..).unwrap_or_default();
        if has_control(value) {
            return Err(Flaw::Control);
        }
        // One blank after the colon is how everyone writes; where a value decides about framing nothing else is taken.
        let exact = value.strip_prefix(b" ").unwrap_or(value);
        match name.len() {
            4 if is(name, "host") => self.host_is(exact),
            6 if writer == Writer::Client && is(name, "expect") && !is(exact, "100-continue") => Err(Flaw::Expectation),
            // `h2c` is an offer that a server may leave alone (RFC 9110, section 7.8), and Java's client makes it with
            // every first call. Everything else asks for a tunnel.
            7 if writer == Writer::Client && is(name, "upgrade") && exact != b"h2c" => Err(Flaw::Upgrade),
            14 if is(name, "content-length") => self.length_is(exact),
            17 if is(name, "transfer-encoding") => self.encoding_is(exact),
            // Some parsers take `_` for `-`. For a header that frames the message there is no innocent reason.
            14 if is(name, "content_length") => Err(Flaw::Length),
            17 if is(name, "transfer_encoding") => Err(Flaw::TransferEncoding),
            _ => Ok(()),
        }
    }

    fn host_is(&mut self, value: &[u8]) -> Result<(), Flaw> {
        let again = std::mem::replace(&mut self.host, true);
        if again || !is_authority(value) { Err(Flaw::Host) } else { Ok(()) }
    }

    fn length_is(&mut self, value: &[u8]) -> Result<(), Flaw> {
        if self.length.is_some() {
            return Err(Flaw::Length);
        }
        self.length = Some(decimal(value).ok_or(Flaw::Length)?);
        Ok(())
    }

    fn encoding_is(&mut self, value: &[u8]) -> Result<(), Flaw> {
        if self.chunked || self.old || !is(value, "chunked") {
            return Err(Flaw::TransferEncoding);
        }
        self.chunked = true;
        Ok(())
    }

    /// How the body is delimited, now that all lines are known.
    pub fn framing(&self, writer: Writer) -> Result<Framing, Flaw> {
        if self.chunked && self.length.is_some() {
            return Err(Flaw::TwoLengths);
        }
        match writer {
            Writer::Client if !self.host && !self.old => Err(Flaw::Host),
            Writer::Provider if self.status == 101 => Err(Flaw::Upgrade),
            Writer::Provider if matches!(self.status, 100..200 | 204 | 304) => self.bodiless(),
            _ if self.chunked => Ok(Framing::Chunked),
            Writer::Client => Ok(Framing::Sized(self.length.unwrap_or(0))),
            Writer::Provider => Ok(self.length.map_or(Framing::UntilClose, Framing::Sized)),
        }
    }

    // A status that has no body must not announce one: what follows would be read as the next answer. A 304 may say
    // how long the body would have been, but the gate asks nothing that could be answered so.
    fn bodiless(&self) -> Result<Framing, Flaw> {
        match (self.chunked, self.length.unwrap_or(0)) {
            (true, _) => Err(Flaw::TransferEncoding),
            (false, 0) if self.status < 200 => Ok(Framing::Interim),
            (false, 0) => Ok(Framing::Sized(0)),
            (false, _) => Err(Flaw::Length),
        }
    }
}

// No early exit: without one the compiler looks at 16 or more bytes at a time.
fn has_control(value: &[u8]) -> bool {
    value.iter().fold(false, |bad, &b| bad | ((b < 0x20) & (b != b'\t')) | (b == 0x7f))
}

fn is(given: &[u8], name: &str) -> bool {
    given.eq_ignore_ascii_case(name.as_bytes())
}

/// RFC 9110, section 5.6.2: what a header name may be made of.
static TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 256 {
        let b = at as u8;
        table[at] = b.is_ascii_alphanumeric()
            || matches!(
                b,
                b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
            );
        at += 1;
    }
    table
};
