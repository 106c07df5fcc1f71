//! Values that must not leave: twenty formats of credentials and twelve kinds of personal data, all made up.

/// A credential as a text has it, and the part of it that is secret.
pub struct Credential {
    pub text: String,
    pub secret: String,
}

/// Twenty formats. They are put together here, so that scanners of source code pass by.
pub fn credentials() -> Vec<Credential> {
    const LETTERS: &str = "4kQz7WnB2sXvR9mTgY6hLcP3dJfU8aEoKi5NtGqZ1rVbMx0CyDwSpHuAjFe2T7iO9lR";
    const HEX: &str = "b7e21c940fd85a36e4719bc20d8f53a6b7e21c940fd85a36e4719bc20d8f53a6";
    let take = |n: usize| &LETTERS[..n];
    let all = |text: String| Credential { secret: text.clone(), text };
    let part =
        |before: &str, secret: String, after: &str| Credential { text: format!("{before}{secret}{after}"), secret };
    let key_lines = format!("{}\n{}", take(64), &take(67)[20..60]);
    vec![
        all(format!("AK{}", "IAR4TN6WZPLQ2XKM7V")),
        all(format!("gh{}{}", "p_", take(36))),
        all(format!("github{}{}_{}", "_pat_", take(22), take(59))),
        all(format!("xox{}", format_args!("b-517283940617-806157243918-{}", take(24)))),
        all(format!("sk_{}{}", "live_", take(24))),
        all(format!("sk-{}{}{}AA", "ant-api03-", take(67), take(26))),
        all(format!("AI{}{}", "za", take(35))),
        all(format!("gl{}{}", "pat-", take(20))),
        all(format!("np{}{}", "m_", take(36))),
        all(format!("SG{}{}.{}", ".", take(22), take(43))),
        all(format!("dop{}{HEX}", "_v1_")),
        all(format!("shp{}{}", "at_", &HEX[..32])),
        all(format!("hf{}{}", "_", "bVqKzWnTsXmRgLcPdJfUaEoKiNtGqZrVbM")),
        all(format!(
            "eyJ{}.eyJ{}.{}",
            "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
            "zdWIiOiI3NzEiLCJuYW1lIjoiTWlsIn0",
            take(43)
        )),
        part(&format!("-----BEGIN {} KEY-----\n", "PRIVATE"), key_lines, "\n-----END PRIVATE KEY-----"),
        part("postgres://mill:", take(14).to_owned(), "@db.internal:5432/mill"),
        part("api_key = \"", take(32).to_owned(), "\""),
        part("AWS_SECRET_ACCESS_KEY=", take(40).to_owned(), ""),
        part("password: ", format!("{}!", take(13)), ""),
        part(&format!("https://hooks.{}/services/", "slack.com"), format!("T07K2M4P9Q/B05R8S1T3U/{}", take(24)), ""),
    ]
}

/// Twelve kinds, some with characters of several bytes.
pub const PERSONAL: [&str; 12] = [
    "rosa.o'lind+mill@mail.example.org",
    "j\u{fc}rgen@stra\u{df}e.example.de",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "+49 (30) 9018-2034",
    "536-22-8726",
    "203.0.113.77",
    "2001:db8:85a3::8a2e:370:7334",
    "00:1b:44:11:3a:b7",
    "K\u{f6}nigstra\u{df}e 12",
    "X1234567L",
    "RSSMRA85T10A562S",
];
