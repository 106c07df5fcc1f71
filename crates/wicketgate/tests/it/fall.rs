//! What the process leaves behind when it falls, and what it never starts.

use std::{fs, os::unix::process::ExitStatusExt};

use rustix::process::Signal;

use crate::rig::{CHAT, House, MESSAGES, PROVIDER_KEY, RESPONSES, Start, ask, chat, dialects, run, search, streamed};

const PROMPT: &str = "the heron walks slowly through violet reeds";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sec_04_an_aborted_gate_leaves_no_core_and_no_word_of_its_callers() {
    let mut house = House::closed("").await;
    house.start_as(&Start { before: "ulimit -c unlimited || :", ..Start::default() }).await;
    let key = house.key(&[]).await;
    assert_eq!(house.chat(&key, &chat(PROMPT)).await.status, 200);
    // One call is under way when the process falls.
    let mut stream =
        house.stream(&key, CHAT, &streamed(chat(&format!("{PROMPT} [[pretend tokens=150 delay_ms=20]]")))).await;
    stream.until("content").await;
    let id = house.running().id();
    let limits = fs::read_to_string(format!("/proc/{id}/limits")).expect("a file");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a line");
    assert_eq!(
        core.split_whitespace().filter(|word| *word == "0").count(),
        2,
        "the gate takes no leave to dump: {core}"
    );
    let gate = house.gate.take().expect("a running gate");
    gate.signal(Signal::ABORT);
    let said = gate.said();
    let end = gate.end().await;
    assert_eq!(end.signal(), Some(Signal::ABORT.as_raw()));
    assert!(!end.core_dumped());
    house.holds_none_of(&["heron walks", "violet reeds", &key.secret[22..]]);
    for canary in ["heron walks", &PROVIDER_KEY[12..], &key.secret[22..]] {
        assert!(!search::holds(said.as_bytes(), canary), "{said}");
    }
    // The same fall of a program without the gate's care.
    let shell = tokio::process::Command::new("/bin/sh")
        .args(["-c", "ulimit -c unlimited; kill -ABRT $$"])
        .current_dir(house.folder.path())
        .status()
        .await
        .expect("a shell");
    println!(
        "figure SEC-04 core of the gate: none; of a shell that fell in the same folder: {}",
        if shell.core_dumped() { "one" } else { "none, this machine dumps none" }
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sec_06_no_program_is_started() {
    let mut house = House::open("").await;
    let key = house.key(&[]).await;
    let id = house.running().id();
    // The kernel itself refuses: this holds for every path, tried here or not.
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("a running gate");
    assert!(status.lines().any(|line| line == "Seccomp:\t2") && status.contains("NoNewPrivs:\t1"), "{status}");
    let hostile = "`id` $(id) ; id | id && id \n!id {{7*7}} file:///bin/sh";
    for (path, body) in dialects(hostile) {
        for body in [body.clone(), streamed(body)] {
            assert!(house.post(&key, path, &body).await.status < 500);
        }
    }
    let mut tools = chat(hostile);
    tools["tools"] = serde_json::json!([{"type": "mcp", "server_label": "x", "server_url": "stdio:///bin/sh", "command": "/bin/sh"}]);
    for (path, body) in [(CHAT, tools.clone()), (MESSAGES, ask(hostile)), (RESPONSES, tools)] {
        house.post(&key, path, &body).await;
        house
            .post_bytes(
                &key,
                path,
                &[("x-pretend", "status=500"), ("user-agent", hostile.split('\n').next().expect("a line"))],
                body.to_string().as_bytes(),
            )
            .await;
    }
    house.admin("/metrics").await;
    run(house.folder.path(), &["secret", "set", "main"], "$(id)").await;
    house.configure(&house.usual("[limits]\nrequests_per_minute = 300\n"));
    house.recorded(1, |entry| entry.text("/action") == "config.reload").await;
    assert_eq!(children_of(id), (0, 0), "no process was ever started, reaped or not");
    // The figures do count processes: this one has started the gate's commands.
    assert!(children_of(std::process::id()).1 > 0);
    println!("figure SEC-06 0 programs started, and the right to start one given up");
}

/// Children that a process has now, and page faults of those that it had: no program starts without any.
fn children_of(id: u32) -> (usize, u64) {
    let tasks = fs::read_dir(format!("/proc/{id}/task")).expect("a running process").flatten();
    let now = tasks.map(|task| fs::read_to_string(task.path().join("children")).unwrap_or_default());
    let now = now.map(|children| children.split_whitespace().count()).sum();
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("a running process");
    // The name of the process may hold anything; what follows its last bracket is figures, of which the eighth counts
    // the minor and the tenth the major faults of children.
    let figures = stat.rsplit_once(')').expect("a name").1;
    let figure =
        |at: usize| figures.split_whitespace().nth(at).and_then(|text| text.parse::<u64>().ok()).expect("a figure");
    (now, figure(8) + figure(10))
}
