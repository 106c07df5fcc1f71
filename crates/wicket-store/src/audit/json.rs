//! Canonical JSON, written straight into a buffer: RFC 8785, except that integers keep all their digits.
//!
//! No tree of values: a record has some thirty members, and allocating each would cost more than hashing them all.

use std::fmt::Write;

/// Writes one object; its members must come in the order of their names.
pub(super) struct Object<'b> {
    out: &'b mut String,
    empty: bool,
    #[cfg(debug_assertions)]
    last: &'static str,
}

impl<'b> Object<'b> {
    /// Writes `{…}` with the members that `fill` writes.
    pub fn write(out: &'b mut String, fill: impl FnOnce(&mut Object<'_>)) {
        out.push('{');
        let mut object = Object {
            out,
            empty: true,
            #[cfg(debug_assertions)]
            last: "",
        };
        fill(&mut object);
        object.out.push('}');
    }

    pub fn text(&mut self, name: &'static str, value: &str) {
        self.name(name);
        string(self.out, value);
    }

    pub fn some_text(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// A value whose printed form needs no escape: ids, dates, hex.
    pub fn plain(&mut self, name: &'static str, value: impl std::fmt::Display) {
        self.name(name);
        // Writing to a String cannot fail.
        let _ = write!(self.out, "\"{value}\"");
    }

    pub fn number(&mut self, name: &'static str, value: u64) {
        self.name(name);
        let _ = write!(self.out, "{value}");
    }

    pub fn hex(&mut self, name: &'static str, bytes: &[u8]) {
        self.name(name);
        self.out.push('"');
        hex(self.out, bytes);
        self.out.push('"');
    }

    pub fn object(&mut self, name: &'static str, fill: impl FnOnce(&mut Object<'_>)) {
        self.name(name);
        Object::write(self.out, fill);
    }

    pub fn array<T>(
        &mut self,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut String, T),
    ) {
        self.name(name);
        self.out.push('[');
        for (n, item) in items.into_iter().enumerate() {
            if n > 0 {
                self.out.push(',');
            }
            each(self.out, item);
        }
        self.out.push(']');
    }

    /// Members whose names are data, sorted by the caller.
    pub fn counts<'k>(&mut self, name: &'static str, members: impl Iterator<Item = (&'k str, u64)>) {
        self.name(name);
        self.out.push('{');
        for (n, (key, count)) in members.enumerate() {
            if n > 0 {
                self.out.push(',');
            }
            string(self.out, key);
            let _ = write!(self.out, ":{count}");
        }
        self.out.push('}');
    }

    fn name(&mut self, name: &'static str) {
        #[cfg(debug_assertions)]
        {
            debug_assert!(self.last < name, "`{name}` comes after `{}`", self.last);
            self.last = name;
        }
        if !self.empty {
            self.out.push(',');
        }
        self.empty = false;
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
    }
}

/// Writes `value` as a JSON string with the escapes of RFC 8785, section 3.2.2.2.
pub(super) fn string(out: &mut String, value: &str) {
    out.push('"');
    let mut rest = value;
    while let Some(at) = rest.bytes().position(|b| b < 0x20 || b == b'"' || b == b'\\') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let special = after.bytes().next().unwrap_or_default();
        match special {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x08 => out.push_str("\\b"),
            0x09 => out.push_str("\\t"),
            0x0a => out.push_str("\\n"),
            0x0c => out.push_str("\\f"),
            0x0d => out.push_str("\\r"),
            other => {
                let _ = write!(out, "\\u{other:04x}");
            }
        }
        rest = after.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out.push('"');
}

/// Writes `bytes` as lower-case hexadecimal.
pub(super) fn hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// Reads 64 lower-case hexadecimal digits.
pub(super) fn digest_from_hex(text: &[u8]) -> Option<super::Digest> {
    let nibble = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    let mut digest = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(text.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_rfc_8785_says() {
        let mut out = String::new();
        string(&mut out, "\u{20ac}$\u{f}\nA'B\"\\\\\"/\u{7f}");
        assert_eq!(out, "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u{7f}\"");
    }

    #[test]
    fn hex_is_read_back_and_nothing_else_is() {
        let mut out = String::new();
        let digest: [u8; 32] = std::array::from_fn(|n| n as u8 * 8);
        hex(&mut out, &digest);
        assert_eq!(digest_from_hex(out.as_bytes()), Some(digest));
        assert_eq!(digest_from_hex(out.to_uppercase().as_bytes()), None);
        assert_eq!(digest_from_hex(b"00"), None);
    }
}
