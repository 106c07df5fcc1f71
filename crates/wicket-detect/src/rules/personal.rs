//! Mail addresses and network addresses.

use std::{net::Ipv6Addr, ops::Range};

use wicket_types::Kind;

use super::{Bytes, Context, Find, Rule, Sight, Spot, labelled::labelled, shared};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.email",
        title: "Mail address",
        source: "RFC 5322, section 3.4.1, as used in practice: no quoted local part, a domain with a dot",
        kind: Kind::of("pii.email"),
        confidence: 0.98,
        find: Find::AtSign { look: email },
        hits: &[
            "write to ann.lee+x@mail.example.org now",
            "<joe@example.co.uk>",
            "mailto:jürgen@bücher.example",
            "请联系ann.lee@example.org或者打电话",
        ],
        passes: &[
            "@ann on the forum",
            "a@b",
            "git@github.com:owner/repo.git",
            "decorate with @app.route",
            "user@localhost",
            "logo@2x.png",
            "getty@tty1.service",
        ],
    },
    Rule {
        id: "pii.ipv4",
        title: "IPv4 address",
        source: "RFC 791; special addresses by RFC 6890",
        kind: Kind::of("pii.ip_address"),
        confidence: 0.9,
        find: Find::Digit {
            sights: &[Sight { length: (1, 3), first: Bytes::Digit, behind: Bytes::Of(b"."), ..Sight::ANY }],
            look: ipv4,
        },
        hits: &[
            "from 203.0.113.77 port 22",
            "ip=198.51.100.4",
            "tcpdump: 198.51.100.79.443 > 10",
            "we asked 8.8.4.4. Nobody answered",
            "203.0.113.77. Connection refused",
            "10.0.0.5 Gateway of the office",
            "the resolver (9.9.9.9) is slow",
        ],
        passes: &[
            "version 4.18.0.2",
            "v1.2.3.4",
            "256.1.1.1",
            "1.2.3.4.5",
            "download?doi=10.1.1.24.3698",
            "127.0.0.1 and 0.0.0.0",
            "255.255.255.0",
            "044.131.20.18",
            "// 8.1.2.2. Connection-Specific Header Fields",
            "    8.2.3.1 Names of Fields",
            "see RFC 7541 4.2.1.10: a table",
            "the rest is the length (8.1.3.4)",
        ],
    },
    Rule {
        id: "pii.ipv6",
        title: "IPv6 address",
        source: "RFC 4291, section 2.2",
        kind: Kind::of("pii.ip_address"),
        confidence: 0.95,
        find: Find::Digit { sights: &first_of_run(b":", (1, 4)), look: ipv6 },
        hits: &["from 2001:db8:85a3::8a2e:370:7334 now", "fe80::1ff:fe23:4567:890a"],
        passes: &["at 12:30:45", "::1 is loopback", "std::u8::MAX", "ratio 3:2:1"],
    },
    Rule {
        id: "pii.mac_address",
        title: "Hardware address",
        source: "IEEE 802-2014, section 8.1",
        kind: Kind::of("pii.mac_address"),
        confidence: 0.95,
        // Sign by sign: the one in front of an address may be another than those inside of it.
        find: Find::Digit {
            sights: &[
                first_of_run(b":", (2, 2))[0],
                first_of_run(b":", (2, 2))[1],
                first_of_run(b"-", (2, 2))[0],
                first_of_run(b"-", (2, 2))[1],
                first_of_run(b".", (4, 4))[0],
                first_of_run(b".", (4, 4))[1],
            ],
            look: mac,
        },
        hits: &[
            "mac 3c:22:fb:aa:01:9e",
            "3C-22-FB-AA-01-9E",
            "cisco 3c22.fbaa.019e",
            "port eth0-3c:22:fb:aa:01:9e is up",
            "slot 1.3c:22:fb:aa:01:9e is up",
            "if1:3C-22-FB-AA-01-9E up",
        ],
        passes: &["12:30:45", "00:00:00:00:00:00", "3c:22:fb:aa:01:9e:77:12"],
    },
    labelled(
        ("pii.mac_address_bare", "Hardware address without signs behind its name", "IEEE 802-2014, section 8.1"),
        "pii.mac_address",
        (
            &[
                "mac",
                "mac address",
                "mac addr",
                "mac-address",
                "mac_address",
                "macaddress",
                "mac-adresse",
                "mac-adres",
                "adresse mac",
                "dirección mac",
                "indirizzo mac",
                "endereço mac",
                "adres mac",
                "hwaddr",
                "bssid",
                "wlan-mac",
                "lan-mac",
                "mac-адрес",
                "mac地址",
                "macアドレス",
            ],
            "(?:[0-9A-F]{12}|[0-9a-f]{12}|[0-9A-F]{6}-[0-9A-F]{6}|[0-9a-f]{6}-[0-9a-f]{6})",
            is_bare_mac,
        ),
        &["MAC da impressora: 3C22FBAA019E.", "mac address 3c22fbaa019e", "MAC: 3C22FB-AA019E"],
        &["the mac 123456789012", "mac abcdefabcdef", "hmac 3c22fbaa019e", "MAC: 000000000000"],
    ),
];

/// How the first token with a digit looks in a run of hexadecimal groups, `sign` between them, see [`hex_run`].
const fn first_of_run(sign: &'static [u8], length: (u8, u8)) -> [Sight; 2] {
    let any = Sight { length, behind: Bytes::Of(sign), ..Sight::ANY };
    [Sight { before: Bytes::Not(sign), ..any }, Sight { before: Bytes::Of(sign), lead: Bytes::NoDigit, ..any }]
}

/// Letters and digits, more than one of each: a date and an hour have no letters, and a word no digits.
fn is_bare_mac(value: &str) -> bool {
    let n_digits = value.bytes().filter(u8::is_ascii_digit).count();
    (2..=10).contains(&n_digits)
}

/// The mail address around the `@` at `at`.
fn email(text: &str, at: usize) -> Option<Range<usize>> {
    // Scripts without spaces run into an address on both sides.
    let is_letter = |c: char| c.is_alphanumeric() && !('\u{2e80}'..='\u{d7af}').contains(&c);
    let local_char = |c: char| is_letter(c) || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
    let head = text.get(..at)?;
    let mut n_local = 0;
    let local = head
        .char_indices()
        .rev()
        .take(64)
        .take_while(|&(_, c)| local_char(c))
        .inspect(|(_, c)| n_local += usize::from(c.is_alphanumeric()));
    let mut start = local.map(|(i, _)| i).last()?;
    start += text[start..at].len() - text[start..at].trim_start_matches(['.', '\'', '%', '+', '-', '_']).len();
    let domain_char = |c: char| is_letter(c) || matches!(c, '.' | '-');
    let tail = text.get(at + 1..)?;
    let length: usize = tail.chars().take(253).take_while(|&c| domain_char(c)).map(char::len_utf8).sum();
    let domain = tail[..length].trim_end_matches(['.', '-']);
    let (host, top) = domain.rsplit_once('.')?;
    let is_top_level = (2..=24).contains(&top.chars().count()) && top.chars().all(char::is_alphabetic);
    // Pictures in two sizes, and units of systemd with an instance.
    let is_file = ["png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "service", "socket", "timer", "mount"]
        .contains(&top.to_ascii_lowercase().as_str());
    let end = at + 1 + domain.len();
    // `git@host:path` names a repository, not a person.
    let is_repository = &text[start..at] == "git"
        || text[end..].starts_with(":")
            && text[end + 1..].starts_with(|c: char| c.is_alphabetic())
            && path_at(&text[end..]).contains(".git");
    (n_local > 0
        && start < at
        && !host.is_empty()
        && !host.starts_with(['.', '-'])
        && !host.contains("..")
        && is_top_level
        && !is_file
        && !is_repository)
        .then_some(start..end)
}

/// What stands before the next white space, as far as a path of a repository is long.
fn path_at(text: &str) -> &str {
    let head = text.get(..text.floor_char_boundary(text.len().min(256))).unwrap_or_default();
    head.split(char::is_whitespace).next().unwrap_or_default()
}

/// Four numbers up to 255 with dots.
fn ipv4(spot: &Spot<'_>) -> Option<Range<usize>> {
    let bytes = spot.text.as_bytes();
    if matches!(bytes[..spot.start], [.., before, b'.' | b'-'] if before.is_ascii_alphanumeric()) {
        return None;
    }
    let mut at = spot.start;
    let mut parts = [0_u32; 4];
    for (i, part) in parts.iter_mut().enumerate() {
        if i > 0 {
            (bytes.get(at) == Some(&b'.')).then_some(())?;
            at += 1;
        }
        let digits = bytes.get(at..)?.iter().take(4).take_while(|b| b.is_ascii_digit()).count();
        // `044.731.20.18` is a telephone number: no part of an address is written with a zero in front.
        ((1..=3).contains(&digits) && (digits == 1 || bytes[at] != b'0')).then_some(())?;
        *part = bytes[at..at + digits].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
        at += digits;
    }
    let follows = |i: usize, what: fn(&u8) -> bool| bytes.get(i).is_some_and(what);
    let stands_alone = matches!(bytes[..spot.start], [] | [.., b' ' | b'\n' | b'\t' | b'(' | b'[']);
    let goes_on = follows(at, u8::is_ascii_alphanumeric)
        || follows(at, |&b| b == b'.')
            && follows(at + 1, u8::is_ascii_digit)
            && !(stands_alone && parts[0] > 9 && is_port(&bytes[at + 1..]));
    let is_special = matches!(parts, [0 | 127, ..] | [255, ..]) || parts.iter().any(|&part| part > 255);
    let is_address = !goes_on && !is_special && !spot.context.speaks_of(Context::VERSION);
    (is_address && !is_section(spot.text, spot.start..at, parts)).then_some(spot.start..at)
}

/// Whether four small numbers are the section of a standard: at the head of a line in front of a title, behind the number of
/// the standard, or in brackets. Of the addresses that people write hardly one has four parts below 20, and those that do have
/// a zero or say the same part twice, as resolvers do.
fn is_section(text: &str, span: Range<usize>, parts: [u32; 4]) -> bool {
    const MOST: u32 = 20;
    let is_small = parts.iter().all(|part| (1..MOST).contains(part)) && parts[0] < 10;
    let is_resolver = parts[0] == parts[1];
    if !is_small || is_resolver {
        return false;
    }
    let front = text.get(text.floor_char_boundary(span.start.saturating_sub(24))..span.start).unwrap_or_default();
    let tail = text.get(span.end..).unwrap_or_default();
    let line = front.rsplit('\n').next().unwrap_or_default();
    let heads_line = line.bytes().all(|b| matches!(b, b' ' | b'\t' | b'/' | b'*' | b'#' | b'!' | b';'));
    let title = tail.strip_prefix('.').unwrap_or(tail);
    let has_title = title.strip_prefix(' ').is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase()));
    let word = line.trim_end_matches(' ').rsplit([' ', '(', '[']).next().unwrap_or_default();
    let before = line.trim_end_matches(' ').strip_suffix(word).unwrap_or_default().trim_end_matches(' ');
    let is_number = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let is_standard = word.starts_with("X.") && word[2..].bytes().all(|b| b.is_ascii_digit())
        || is_number && (before.ends_with("RFC") || before.ends_with("ISO"))
        || word == "§";
    heads_line && has_title || is_standard || line.ends_with('(') && tail.starts_with(')')
}

/// Whether a number begins `bytes` that is too large for a part of an address, and none for a port: `10.58.88.79.443`.
fn is_port(bytes: &[u8]) -> bool {
    let digits = bytes.iter().take(6).take_while(|byte| byte.is_ascii_digit());
    let (n_digits, port) = digits.fold((0, 0_u32), |(n, port), byte| (n + 1, port * 10 + u32::from(byte - b'0')));
    let goes_on = matches!(bytes.get(n_digits..), Some([b'.', digit, ..]) if digit.is_ascii_digit());
    (256..=65_535).contains(&port) && !goes_on
}

/// The run of hexadecimal digits and `separators` around the token, bounded to the length of the longest address; `None`
/// where the token is not the first of the run that holds a digit, for there the run was looked at before.
fn hex_run(spot: &Spot<'_>, separators: &[u8]) -> Option<Range<usize>> {
    let bytes = spot.text.as_bytes();
    let within = |b: &&u8| b.is_ascii_hexdigit() || separators.contains(b);
    if !bytes.get(spot.end).is_some_and(|b| separators.contains(b)) {
        return None;
    }
    let mut start = spot.start;
    for byte in bytes[..spot.start].iter().rev().take(40).take_while(within) {
        if byte.is_ascii_digit() {
            return None;
        }
        start -= 1;
    }
    let end = spot.start + bytes[spot.start..].iter().take(46).take_while(within).count();
    Some(start..end)
}

fn ipv6(spot: &Spot<'_>) -> Option<Range<usize>> {
    let mut span = hex_run(spot, b":")?;
    if shared::is_word_at(spot.text, span.end) || !shared::begins_word(spot.text, span.start) {
        return None;
    }
    let written = spot.text.get(span.clone())?;
    let written = if written.ends_with("::") { written } else { written.trim_end_matches(':') };
    span.end = span.start + written.len();
    let n_colons = written.bytes().filter(|&b| b == b':').count();
    // Eight groups of two digits are the name of a port of storage, IEEE EUI-64.
    let is_eui = written.len() == 23 && written.split(':').all(|group| group.len() == 2);
    let address: Ipv6Addr = (!is_eui && written.len() > 6 && n_colons > 1).then(|| written.parse().ok())??;
    (!address.is_loopback() && !address.is_unspecified()).then_some(span)
}

fn mac(spot: &Spot<'_>) -> Option<Range<usize>> {
    let separator = *spot.text.as_bytes().get(spot.end)?;
    let (size, length) = match separator {
        b':' | b'-' => (2, 17),
        b'.' => (4, 14),
        _ => return None,
    };
    let mut span = hex_run(spot, &[separator])?;
    let written = spot.text.get(span.clone())?.trim_end_matches(['.', '-']);
    // What ends a sentence is no part of it.
    span.end = span.start + written.len();
    let is_shaped = written.len() == length && written.split(separator as char).all(|part| part.len() == size);
    let is_dummy = written.bytes().all(|b| !b.is_ascii_alphanumeric() || b == written.as_bytes()[0]);
    // Six groups of two digits without a letter could be a date and time.
    let is_dated = size == 2 && separator == b'-' && !written.contains(|c: char| c.is_ascii_alphabetic());
    (is_shaped
        && !is_dummy
        && !is_dated
        && !shared::is_word_at(spot.text, span.end)
        && shared::begins_word(spot.text, span.start))
    .then_some(span)
}
