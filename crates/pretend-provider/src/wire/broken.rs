//! Faults of framing, timing and connection: the reply is right, its way to the caller is not.

use std::time::Duration;

use super::{Framed, Step, Wire, chunk, next_random};
use crate::behaviour::Behaviour;
use crate::fault::Fault;

const SPACES_1_MIB_GZ: &[u8] = include_bytes!("../../faults/spaces-1mib.gz");
const SPACES_1_GIB_GZ_GZ: &[u8] = include_bytes!("../../faults/spaces-1gib.gz.gz");
const SPACES_1_GIB_BR: &[u8] = include_bytes!("../../faults/spaces-1gib.br");

/// The steps of a reply with this fault.
pub(super) fn broken(framed: Framed, fault: Fault, behaviour: &Behaviour) -> Wire {
    let figure = |default: u64| usize::try_from(behaviour.n.unwrap_or(default)).unwrap_or(usize::MAX);
    let steps = |steps: Vec<Step>| Wire { steps, reuse: false, whole: false };
    match fault {
        Fault::Hang => steps(vec![Step::Hang]),
        Fault::Drip => {
            let mut wire = framed.into_wire(false);
            wire.steps = wire.steps.into_iter().flat_map(single_bytes).collect();
            wire
        }
        Fault::Close => cut_off(&framed, behaviour, Step::Close),
        Fault::Reset => cut_off(&framed, behaviour, Step::Reset),
        Fault::HalfClose => cut_off(&framed, behaviour, Step::HalfClose),
        Fault::Garbage => steps(vec![Step::Write(noise(behaviour.n.unwrap_or(1), 256)), Step::Close]),
        Fault::Http09 => steps(vec![Step::Write(b"<html>hello</html>".to_vec()), Step::Close]),
        // Level fatal, description handshake_failure (RFC 8446, section 6).
        Fault::TlsAlert => steps(vec![Step::Write(vec![0x15, 3, 3, 0, 2, 2, 40]), Step::Close]),
        Fault::LengthLong => relabelled(framed, |length| vec![(length + 10).to_string()]),
        Fault::LengthShort => relabelled(framed, |length| vec![length.saturating_sub(10).to_string()]),
        Fault::LengthTwice => relabelled(framed, |length| vec![length.to_string(), (length + 1).to_string()]),
        Fault::LengthNegative => relabelled(framed, |_| vec!["-1".to_owned()]),
        Fault::LengthAndChunked => {
            let body = framed.flat();
            let mut both = framed.holding(chunk(&body)).with("transfer-encoding", "chunked");
            both.end = b"0\r\n\r\n".to_vec();
            both.then_close()
        }
        Fault::ChunkSizeOverflow => rechunked(framed, b"fffffffffffffffff\r\n", b"\r\n"),
        Fault::ChunkSizeNegative => rechunked(framed, b"-5\r\n", b"\r\n"),
        Fault::ChunkSizeGarbage => rechunked(framed, b"0x1g\r\n", b"\r\n"),
        Fault::ChunkExtension => {
            let extension = [b"5;a=".as_slice(), &vec![b'x'; figure(1 << 20)], b"\r\n"].concat();
            rechunked(framed, &extension, b"0\r\n\r\n")
        }
        Fault::BadTrailers => rechunked(framed, b"", b"0\r\ncontent-length: 5\r\nno colon here\r\n\r\n"),
        Fault::HeaderNul => framed.with("x-odd", "a\0b").then_close(),
        Fault::HeaderFold => framed.with("x-odd", "one\r\n two").then_close(),
        Fault::HeaderHuge => framed.with("x-odd", "x".repeat(figure(1 << 20))).then_close(),
        Fault::HeaderFlood => {
            let flood = (0..figure(10_000)).fold(framed, |framed, index| framed.with(&format!("x-odd-{index}"), "x"));
            flood.then_close()
        }
        Fault::EndlessHead => steps(vec![
            Step::Write(b"HTTP/1.1 200 OK\r\n".to_vec()),
            Step::Repeat { block: b"x-odd: x\r\n".repeat(100), tokens: 0, pause: behaviour.delay },
        ]),
        Fault::BodyOn204 => Framed { status: 204, ..framed }.then_close(),
        Fault::Informational => {
            let hint = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".repeat(figure(1_000));
            let mut wire = framed.then_close();
            wire.steps.insert(0, Step::Write(hint));
            wire
        }
        Fault::TwoReplies => {
            let second = Framed { status: 200, headers: Vec::new(), body: Vec::new(), end: Vec::new() };
            let poison = second.with("content-type", "application/json").holding(br#"{"poison": true}"#.to_vec());
            let mut wire = framed.into_wire(true);
            wire.steps.extend(poison.into_wire(true).steps);
            wire
        }
        Fault::Switching => {
            let head = b"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n";
            steps(vec![Step::Write(head.to_vec()), Step::Hang])
        }
        Fault::Oversize => {
            let filler = format!(r#"{{"filler": "{}"}}"#, "x".repeat(figure(64 << 20)));
            framed.holding(filler.into_bytes()).into_wire(true)
        }
        Fault::EndlessBody => {
            let mut open = framed.without("content-length").without("transfer-encoding");
            open = open.with("transfer-encoding", "chunked");
            let block = chunk(&b" ".repeat(16 << 10));
            let repeat = Step::Repeat { block, tokens: 0, pause: behaviour.delay };
            steps(vec![Step::Write(open.head()), repeat])
        }
        Fault::EndlessStream => endless(framed, behaviour),
        Fault::BombGzip => encoded(framed, "gzip", SPACES_1_MIB_GZ.repeat(figure(1_024))),
        Fault::BombNested => encoded(framed, "gzip, gzip", SPACES_1_GIB_GZ_GZ.to_vec()),
        Fault::BombBrotli => encoded(framed, "br", SPACES_1_GIB_BR.to_vec()),
        Fault::BombZstd => encoded(framed, "zstd", zstd_spaces(figure(1_024))),
        // Faults of content are in the body by now.
        _ => framed.into_wire(true),
    }
}

/// Sends up to `at`, then ends as `end` says. `at`: `before` (default), `head`, `last`, or a count of body bytes.
fn cut_off(framed: &Framed, behaviour: &Behaviour, end: Step) -> Wire {
    let (head, body) = (framed.head(), framed.flat());
    let sent = match behaviour.at.as_deref().unwrap_or("before") {
        "before" => Vec::new(),
        "head" => head.get(..head.len() / 2).unwrap_or_default().to_vec(),
        "last" => [head, body].concat(),
        at => {
            let body = [body.as_slice(), &framed.end].concat();
            let at = at.parse().unwrap_or(0).min(body.len());
            [head.as_slice(), body.get(..at).unwrap_or_default()].concat()
        }
    };
    let mut steps = vec![Step::Write(sent)];
    if matches!(end, Step::Reset) {
        // A reset throws away what still waits to be sent; give it a moment to leave.
        steps.push(Step::Pause(Duration::from_millis(20)));
    }
    steps.push(end);
    Wire { steps, reuse: false, whole: false }
}

/// The body with other `content-length` values, then close.
fn relabelled(framed: Framed, lengths: impl Fn(usize) -> Vec<String>) -> Wire {
    // The chunk framing of a stream is left in: a body is a body.
    let body = framed.flat();
    let values = lengths(body.len());
    let bare = framed.holding(body).without("content-length");
    values.into_iter().fold(bare, |framed, value| framed.with("content-length", value)).then_close()
}

/// The body chunked, with an odd chunk before and odd bytes after it.
fn rechunked(framed: Framed, before: &[u8], after: &[u8]) -> Wire {
    let is_chunked = framed.headers.iter().any(|(name, _)| name == "transfer-encoding");
    let body = if is_chunked { framed.flat() } else { chunk(&framed.flat()) };
    let mut odd = framed.without("content-length").without("transfer-encoding").with("transfer-encoding", "chunked");
    odd.end = Vec::new();
    odd.body = vec![before.to_vec(), if before.is_empty() { Vec::new() } else { b"hello\r\n".to_vec() }, body];
    odd.body.push(after.to_vec());
    odd.then_close()
}

/// Everything up to the last text event, then that event for ever.
fn endless(framed: Framed, behaviour: &Behaviour) -> Wire {
    let has_text = |piece: &Vec<u8>| {
        let text = String::from_utf8_lossy(piece);
        ["\"delta\":{\"content\":\"", "text_delta", "output_text.delta"].iter().any(|mark| text.contains(mark))
    };
    let Some(at) = framed.body.iter().position(has_text) else { return framed.into_wire(true) };
    let mut steps = vec![Step::Write(framed.head())];
    steps.extend(framed.body.iter().take(at).cloned().map(Step::Write));
    let block = framed.body.get(at).cloned().unwrap_or_default();
    steps.push(Step::Repeat { block, tokens: 1, pause: behaviour.delay });
    Wire { steps, reuse: false, whole: false }
}

fn encoded(framed: Framed, encoding: &str, body: Vec<u8>) -> Wire {
    framed.with("content-encoding", encoding).holding(body).into_wire(true)
}

/// A zstd frame of run-length blocks, 128 KiB of spaces each. Source: RFC 8878, section 3.1.1.
fn zstd_spaces(mebibytes: usize) -> Vec<u8> {
    // Magic number; no content size, no checksum; a window of 1 MiB.
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50];
    let n_blocks = mebibytes * 8;
    for index in 0..n_blocks {
        let last = u32::from(index + 1 == n_blocks);
        let header = last | (1 << 1) | ((128 << 10) << 3);
        frame.extend_from_slice(header.to_le_bytes().get(..3).unwrap_or_default());
        frame.push(b' ');
    }
    frame
}

fn single_bytes(step: Step) -> Vec<Step> {
    match step {
        Step::Write(bytes) => bytes.into_iter().map(|byte| Step::Write(vec![byte])).collect(),
        other => vec![other],
    }
}

fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    (0..length).map(|_| (next_random(&mut state) & 0xff) as u8).collect()
}
