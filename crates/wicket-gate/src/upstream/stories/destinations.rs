//! No call goes where its provider is not.

use super::*;

#[tokio::test]
async fn ssrf_02_redirects_are_answers_and_not_followed() {
    let target = liar(OK, Then::Stay).await;
    for status in [301, 302, 303, 307, 308] {
        let answer =
            format!("HTTP/1.1 {status} x\r\nlocation: http://127.0.0.1:{}/\r\ncontent-length: 0\r\n\r\n", target.port);
        let liar = liar(answer, Then::Stay).await;
        assert_eq!(call(&liar.upstream(), &WAITS).await.unwrap().status(), status);
    }
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn ssrf_03_a_name_that_leads_inside_gets_no_connection() {
    let target = liar(OK, Then::Stay).await;
    let inside: IpAddr = [127, 0, 0, 1].into();
    for addresses in [vec![inside], vec!["1.1.1.1".parse().unwrap(), inside], vec!["::ffff:127.0.0.1".parse().unwrap()]]
    {
        let table = Resolver::Table(Arc::new(move |_| addresses.clone()));
        let upstream = upstream(&format!("http://api.example.com:{}", target.port), table);
        let error = call(&upstream, &WAITS).await.unwrap_err();
        assert_eq!((error.kind, error.sent), (Kind::Address, false));
    }
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn ssrf_03_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to() {
    let target = liar(OK, Then::Stay).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    // The first answer is fine, every later one is not: what was checked must be what is used.
    let table = Resolver::Table(Arc::new(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => vec![[127, 0, 0, 1].into()],
        _ => vec![[169, 254, 169, 254].into()],
    }));
    let upstream = upstream(&format!("http://localhost:{}", target.port), table);
    assert_eq!(whole(&upstream, &WAITS).await.unwrap(), "ok");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}
