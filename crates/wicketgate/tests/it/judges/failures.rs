//! Judges that give no verdict, and calls that they may not see.

use std::time::{Duration, Instant};

use pretend_provider::Behaviour;
use serde_json::{Value, json};

use super::{JUDGE_KEY, SAFETY, failed, hearings, judge, metric, section, shown, told, with_judge};
use crate::rig::{CHAT, Stream, chat, hex, planned, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_judge_that_fails_in_any_way_refuses_or_passes_as_the_operator_chose() {
    let elsewhere = judge().await;
    let redirect = format!("status=307 to=http://{}/v1/judge", elsewhere.addr());
    let wrong = |body: &str| format!("body={}", hex(body));
    let faults = [
        "fault=hang".to_owned(),
        "first_byte_ms=5000".to_owned(),
        "status=500".to_owned(),
        "status=503".to_owned(),
        "status=429 retry_after=30".to_owned(),
        "status=401".to_owned(),
        redirect,
        "type=text/html".to_owned(),
        "type=text/event-stream".to_owned(),
        "fault=html".to_owned(),
        "fault=bad-json".to_owned(),
        "fault=empty".to_owned(),
        "fault=truncated".to_owned(),
        "fault=oversize".to_owned(),
        "fault=endless-body".to_owned(),
        "fault=bomb-gzip n=1".to_owned(),
        "fault=garbage n=300".to_owned(),
        "fault=reset at=head".to_owned(),
        "fault=close at=10".to_owned(),
        "fault=length-long".to_owned(),
        "fault=length-short".to_owned(),
        "fault=length-twice".to_owned(),
        "fault=length-negative".to_owned(),
        "fault=length-and-chunked".to_owned(),
        "fault=chunk-size-overflow".to_owned(),
        "fault=header-flood".to_owned(),
        "fault=endless-head".to_owned(),
        "fault=body-on-204".to_owned(),
        "fault=switching".to_owned(),
        wrong("{\"flagged\":false}"),
        wrong("{\"flagged\":false,\"score\":2,\"categories\":[]}"),
        wrong("{\"flagged\":false,\"score\":0,\"categories\":[],\"flagged\":true}"),
    ];
    let mut slowest = Duration::ZERO;
    for (on_error, fine) in [("refuse", failed()), ("pass", (200, String::new()))] {
        let more = format!("deadline = \"700ms\"\nremember = \"0s\"\non_error = \"{on_error}\"\n");
        let (mut house, judge, key) = with_judge(SAFETY, &more).await;
        for fault in &faults {
            judge.set_behaviour(planned(fault), 1);
            let begun = Instant::now();
            let answer = house.chat(&key, &chat("Tell me about otters.")).await;
            slowest = slowest.max(begun.elapsed());
            assert_eq!(told(&answer), fine, "{on_error} {fault}: {}", answer.body);
            judge.clear_behaviour();
            // A word now and then keeps the breaker closed, so that every fault is met.
            assert_eq!(house.chat(&key, &chat("Release the kraken.")).await.code(), "input.safety", "{fault}");
        }
        let outcomes = hearings(&house, "closed", 2 * faults.len()).await;
        let failures = outcomes.iter().filter(|entry| entry.is("closed", "guard.failed")).count();
        assert_eq!(failures, faults.len(), "each failure is on the record");
        assert!(!house.running().said().contains("panicked"));
        assert_eq!(metric(&house, "wicketgate_judge_questions_total{judge=\"house\",outcome=\"deadline\"").await, 2.0);
        house.verified().await;
    }
    assert_eq!(elsewhere.stats().requests, 0, "no redirect is followed");
    assert!(slowest < Duration::from_millis(1_700), "{slowest:?}");
    println!("figure judges: {} faults, refused or passed as chosen, the slowest in {slowest:.0?}", faults.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_judge_that_nobody_can_reach_is_left_alone_and_found_again() {
    let (house, judge, key) = with_judge(SAFETY, "remember = \"0s\"\n").await;
    let refusing = format!("http://{}/v1", judge.refusing_addr());
    let there = format!("http://{}/v1", judge.addr());
    let text = house.usual(&format!("{SAFETY}{}", section(&judge, "remember = \"0s\"\n")));
    house.configure(&text.replace(&there, &refusing));
    let otters = chat("Tell me about otters.");
    house.eventually("the moved judge", async || told(&house.chat(&key, &otters).await) == failed()).await;
    for _ in 0..8 {
        assert_eq!(told(&house.chat(&key, &otters).await), failed());
    }
    assert!(metric(&house, "wicketgate_judge_questions_total{judge=\"house\",outcome=\"resting\"").await >= 3.0);
    house.configure(&text);
    house.eventually("the judge to be where it was", async || house.chat(&key, &otters).await.status == 200).await;
    // The same judge fails and recovers: five failures open its breaker, and each rest brings one question.
    judge.set_behaviour(Behaviour { status: Some(500), ..Behaviour::default() }, 5);
    for _ in 0..5 {
        assert_eq!(told(&house.chat(&key, &otters).await), failed());
    }
    let asked = judge.stats().requests;
    for _ in 0..5 {
        assert_eq!(told(&house.chat(&key, &otters).await), failed());
    }
    assert_eq!(judge.stats().requests, asked, "a judge that rests is not asked");
    let begun = Instant::now();
    house.eventually("the judge to be asked again", async || house.chat(&key, &otters).await.status == 200).await;
    assert!(begun.elapsed() < Duration::from_secs(8));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_deadline_holds_for_all_questions_of_a_call_together() {
    let (house, judge, key) = with_judge(SAFETY, "deadline = \"500ms\"\nconcurrent = 4\n").await;
    judge.set_behaviour(planned("first_byte_ms=200"), 100);
    let turns: Vec<Value> =
        (0..24).map(|n| json!({"role": "user", "content": format!("Otter number {n}, please.")})).collect();
    let begun = Instant::now();
    let answer = house.chat(&key, &json!({"model": "gpt-4o-mini", "max_tokens": 20, "messages": turns})).await;
    assert_eq!(told(&answer), failed());
    assert!(begun.elapsed() < Duration::from_millis(1_200), "{:?}", begun.elapsed());
    // Four at one time, each for 200 ms, in 500 ms.
    assert!(judge.stats().requests <= 12, "{} of 24 questions", judge.stats().requests);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_caller_who_leaves_ends_the_hearing_too() {
    let more = "deadline = \"10s\"\nprice = { call = 0.01 }\n";
    let (house, judge, key) = with_judge(SAFETY, more).await;
    judge.set_behaviour(planned("fault=hang"), 1);
    let bytes = house.request(&key, CHAT, &[], chat("Tell me about otters.").to_string().as_bytes());
    let stream = Stream::open(house.addr(), &bytes).await;
    house.eventually("the question", async || judge.stats().requests == 1).await;
    drop(stream);
    let closed = hearings(&house, "closed", 1).await;
    assert!(closed[0].is("closed", "aborted"));
    assert_eq!(closed[0].value["settled"], 10_000_000, "nobody knows whether the judge did the work");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_call_above_a_judges_class_is_not_shown_to_it() {
    let (house, judge, key) = with_judge(SAFETY, "accepts = \"internal\"\n").await;
    let body = chat("Tell me about otters.").to_string();
    assert_eq!(house.post_bytes(&key, CHAT, &[], body.as_bytes()).await.status, 200);
    let raised = [("wicketgate-class", "confidential")];
    let body = body.replace("otters", "beavers");
    assert_eq!(told(&house.post_bytes(&key, CHAT, &raised, body.as_bytes()).await), failed());
    assert!(shown(&judge).iter().all(|question| !question["text"].as_str().expect("one").contains("beavers")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_judges_key_goes_to_the_place_that_it_is_bound_to_and_nothing_goes_without_it() {
    let (house, judge, key) = with_judge(SAFETY, "remember = \"0s\"\n").await;
    let otters = chat("Tell me about otters.");
    assert_eq!(house.chat(&key, &otters).await.status, 200);
    let text = house.usual(&format!("{SAFETY}{}", section(&judge, "remember = \"0s\"\n")));
    let bound = ["secret", "set", "judge", "--for", "http://127.0.0.1:1"];
    assert_eq!(run(house.folder.path(), &bound, JUDGE_KEY).await.code, Some(0));
    house.configure(&text.replace("file:judge.key", "vault:judge"));
    house.eventually("the key of another place", async || told(&house.chat(&key, &otters).await) == failed()).await;
    let asked = judge.stats().requests;
    assert_eq!(told(&house.chat(&key, &otters).await), failed());
    assert_eq!(judge.stats().requests, asked);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_doctor_asks_each_judge_and_tells_one_that_gives_no_verdict() {
    let limits = format!("{SAFETY}body_bytes = \"16KiB\"\n");
    let (house, judge, _key) = with_judge(&limits, "").await;
    let told = async || {
        let ran = house.run(&["doctor", "--format", "json"]).await;
        let controls = ran.json()["controls"].clone();
        let found = controls.as_array().into_iter().flatten().find(|control| control["control"] == "judge house");
        (ran.code, found.cloned().unwrap_or_default()["told"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(told().await, (Some(0), "gives a verdict".to_owned()));
    judge.set_behaviour(planned("status=401"), 1);
    let (code, why) = told().await;
    assert!(code == Some(1) && why.contains("status 401"), "{why}");
    assert_eq!(judge.stats().requests, 2, "one question each time");
}
