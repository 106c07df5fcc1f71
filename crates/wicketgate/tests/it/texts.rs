//! What a body may say, and that all who read it read the same.

use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use pretend_provider::{Behaviour, Fault};

use crate::rig::{CHAT, House, MESSAGES, ask, chat, full, resident, streamed, text_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_03_bombs_of_depth_length_and_number_are_refused() {
    let mut house = House::open("[limits]\nbody_bytes = \"4MiB\"\n").await;
    let key = house.key(&[]).await;
    let call = |extra: &str| {
        format!(r#"{{"model":"gpt-4o-mini","messages":[{{"role":"user","content":"hi"}}],"later":{extra}}}"#)
    };
    let bombs = [
        ("100,000 deep", call(&("[".repeat(100_000) + &"]".repeat(100_000)))),
        ("100,000 objects deep", call(&(r#"{"a":"#.repeat(100_000) + "1" + &"}".repeat(100_000)))),
        ("a million elements", call(&format!("[{}1]", "1,".repeat(1_000_000)))),
        ("a key of a mebibyte", call(&format!(r#"{{"{}":1}}"#, "k".repeat(1 << 20)))),
        ("a number beyond numbers", call("1e400")),
        ("a text of 10 MiB", call(&format!("\"{}\"", "t".repeat(10 << 20)))),
    ];
    // Each thread of the gate reads a large body first: what its allocator keeps of one is not the bombs' doing.
    for _ in 0..8 {
        house.post_bytes(&key, CHAT, &[], bombs[2].1.as_bytes()).await;
    }
    let (before, mut slowest) = (resident(house.running().id()), Duration::ZERO);
    for (what, bomb) in &bombs {
        let begun = Instant::now();
        let answer = house.post_bytes(&key, CHAT, &[], bomb.as_bytes()).await;
        slowest = slowest.max(begun.elapsed());
        assert!(matches!(answer.status, 400 | 413), "{what}: {} {}", answer.status, answer.body);
    }
    let risen = resident(house.running().id()).saturating_sub(before);
    assert!(risen < 8 << 20, "{} KiB", risen >> 10);
    assert_eq!(house.provider.stats().connections, 0);
    let (count, slowest) = (bombs.len(), slowest.as_millis());
    println!("figure PARSE-03 {count} of {count} bombs refused, {slowest} ms at most, {} KiB more", risen >> 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_04_duplicate_keys_reach_nobody() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let user = r#""messages":[{"role":"user","content":"hi"}]"#;
    let bodies = [
        format!(r#"{{"model":"gpt-4o-mini","model":"gpt-4o",{user}}}"#),
        format!(r#"{{"model":"gpt-4o-mini","mod\u0065l":"gpt-4o",{user}}}"#),
        format!(r#"{{"model":"gpt-4o-mini",{user},{user}}}"#),
        r#"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi","content":"ho"}]}"#.to_owned(),
        r#"{"model":"gpt-4o-mini","messages":[{"role":"user","\u0063ontent":"hi","content":"ho"}]}"#.to_owned(),
        format!(
            r#"{{"model":"gpt-4o-mini",{user},"tools":[{{"type":"function","type":"function","function":{{"name":"a"}}}}]}}"#
        ),
        format!(
            r#"{{"model":"gpt-4o-mini",{user},"tools":[{{"type":"function","function":{{"name":"a","parameters":{{"type":"object","properties":{{"p":{{}},"\u0070":{{}}}}}}}}}}]}}"#
        ),
        format!(r#"{{"model":"gpt-4o-mini",{user},"metadata":{{"a":"1","a":"1"}}}}"#),
    ];
    for body in &bodies {
        let answer = house.post_bytes(&key, CHAT, &[], body.as_bytes()).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "input.duplicate_key"), "{body}");
    }
    for twin in ["Model", "MODEL", "mode\u{212a}", "\u{ff4d}odel"].map(|name| name.replace('\u{212a}', "l")) {
        let body = format!(r#"{{"{twin}":"gpt-4o","model":"gpt-4o-mini",{user}}}"#);
        assert_eq!(house.post_bytes(&key, CHAT, &[], body.as_bytes()).await.status, 400, "{twin}");
    }
    assert_eq!(house.provider.stats().connections, 0);
    let count = bodies.len() + 4;
    println!("figure PARSE-04 {count} of {count} bodies with a key twice refused, 0 bytes to the provider");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_05_the_provider_reads_what_was_inspected() {
    let house = House::open("[limits]\nrequests_per_minute = 1000000\nconcurrent = 1000\n").await;
    let key = house.key(&[]).await;
    let spaces = [" ", "\t", "\n", "\r\n  ", ""];
    let texts =
        [r"a\u0041\/", r"\ud83e\udd8a", "caf\u{e9}", r"\\u0022", r"\n\t\b\f", "e\u{301}\u{200b}", r#"\"quoted\""#];
    let numbers = ["0.5", "5e-1", "0.50", "1", "0", "1E0"];
    let mut inspected = Vec::new();
    for (n, text) in (0..full(60, 5_000)).zip(texts.iter().cycle()) {
        let (s, number) = (spaces[n % spaces.len()], numbers[n % numbers.len()]);
        let body = format!(
            "{s}{{{s}\"messages\"{s}:{s}[{{\"role\":\"user\",{s}\"content\":\"{text} {n}\"}}]{s},\"max_tokens\":9,{s}\"temperature\":{number},\"model\"{s}:\"gpt-4o-mini\"{s}}}{s}"
        );
        let answer = house.post_bytes(&key, CHAT, &[], body.as_bytes()).await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.body);
        let kept = house.provider.record().pop().expect("a request");
        assert_eq!(kept.body, body.as_bytes(), "the provider's parser, whichever it is, gets the inspected bytes");
        let visit = answer.header("wicketgate-visit").expect("a visit").to_owned();
        let hash: String = digest(&SHA256, &kept.body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(house.provider.stats().requests, 1);
        house.provider.reset();
        inspected.push((visit, hash));
    }
    let opened = house.recorded(inspected.len(), |entry| entry.kind == "opened").await;
    let opened: Vec<_> = opened.iter().map(|entry| (entry.text("/visit"), entry.text("/request"))).collect();
    assert_eq!(opened, inspected, "what the record says was inspected is what the provider got");
    println!("figure PARSE-05 {} odd bodies: byte for byte what was inspected, for whichever parser", opened.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_07_oddly_written_events_come_out_the_same() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let said = "one two three and a fox";
    let odd = [
        Fault::SseCr,
        Fault::SseCrLf,
        Fault::SseMixed,
        Fault::SseBom,
        Fault::SseComments,
        Fault::SseNulId,
        Fault::SseNewlines,
        Fault::SseManyData,
        Fault::SseTight,
        Fault::SseRetry,
    ];
    for (path, body) in [(CHAT, chat("hello")), (MESSAGES, ask("hello"))] {
        for fault in odd {
            for write in ["event", "bytes:7"] {
                let mut behaviour = Behaviour::parse(&format!("write={write}")).expect("known words");
                (behaviour.fault, behaviour.say, behaviour.n) = (Some(fault), Some(said.to_owned()), Some(20));
                house.provider.set_behaviour(behaviour, 1);
                let answer = house.post(&key, path, &streamed(body.clone())).await;
                assert_eq!(text_of(&answer.body), said, "{fault:?} {write}: {}", answer.body);
                assert!(!answer.body.contains(['\r', '\0', '\u{feff}']), "{fault:?}");
                let odd_lines = answer
                    .body
                    .lines()
                    .filter(|line| !line.is_empty() && !line.starts_with("data: ") && !line.starts_with("event: "));
                assert_eq!(odd_lines.collect::<Vec<_>>(), Vec::<&str>::new(), "{fault:?}");
                let ends = answer.body.matches("[DONE]").count() + answer.body.matches("event: message_stop").count();
                assert_eq!(ends, 1, "{fault:?}: one end, none injected");
            }
        }
    }
    house.provider.set_behaviour(Behaviour { fault: Some(Fault::SseLongLine), ..Behaviour::default() }, 1);
    let long = house.chat(&key, &streamed(chat("hello"))).await;
    assert!(long.body.contains("upstream.bad_reply") && !long.body.contains("[DONE]"), "{}", long.body.len());
    assert!(long.body.len() < 4 << 20, "an endless line is not passed on");
    let count = 2 * 2 * odd.len();
    println!("figure PARSE-07 {count} oddly written streams: the same text, one end each, 0 events injected");
}
