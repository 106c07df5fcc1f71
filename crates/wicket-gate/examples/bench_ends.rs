//! The two ends of a measurement: an upstream that answers at once, and a load that waits for nothing but answers.
//!
//! `bench_ends upstream ADDRESS` answers every POST: a prompt with the word `streamed-100` gets 100 events, each in a write of its
//! own; `streamed-idle` gets two events and then nothing for ten minutes; anything else gets one small answer.
//! A prompt with `streamed-timed` gets one event that tells when it was written, and the end 5 ms later.
//! `bench_ends load ADDRESS BODY-FILE KEY CONNECTIONS SECONDS` prints one line of JSON: answers, errors, and latencies in µs.
//! `bench_ends hold ADDRESS BODY-FILE KEY CONNECTIONS SECONDS` opens that many streams and holds them after their first bytes.
//! `bench_ends first ADDRESS BODY-FILE KEY CALLS` makes calls in turn and prints how long the first event was under way, in µs.
//! `bench/run.sh` is their one user.
#![allow(clippy::print_stdout, reason = "an example talks to a person")]

use std::{
    io::{Error, ErrorKind},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::LocalSet,
};

type Outcome = Result<(), Box<dyn std::error::Error>>;

const ANSWER: &str = r#"{"id":"chatcmpl-bench","object":"chat.completion","created":1767225600,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"The mill stands where the river bends, and its wheel has turned since spring. Whoever wants flour walks up the path in the morning, and whoever wants company stays until the evening bell.","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":50,"completion_tokens":40,"total_tokens":90}}"#;
const WORDS: &[&str] = &["the", "mill", "by", "the", "river", "grinds", "corn", "until", "evening"];

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        match given[..] {
            ["upstream", address] => upstream(address).await,
            ["load", address, body, key, connections, seconds] => {
                load(address, request(address, body, key)?, connections.parse()?, seconds.parse()?).await
            }
            ["hold", address, body, key, connections, seconds] => {
                hold(address, request(address, body, key)?, connections.parse()?, seconds.parse()?).await
            }
            ["first", address, body, key, calls] => first(address, request(address, body, key)?, calls.parse()?).await,
            _ => Err("say `upstream`, `load`, `hold` or `first`, and what it needs".into()),
        }
    })
}

async fn upstream(address: &str) -> Outcome {
    let listener = TcpListener::bind(address).await?;
    loop {
        let (connection, _) = listener.accept().await?;
        connection.set_nodelay(true)?;
        tokio::task::spawn_local(answer(connection));
    }
}

/// Answers the requests of one connection until it ends.
async fn answer(mut connection: TcpStream) -> std::io::Result<()> {
    let mut read = Vec::new();
    loop {
        let end = message(&mut connection, &mut read).await?;
        let holds = |word: &[u8]| read[..end].windows(word.len()).any(|part| part == word);
        if holds(b"streamed-100") {
            stream(&mut connection, 100).await?;
            connection.write_all(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n").await?;
        } else if holds(b"streamed-timed") {
            timed(&mut connection).await?;
        } else if holds(b"streamed-idle") {
            stream(&mut connection, 2).await?;
            tokio::time::sleep(Duration::from_secs(600)).await;
        } else {
            let length = ANSWER.len();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
            connection.write_all((head + ANSWER).as_bytes()).await?;
        }
        read.drain(..end);
    }
}

/// The head, and after a pause that lets it travel alone, an event with the time in it. Its text ends a sentence, so that
/// nothing of it could begin a finding.
async fn timed(connection: &mut TcpStream) -> std::io::Result<()> {
    stream(connection, 0).await?;
    tokio::time::sleep(Duration::from_millis(2)).await;
    let now = nanos();
    let event = format!(
        "data: {{\"id\":\"at-{now}-\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"gpt-4o-mini\",\
         \"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"The mill is open. \"}},\"finish_reason\":null}}]}}\n\n"
    );
    connection.write_all(format!("{:x}\r\n{event}\r\n", event.len()).as_bytes()).await?;
    tokio::time::sleep(Duration::from_millis(5)).await;
    connection.write_all(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n").await
}

/// Both ends are on one machine, so they have one clock.
fn nanos() -> u128 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}

async fn stream(connection: &mut TcpStream, events: usize) -> std::io::Result<()> {
    connection
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        .await?;
    for word in WORDS.iter().cycle().take(events) {
        let event = format!(
            "data: {{\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"gpt-4o-mini\",\
             \"system_fingerprint\":\"fp_bench\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\" {word}\"}},\"logprobs\":null,\
             \"finish_reason\":null}}]}}\n\n"
        );
        connection.write_all(format!("{:x}\r\n{event}\r\n", event.len()).as_bytes()).await?;
    }
    Ok(())
}

/// Reads until a whole message is there; where it ends.
async fn message(connection: &mut TcpStream, read: &mut Vec<u8>) -> std::io::Result<usize> {
    let mut from = 0;
    loop {
        if let Some(end) = end_of_message(read, from) {
            return Ok(end);
        }
        from = read.len().saturating_sub(8);
        if connection.read_buf(read).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
}

/// Where the message ends: what came before byte `from` has been searched for the end of its chunks.
fn end_of_message(read: &[u8], from: usize) -> Option<usize> {
    let head = memchr::memmem::find(read, b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&read[..head]).ok()?.to_ascii_lowercase();
    if text.contains("transfer-encoding: chunked") {
        let from = from.max(head - 2);
        return memchr::memmem::find(&read[from..], b"\r\n0\r\n\r\n").map(|at| from + at + 7);
    }
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    (read.len() >= head + length).then_some(head + length)
}

fn request(address: &str, body: &str, key: &str) -> std::io::Result<Arc<[u8]>> {
    let body = std::fs::read_to_string(body)?;
    let length = body.len();
    Ok(format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
    .into())
}

async fn load(address: &str, request: Arc<[u8]>, connections: usize, seconds: f64) -> Outcome {
    let until = Instant::now() + Duration::from_secs_f64(seconds);
    let seen = Arc::new(Mutex::new((Vec::new(), 0_u64)));
    let mut all = Vec::new();
    for _ in 0..connections {
        let (mut connection, request, seen) = (TcpStream::connect(address).await?, request.clone(), seen.clone());
        connection.set_nodelay(true)?;
        all.push(tokio::task::spawn_local(async move {
            let mut read = Vec::new();
            while Instant::now() < until {
                let began = Instant::now();
                connection.write_all(&request).await?;
                let end = message(&mut connection, &mut read).await?;
                let fine = read.starts_with(b"HTTP/1.1 200");
                read.drain(..end);
                let mut seen = seen.lock().map_err(|_| Error::other("a task has failed"))?;
                seen.0.push(began.elapsed().as_micros() as u64);
                seen.1 += u64::from(!fine);
            }
            std::io::Result::Ok(())
        }));
    }
    let mut broken = 0;
    for one in all {
        broken += u64::from(one.await?.is_err());
    }
    let mut seen = seen.lock().map_err(|_| "a task has failed")?;
    seen.0.sort_unstable();
    let at = |share: usize| seen.0.get(seen.0.len() * share / 1000).copied().unwrap_or(0);
    println!(
        "{{\"answers\":{},\"errors\":{},\"p50\":{},\"p99\":{},\"seconds\":{seconds}}}",
        seen.0.len(),
        seen.1 + broken,
        at(500),
        at(990)
    );
    Ok(())
}

async fn first(address: &str, request: Arc<[u8]>, calls: usize) -> Outcome {
    let mut connection = TcpStream::connect(address).await?;
    connection.set_nodelay(true)?;
    let (mut read, mut took) = (Vec::new(), Vec::new());
    for _ in 0..calls {
        connection.write_all(&request).await?;
        let written = loop {
            if connection.read_buf(&mut read).await? == 0 {
                return Err(format!("the stream ended: {}", String::from_utf8_lossy(&read)).into());
            }
            let now = nanos();
            let told = memchr::memmem::find(&read, b"\"at-").map(|at| &read[at + 4..]);
            if let Some((digits, end)) = told.and_then(|told| Some((told, memchr::memchr(b'-', told)?))) {
                let written: u128 = std::str::from_utf8(&digits[..end])?.parse()?;
                break now.saturating_sub(written);
            }
        };
        took.push(written / 1000);
        let end = message(&mut connection, &mut read).await?;
        read.drain(..end);
    }
    took.sort_unstable();
    let at = |share: usize| took.get(took.len() * share / 1000).copied().unwrap_or(0);
    println!("{{\"calls\":{},\"p50\":{},\"p99\":{}}}", took.len(), at(500), at(990));
    Ok(())
}

async fn hold(address: &str, request: Arc<[u8]>, connections: usize, seconds: f64) -> Outcome {
    let mut held = Vec::new();
    for _ in 0..connections {
        let mut connection = TcpStream::connect(address).await?;
        connection.write_all(&request).await?;
        let mut read = Vec::new();
        while memchr::memmem::find(&read, b"data: ").is_none() {
            if connection.read_buf(&mut read).await? == 0 {
                return Err(format!("stream {} ended: {}", held.len(), String::from_utf8_lossy(&read)).into());
            }
        }
        held.push(connection);
    }
    println!("{{\"held\":{}}}", held.len());
    tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
    Ok(())
}
