//! A host with an optional port, and nothing else.

use memchr::memchr;

/// Whether `value` is a host with an optional port: no user, no path, no blanks. RFC 3986, section 3.2.
pub fn is_authority(value: &[u8]) -> bool {
    let (host, port) = match value {
        [b'[', rest @ ..] => {
            let Some(end) = memchr(b']', rest) else { return false };
            let (address, after) = rest.split_at(end);
            if address.is_empty() || !address.iter().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.')) {
                return false;
            }
            return match after.get(1..) {
                Some([]) => true,
                Some([b':', port @ ..]) => is_port(port),
                _ => false,
            };
        }
        _ => match memchr(b':', value) {
            Some(colon) => (value.get(..colon).unwrap_or_default(), value.get(colon + 1..)),
            None => (value, None),
        },
    };
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    !host.is_empty() && host.len() <= 255 && host.iter().all(plain) && port.is_none_or(is_port)
}

fn is_port(port: &[u8]) -> bool {
    port.len() <= 5 && decimal(port).is_some_and(|n| (1..=65_535).contains(&n))
}

/// Digits and nothing else; `None` when empty, longer than 18 digits, signed, spaced or listed.
pub(super) fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |n, d| n * 10 + u64::from(d - b'0')))
}
