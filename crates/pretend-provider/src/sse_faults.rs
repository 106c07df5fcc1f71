//! Faults of content: what is wrong inside a body whose framing is right.

use serde_json::json;

use crate::behaviour::Behaviour;
use crate::fault::Fault;
use crate::reply::{Body, Reply};

/// Spoils the body as `behaviour` wants it.
pub(crate) fn spoil(reply: &mut Reply, behaviour: &Behaviour) {
    let figure = |default: u64| usize::try_from(behaviour.n.unwrap_or(default)).unwrap_or(usize::MAX);
    let Some(fault) = behaviour.fault else { return };
    match fault {
        Fault::Html => {
            *reply = Reply::whole(reply.status, "text/html", b"<html><body>It works!</body></html>".to_vec())
        }
        Fault::Empty => empty(reply),
        Fault::BadJson => bad_json(reply),
        Fault::Truncated => truncated(reply),
        _ => {}
    }
    let Body::Events(events) = &mut reply.body else { return };
    let middle = events.len() / 2;
    match fault {
        Fault::SseCr => line_ends(events, &["\r"]),
        Fault::SseCrLf => line_ends(events, &["\r\n"]),
        Fault::SseMixed => line_ends(events, &["\r", "\n", "\r\n"]),
        Fault::SseBom => events.insert(0, "\u{feff}".into()),
        Fault::SseComments => prefix_each(events, &b": silence\n".repeat(figure(1_000))),
        Fault::SseLongLine => {
            let line = format!("data: {{\"filler\":\"{}\"}}\n\n", "x".repeat(figure(10 << 20)));
            events.insert(middle, line.into_bytes());
        }
        Fault::SseNulId => prefix_each(events, b"id: a\0b\n"),
        Fault::SseNewlines => {
            // Readers that split at Unicode or C line ends see a second event here; the standard knows CR and LF only.
            prefix_each(events, "id: 1\u{2028}data: [DONE]\u{85}\u{b}\u{c}data: x\n".as_bytes());
        }
        Fault::SseManyData => events.iter_mut().for_each(|event| *event = many_data(event)),
        Fault::SseTight => events.iter_mut().for_each(|event| {
            let text = String::from_utf8_lossy(event).replace("data: ", "data:").replace("event: ", "event:");
            *event = format!("unknown: field\ncolonless\n{text}").into_bytes();
        }),
        Fault::SseRetry => prefix_each(events, b"retry: 0\nretry: 99999999999999999999\nretry: -1\n"),
        Fault::SseNoEnd => without_end(events),
        Fault::SseError => {
            events.truncate(middle.max(1));
            events.push(error_event(events.first()));
        }
        Fault::SseAfterEnd => {
            let late = events.get(middle).cloned().unwrap_or_default();
            events.push(late);
        }
        _ => {}
    }
}

fn empty(reply: &mut Reply) {
    match &mut reply.body {
        Body::Whole(body) => body.clear(),
        Body::Events(events) => events.clear(),
    }
}

fn bad_json(reply: &mut Reply) {
    match &mut reply.body {
        Body::Whole(body) => *body = br#"{"id": "broken", "choices": [}"#.to_vec(),
        Body::Events(events) => events.insert(events.len() / 2, b"data: {\"choices\": [}\n\n".to_vec()),
    }
}

fn truncated(reply: &mut Reply) {
    match &mut reply.body {
        Body::Whole(body) => body.truncate(body.len() / 2),
        Body::Events(events) => {
            events.truncate(events.len() / 2 + 1);
            if let Some(last) = events.last_mut() {
                last.truncate(last.len() / 2);
            }
        }
    }
}

fn line_ends(events: &mut [Vec<u8>], ends: &[&str]) {
    let mut turn = ends.iter().cycle();
    for event in events {
        let text = String::from_utf8_lossy(event).into_owned();
        let mut spoilt = String::new();
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches('\n');
            let end = turn.next().copied().unwrap_or("\n");
            spoilt.push_str(content);
            // CR and then LF would be one line end: the blank line after a CR must not begin with LF.
            let merges = content.is_empty() && spoilt.ends_with('\r') && end == "\n";
            spoilt.push_str(if merges { "\r\n" } else { end });
        }
        *event = spoilt.into_bytes();
    }
}

fn prefix_each(events: &mut [Vec<u8>], prefix: &[u8]) {
    for event in events {
        *event = [prefix, event].concat();
    }
}

/// Line breaks between members are blanks to JSON, so data lines may be split there.
fn many_data(event: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(event);
    let mut found = String::new();
    for line in text.lines() {
        let Some(data) = line.strip_prefix("data: {") else {
            found.push_str(line);
            found.push('\n');
            continue;
        };
        found.push_str(&format!("data: {{\ndata: {data}\n"));
    }
    found.into_bytes()
}

/// Drops what tells the caller that the answer is complete.
fn without_end(events: &mut Vec<Vec<u8>>) {
    events.retain(|event| {
        let text = String::from_utf8_lossy(event);
        ![
            "[DONE]",
            "message_stop",
            "message_delta\"",
            "response.completed",
            "finish_reason\":\"",
            "response.incomplete",
        ]
        .iter()
        .any(|mark| text.contains(mark))
    });
}

fn error_event(first: Option<&Vec<u8>>) -> Vec<u8> {
    let text = String::from_utf8_lossy(first.map_or(&[][..], Vec::as_slice)).into_owned();
    if text.contains("message_start") {
        let error = json!({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}});
        return crate::reply::event(Some("error"), &error);
    }
    if text.contains("response.created") {
        let error = json!({"type": "error", "code": "server_error", "message": "The server had an error.",
            "param": null, "sequence_number": 1_000});
        return crate::reply::event(Some("error"), &error);
    }
    let error = json!({"error": {"message": "The server had an error.", "type": "server_error", "param": null,
        "code": null}});
    crate::reply::event(None, &error)
}
