//! Telephone numbers.

mod around;
mod written;

use std::ops::Range;

use wicket_types::Kind;

use super::{Bytes, Context, Find, Rule, Sight, Spot, shared};
pub(crate) use around::is_name_behind;
use around::{
    closes_a_letter, follows_call, follows_date, follows_else, follows_letter, follows_mail, follows_other_number,
    follows_person, is_named_behind, is_of_program,
};
use written::{Written, has_year_groups, is_date, is_dialled, is_national, is_no_number, is_north_american, is_sign};

/// The rules of this module.
pub static RULES: &[Rule] = &[Rule {
    id: "pii.phone",
    title: "Telephone number",
    source: "ITU-T E.164 (international numbers, at most 15 digits); North American Numbering Plan",
    kind: Kind::of("pii.phone"),
    confidence: 0.85,
    find: Find::Digit {
        sights: &[
            Sight { length: (7, u8::MAX), first: Bytes::Digit, ..Sight::ANY },
            // Fewer digits go on behind a sign.
            Sight { length: (1, 6), first: Bytes::Digit, behind: Bytes::Of(b" -./()+"), ..Sight::ANY },
        ],
        look: phone,
    },
    hits: &[
        "+49 30 901820",
        "call me at 030 901820",
        "(212) 555-0142",
        "212-555-0142",
        "tel: 01 42 68 53 00",
        "+1 (212) 555-0142 x33",
        "my number is 0151 23456789",
        "ring +44(0)20 7946 0018",
        "+1 212-555-0142 x33hvs",
        "call me at 572 861 704. 2025-08-04",
        "call 9472 7914 today",
        "Kind regards,\nAnn Lee\n2125550142",
        "2,Ann,ann@example.org,01632960714,x",
        "nobody is answering at 449 7718",
        "Dial 011 44 20 7946 0417 from there",
        "phone 044.731.20.18.",
        "205-044-7312 in the office",
        "cell: 205-044-7312 / 205-044-7313",
        "A. Roux\n06 39 98 01 24",
        "telefonisch unter 0385 555 01 77",
        "Ann Lee\n781 1704 office\n2546712361 fax",
        "0413 220 981 (mobile)",
        "Best,\nAnn\nAnn Lee | Otter Ltd | T 07433.480735 | x",
        "O: (404) 260-3284 | C: 2067943160",
        "guardian Nicole Smith, 01212340291, allergies none",
        "Nicole R. Smith 1984-06-21 206-282-2350",
        "Her landline is 07400573677.",
        "Vous pouvez me joindre au 0612387572.",
        "(\"ann@example.org\", \"08123893897\"),",
        "ann@example.org\n07400329514\n",
        "Tel. 03643 / 55 01 82",
        "filha Iara (91) 98555-0144. Dr.",
        "Сын Глеб: 8 916 555 01 42.",
        "Merci de me rappeler au 02.98.55.50.14.",
        "Kindly update. HP 9123 0456.",
        "user.mobile.home: 4172950138",
        "die neue nr 015741729501 is",
        "τηλ. 2310 417 295, Βόλος",
        "my new number 98417 29501 ok",
        "avisame al 11 4172-9501 cuando",
        "wyślij blika na 793 417 295 albo",
        "Kontakt: 22 417 29 50, biuro",
        "Questions? 1 416 417 2950.",
    ],
    passes: &[
        "on 2024-05-01 at 10:30",
        "order 20240501-1234",
        "ISBN 978-3-16-148410-0",
        "1,234,567 people",
        "call me at 10 30",
        "call in 15 minutes",
        "commit 1234567",
        "192.168.10.20 is a host",
        "fax from 1998 2004 2010",
        "2^10 = 1024 and 1 000 000 000",
        "Kind regards, order 20240501",
        "ann@example.org,20240501,1",
        "part 105-044-7312",
        "part 212-555-0142-YH",
        "Fifth Floor, Boston, MA 02110-1301, USA",
        "sold 1450000 mobile phones",
        "with 12 450 000 mobile users",
        "Numer zamówienia 78785111, kwota",
        "t: 1700000000",
        "05/06/2025 16:11:17 sshd",
        "call, \"id\":\"641022/9078\"",
        "Nicole Smith, 01022004, x",
        "doi:10.1234/j.cell.2020.50.106",
        "text {1.2.840.10045.4.3.2}",
        "/// 0 1 2 3 4 5 6 7 8 9 a b c",
        "hex!(\"02 03 01 00 01\")",
        "05 2a 03 04 05 06 82 02 aa a0",
        "0b a0 06 84 04 2a 03  04 05 82 01 00",
        "'text_editor_20250124'",
        "sources/0-306-40615-2",
        "OBJECT_IDENTIFIER { 1.2.840.10045.2.1 } text",
        "https://git.example/org/pull/28#issuecomment-1214146912 text",
        "text of CVE-2025-61727",
        "mobile crane, SSCC (00) 0 0834152 714456782 0",
        "text tag 0004 512 883",
        "doi:10.1016/j.cell.2019.03.051; PMID 30881402; vol 7",
        "text: 00112233-4455-6677-8899-aabbccddeeff",
        "serial number = 0009-0672-0000-0000-0000-0000",
        "datetime!(+9999-12-31 23:59:59)",
        "datetime!(-0001-01-01 0:00 UTC)",
        "date!(+999999-12-25)",
        "{\"type\": \"text\", \"text\": \"12345678\"}",
        "from -2147483648 to +2147483647",
        "rates of 03643 / 55 per cent",
        "text[] = \"1.3.6.1.4.1.11129.2\"",
        "a call of jawiki-20220501",
        "pp.821-823 (2012)",
        "release 00.98.55.50.14",
        "die Rufnummer fehlt. Schadennummer 24-0041729-7.",
        "Draw 2417: 04 11 19 27 38 45 bonus",
        "ring [.22FB.0020.0008]",
        "[   12.004490] Call Trace:\n[   12.004498]  ? show_regs",
        "const RING_CALL: u32 = 2148052769;",
    ],
}];

fn phone(spot: &Spot<'_>) -> Option<Range<usize>> {
    let bytes = spot.text.as_bytes();
    if spot.end - spot.start < 7 && !goes_on(bytes.get(spot.end..)?) {
        return None;
    }
    // A parenthesis or a plus right before the first digit belongs to the number.
    let mut start = spot.start;
    while let Some(before @ (b'(' | b'+')) = start.checked_sub(1).map(|i| bytes[i]) {
        start -= 1;
        if before == b'+' {
            break;
        }
    }
    let is_international = bytes[start] == b'+' || spot.text[start..].starts_with("(+");
    let follows_number =
        matches!(bytes[..start], [.., before, b' '] if before.is_ascii_digit()) && bytes[start].is_ascii_digit();
    if follows_number && !follows_date(spot.text, start)
        || !shared::begins_word(spot.text, start)
        || matches!(bytes[..start], [.., before, b'-' | b'.' | b'/' | b'_' | b'=' | b','] if before.is_ascii_digit())
    {
        return None;
    }
    let written = Written::read(bytes, start)?;
    let span = start..written.end;
    // `905-480-4870-YH` is the number of a part.
    let has_tail = bytes.get(span.end) == Some(&b'-') && bytes.get(span.end + 1).is_some_and(u8::is_ascii_uppercase);
    if has_tail || shared::is_word_at(spot.text, span.end) || spot.text[span.end..].starts_with(['%', '€', '$', '£'])
    {
        return None;
    }
    let text = spot.text.get(span.clone())?;
    // A book number has thirteen digits too, and begins with 978 or 979.
    if written.n_digits == 13 && (text.starts_with("978") || text.starts_with("979")) {
        return None;
    }
    if is_no_number(&written, spot.text, span.clone()) || is_of_program(spot.text, &span) {
        return None;
    }
    let plausible = match written.n_digits {
        8..=15 if is_international => true,
        11..=15 if text.starts_with("00") && bytes.get(start + 2).is_some_and(|b| b.is_ascii_digit()) => {
            written.n_groups > 1 || spot.context.speaks_of(Context::PHONE)
        }
        10 | 11 if is_north_american(&written, text) || is_national(&written, text) => true,
        9..=12 if is_dialled(text) && follows_letter(spot.text, start) => true,
        // Behind the name of a person, as in lists of contacts.
        9..=12 if text.starts_with('0') && is_dialled(text) && follows_person(spot.text, start) => true,
        7..=15
            if (spot.context.speaks_of(Context::PHONE) || follows_call(spot.text, start))
                && !(written.n_groups < 3 && follows_else(spot.text, start))
                && !follows_other_number(spot.text, start)
                || closes_a_letter(spot.text, start)
                || is_named_behind(spot.text, &written) =>
        {
            !is_date(&written, text) && !has_year_groups(&written, text)
        }
        // Between commas behind a mail address: the contacts of a table.
        9..=12 if text.starts_with('0') && follows_mail(spot.text, start) => true,
        9..=12 if text.starts_with('0') || text.starts_with("(0") => {
            // Five digits and four are the ZIP code of a building in the United States.
            let is_zip = written.sizes[..written.n_groups] == [5, 4];
            // Six pairs are numbers that were drawn.
            let is_drawn = written.sizes[..written.n_groups] == [2; 6];
            written.n_groups > 1 && !is_zip && !is_drawn && !is_date(&written, text) && !text.contains('.')
        }
        8 if text.starts_with('0') && text.contains('-') => {
            matches!(written.sizes[..written.n_groups], [2 | 3, 2 | 3, 2, 2]) && !is_date(&written, text)
        }
        _ => false,
    };
    plausible.then_some(span)
}

/// Whether up to three signs stand at the beginning of what is behind a few digits, and another digit behind them: what most
/// tokens with digits lack.
fn goes_on(behind: &[u8]) -> bool {
    let n_signs = behind.iter().take(3).take_while(|b| is_sign(**b)).count();
    n_signs > 0 && behind.get(n_signs).is_some_and(u8::is_ascii_digit)
}
