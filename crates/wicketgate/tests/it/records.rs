//! The record: one for each visit, unchangeable unseen, without the words of anybody.

use std::{
    collections::BTreeMap,
    fs,
    time::{Duration, Instant},
};

use pretend_provider::{Behaviour, Fault};

use crate::rig::{CHAT, Entry, House, MESSAGES, Stream, ask, bound_files, chat, full, streamed};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn aud_01_every_visit_has_one_beginning_and_one_true_end() {
    let count = full(60, 4_995);
    let mut house =
        House::open("[limits]\nrequests_per_minute = 1000000\ntokens_per_minute = 1000000000\nbudget = { usd = 1000, per = \"day\" }\n").await;
    let key = house.key(&[]).await;
    let mut expected: BTreeMap<String, String> = BTreeMap::new();
    let mut expect = |answer: &crate::rig::Answer, word: &str| {
        expected.insert(
            answer.header("wicketgate-visit").unwrap_or_else(|| panic!("no visit: {}", answer.everything())).to_owned(),
            word.to_owned(),
        );
    };
    for n in 0..count {
        let (path, body) = if n % 2 == 0 { (CHAT, chat("hello")) } else { (MESSAGES, ask("hello")) };
        match n % 6 {
            0 => expect(&house.post(&key, path, &body).await, "completed"),
            1 => expect(&house.post(&key, path, &streamed(body)).await, "completed"),
            2 => expect(&house.post_bytes(&key, path, &[], b"{]").await, "input.json"),
            3 => {
                let mut unknown = body;
                unknown["model"] = "nothing".into();
                expect(&house.post(&key, path, &unknown).await, "model.unknown");
            }
            4 => {
                house.provider.set_behaviour(
                    Behaviour { fault: Some(Fault::Close), at: Some("300".to_owned()), ..Behaviour::default() },
                    1,
                );
                expect(&house.post(&key, path, &streamed(body)).await, "upstream_failed");
            }
            _ => {
                let mut stream = house.stream(&key, path, &streamed(ask("[[pretend tokens=150 delay_ms=20]]"))).await;
                expect(&stream.until("delta").await, "aborted");
            }
        }
    }
    for _ in 0..5 {
        let stranger = b"GET /v1/models HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        expect(&Stream::open(house.addr(), stranger).await.rest().await, "auth.unauthenticated");
    }
    let is_end =
        |entry: &Entry| expected.contains_key(&entry.text("/visit")) && ["closed", "refused"].contains(&&*entry.kind);
    house.recorded(expected.len(), is_end).await;
    let all = house.record();
    let mut of_visits: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for entry in &all {
        of_visits.entry(entry.text("/visit")).or_default().push(entry);
    }
    for (visit, word) in &expected {
        let of_visit = of_visits.get(visit).unwrap_or_else(|| panic!("no record of {visit}"));
        let kinds: Vec<&str> =
            of_visit.iter().map(|entry| entry.kind.as_str()).filter(|kind| *kind != "extended").collect();
        let expected_kinds: &[&str] = if word.contains('.') { &["refused"] } else { &["opened", "closed"] };
        assert_eq!(kinds, expected_kinds, "{visit} {word}");
        let last = of_visit.last().expect("a record");
        assert!(last.text("/code") == *word || last.text("/outcome") == *word, "{word}: {}", last.value);
    }
    assert_eq!(expected.len(), count + 5);
    let opened = all.iter().filter(|entry| entry.kind == "opened").count();
    assert_eq!(opened as u64, house.provider.stats().requests, "one beginning for each call that the provider got");
    assert_eq!(house.stop().await, Some(0));
    assert_eq!(house.verified().await, house.record().len() as u64);
    println!(
        "figure AUD-01 {} mixed visits: {opened} beginnings, {opened} calls, 0 missing, each outcome right",
        count + 5
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn aud_02_any_change_is_found_and_named() {
    let mut house = House::open("").await;
    let key = house.key(&[]).await;
    for _ in 0..4 {
        house.chat(&key, &chat("hello")).await;
    }
    house.stop().await;
    let file = house.path("data/audit/000001.log");
    let honest = fs::read_to_string(&file).expect("a record");
    let lines: Vec<&str> = honest.lines().collect();
    let public = house.run(&["audit", "key"]).await.out.trim().to_owned();
    let folder = house.path("data/audit").display().to_string();
    let mut tried = 0;
    let mut check = async |what: String, changed: Vec<String>, first_bad: usize| {
        fs::write(&file, changed.join("\n") + "\n").expect("a changed record");
        let ran = house.run(&["audit", "verify", &folder, "--key", &public, "--format", "json"]).await;
        let told = ran.json();
        assert_eq!((ran.code, &told["ok"]), (Some(1), &false.into()), "{what}");
        assert_eq!(told["first_bad"]["seq"], first_bad, "{what}: {told}");
        tried += 1;
    };
    let own = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    for at in 0..lines.len() {
        let mut changed = own(&lines);
        changed[at] = changed[at].replacen("\"at\":\"2", "\"at\":\"1", 1);
        check(format!("a changed time in {at}"), changed, at).await;
        let mut without = own(&lines);
        without.remove(at);
        // The signed checkpoint misses what is not there at the end.
        check(format!("{at} deleted"), without, at).await;
        let mut twice = own(&lines);
        twice.insert(at, lines[at].to_owned());
        check(format!("{at} twice"), twice, at + 1).await;
        if at + 1 < lines.len() {
            let mut swapped = own(&lines);
            swapped.swap(at, at + 1);
            check(format!("{at} and the next swapped"), swapped, at).await;
        }
    }
    assert!(tried > 40, "{tried}");
    println!("figure AUD-02 {tried} of {tried} changes found by the command, the first bad record named");
    fs::write(&file, &honest).expect("the honest record");
    house.verified().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn aud_03_a_cut_tail_is_found_against_a_copy_of_the_checkpoint() {
    let mut house = House::open("").await;
    let key = house.key(&[]).await;
    house.chat(&key, &chat("hello")).await;
    house.stop().await;
    let (file, checkpoint) = (house.path("data/audit/000001.log"), house.path("data/audit/checkpoint"));
    let (short, old) = (fs::read(&file).expect("a record"), fs::read(&checkpoint).expect("a checkpoint"));
    house.start().await;
    for _ in 0..3 {
        house.chat(&key, &chat("hello")).await;
    }
    house.stop().await;
    fs::copy(&checkpoint, house.path("anchor")).expect("a copy");
    let anchor = house.path("anchor").display().to_string();
    let verify = async || house.run(&["audit", "verify", "--anchor", &anchor, "--format", "json"]).await;
    assert_eq!(verify().await.code, Some(0));
    // The whole older state, put back without a seam.
    fs::write(&file, short).expect("the old record");
    fs::write(&checkpoint, old).expect("the old checkpoint");
    let ran = verify().await;
    assert_eq!((ran.code, &ran.json()["ok"]), (Some(1), &false.into()), "{}", ran.out);
    println!("figure AUD-03 a whole older state found against a checkpoint kept elsewhere");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn aud_03_an_older_log_is_not_served_where_an_anchor_elsewhere_has_seen_more() {
    let mut house = House::closed("[audit]\nanchor = \"elsewhere/checkpoint\"\n").await;
    let refused = house.try_start(&[]).await.expect_err("no folder for the anchor");
    assert!(refused.contains("audit.anchor") && refused.contains("a folder that exists"), "{refused}");
    fs::create_dir(house.path("elsewhere")).expect("a folder");
    house.start().await;
    let key = house.key(&[]).await;
    house.chat(&key, &chat("hello")).await;
    house.stop().await;
    let kept = ["data/audit/000001.log", "data/audit/checkpoint"].map(|name| house.path(name));
    let old = kept.clone().map(|path| fs::read(path).expect("a file"));
    house.start().await;
    house.chat(&key, &chat("hello")).await;
    house.stop().await;
    assert_eq!(
        fs::read(&kept[1]).expect("a checkpoint"),
        fs::read(house.path("elsewhere/checkpoint")).expect("its copy")
    );
    kept.iter().zip(old).for_each(|(path, bytes)| fs::write(path, bytes).expect("the old state"));
    let refused = house.try_start(&[]).await.expect_err("the anchor has seen more");
    assert!(refused.contains("elsewhere/checkpoint") && refused.contains("accept-rollback"), "{refused}");
    house.try_start(&["--accept-rollback"]).await.expect("an accepted rollback");
    house.recorded(1, |entry| entry.text("/action").contains("rollback")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn aud_06_without_a_record_nothing_is_called_and_it_recovers_by_itself() {
    // The record's folder cannot be taken from a process that has its file open and may do anything, so the file is
    // bounded by the system: writes beyond the bound fail as on a full disk.
    let mut house = House::closed("[limits]\nrequests_per_minute = 100000\n").await;
    house.start().await;
    let key = house.key(&[]).await;
    let size = fs::metadata(house.path("data/audit/000001.log")).expect("a record").len();
    let bound = bound_files(house.running().id(), size + 4096);
    let mut refused = None;
    for _ in 0..30 {
        let answer = house.chat(&key, &chat("hello")).await;
        if answer.code() == "audit.unavailable" {
            refused = Some(answer);
            break;
        }
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let refused = refused.expect("a refusal once the file is full");
    assert_eq!(refused.status, 503);
    let called = house.provider.stats().requests;
    let (begun, mut asked) = (Instant::now(), 0);
    while asked < 5 || begun.elapsed() < full(Duration::ZERO, Duration::from_secs(30)) {
        assert_eq!(house.chat(&key, &chat("hello")).await.code(), "audit.unavailable");
        asked += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(house.provider.stats().requests, called, "nothing is called meanwhile");
    assert_eq!(house.admin("/readyz").await.status, 503);
    assert_eq!(house.admin("/healthz").await.status, 200);
    drop(bound);
    house.eventually("the gate to serve again", async || house.chat(&key, &chat("hello")).await.status == 200).await;
    assert_eq!(house.admin("/readyz").await.status, 200);
    house.stop().await;
    house.verified().await;
    println!(
        "figure AUD-06 {asked} of {asked} calls refused while nothing could be recorded, 0 made, served again by itself"
    );
}
