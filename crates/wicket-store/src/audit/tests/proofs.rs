//! Proofs hold for a program that shares no code with ours, and only where they should.

use super::*;

#[test]
fn aud_05_proofs_hold_for_an_independent_program() {
    let dir = tempfile::tempdir().unwrap();
    log_of(dir.path(), 2_600);
    let prover = Prover::read(dir.path(), key().public()).unwrap();
    let sizes: Vec<u64> = prover.sizes().collect();
    let (records, mut proofs) = (*sizes.last().unwrap(), Vec::new());
    for n in 0..1_000 {
        proofs.push(prover.inclusion(n * 4_999 % records).unwrap());
    }
    // More checkpoints would need a larger log; pairs of those that there are come round again.
    let pairs: Vec<(u64, u64)> =
        sizes.iter().flat_map(|a| sizes.iter().map(move |b| (*a, *b))).filter(|(a, b)| a <= b).collect();
    proofs.extend(pairs.iter().cycle().take(100).map(|(old, new)| prover.consistency(*old, *new).unwrap()));
    let (file, public) = (dir.path().join("proofs"), key().public().to_string());
    fs::write(&file, proofs.join("\n") + "\n").unwrap();
    let (good, said) = script(&["proofs", file.to_str().unwrap(), &public]);
    assert!(good && said.contains("1100 proofs hold"), "{said}");
    println!("figure AUD-05 1000 inclusion and 100 consistency proofs hold for the program that shares no code");
    // One digit of one path changed, and one record swapped for another, and the program says no.
    for (from, to) in [("\"path\":[\"", "\"path\":[\"00"), ("acme", "acne")] {
        let line = proofs.iter().find(|proof| proof.contains(from)).unwrap();
        let forged = line.replacen(from, to, 1);
        let forged = if to.ends_with("00") { shorten_first_step(&forged) } else { forged };
        fs::write(&file, forged).unwrap();
        assert!(!script(&["proofs", file.to_str().unwrap(), &public]).0, "{to}");
    }
}

/// Takes the last two digits of the first step away, so that it keeps its length.
fn shorten_first_step(proof: &str) -> String {
    let start = proof.find("\"path\":[\"").unwrap() + 9;
    format!("{}{}", &proof[..start + 64], &proof[start + 66..])
}

#[test]
fn aud_05_proofs_hold_for_trees_of_every_small_size() {
    let dir = tempfile::tempdir().unwrap();
    let log = open(dir.path()).log;
    for n in 0..40 {
        log.append(&opened(&visit(n))).unwrap();
        if n % 3 != 1 {
            log.checkpoint().unwrap();
        }
    }
    log.close().unwrap();
    let prover = Prover::read(dir.path(), key().public()).unwrap();
    let sizes: Vec<u64> = prover.sizes().collect();
    let mut proofs: Vec<String> = (0..*sizes.last().unwrap()).map(|seq| prover.inclusion(seq).unwrap()).collect();
    for old in &sizes {
        proofs.extend(sizes.iter().filter(|new| *new >= old).map(|new| prover.consistency(*old, *new).unwrap()));
    }
    let file = dir.path().join("proofs");
    fs::write(&file, proofs.join("\n")).unwrap();
    let (good, said) = script(&["proofs", file.to_str().unwrap(), &key().public().to_string()]);
    assert!(good, "{said}");
    assert!(matches!(prover.inclusion(10_000), Err(AuditError::NotCovered(10_000))));
}

#[test]
fn the_independent_program_reads_a_log_and_names_the_first_bad_record() {
    let dir = tempfile::tempdir().unwrap();
    log_of(dir.path(), 700);
    let (folder, public) = (dir.path().to_str().unwrap().to_owned(), key().public().to_string());
    let (good, said) = script(&["log", &folder, &public]);
    assert!(good && said.starts_with("1402 records"), "{said}");
    let whole = fs::read_to_string(segment(dir.path())).unwrap();
    let at = whole.match_indices('\n').nth(99).unwrap().0;
    fs::write(segment(dir.path()), format!("{}{}", &whole[..=at], whole[at + 1..].replacen("acme", "acne", 1)))
        .unwrap();
    let (good, said) = script(&["log", &folder, &public]);
    assert!(!good && said.contains("record 100:"), "{said}");
}
