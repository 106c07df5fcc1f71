//! Writing events.

/// Appends one event to `out`. Line ends in `data`, whichever kind, start a new `data` line; a name loses every
/// character but printable ASCII: neither can begin a field or an event of its own.
pub fn encode(name: Option<&str>, data: &[u8], out: &mut Vec<u8>) {
    if let Some(name) = name {
        out.extend_from_slice(b"event: ");
        out.extend(name.bytes().filter(|b| matches!(b, b' '..=b'~')));
        out.push(b'\n');
    }
    let mut rest = data;
    loop {
        out.extend_from_slice(b"data: ");
        let Some(end) = memchr::memchr2(b'\r', b'\n', rest) else { break };
        let (line, after) = rest.split_at(end);
        out.extend_from_slice(line);
        out.push(b'\n');
        rest = after.strip_prefix(b"\r\n").or(after.get(1..)).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    out.extend_from_slice(b"\n\n");
}
