//! Rules of an operator's own: in force at the gate, proven before they are, and noticed when they change.

use pretend_provider::Behaviour;

use crate::rig::{CHAT, House, chat, streamed};

const HERON: &str = "[[rules]]\nid = \"acme.project\"\ntitle = \"names of projects\"\nkind = \"custom.project\"\n\
                     words = [\"Blue Heron\"]\nhits = [\"about blue heron\"]\npasses = [\"a heron\"]\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rules_of_ones_own_are_in_force_and_a_broken_one_leaves_the_old() {
    let mut house = House::closed("").await;
    house.private("own.toml", HERON);
    house.configure(&house.usual("[guards]\nrules = [\"own.toml\"]\n"));
    house.start().await;
    let key = house.key(&[]).await;
    assert_eq!(house.chat(&key, &chat("what do herons eat?")).await.status, 200);
    let refused = house.chat(&key, &chat("what is Blue  Heron about?")).await;
    assert_eq!((refused.status, refused.code().as_str()), (400, "input.secret"), "{}", refused.body);
    for write in ["event", "bytes:3"] {
        let mut behaviour = Behaviour::parse(&format!("write={write}")).expect("known words");
        (behaviour.say, behaviour.n) = (Some("we call it blue heron and love it".to_owned()), Some(20));
        house.provider.set_behaviour(behaviour, 1);
        let answer = house.post(&key, CHAT, &streamed(chat("tell me the name"))).await;
        assert!(!answer.body.contains("heron") && !answer.body.contains("blue"), "{write}: {}", answer.body);
    }
    house.private("own.toml", &HERON.replace("lue Heron", "old Egret").replace("blue heron", "bold egret"));
    let egret = chat("what is bold egret about?");
    house.eventually("the new rule", async || house.chat(&key, &egret).await.status == 400).await;
    assert_eq!(house.chat(&key, &chat("what is Blue Heron about?")).await.status, 200, "the old rule is gone");
    house.private("own.toml", &HERON.replace("a heron", "the blue heron"));
    house.recorded(1, |entry| entry.text("/action") == "config.refused").await;
    assert_eq!(house.chat(&key, &egret).await.status, 400, "the rules that were in force stay");
    assert!(house.running().said().contains("which it should pass"), "{}", house.running().said());
    // A file that only the refused configuration names is looked at too: mending it is enough.
    house.private("own.toml", HERON);
    house.private("more.toml", "[[rules]]\nid = \"acme.more\"\n");
    house.configure(&house.usual("[guards]\nrules = [\"own.toml\", \"more.toml\"]\n"));
    house.recorded(2, |entry| entry.text("/action") == "config.refused").await;
    let more = HERON
        .replace("acme.project", "acme.more")
        .replace("lue Heron", "rown Stork")
        .replace("blue heron", "brown stork");
    house.private("more.toml", &more);
    let stork = chat("what is brown stork about?");
    house.eventually("the mended rule", async || house.chat(&key, &stork).await.status == 400).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_rule_that_fails_its_proof_is_told_with_its_file_line_and_example() {
    let house = House::closed("").await;
    let base = house.usual("[guards]\nrules = [\"own.toml\"]\n");
    house.private("config.toml", &base);
    let broken = |from: &str, to: &str| format!("# ours\n{}", HERON.replace(from, to));
    for (text, want) in [
        (
            broken("about blue heron", "about herons"),
            "own.toml:2:1: rule `acme.project` misses its own hit `about herons`",
        ),
        (broken("a heron", "Blue HERON!"), "own.toml:2:1: rule `acme.project` fires on `Blue HERON!`"),
        (
            broken("words = [\"Blue Heron\"]", "pattern = '.*'"),
            "own.toml:2:1: rule `acme.project`: the pattern matches nothing",
        ),
        (broken("words = [\"Blue Heron\"]", "pattern = 'heron.+'"), "longer than 1024 bytes"),
        (broken("words", "wrods"), "own.toml:6:1: unknown key `wrods`"),
        (broken("custom.project", "project"), "`project` is no kind"),
        (broken("words = [\"Blue Heron\"]", "list = \"none.txt\""), "none.txt: cannot read the file"),
        (broken("words = [\"Blue Heron\"]", "list = \"/dev/zero\""), "/dev/zero: it is no regular file"),
        (broken("words = [\"Blue Heron\"]", "keyed_list = \"none.txt\""), "needs its key"),
        (format!("{HERON}{HERON}"), "own.toml:8:1: rule `acme.project` is there twice"),
    ] {
        house.private("own.toml", &text);
        for args in [&["--config", "config.toml", "config", "check"][..], &["rules", "check", "own.toml"]] {
            let ran = house.run(args).await;
            assert_eq!(ran.code, Some(2), "{want}: {ran:?}");
            assert!(ran.err.contains(want), "{want}: {}", ran.err);
        }
    }
    house.private("own.toml", HERON);
    let ran = house.run(&["--config", "config.toml", "config", "check"]).await;
    assert!(ran.code == Some(0) && ran.out.contains("1 rule of your own"), "{ran:?}");
}
