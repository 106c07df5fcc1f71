//! Where the gate never calls, whatever its environment or a caller says.

use std::net::TcpListener;

use crate::rig::{CHAT, House, Start, chat, dialects, exchange, head_and_body, provider, streamed};

/// A place that nobody is to call.
struct Trap(TcpListener);

impl Trap {
    fn set(address: &str) -> Trap {
        let listener = TcpListener::bind((address, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a socket");
        Trap(listener)
    }

    fn place(&self) -> String {
        self.0.local_addr().expect("an address").to_string()
    }

    fn callers(&self) -> usize {
        std::iter::from_fn(|| self.0.accept().ok()).count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ssrf_06_neither_proxies_of_the_environment_nor_undeclared_places_are_called() {
    let (proxy, inside) = (Trap::set("127.0.0.1"), Trap::set("127.0.0.3"));
    let [http, socks] = ["http", "socks5"].map(|scheme| format!("{scheme}://{}", proxy.place()));
    let names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "FTP_PROXY"];
    let mut variables: Vec<(&str, &str)> = names.iter().map(|name| (*name, http.as_str())).collect();
    variables.extend([("SOCKS_PROXY", socks.as_str()), ("socks_proxy", &socks), ("NO_PROXY", ""), ("no_proxy", "")]);
    let mut house = House::closed("").await;
    // One provider that speaks TLS by its URL: a tunnel through the proxy would be asked for it.
    let tls = provider("secure", "openai", &format!("https://{}", house.provider.addr()), "");
    let route = "[[routes]]\nmodel = \"tls-1\"\nto = [\"secure:gpt-4o-mini\"]\n";
    house.configure(&house.usual(&format!("{tls}{route}")));
    house.start_as(&Start { variables: &variables, ..Start::default() }).await;
    let environment = std::fs::read(format!("/proc/{}/environ", house.running().id())).expect("a file");
    assert!(String::from_utf8_lossy(&environment).contains(&format!("https_proxy={http}")));
    let key = house.key(&[]).await;
    for (path, body) in dialects("hello") {
        for body in [body.clone(), streamed(body)] {
            assert_eq!(house.post(&key, path, &body).await.status, 200);
        }
    }
    let mut secure = chat("hello");
    secure["model"] = "tls-1".into();
    assert_eq!(house.chat(&key, &secure).await.status, 503);

    let place = inside.place();
    let undeclared = format!("http://{place}");
    let mut refused = 0;
    for model in [format!("{undeclared}/x"), place.clone(), format!("openai/{undeclared}"), format!("gpt-4o@{place}")] {
        let mut body = chat("hello");
        body["model"] = model.into();
        refused += usize::from(house.chat(&key, &body).await.status >= 400);
    }
    let mut named = chat("hello");
    for field in ["api_base", "base_url", "endpoint", "proxy", "webhook"] {
        named[field] = undeclared.clone().into();
    }
    house.chat(&key, &named).await;
    for name in ["x-base-url", "x-target-url", "x-forwarded-host", "x-proxy-url", "proxy", "destination", "forwarded"] {
        house.post_bytes(&key, CHAT, &[(name, &undeclared)], chat("hello").to_string().as_bytes()).await;
    }
    for target in [
        format!("POST {undeclared}{CHAT}"),
        format!("CONNECT {place}"),
        format!("POST //{place}{CHAT}"),
        format!("POST /{undeclared}{CHAT}"),
        format!("POST {CHAT}/../{undeclared}"),
    ] {
        let head = format!(
            "{target} HTTP/1.1\r\nhost: {place}\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n",
            key.secret
        );
        let answer = exchange(house.addr(), &head_and_body(&head, chat("hello").to_string().as_bytes())).await;
        assert!(answer.status == 200 || answer.status >= 400, "{target}: {}", answer.status);
        refused += usize::from(answer.status >= 400);
    }
    assert_eq!((proxy.callers(), inside.callers()), (0, 0));
    assert!(refused >= 8, "{refused}");
    println!(
        "figure SSRF-06 0 calls to the proxy of {} variables, 0 to an undeclared place; {refused} refused",
        variables.len()
    );
    // The trap does notice a caller.
    drop(std::net::TcpStream::connect(inside.place()).expect("a listening trap"));
    assert_eq!(inside.callers(), 1);
}
