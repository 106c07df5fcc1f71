//! Who may come in.

use std::time::{Duration, Instant};

use crate::rig::{Answer, CHAT, House, Key, MESSAGES, chat, exchange, head_and_body, streamed};

/// A chat call with these header lines and nothing else.
async fn knock(house: &House, target: &str, lines: &[u8]) -> Answer {
    let head =
        format!("POST {target} HTTP/1.1\r\nhost: gate\r\nconnection: close\r\ncontent-type: application/json\r\n");
    let body = chat("hello").to_string();
    let rest = head_and_body("", body.as_bytes());
    exchange(house.addr(), &[head.as_bytes(), lines, &rest].concat()).await
}

fn bearer(secret: &str) -> Vec<u8> {
    format!("authorization: Bearer {secret}\r\n").into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn auth_01_every_bad_key_gets_the_same_401() {
    let (house, elsewhere) = (House::open("").await, House::open("").await);
    let (good, foreign) = (house.key(&[]).await, elsewhere.key(&[]).await);
    let revoked = house.key(&[]).await;
    house.run(&["key", "revoke", &revoked.id]).await;
    let rotated = house.key(&[]).await;
    house.run(&["key", "rotate", &rotated.id, "--overlap", "0s"]).await;
    let expired = house.key(&["--expires", "1s"]).await;
    for key in [&revoked, &rotated, &expired] {
        house
            .eventually("the key to end", async || knock(&house, CHAT, &bearer(&key.secret)).await.status == 401)
            .await;
    }
    let (mut torn, mut sum) = (good.secret.clone(), good.secret.clone());
    torn.truncate(torn.len() - 4);
    sum.replace_range(sum.len() - 1.., if good.secret.ends_with('a') { "b" } else { "a" });
    let unicode = [b"authorization: Bearer ".as_slice(), good.secret.as_bytes(), "\u{e9}\r\n".as_bytes()].concat();
    let two = format!("x-api-key: {}\r\nauthorization: Bearer {}\r\n", foreign.secret, revoked.secret).into_bytes();
    let bad = [
        ("missing", CHAT.to_owned(), Vec::new()),
        ("no key at all", CHAT.to_owned(), bearer("nonsense")),
        ("another prefix", CHAT.to_owned(), bearer(&good.secret.replacen("wgk_live", "sk_live", 1))),
        ("another environment", CHAT.to_owned(), bearer(&good.secret.replacen("live", "test", 1))),
        ("a wrong checksum", CHAT.to_owned(), bearer(&sum)),
        ("cut short", CHAT.to_owned(), bearer(&torn)),
        ("an unknown id", CHAT.to_owned(), bearer(&foreign.secret)),
        ("a wrong secret", CHAT.to_owned(), bearer(&rotated.secret)),
        ("revoked", CHAT.to_owned(), bearer(&revoked.secret)),
        ("expired", CHAT.to_owned(), bearer(&expired.secret)),
        ("beyond ASCII", CHAT.to_owned(), unicode),
        ("two bad ones", CHAT.to_owned(), two),
        ("in the query", format!("{CHAT}?key={}", foreign.secret), Vec::new()),
        ("another scheme", CHAT.to_owned(), format!("authorization: Basic {}\r\n", good.secret).into_bytes()),
        ("empty", CHAT.to_owned(), b"x-api-key: \r\n".to_vec()),
    ];
    let kinds = bad.len();
    let expected = knock(&house, CHAT, b"").await;
    house.provider.reset();
    for (what, target, lines) in bad {
        let answer = knock(&house, &target, &lines).await;
        assert_eq!((answer.status, &answer.body), (401, &expected.body), "{what}");
        for secret in [&good.secret, &foreign.secret, &revoked.secret] {
            assert!(!answer.everything().contains(&secret[8..24]), "{what}: the key is echoed");
        }
    }
    for ending in ["\0", "\r\n folded: x"] {
        let broken = knock(&house, CHAT, &bearer(&format!("{}{ending}", good.secret))).await;
        assert_eq!(broken.status, 400, "{ending:?}");
    }
    let both = [bearer(&good.secret), format!("x-api-key: {}\r\n", foreign.secret).into_bytes()].concat();
    assert_eq!(knock(&house, CHAT, &both).await.code(), "auth.two_credentials");
    assert_eq!(house.provider.stats().requests, 0);
    assert_eq!(knock(&house, CHAT, &bearer(&good.secret)).await.status, 200);
    println!("figure AUTH-01 {kinds} kinds of bad keys, one body for all, 0 keys echoed, 0 calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn auth_07_a_key_in_use_ends_at_its_time() {
    let house = House::open("[limits]\nrequests_per_minute = 1000000\n").await;
    let key = house.key(&["--expires", "1s"]).await;
    let (made, mut last, mut answered) = (Instant::now(), Duration::ZERO, 0);
    loop {
        let begun = made.elapsed();
        let answer = house.chat(&key, &chat("hello")).await;
        if answer.status == 401 {
            break;
        }
        assert_eq!(answer.status, 200, "{}", answer.body);
        (last, answered) = (begun, answered + 1);
        assert!(last < Duration::from_secs(2), "{last:?} after it was made, a key for one second is good");
    }
    println!("figure AUTH-07 a key for 1 s, used {answered} times, was good until {} ms at most", last.as_millis());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn auth_13_a_revoked_key_ends_within_a_second_and_its_streams_within_five() {
    let house = House::open("").await;
    let (key, other) = (house.key(&[]).await, house.key(&[]).await);
    let slow = streamed(chat("[[pretend tokens=150 delay_ms=100]]"));
    let mut stream = house.stream(&key, CHAT, &slow).await;
    let mut bystander = house.stream(&other, CHAT, &slow).await;
    stream.until("content").await;
    bystander.until("content").await;
    house.run(&["key", "revoke", &key.id]).await;
    let revoked = Instant::now();
    house.eventually("the key to end", async || house.chat(&key, &chat("hello")).await.status == 401).await;
    let refused = revoked.elapsed();
    assert!(refused < Duration::from_millis(1_500), "{refused:?}");
    let cut = stream.rest().await;
    assert!(revoked.elapsed() < Duration::from_secs(5), "{:?}", revoked.elapsed());
    assert!(cut.body.contains("auth.unauthenticated") && !cut.body.contains("[DONE]"), "{}", cut.body);
    bystander.more().await;
    assert!(!bystander.so_far().body.contains("error"));
    let (refused, cut) = (refused.as_millis(), revoked.elapsed().as_millis());
    println!("figure AUTH-13 refused {refused} ms after the revocation, its stream cut within {cut} ms");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn auth_14_forwarded_headers_of_strangers_change_nothing() {
    let forged = "x-forwarded-for: 10.1.1.1\r\nforwarded: for=10.1.1.1\r\nx-real-ip: 10.1.1.1\r\ncf-connecting-ip: 10.1.1.1\r\nx-client-ip: 10.1.1.1\r\nx-user: root\r\nx-forwarded-user: root\r\nremote-user: root\r\n";
    let mut house = House::closed("").await;
    house.configure(&house.usual("").replace("[listen]", "[listen]\ndeny = [\"10.0.0.0/8\"]"));
    house.start().await;
    let (key, bound) = (house.key(&["--user", "ann"]).await, house.key(&["--from", "10.0.0.0/8"]).await);
    let with = |key: &Key| [bearer(&key.secret), forged.as_bytes().to_vec()].concat();
    assert_eq!(knock(&house, CHAT, &with(&key)).await.status, 200, "a denied address in a header denies nobody");
    assert_eq!(knock(&house, CHAT, &with(&bound)).await.code(), "perimeter.address", "nor does it let anybody in");
    let opened = house.recorded(1, |entry| entry.kind == "opened").await;
    assert_eq!(opened[0].text("/who/user"), "ann");
    house.stop().await;
    house.configure(&house.usual("").replace("[listen]", "[listen]\nallow = [\"10.0.0.0/8\"]"));
    house.start().await;
    assert_eq!(knock(&house, CHAT, &with(&key)).await.code(), "perimeter.address");
    assert_eq!(house.provider.stats().requests, 1);
    let seen = house.provider.record().pop().expect("a request");
    assert!(seen.headers.iter().all(|(_, value)| !value.contains("10.1.1.1") && value != "root"), "{:?}", seen.headers);
    println!("figure AUTH-14 {} forged headers: 0 changed an address or a name, 0 went on", forged.lines().count());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn auth_16_without_a_key_only_health_answers() {
    let house = House::open("").await;
    let ask = async |method: &str, path: &str| {
        exchange(
            house.addr(),
            format!("{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").as_bytes(),
        )
        .await
    };
    for path in ["/healthz", "/readyz"] {
        assert_eq!(ask("GET", path).await.status, 200, "{path}");
    }
    let posts =
        [CHAT, MESSAGES, "/v1/responses", "/v1/embeddings", "/v1/messages/count_tokens", "/healthz", "/v1/files"];
    let gets = [
        "/v1/models",
        "/v1/models/gpt-4o",
        "/v1/responses/resp_1",
        "/metrics",
        "/",
        "/admin",
        "/config",
        "/to/openai/v1/models",
        "/favicon.ico",
    ];
    let deletes = ["/v1/responses/resp_1", "/v1/models/gpt-4o"];
    let all = posts
        .iter()
        .map(|p| ("POST", p))
        .chain(gets.iter().map(|p| ("GET", p)))
        .chain(deletes.iter().map(|p| ("DELETE", p)));
    let mut asked = 0;
    for (method, path) in all {
        assert_eq!(ask(method, path).await.status, 401, "{method} {path}");
        asked += 1;
    }
    assert_eq!(house.provider.stats().connections, 0);
    println!("figure AUTH-16 {asked} of {asked} routes refused without a key, 2 of 2 health paths answer");
}
