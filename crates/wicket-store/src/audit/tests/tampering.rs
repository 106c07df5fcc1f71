//! What was changed is found, and the first bad record is named.

use super::*;

/// A small generator, so that the thousand changes are the same in every run.
struct Luck(u64);

impl Luck {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn aud_02_a_thousand_changes_are_found_and_the_first_bad_record_is_named() {
    let dir = tempfile::tempdir().unwrap();
    log_of(dir.path(), 150);
    assert!(check(dir.path()).is_good());
    let whole = fs::read_to_string(segment(dir.path())).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let mut luck = Luck(1);
    for round in 0..1_000 {
        let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let at = luck.below(lines.len());
        let first_bad = match round % 5 {
            0 => {
                // Any byte of the line becomes another one, the newline included.
                let mut bytes = changed[at].clone().into_bytes();
                let byte = luck.below(bytes.len());
                bytes[byte] = if bytes[byte] == b'x' { b'y' } else { b'x' };
                changed[at] = String::from_utf8(bytes).unwrap_or_default();
                at
            }
            1 => {
                changed.remove(at);
                at
            }
            2 => {
                let stranger = lines[luck.below(lines.len())].replace("\"status\":200", "\"status\":201");
                changed.insert(at, stranger.clone());
                // The same line as its neighbour is a duplicate: the second of both is the one too many.
                at + usize::from(stranger == lines[at])
            }
            3 => {
                changed.insert(at, lines[at].to_owned());
                at + 1
            }
            _ => {
                let other = (at + 1 + luck.below(lines.len() - 1)) % lines.len();
                changed.swap(at, other);
                at.min(other)
            }
        };
        fs::write(segment(dir.path()), changed.concat()).unwrap();
        let fault = check(dir.path()).fault.unwrap_or_else(|| panic!("round {round} at {at} was not found"));
        assert_eq!(fault.seq, first_bad as u64, "round {round}: {}", fault.reason);
    }
    println!("figure AUD-02 1000 of 1000 changes to the log found, the first bad record named each time");
}

#[test]
fn aud_03_a_cut_tail_and_an_older_log_are_found_against_the_anchor() {
    let dir = tempfile::tempdir().unwrap();
    log_of(dir.path(), 20);
    let older = copy_of(dir.path());
    let elsewhere = tempfile::tempdir().unwrap();
    log_of(dir.path(), 600);
    let anchor = elsewhere.path().join("anchor");
    fs::copy(dir.path().join("checkpoint"), &anchor).unwrap();
    let whole = fs::read_to_string(segment(dir.path())).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    for keep in [0, 1, 41, 1_000, lines.len() - 1] {
        fs::write(segment(dir.path()), lines[..keep].concat()).unwrap();
        let report = verify(dir.path(), key().public(), Some(&anchor)).unwrap();
        assert_eq!(report.fault.map(|f| f.seq), Some(keep as u64), "cut to {keep} records");
        assert!(matches!(
            AuditLog::open(Settings::new(dir.path()), key()),
            Err(AuditError::RolledBack { found, .. }) if found == keep as u64
        ));
    }
    // The older log is whole in itself, its own anchor with it; only the anchor kept elsewhere tells.
    assert!(check(older.path()).is_good());
    assert!(!verify(older.path(), key().public(), Some(&anchor)).unwrap().is_good());
    let settings = Settings { anchor: Some(anchor.clone()), ..Settings::new(older.path()) };
    assert!(matches!(AuditLog::open(settings.clone(), key()), Err(AuditError::RolledBack { .. })));
    // A restore is accepted by name, and the log says so.
    let accepted = AuditLog::open(Settings { accept_rollback: true, ..settings }, key()).unwrap();
    accepted.log.close().unwrap();
    let told = entries(older.path()).into_iter().find(|e| e.text_at("action") == Some("audit.rollback_accepted"));
    assert!(told.is_some());
    println!("figure AUD-03 5 of 5 cut tails and 1 of 1 older log found against the anchor, a restore told");
}

#[test]
fn aud_04_a_chain_recomputed_without_the_key_is_found_by_signature() {
    let dir = tempfile::tempdir().unwrap();
    log_of(dir.path(), 1_200);
    let anchor = fs::read(dir.path().join("checkpoint")).unwrap();
    forge(dir.path(), &SigningKey::new("wicketgate/test", &[8; 32]).unwrap(), false);
    let report = check(dir.path());
    assert!(report.fault.is_some_and(|fault| fault.seq <= 700), "the record changed is 700");
    // With the stolen key the log is whole in itself; the anchor still knows better.
    forge(dir.path(), &key(), true);
    fs::remove_file(dir.path().join("checkpoint")).unwrap();
    assert!(check(dir.path()).is_good());
    let kept = dir.path().join("kept-elsewhere");
    fs::write(&kept, anchor).unwrap();
    assert!(!verify(dir.path(), key().public(), Some(&kept)).unwrap().is_good());
    assert!(!script(&["log", dir.path().to_str().unwrap(), &key().public().to_string(), kept.to_str().unwrap()]).0);
    println!("figure AUD-04 a chain recomputed without the key found by signature, with the key by the anchor");
}

/// Changes record 700 and recomputes everything after it; signs checkpoints anew if `sign`.
fn forge(dir: &Path, key: &SigningKey, sign: bool) {
    let (mut chain, mut tree, mut out) = ([0; 32], merkle::Tree::default(), String::new());
    for entry in entries(dir) {
        let text = if entry.seq == 700 { entry.text.replace("/v1/chat", "/v1/CHAT") } else { entry.text.clone() };
        assert_eq!(text == entry.text, entry.seq != 700 || entry.text.contains("/v1/CHAT"));
        let (leaf, next) = write::line(&mut out, &chain, |out| match entry.kind.as_str() {
            "checkpoint" if sign => {
                let note = key.sign(tree.size(), &tree.root());
                let frontier = tree.frontier().to_vec();
                let checkpoint =
                    write::Checkpoint { at: entry.at, note: &note, frontier: &frontier, oldest_open: None };
                write::checkpoint(out, entry.seq, &checkpoint);
            }
            _ => out.push_str(&text),
        });
        tree.push(leaf);
        chain = next;
    }
    fs::write(segment(dir), out).unwrap();
}

#[test]
fn a_missing_segment_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings { segment_bytes: 20_000, ..Settings::new(dir.path()) };
    let log = AuditLog::open(settings, key()).unwrap().log;
    for n in 0..200 {
        log.append(&opened(&visit(n))).unwrap();
    }
    drop(log);
    assert!(check(dir.path()).is_good());
    let first_of_third = {
        let mut reader = Reader::at_segment(dir.path(), 3);
        reader.next_entry().unwrap().unwrap().seq
    };
    fs::remove_file(disk::segment_path(dir.path(), 3)).unwrap();
    assert_eq!(check(dir.path()).fault.map(|fault| fault.seq), Some(first_of_third));
}
