//! What the time of an answer tells: nothing about how much of a key was right.

use std::time::Instant;

use crate::rig::{CHAT, House, Kept, Key, full};

const BASE62: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The key with another character at `at` and the check digits that belong to it, as a guesser would send it.
fn changed(key: &str, at: usize) -> String {
    let other = if key.as_bytes()[at] == b'x' { "y" } else { "x" };
    let body = format!("{}{other}{}", &key[..at], &key[at + 1..key.len() - 6]);
    let mut crc = !body.bytes().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    let mut check = [b'0'; 6];
    for digit in check.iter_mut().rev() {
        *digit = BASE62[(crc % 62) as usize];
        crc /= 62;
    }
    format!("{body}{}", String::from_utf8_lossy(&check))
}

/// The chance that a time of `a` is above one of `b`, ties counted half: 0.5 where they tell nothing.
fn auc(a: &[u64], b: &[u64]) -> f64 {
    let mut all: Vec<(u64, bool)> = a.iter().map(|t| (*t, true)).chain(b.iter().map(|t| (*t, false))).collect();
    all.sort_unstable();
    let (mut below, mut wins) = (0_usize, 0.0);
    for same in all.chunk_by(|one, two| one.0 == two.0) {
        let of_a = same.iter().filter(|(_, is_a)| *is_a).count();
        let of_b = same.len() - of_a;
        wins += of_a as f64 * (below as f64 + of_b as f64 / 2.0);
        below += of_b;
    }
    wins / (a.len() as f64 * b.len() as f64)
}

/// The mean without the tenth at either end, in microseconds.
fn trimmed(times: &[u64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let kept = &sorted[times.len() / 10..times.len() - times.len() / 10];
    kept.iter().sum::<u64>() as f64 / kept.len() as f64 / 1_000.0
}

#[test]
fn the_figures_are_right() {
    assert!((auc(&[1, 2, 3], &[1, 2, 3]) - 0.5).abs() < 1e-9);
    assert!((auc(&[4, 5], &[1, 2, 3]) - 1.0).abs() < 1e-9);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn auth_12_the_time_of_a_refusal_does_not_tell_how_much_of_a_key_was_right() {
    // Each knock comes from an address of its own, or the brake on strangers would answer in place of the key book.
    let mut house = House::closed("").await;
    house.configure(&house.usual("").replace("[listen]\n", "[listen]\ntrusted_proxies = [\"127.0.0.1/32\"]\n"));
    house.start().await;
    let Key { secret, .. } = house.key(&[]).await;
    // `wgk_live_`, 12 characters of id, `_`, 30 of secret, 6 to check.
    let guesses = [changed(&secret, 9), changed(&secret, 22), changed(&secret, secret.len() - 7)];
    let mut times = [const { Vec::<u64>::new() }; 3];
    let mut line = Kept::open(house.addr()).await;
    let (rounds, mut random) = (full(300, 20_000_u32), 1_u32);
    for round in 0..rounds + 50 {
        // Another order in each round, so that no guess always follows the same one.
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let order = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]][(random >> 16) as usize % 6];
        for guess in order {
            let [_, a, b, c] = (round * 3 + guess as u32).to_be_bytes();
            let request = format!(
                "GET {CHAT} HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 10.{a}.{b}.{c}\r\nauthorization: Bearer {}\r\n\r\n",
                guesses[guess]
            );
            let begun = Instant::now();
            let answer = line.ask(request.as_bytes()).await;
            let took = begun.elapsed();
            assert_eq!(answer.status, 401);
            // The first ones warm the caches.
            if round >= 50 {
                times[guess].push(took.as_nanos() as u64);
            }
        }
    }
    let means = times.each_ref().map(|times| trimmed(times));
    let aucs = [(0, 1), (0, 2), (1, 2)].map(|(one, two)| auc(&times[one], &times[two]));
    let apart = means.iter().copied().fold(f64::MIN, f64::max) - means.iter().copied().fold(f64::MAX, f64::min);
    println!("figure AUTH-12 AUC {aucs:.3?}, trimmed means {means:.1?} us over {rounds} of each");
    if full(false, true) {
        assert!(aucs.iter().all(|auc| (auc - 0.5).abs() <= 0.02), "{aucs:?}");
        assert!(apart <= 10.0, "{means:?}");
    }
}
