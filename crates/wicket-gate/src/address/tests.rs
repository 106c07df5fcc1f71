//! URL forms that have led gateways astray, each of them refused.

use super::*;

#[test]
fn what_an_operator_writes_is_taken() {
    for (text, authority, prefix) in [
        ("https://api.openai.com", "api.openai.com", ""),
        ("https://api.openai.com/", "api.openai.com", ""),
        ("https://API.Example.com:8443/v2/", "api.example.com:8443", "/v2"),
        ("http://10.0.0.5:8000", "10.0.0.5:8000", ""),
        ("http://127.0.0.1:4010/base", "127.0.0.1:4010", "/base"),
        ("http://localhost:11434", "localhost:11434", ""),
        ("http://[::1]:8080", "[::1]:8080", ""),
        ("http://vllm.house:80/x", "vllm.house", "/x"),
        ("https://eu_west.models.example", "eu_west.models.example", ""),
    ] {
        let there = Destination::parse(text, Private::None).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((there.authority().as_str(), there.prefix()), (authority, prefix), "{text}");
    }
}

#[test]
fn an_address_that_is_written_out_is_permitted_and_no_other() {
    let house = Destination::parse("http://10.0.0.5:8000", Private::None).unwrap();
    assert!(house.permits([10, 0, 0, 5].into()));
    for other in ["10.0.0.6", "127.0.0.1", "1.1.1.1", "::ffff:10.0.0.5"] {
        assert!(!house.permits(other.parse().unwrap()), "{other}");
    }
}

#[test]
fn ssrf_01_a_name_leads_to_public_addresses_unless_the_operator_says_otherwise() {
    let public = Destination::parse("https://api.example.com", Private::None).unwrap();
    let private = Destination::parse("https://api.example.com", Private::Any).unwrap();
    let local = Destination::parse("http://localhost:1", Private::None).unwrap();
    for (address, by_public, by_private, by_local) in [
        ("1.1.1.1", true, true, true),
        ("10.0.0.5", false, true, false),
        ("fd12::1", false, true, false),
        ("127.0.0.3", false, true, true),
        ("169.254.169.254", false, false, false),
        ("100.100.100.200", false, false, false),
        ("::ffff:127.0.0.1", false, false, false),
        ("64:ff9b::a00:5", false, false, false),
        ("0.0.0.0", false, false, false),
    ] {
        let address = address.parse().unwrap();
        let permitted = (public.permits(address), private.permits(address), local.permits(address));
        assert_eq!(permitted, (by_public, by_private, by_local), "{address}");
    }
}

#[test]
fn ssrf_03_a_name_with_networks_leads_nowhere_else() {
    let networks = ["10.2.0.0/16", "127.0.0.2/32"].map(|network| network.parse().unwrap());
    let there = Destination::parse("http://models.house:8000", Private::Within(networks.into())).unwrap();
    for (address, permitted) in [
        ("10.2.7.1", true),
        ("127.0.0.2", true),
        ("10.3.0.1", false),
        ("127.0.0.3", false),
        ("1.1.1.1", false),
        ("169.254.169.254", false),
        ("fd12::1", false),
    ] {
        assert_eq!(there.permits(address.parse().unwrap()), permitted, "{address}");
    }
}

/// Spellings of hosts that are, or could be taken for, 127.0.0.3, a metadata service or something unreachable.
const HOSTS: &[&str] = &[
    "2130706435",
    "0x7f000003",
    "017700000003",
    "0x7f.0.0.3",
    "0177.0.0.3",
    "127.3",
    "127.0.3",
    "0127.0.0.3",
    "127.0.0.03",
    "127.0.0.0x3",
    "00127.0.0.3",
    "127.000.000.003",
    "127.0.0.3.",
    "127.0.0.256",
    "127.0.0.3.4",
    "127..0.3",
    "0",
    "0.0.0.0",
    "00",
    "0x0",
    "0.1",
    "169.254.169.254",
    "169.254.170.2",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "100.100.100.200",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "[::]",
    "[::ffff:127.0.0.3]",
    "[::ffff:7f00:3]",
    "[::127.0.0.3]",
    "[::7f00:3]",
    "[0:0:0:0:0:ffff:7f00:3]",
    "[0:0:0:0:0:0:0:1]",
    "[::0001]",
    "[0::1]",
    "[64:ff9b::7f00:3]",
    "[64:ff9b::127.0.0.3]",
    "[64:ff9b:1::7f00:3]",
    "[2002:7f00:3::]",
    "[2001:0:7f00:3::]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fe80::1%eth0]",
    "[fec0::1]",
    "[ff02::1]",
    "[fd00:ec2::254]",
    "[::1",
    "::1",
    "[]",
    "[1]",
    "[::g]",
    "[127.0.0.3]",
    "[v1.x]",
    "metadata",
    "metadata.google.internal",
    "METADATA.google.internal",
    "metadata.google.internal.",
    "metadata.goog",
    "instance-data",
    "instance-data.ec2.internal",
    "127.0.0.3.nip.example",
    "app-127-0-0-3.sslip.example",
    "10.0.0.1.xip.example",
    "169.254.169.254.nip.example",
    "localhost.",
    "loc%61lhost",
    "lo\u{212a}alhost",
    "\u{24db}ocalhost",
    "localhos\u{ff54}",
    "127\u{3002}0\u{3002}0\u{3002}3",
    "\u{ff11}27.0.0.3",
    "\u{2460}27.0.0.3",
    "xn--fsq.example",
    "b\u{fc}cher.example",
    "exa\u{ad}mple.com",
    "exam\u{200b}ple.com",
    "example.com.",
    ".example.com",
    "example..com",
    "-a.example",
    "a-.example",
    "a b.example",
    "a,b.example",
    "a|b.example",
    "a^b.example",
    "a`b.example",
    "a{b}.example",
    "a'b.example",
    "a!b.example",
    "a$b.example",
    "a&b.example",
    "a(b).example",
    "a*b.example",
    "a+b.example",
    "a=b.example",
    "a~b.example",
    "1.2.3.4.5",
    "1.2.3.999",
    "example.0x1",
    "example.123",
    "",
];

/// What may stand around a host to mislead; `{}` is the host.
const SHAPES: &[&str] = &["https://{}", "http://{}:8080/", "https://{}/v1"];

/// Whole URLs whose shape alone is wrong.
const URLS: &[&str] = &[
    "",
    "api.openai.com",
    "//api.openai.com",
    "https:api.openai.com",
    "https:/api.openai.com",
    "https:///api.openai.com",
    "https:\\\\api.openai.com",
    "https:/\\api.openai.com",
    "https://api.openai.com\\@127.0.0.3",
    "https://127.0.0.3\\.api.openai.com",
    "https://user@api.openai.com",
    "https://user:pass@api.openai.com",
    "https://api.openai.com@127.0.0.3",
    "https://@api.openai.com",
    "https://:@api.openai.com",
    "https://api.openai.com:80@127.0.0.3",
    "https://api.openai.com#@127.0.0.3",
    "https://api.openai.com?@127.0.0.3",
    "https://127.0.0.3#.openai.com",
    "https://127.0.0.3?.openai.com",
    "https://127.0.0.3;.openai.com",
    "https://api.openai.com?x=1",
    "https://api.openai.com/?",
    "https://api.openai.com/#",
    "https://api.openai.com/v1?x",
    " https://api.openai.com",
    "https://api.openai.com ",
    "\thttps://api.openai.com",
    "https://api.openai.com\n",
    "ht\ntps://api.openai.com",
    "https://api.open\tai.com",
    "https://api.openai.com\r\nhost: x",
    "https://api\0.openai.com",
    "https://api.openai.com\u{7f}",
    "HTTPS://api.openai.com",
    "hTtP://api.openai.com",
    "ftp://api.openai.com",
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "gopher://127.0.0.3:6379/_x",
    "dict://127.0.0.3:11211/",
    "ldap://127.0.0.3",
    "ws://api.openai.com",
    "wss://api.openai.com",
    "data:text/plain,x",
    "javascript:alert(1)",
    "unix:///run/x.sock",
    "http+unix://%2Frun%2Fx.sock",
    "jar:https://x!/",
    "blob:https://x",
    "about:blank",
    "s3://bucket",
    "https://api.openai.com:",
    "https://api.openai.com:0",
    "https://api.openai.com:00443",
    "https://api.openai.com:65536",
    "https://api.openai.com:99999",
    "https://api.openai.com:443:80",
    "https://api.openai.com:+443",
    "https://api.openai.com:-1",
    "https://api.openai.com: 443",
    "https://api.openai.com:44 3",
    "https://api.openai.com:443a",
    "https://api.openai.com:x",
    "https://api.openai.com/../x",
    "https://api.openai.com/a/../b",
    "https://api.openai.com/./",
    "https://api.openai.com//x",
    "https://api.openai.com/a//b",
    "https://api.openai.com/%2e%2e/",
    "https://api.openai.com/a%00",
    "https://api.openai.com/a;b",
    "https://api.openai.com/a\\b",
    "https://api.openai.com/<x>",
    "https://api.openai.com/\"x\"",
    "https://api.openai.com/ä",
    "https://[::1]x/",
    "https://[::1]:",
    "https://[::1]:0/",
    "https://[::1]@127.0.0.3",
    "https://[::1].example.com/",
    "https://%31%32%37.0.0.3",
    "https://127.0.0.3%00.openai.com",
    "https://127.0.0.3%2f.openai.com",
    "https://api.openai.com%0d%0ahost:x",
    "https://0\u{2024}0.example",
];

#[test]
fn ssrf_01_three_hundred_url_forms_are_refused() {
    let around = HOSTS.iter().flat_map(|host| SHAPES.iter().map(move |shape| shape.replace("{}", host)));
    let forms: Vec<String> = around.chain(URLS.iter().map(|url| (*url).to_owned())).collect();
    assert!(forms.len() >= 300, "{} forms", forms.len());
    let taken: Vec<_> = forms.iter().filter(|form| Destination::parse(form, Private::Any).is_ok()).collect();
    assert!(taken.is_empty(), "taken: {taken:?}");
    println!("figure SSRF-01 {} of {} forms of URLs refused before any connection", forms.len(), forms.len());
}
