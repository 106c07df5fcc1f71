//! Nonsense by the thousand, from both sides: the gate answers, and goes on.

use pretend_provider::Behaviour;
use serde_json::Value;

use super::ROOM;
use crate::rig::{CHAT, House, MESSAGES, RESPONSES, ask, chat, full, streamed};

/// Numbers without luck: the same ones in every run (Marsaglia, "Xorshift RNGs", 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

const PIECES: [&[u8]; 20] = [
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"1e400",
    b"-0",
    b"\\u0000",
    b"\\ud800",
    b"\xff",
    b"\x00",
    b"\xe2\x80\x8b",
    b"data:",
    b"\n\n",
    b"99999999999999999999",
    b"\"model\":",
];

/// One to four changes of `bytes`.
fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(changed.len());
        match dice.below(6) {
            0 => changed.truncate(at),
            1 => {
                let piece = PIECES[dice.below(PIECES.len())];
                changed.splice(at..at, piece.iter().copied());
            }
            2 if !changed.is_empty() => changed[at] = dice.below(256) as u8,
            3 => {
                let end = (at + dice.below(40)).min(changed.len());
                changed.drain(at..end);
            }
            4 => {
                let end = (at + dice.below(200)).min(changed.len());
                let copy = changed[at..end].to_vec();
                let to = dice.below(changed.len());
                changed.splice(to..to, copy);
            }
            _ => {
                let open: Vec<u8> = b"[".repeat(dice.below(100));
                changed.splice(at..at, open);
            }
        }
    }
    changed
}

/// Memory that process `id` has in use, in KiB.
pub fn resident(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("a running process");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a size");
    line.split_whitespace().nth(1).and_then(|size| size.parse().ok()).expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_01_mutated_calls_end_in_a_refusal_or_an_answer() {
    let rounds = full(3_000, 200_000);
    let mut house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let corpus: [(&str, &str); 6] = [
        (CHAT, include_str!("../../../wicket-wire/corpus/chat/every_part.request.json")),
        (RESPONSES, include_str!("../../../wicket-wire/corpus/responses/every_item.request.json")),
        (MESSAGES, include_str!("../../../wicket-wire/corpus/anthropic/conversation.request.json")),
        (MESSAGES, include_str!("../../../wicket-wire/corpus/anthropic/tools.request.json")),
        ("/v1/messages/count_tokens", include_str!("../../../wicket-wire/corpus/anthropic/count.count.json")),
        ("/v1/embeddings", include_str!("../../../wicket-wire/corpus/embeddings/texts.request.json")),
    ];
    let calls = corpus.map(|(path, call)| {
        let mut call: Value = serde_json::from_str(call).expect("a call");
        call["model"] = match path {
            "/v1/embeddings" => "text-embedding-3-small",
            path if path.contains("messages") => "claude-haiku-4-5",
            _ => "gpt-4o-mini",
        }
        .into();
        (path, call.to_string().into_bytes())
    });
    let (id, mut dice) = (house.running().id(), Dice(0x5eed_0001));
    let (mut statuses, mut before) = (std::collections::BTreeMap::new(), 0);
    for round in 0..rounds {
        let (path, call) = &calls[round % calls.len()];
        let call = mutated(call, &mut dice);
        let answer = house.post_bytes(&key, path, &[], &call).await;
        // The pretend provider refuses with 4xx what it does not like, so 5xx would be the gate's own.
        assert!((200..500).contains(&answer.status), "round {round}: {} {}", answer.status, answer.body);
        *statuses.entry(answer.status).or_insert(0) += 1;
        for kept in house.provider.record() {
            assert!(std::str::from_utf8(&kept.body).is_ok(), "round {round}: the provider got no text");
        }
        house.provider.reset();
        if round == rounds / 3 {
            before = resident(id);
        }
    }
    assert!(statuses.contains_key(&400), "{statuses:?}");
    let grown = resident(id).saturating_sub(before);
    assert!(grown < 32 << 10, "{grown} KiB more");
    assert!(!house.running().said().contains("panicked"), "{}", house.running().said());
    println!(
        "figure PARSE-01 {rounds} mutated calls over 5 routes: 0 panics, 0 of 5xx, {grown} KiB more; {statuses:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_01_mutated_answers_end_in_a_refusal_or_an_answer() {
    let rounds = full(900, 20_000);
    let mut house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let whole = [
        (CHAT, chat("hi"), include_str!("../../../wicket-wire/corpus/chat/answer.answer.json")),
        (MESSAGES, ask("hi"), include_str!("../../../wicket-wire/corpus/anthropic/answer.answer.json")),
    ];
    let flowing = [
        (CHAT, streamed(chat("hi")), include_str!("../../../wicket-wire/corpus/chat/tools_and_choices.stream.sse")),
        (MESSAGES, streamed(ask("hi")), include_str!("../../../wicket-wire/corpus/anthropic/every_delta.stream.sse")),
        (
            RESPONSES,
            serde_json::json!({"model": "gpt-4o-mini", "stream": true, "input": "hi"}),
            include_str!("../../../wicket-wire/corpus/responses/every_event.stream.sse"),
        ),
    ];
    let mut dice = Dice(0x5eed_0002);
    for round in 0..rounds {
        let stream = round % 2 == 0;
        let (path, call, answer) = if stream { &flowing[round % 3] } else { &whole[round / 2 % 2] };
        let bytes = mutated(answer.as_bytes(), &mut dice);
        let behaviour = match stream {
            true => Behaviour { events: Some(bytes), ..Behaviour::default() },
            false => Behaviour { body: Some(bytes), ..Behaviour::default() },
        };
        house.provider.set_behaviour(behaviour, 1);
        let answer = house.post(&key, path, call).await;
        assert!(matches!(answer.status, 200 | 502), "round {round}: {} {}", answer.status, answer.body);
        house.provider.clear_behaviour();
    }
    assert!(!house.running().said().contains("panicked"), "{}", house.running().said());
    assert_eq!(house.chat(&key, &chat("hi")).await.status, 200);
    house.verified().await;
    println!("figure PARSE-01 {rounds} mutated answers: 0 panics, 200 or 502 each");
}
