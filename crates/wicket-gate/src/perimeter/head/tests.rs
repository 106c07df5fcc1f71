//! Heads that every parser reads alike, and their edges.

use wicket_types::Code;

use super::*;

fn request(head: &str) -> Result<Progress, Flaw> {
    HeadReader::new(Writer::Client).read(head.as_bytes())
}

#[test]
fn tells_where_a_request_ends() {
    let get = "GET /v1/models HTTP/1.1\r\nhost: gate:8080\r\n\r\n";
    assert_eq!(request(get), Ok(Progress::Done { len: get.len(), framing: Framing::Sized(0) }));
    let post = "POST /v1/x HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length:12\r\n\r\nhello";
    assert_eq!(request(post), Ok(Progress::Done { len: post.len() - 5, framing: Framing::Sized(12) }));
    assert_eq!(request("POST /v1/x HTTP/1.1\r\nhost: g\r\ncont"), Ok(Progress::More));
}

#[test]
fn reads_the_same_however_a_head_is_cut() {
    let head = b"POST /v1/x HTTP/1.1\r\nhost: gate\r\ntransfer-encoding: chunked\r\nx: y\r\n\r\n";
    for cut in 1..head.len() {
        let mut reader = HeadReader::new(Writer::Client);
        assert_eq!(reader.read(&head[..cut]), Ok(Progress::More), "cut at {cut}");
        let done = Progress::Done { len: head.len(), framing: Framing::Chunked };
        assert_eq!(reader.read(head), Ok(done), "cut at {cut}");
    }
}

#[test]
fn parse_08_a_host_with_anything_but_a_host_is_refused() {
    for good in ["gate", "gate.example:443", "127.0.0.1:8080", "[::1]", "[fe80::1]:80"] {
        assert!(is_authority(good.as_bytes()), "{good}");
    }
    for bad in
        ["", "a/b", "a?x", "a#y", "a@b", "a b", "a:b", "a:", "a:0", "a:99999", "[::1", "[]", "[::1]x", "a,b", "ä"]
    {
        assert!(!is_authority(bad.as_bytes()), "{bad}");
    }
}

#[test]
fn load_03_sizes_have_edges_and_each_edge_its_own_refusal() {
    let target = |n: usize| format!("GET /{} HTTP/1.1\r\nhost: g\r\n\r\n", "a".repeat(n - 1));
    assert!(request(&target(MAX_TARGET)).is_ok());
    assert_eq!(request(&target(MAX_TARGET + 1)).map_err(Flaw::code), Err(Code::UrlTooLong));
    let lines = |n: usize| format!("GET / HTTP/1.1\r\nhost: g\r\n{}\r\n", "a: b\r\n".repeat(n - 1));
    assert!(request(&lines(100)).is_ok());
    assert_eq!(request(&lines(101)).map_err(Flaw::code), Err(Code::HeadersTooLarge));
    let block = |n: usize| format!("GET / HTTP/1.1\r\nhost: g\r\na: {}\r\n\r\n", "b".repeat(n - 9 - 5));
    assert!(request(&block(MAX_BLOCK)).is_ok());
    assert_eq!(request(&block(MAX_BLOCK + 1)).map_err(Flaw::code), Err(Code::HeadersTooLarge));
}

#[test]
fn answers_without_a_body_announce_none() {
    let answer = |head: &str| HeadReader::new(Writer::Provider).read(head.as_bytes());
    assert!(matches!(answer("HTTP/1.1 204 No Content\r\n\r\n"), Ok(Progress::Done { framing: Framing::Sized(0), .. })));
    assert_eq!(answer("HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\n"), Err(Flaw::Length));
    assert!(matches!(answer("HTTP/1.1 103 x\r\n\r\n"), Ok(Progress::Done { framing: Framing::Interim, .. })));
    assert!(matches!(answer("HTTP/1.1 200\r\n\r\n"), Ok(Progress::Done { framing: Framing::UntilClose, .. })));
    for bad in ["HTTP/2 200 OK\r\n", "HTTP/1.1 2x0 OK\r\n", "HTTP/1.1 200OK\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 999 x\r\n"]
    {
        assert!(answer(bad).is_err(), "{bad:?}");
    }
}
