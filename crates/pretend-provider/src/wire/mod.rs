//! Turns a reply into steps on a connection: how it is framed, where it is cut, what is broken, how it is paced.

mod broken;
mod cut;

use std::time::Duration;

use crate::behaviour::Behaviour;
use crate::reply::{Body, Reply};
use crate::sse_faults;

use broken::broken;
use cut::escaped;
pub(crate) use cut::{cut, next_random};

/// One thing to do on the connection.
#[derive(Debug)]
pub(crate) enum Step {
    Write(Vec<u8>),
    Pause(Duration),
    /// Writes the block again and again until the other side goes away.
    Repeat {
        block: Vec<u8>,
        tokens: u64,
        pause: Duration,
    },
    HalfClose,
    Reset,
    Close,
    /// Reads on, says nothing.
    Hang,
}

/// The steps of one reply.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) steps: Vec<Step>,
    /// Whether the connection serves another request afterwards.
    pub(crate) reuse: bool,
    /// Whether the steps hold all of the reply.
    pub(crate) whole: bool,
}

/// The steps that send `reply` as `behaviour` wants it. `close`: the caller asked to close afterwards.
pub(crate) fn write(mut reply: Reply, behaviour: &Behaviour, close: bool) -> Wire {
    sse_faults::spoil(&mut reply, behaviour);
    if let Some(escape) = &behaviour.escape {
        match &mut reply.body {
            Body::Whole(body) => *body = escaped(body, escape),
            Body::Events(events) => events.iter_mut().for_each(|event| *event = escaped(event, escape)),
        }
    }
    let framed = Framed::of(&reply, behaviour, close);
    let mut wire = match behaviour.fault {
        Some(fault) => broken(framed, fault, behaviour),
        None => framed.into_wire(!close),
    };
    wire.reuse &= !close;
    if !behaviour.delay.is_zero() {
        wire.steps = wire.steps.into_iter().flat_map(|step| [Step::Pause(behaviour.delay), step]).skip(1).collect();
    }
    if !behaviour.first_byte.is_zero() {
        wire.steps.insert(0, Step::Pause(behaviour.first_byte));
    }
    wire
}

/// A reply as bytes, before anything is broken.
struct Framed {
    status: u16,
    headers: Vec<(String, String)>,
    /// One entry per write; framing included.
    body: Vec<Vec<u8>>,
    /// What ends a chunked body.
    end: Vec<u8>,
}

impl Framed {
    fn of(reply: &Reply, behaviour: &Behaviour, close: bool) -> Self {
        let mut headers = reply.headers.clone();
        let (body, end) = match &reply.body {
            Body::Whole(bytes) => {
                headers.push(("content-length".to_owned(), bytes.len().to_string()));
                (cut(std::slice::from_ref(bytes), behaviour.write), Vec::new())
            }
            Body::Events(events) => {
                headers.push(("transfer-encoding".to_owned(), "chunked".to_owned()));
                let chunks = cut(events, behaviour.write).iter().map(|piece| chunk(piece)).collect();
                (chunks, b"0\r\n\r\n".to_vec())
            }
        };
        if close {
            headers.push(("connection".to_owned(), "close".to_owned()));
        }
        Self { status: reply.status, headers, body, end }
    }

    fn head(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        head.into_bytes()
    }

    fn flat(&self) -> Vec<u8> {
        self.body.concat()
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }
    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
    /// The same reply with these bytes as a body of known length.
    fn holding(self, body: Vec<u8>) -> Self {
        let mut framed = self.without("transfer-encoding").without("content-length");
        framed = framed.with("content-length", body.len().to_string());
        framed.end = Vec::new();
        framed.body = vec![body];
        framed
    }

    fn into_wire(self, reuse: bool) -> Wire {
        let mut writes = vec![self.head()];
        writes.extend(self.body);
        if !self.end.is_empty() {
            writes.push(self.end);
        }
        Wire {
            steps: writes.into_iter().filter(|write| !write.is_empty()).map(Step::Write).collect(),
            reuse,
            whole: true,
        }
    }

    /// Head and body as they are, then the end of the connection.
    fn then_close(self) -> Wire {
        let mut wire = self.into_wire(false);
        wire.steps.push(Step::Close);
        wire
    }
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    if bytes.is_empty() {
        return Vec::new();
    }
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        301 | 302 | 307 | 308 => "Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        529 => "Overloaded",
        _ => "Status",
    }
}
