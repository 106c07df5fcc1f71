//! Clients as they are: old, patient, chatty on one connection, gone in the middle.

use serde_json::{Value, json};

use crate::rig::{Answer, CHAT, House, Stream, chat, exchange, head_and_body, streamed, text_of};

/// Head lines of a chat call without its end.
fn lines(secret: &str, version: &str, more: &str) -> String {
    format!(
        "POST {CHAT} HTTP/{version}\r\nhost: gate\r\nauthorization: Bearer {secret}\r\ncontent-type: application/json\r\n{more}"
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn calls_that_come_together_are_answered_in_order() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let mut bytes = Vec::new();
    for n in 0..5 {
        let body = chat(&format!("[[pretend say=answer-{n}.]]")).to_string();
        let last = if n == 4 { "connection: close\r\n" } else { "" };
        bytes.extend(head_and_body(&lines(&key.secret, "1.1", last), body.as_bytes()));
    }
    let all = exchange(house.addr(), &bytes).await.everything();
    let places: Vec<usize> =
        (0..5).map(|n| all.find(&format!("answer-{n}.")).unwrap_or_else(|| panic!("{n}: {all}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(all.matches("HTTP/1.1 200").count(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_client_that_asks_first_is_told_to_go_on_or_refused_at_once() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let body = chat("hello").to_string();
    let more = format!("connection: close\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n", body.len());
    let mut stream = Stream::open(house.addr(), lines(&key.secret, "1.1", &more).as_bytes()).await;
    stream.until("HTTP/1.1 100").await;
    tokio::io::AsyncWriteExt::write_all(&mut stream.tcp, body.as_bytes()).await.expect("a listening gate");
    stream.until("HTTP/1.1 200").await;
    let stranger = Stream::open(house.addr(), lines("wgk_live_nobody", "1.1", &more).as_bytes()).await.rest().await;
    assert_eq!(stranger.status, 401, "no body is asked of a stranger");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_in_chunks_of_any_size_is_one_body() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let body = chat("gr\u{fc}\u{df}e an alle").to_string();
    for size in [1, 7, 64, 10_000] {
        let mut bytes =
            lines(&key.secret, "1.1", "connection: close\r\ntransfer-encoding: chunked\r\n\r\n").into_bytes();
        for chunk in body.as_bytes().chunks(size) {
            bytes.extend(format!("{:x}\r\n", chunk.len()).bytes().chain(chunk.iter().copied()).chain(*b"\r\n"));
        }
        bytes.extend(b"0\r\n\r\n");
        let answer = exchange(house.addr(), &bytes).await;
        assert_eq!(answer.status, 200, "{size}: {}", answer.body);
        assert_eq!(house.provider.record().pop().expect("a request").body, body.as_bytes());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_old_client_gets_an_answer_that_it_can_read() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    for body in [chat("hello"), streamed(chat("hello"))] {
        let bytes = head_and_body(&lines(&key.secret, "1.0", ""), body.to_string().as_bytes());
        let answer: Answer = exchange(house.addr(), &bytes).await;
        if answer.status == 200 {
            assert_eq!(answer.header("transfer-encoding"), None, "HTTP/1.0 knows no chunks");
            assert!(!text_of(&answer.body).is_empty(), "{}", answer.body);
        } else {
            assert!(matches!(answer.status, 400 | 505), "{}", answer.everything());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_body_of_nearly_a_megabyte_is_read_to_its_last_word() {
    let house = House::open("[limits]\ntokens_per_minute = 100000000\n").await;
    let key = house.key(&[]).await;
    let text = format!("{}write to rosa.lind@example.org", "a word and another one, ".repeat(40_000));
    let answer = house.chat(&key, &chat(&text)).await;
    let seen = house.provider.record().pop().unwrap_or_else(|| panic!("{}", answer.body));
    let sent: Value = serde_json::from_slice(&seen.body).expect("JSON");
    let sent = sent["messages"][0]["content"].as_str().expect("a text");
    assert!(seen.body.len() > 900_000 && !sent.contains("rosa.lind"));
    assert!(sent.starts_with(&text[..900_000]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_client_that_leaves_inside_its_body_holds_nothing() {
    let house = House::open("").await;
    let key = house.key(&["--concurrent", "1"]).await;
    for _ in 0..10 {
        let half = format!("{}{{\"model\":", lines(&key.secret, "1.1", "content-length: 900\r\n\r\n"));
        drop(Stream::open(house.addr(), half.as_bytes()).await);
    }
    house.eventually("the only slot to be free", async || house.chat(&key, &chat("hello")).await.status == 200).await;
    assert_eq!(house.provider.stats().requests, 1);
    let refused = house.recorded(1, |entry| entry.kind == "refused" && entry.text("/who/key") == key.id).await;
    assert!(refused.iter().all(|entry| entry.value["type"] == json!("refused")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_choice_of_an_answer_is_masked_and_restored() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let text = "please write to rosa.lind@example.org";
    for stream in [false, true] {
        let mut body = chat(text);
        (body["n"], body["stream"]) = (json!(3), json!(stream));
        let answer = house.chat(&key, &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let mut told = vec![String::new(); 3];
        let data = answer.body.lines().map(|line| line.strip_prefix("data: ").unwrap_or(line));
        for value in data.filter_map(|data| serde_json::from_str::<Value>(data).ok()) {
            for choice in value["choices"].as_array().into_iter().flatten() {
                let place = if stream { &choice["delta"]["content"] } else { &choice["message"]["content"] };
                let index = choice["index"].as_u64().expect("an index") as usize;
                told[index].push_str(place.as_str().unwrap_or_default());
            }
        }
        for said in &told {
            assert!(said.starts_with(text), "{told:?}");
        }
    }
}
