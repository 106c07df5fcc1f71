//! Requests that two parsers would read differently, as a table.

/// Heads and bodies that some parser reads as two requests. `{}` in each would be the second one.
pub(super) fn smuggled() -> Vec<String> {
    let post = |headers: &str, body: &str| format!("POST /a HTTP/1.1\r\nhost: gate\r\n{headers}\r\n{body}");
    let (chunked, sized) = ("transfer-encoding: chunked\r\n", "content-length: 5\r\n");
    let hidden = "GET /hidden HTTP/1.1\r\nhost: gate\r\n\r\n";
    let zero = format!("0\r\n\r\n{hidden}");
    let mut all = Vec::new();
    // Two lengths, or one that is none.
    for (one, other) in [(chunked, sized), (sized, chunked), (sized, sized), (sized, "content-length: 6\r\n")] {
        all.push(post(&format!("{one}{other}"), &zero));
    }
    for length in [
        "+5",
        "-5",
        "5 ",
        " 5",
        "\t5",
        "5\t",
        "5,5",
        "5, 5",
        "5;",
        "0x5",
        "5.0",
        "5e0",
        "",
        " ",
        "five",
        "5 5",
        "\u{b}5",
        "99999999999999999999",
        "18446744073709551616",
        "0005 ",
        "5\u{a0}",
        "\"5\"",
        "_5",
        "5_0",
        "٥",
    ] {
        all.push(post(&format!("content-length: {length}\r\n"), &zero));
    }
    for name in [
        "content-length ",
        " content-length",
        "content-length\t",
        "content_length",
        "content-length\u{b}",
        "\tcontent-length",
    ] {
        all.push(post(&format!("{name}: 5\r\n"), &zero));
    }
    // Encodings that are chunked to some.
    for coding in [
        "chunked, chunked",
        "identity",
        "identity, chunked",
        "chunked, identity",
        "gzip, chunked",
        "chunked;q=1",
        "xchunked",
        "chunkedx",
        "\"chunked\"",
        "'chunked'",
        "chunked ",
        " chunked",
        "\tchunked",
        "chunked\t",
        "\u{b}chunked",
        "chunked\u{b}",
        "chunked,",
        ",chunked",
        "chu\tnked",
        "chun ked",
        "",
        "x",
        "chunked\u{c}",
        "cow",
        "deflate",
        "trailers",
        "chunked\u{0}",
        "\u{0}chunked",
        "\u{7f}chunked",
        "c\u{127}unked",
    ] {
        all.push(post(&format!("transfer-encoding: {coding}\r\n"), &zero));
    }
    for name in [
        "transfer-encoding ",
        " transfer-encoding",
        "transfer-encoding\t",
        "transfer_encoding",
        "transfer-encoding\u{b}",
        "\ttransfer-encoding",
        "x: y\rtransfer-encoding",
        "x: y\ntransfer-encoding",
        "transfer-encoding\r",
        "transfer encoding",
    ] {
        all.push(post(&format!("{name}: chunked\r\n"), &zero));
    }
    all.push(post("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", &zero));
    all.push(post("transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n", &zero));
    all.push(post("transfer-encoding:\r\n chunked\r\n", &zero));
    all.push(post("transfer-encoding:\r\n\tchunked\r\n", &zero));
    // Lines that end in another way.
    for head in [
        "GET /a HTTP/1.1\nhost: gate\n\n",
        "GET /a HTTP/1.1\r\nhost: gate\n\r\n",
        "GET /a HTTP/1.1\nhost: gate\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\n\n",
        "GET /a HTTP/1.1\r\rhost: gate\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\rx: y\r\n\r\n",
        "\r\nGET /a HTTP/1.1\r\nhost: gate\r\n\r\n",
        "\nGET /a HTTP/1.1\r\nhost: gate\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx: a\r\n b\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\n: y\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx y: z\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx: a\u{0}b\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx\u{0}: b\r\n\r\n",
        "GET /a HTTP/1.1\r\n host: gate\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx(y): z\r\n\r\n",
    ] {
        all.push(format!("{head}{hidden}"));
    }
    // Start lines.
    for line in [
        "GET  /a HTTP/1.1",
        "GET /a  HTTP/1.1",
        "GET\t/a HTTP/1.1",
        "GET /a\tHTTP/1.1",
        " GET /a HTTP/1.1",
        "GET /a HTTP/1.1 ",
        "GET /a HTTP/1.1 x",
        "GET /a",
        "GET",
        "get /a HTTP/1.1",
        "G@T /a HTTP/1.1",
        "GET /a HTTP/1.2",
        "GET /a HTTP/2.0",
        "GET /a HTTP/0.9",
        "GET /a http/1.1",
        "GET /a HTTP/1",
        "GET /a HTTP/1.10",
        "GET /a HTTP/11",
        "GET /a HTTP/1.1\u{0}",
        "GET /a b HTTP/1.1",
        "GET a HTTP/1.1",
        "GET * HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "GET http://gate/a HTTP/1.1",
        "GET http://other/a HTTP/1.1",
        "CONNECT gate:443 HTTP/1.1",
        "GET /a#b HTTP/1.1",
        "GET /a\\b HTTP/1.1",
        "GET /\u{e4} HTTP/1.1",
        "GET /a\u{0} HTTP/1.1",
        "GET /a\u{7f} HTTP/1.1",
    ] {
        all.push(format!("{line}\r\nhost: gate\r\n\r\n{hidden}"));
    }
    // Hosts.
    for host in [
        "",
        "host: a/b?x=#@\r\n",
        "host: gate\r\nhost: gate\r\n",
        "host: gate\r\nhost: other\r\n",
        "host: a b\r\n",
        "host: a,b\r\n",
        "host: user@gate\r\n",
        "host: gate:x\r\n",
        "host:\r\n",
        "host : gate\r\n",
        "host: gate/\r\n",
        "host: gate#\r\n",
    ] {
        all.push(format!("GET /a HTTP/1.1\r\n{host}\r\n{hidden}"));
    }
    // Protocol switches and old versions.
    for headers in [
        "connection: upgrade\r\nupgrade: websocket\r\n",
        "upgrade: h2c, websocket\r\n",
        "upgrade: tls/1.3\r\n",
        "upgrade: H2C\r\n",
        "expect: 200-ok\r\n",
        "expect: 100-continue, x\r\n",
    ] {
        all.push(format!("GET /a HTTP/1.1\r\nhost: gate\r\n{headers}\r\n{hidden}"));
    }
    all.push(format!("POST /a HTTP/1.0\r\nhost: gate\r\n{chunked}connection: keep-alive\r\n\r\n{zero}"));
    all
}
