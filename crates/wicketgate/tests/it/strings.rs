//! Text that means something to a database, a directory or a cache, in every place where a credential or a filter stands.

use std::{collections::BTreeMap, time::Duration};

use sqlx::Row;
use tokio::{task::JoinSet, time::Instant};

use crate::rig::{CHAT, House, chat, exchange, full, head_and_body, run};

/// What such languages do with text, each with a hole for something that differs from string to string.
const PATTERNS: [&str; 40] = [
    "' OR {}={} --",
    "' OR '{}'='{}",
    "'; DROP TABLE caller_key; -- {}",
    "'; DELETE FROM vault_secret WHERE {}={}; --",
    "\" OR \"{}\"=\"{}",
    "') OR ('{}'='{}",
    "{} UNION SELECT hash FROM caller_key",
    "' UNION SELECT {}, sql FROM sqlite_master --",
    "' AND (SELECT load_extension('{}')) --",
    "'; ATTACH DATABASE 'x{}' AS x; --",
    "' AND randomblob({}00000000) --",
    "'/**/OR/**/{}/**/LIKE/**/{}",
    "admin'-- {}",
    "%' OR id LIKE '%{}",
    "'; PRAGMA writable_schema={}; --",
    "x'{}'",
    "CHAR({},{})",
    "'||(SELECT {})||'",
    "1; SELECT pg_sleep({})",
    "1'; WAITFOR DELAY '0:0:{}'--",
    "{\"$ne\": {}}",
    "{\"$gt\": \"{}\"}",
    "{\"$where\": \"sleep({})\"}",
    "{\"$regex\": \".*{}\"}",
    "'; return {}; var x='",
    "[$ne]={}",
    "$eq:{}",
    "*1\r\n$8\r\nFLUSHALL\r\n{}",
    "*2\r\n$3\r\nDEL\r\n$3\r\nk{}\r\n",
    "\r\nCONFIG SET dir x{}\r\n",
    "EVAL \"return redis.call('KEYS','*{}')\" 0",
    "\r\nSLAVEOF 127.0.0.3 {}\r\n",
    "*)(uid=*{}))(|(uid=*",
    "admin{})(&)",
    "*)(|(objectClass={}*",
    "\\2a\\28{}\\29\\00",
    "(|(cn={})(cn=*))",
    "../../data/root.key{}",
    "${jndi:ldap://127.0.0.3/{}}",
    "{{{}*{}}}",
];

/// `count` of them, no two alike.
fn hostile(count: usize) -> Vec<String> {
    (0..count).map(|n| PATTERNS[n % PATTERNS.len()].replace("{}", &(n / PATTERNS.len() + 1).to_string())).collect()
}

/// Bytes as they may stand in a header: without line breaks, which would be another header.
fn in_header(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ").trim().to_owned()
}

fn in_query(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// All places that may hold a credential: what stands in the head, and what follows the path.
fn places(text: &str) -> Vec<(&'static str, String, String)> {
    let header = |name: &str, text: &str| format!("{name}: {}\r\n", in_header(text));
    let plain = String::new;
    vec![
        ("bearer", header("authorization", &format!("Bearer {text}")), plain()),
        ("bare authorization", header("authorization", text), plain()),
        ("basic", header("authorization", &format!("Basic {text}")), plain()),
        ("x-api-key", header("x-api-key", text), plain()),
        ("api-key", header("api-key", text), plain()),
        ("x-goog-api-key", header("x-goog-api-key", text), plain()),
        ("key-shaped", header("x-api-key", &format!("wgk_live_{text}")), plain()),
        ("query", plain(), format!("?key={}", in_query(text))),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn auth_02_no_string_means_anything_where_a_credential_stands() {
    let mut house = House::closed("").await;
    // Each string comes from an address of its own, as strangers do: one that tries on and on is told to wait.
    house.configure(&house.usual("").replacen("[listen]", "[listen]\ntrusted_proxies = [\"127.0.0.1\"]", 1));
    house.start().await;
    let key = house.key(&[]).await;
    let before = schema(&house).await;
    let (strings, mut tried) = (hostile(full(60, 1_000)), 0_usize);
    let (mut plain, mut slow) = (Vec::new(), Vec::new());
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for (n, text) in ["nothing-known".to_owned()].iter().cycle().take(20).chain(&strings).enumerate() {
        for (place, head, query) in places(text) {
            tried += 1;
            let from = format!("10.{}.{}.{}", tried >> 16 & 255, tried >> 8 & 255, tried & 255);
            let head = format!(
                "POST {CHAT}{query} HTTP/1.1\r\nhost: gate\r\nconnection: close\r\nx-forwarded-for: {from}\r\ncontent-type: application/json\r\n{head}"
            );
            let begun = Instant::now();
            let answer = exchange(house.addr(), &head_and_body(&head, chat("hello").to_string().as_bytes())).await;
            if n < 20 { &mut plain } else { &mut slow }.push(begun.elapsed());
            let visit = answer.header("wicketgate-visit").unwrap_or_else(|| panic!("{place}: {text}")).to_owned();
            let told: Vec<&str> =
                ["content-type", "wicketgate-verdict", "x-should-retry", "retry-after", "www-authenticate"]
                    .iter()
                    .map(|name| answer.header(name).unwrap_or_default())
                    .collect();
            let same = format!("{} {told:?} {}", answer.status, answer.body.replace(&visit, "VISIT"));
            *answers.entry(same).or_default() += 1;
            assert_eq!(answers.len(), 1, "{place}: `{text}` is answered otherwise: {answers:?}");
        }
    }
    assert!(answers.keys().all(|same| same.starts_with("401 ")), "{answers:?}");
    assert_eq!(house.provider.stats().connections, 0);
    assert_eq!(schema(&house).await, before);
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
    let more = middle(slow).saturating_sub(middle(plain));
    if full(false, true) {
        assert!(more < Duration::from_millis(50), "{more:?}");
    }
    println!(
        "figure AUTH-02 {tried} credentials of {} strings: 1 answer, {} us more in the middle",
        strings.len(),
        more.as_micros()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn auth_02_no_string_means_anything_where_a_filter_stands() {
    let mut house = House::open("").await;
    let key = house.key(&[]).await;
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
    let before = schema(&house).await;
    let commands: [&[&str]; 14] = [
        &["audit", "export", "--visit=?"],
        &["audit", "export", "--key=?"],
        &["audit", "export", "--tenant=?"],
        &["audit", "export", "--user=?"],
        &["audit", "export", "--code=?"],
        &["audit", "export", "--kind=?"],
        &["audit", "export", "--from=?"],
        &["audit", "export", "--to=?"],
        &["key", "show", "--", "?"],
        &["key", "revoke", "--", "?"],
        &["key", "rotate", "--", "?"],
        &["secret", "remove", "--", "?"],
        &["budget", "remove", "--", "?"],
        &["budget", "set", "--", "?", "5/day"],
    ];
    // Each string goes to some of the filters, by turns, so that every filter gets every pattern in the full form.
    let turns = full(1, 4);
    let mut answers: BTreeMap<usize, (String, String)> = BTreeMap::new();
    let mut asked = 0;
    for (n, text) in hostile(full(28, 1_000)).iter().enumerate() {
        // A command is a process: those of one string run at the same time.
        let mut running = JoinSet::new();
        for place in (0..turns).map(|turn| (n * turns + turn) % commands.len()) {
            // Quiet, for a busy machine would have a word about slow statements.
            let parts = ["--quiet"].iter().chain(commands[place]);
            let filled: Vec<String> = parts.map(|part| part.replace('?', text)).collect();
            let folder = house.folder.path().to_owned();
            running.spawn(async move {
                (place, run(&folder, &filled.iter().map(String::as_str).collect::<Vec<_>>(), "").await)
            });
        }
        for (place, ran) in running.join_all().await {
            asked += 1;
            assert!(!ran.err.contains("panicked") && !ran.err.contains("SQL"), "{text}: {}", ran.err);
            // What it says may repeat the text, and nothing else of it differs.
            let escaped = format!("{text:?}");
            let told = ran.err.replace(&escaped[1..escaped.len() - 1], "TEXT").replace(text.as_str(), "TEXT");
            let same = format!("{:?} {} {told}", ran.code, ran.out);
            let (first, expected) = answers.entry(place).or_insert_with(|| (text.clone(), same.clone()));
            assert_eq!(same, *expected, "{:?}: `{text}` is answered otherwise than `{first}`", commands[place]);
        }
    }
    assert_eq!(schema(&house).await, before);
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 200, "nothing was revoked");
    house.stop().await;
    house.verified().await;
    println!("figure AUTH-02 {asked} filters of {} commands: 1 answer each, schema and rows intact", commands.len());
}

/// The schema, and how many rows each table has.
async fn schema(house: &House) -> BTreeMap<String, i64> {
    let url = format!("sqlite://{}?mode=ro", house.path("data/wicketgate.db").display());
    let mut db = <sqlx::SqliteConnection as sqlx::Connection>::connect(&url).await.expect("a database");
    let rows = sqlx::query("SELECT type, name, tbl_name, coalesce(sql, '') AS text FROM sqlite_master")
        .fetch_all(&mut db)
        .await
        .expect("a schema");
    let mut found = BTreeMap::new();
    for row in rows {
        let [kind, name, table, text] = ["type", "name", "tbl_name", "text"].map(|column| row.get::<String, _>(column));
        let mut count = 0;
        // The ledger's state is kept now and then, calls or not.
        if kind == "table" && name != "setting" {
            let query = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM \"{name}\""));
            count = sqlx::query(query).fetch_one(&mut db).await.expect("a count").get::<i64, _>(0);
        }
        found.insert(format!("{kind} {name} {table} {text}"), count);
    }
    assert!(found.len() > 4, "{found:?}");
    found
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
