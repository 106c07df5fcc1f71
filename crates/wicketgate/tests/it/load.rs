//! Clients and providers that take too much.

use crate::rig::{CHAT, House, chat, resident};
use pretend_provider::{Behaviour, Fault};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_06_bombs_are_refused_unread() {
    let mut house = House::open("[bounds]\nanswer = \"4MiB\"\n").await;
    let key = house.key(&[]).await;
    let faults =
        [Fault::BombGzip, Fault::BombNested, Fault::BombBrotli, Fault::BombZstd, Fault::Oversize, Fault::EndlessBody];
    // One answer up to its bound is read first: what the allocator keeps of it is not the bombs' doing.
    house.provider.set_behaviour(Behaviour { fault: Some(Fault::Oversize), ..Behaviour::default() }, 1);
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 502);
    let before = resident(house.running().id());
    for fault in faults {
        house.provider.set_behaviour(Behaviour { fault: Some(fault), ..Behaviour::default() }, 1);
        let answer = house.chat(&key, &chat("hello")).await;
        assert_eq!((answer.status, answer.code().as_str()), (502, "upstream.bad_reply"), "{fault:?}");
        assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
    }
    let bomb = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    for encoding in ["gzip", "br", "zstd", "deflate", "gzip, gzip"] {
        let answer = house.post_bytes(&key, CHAT, &[("content-encoding", encoding)], &bomb).await;
        assert_eq!(answer.status, 415, "{encoding}");
    }
    let risen = resident(house.running().id()).saturating_sub(before);
    println!("figure LOAD-06 {} KiB more after eleven bombs", risen >> 10);
    assert!(risen < 32 << 20, "{} KiB", risen >> 10);
}
