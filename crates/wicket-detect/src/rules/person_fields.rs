//! Names of persons where forms and records ask for them, and in front of words that only persons have behind them. A name
//! alone in its field, and one of two or three letters of East Asia, is told by nothing else.

use std::ops::Range;

use wicket_types::Kind;

use super::{Find, Rule, columns};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.person_of_form",
        title: "Name of a person behind its field in a form",
        source: "Forms of China, Japan and Korea",
        kind: Kind::of("pii.person"),
        confidence: 0.85,
        find: Find::Near { anchors: FIELDS, look: of_form },
        hits: &[
            "성명: 배수민\n연락처",
            "姓名：王雅琴，电话",
            "收件人: 孙桂兰 收",
            "氏名：小田切 蓮\n",
            "お名前：三浦 千尋",
            "제 이름은 김하늘입니다",
            "{\"姓名\":\"王雅琴\"}",
        ],
        passes: &[
            "姓名：",
            "성명: (필수)",
            "姓名：请输入您的真实姓名",
            "氏名：必須",
            "이름: 문자열",
            "姓名：必填",
            "名前：未入力",
        ],
    },
    Rule {
        id: "pii.person_of_field",
        title: "Name of a person behind a field for a part of one",
        source: "Forms and records; HL7 FHIR R4, HumanName; ISO/IEC 7813, name of a cardholder; RFC 4519, sn",
        kind: Kind::of("pii.person"),
        confidence: 0.85,
        find: Find::Near { anchors: PARTS, look: of_field },
        hits: &[
            "1. Surname: HARBOUR\n2. Given names: Ortrun Ann\n",
            "Nachname: Grünhag      Vorname: Ortrun",
            "{\"family\": \"Harbour-Reyes\", \"given\": [\"Ortrun\"]}",
            "declined: holder=O HARBOUR amount",
            "titular=\"ORTRUN HARBOUR ME\"",
            "<given>Ortrun</given><family>Harbour</family>",
        ],
        passes: &[
            "Surname: required",
            "Last name: String,",
            "{\"family\": \"serif\"}",
            "{\"family\": \"IPv4\"}",
            "first_name: FirstName,",
            "lastName: Person::last(",
            "surname = Field(",
            "holder=ViewHolder(",
            "Vorname: {{vorname}}",
            "First name: Please enter your first name",
            "\"family\": \"Roboto\"",
            "<accept><family>DejaVu Sans Mono</family></accept>",
        ],
    },
    Rule {
        id: "pii.person_with_title",
        title: "Name of a person in two parts in front of a word for persons",
        source: "Letters of Japan: what stands behind the name of a person",
        kind: Kind::of("pii.person"),
        confidence: 0.85,
        find: Find::Near { anchors: &["様", "さん", "殿", "先生", "です"], look: with_title },
        hits: &["お客様：小田切 蓮様（", "三浦 千尋です。先月", "山本　花子さんに"],
        passes: &["お客様", "各位 皆様", "仕様 変更です", "東京 大阪です", "本日 終了です"],
    },
];

/// What forms write in front of a name, without the sign behind it.
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "姓名", "收件人", "收货人", "联系人", "申请人", "投保人", "持卡人", "聯絡人", "收件者", "我的名字", "我叫", "氏名", "お名前", "名前", "申請者",
    "受取人", "契約者名", "ご契約者", "성명", "이름", "이름은", "성함", "수령인", "신청인", "신청자", "받는 사람", "받는분", "예금주", "담당자",
];

/// Words of forms that stand where a name would, and what begins no name.
#[rustfmt::skip]
const NO_NAMES: &[&str] = &[
    "必填", "必須", "请输", "請輸", "未入", "未填", "任意", "文字", "字符", "默认", "匿名", "同上", "不详", "未知", "空白", "無し", "なし", "必需",
    "必要", "필수", "선택", "문자", "입력", "없음", "미정", "공란", "익명", "동일", "이름", "성명", "본인", "전체", "변수", "함수", "파일",
];

/// Fields for a part of a name, with their signs.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "surname:", "surname :", "last name:", "last name :", "first name:", "given name:", "given names:", "given name(s):", "family name:",
    "maiden name:", "nachname:", "vorname:", "familienname:", "geburtsname:", "cognome:", "apellido:", "apellidos:", "prénom:", "prénom :",
    "nom de famille :", "nom de famille:", "voornaam:", "achternaam:", "nazwisko:", "imię:", "efternamn:", "förnamn:", "etternavn:",
    "fornavn:", "efternavn:", "sobrenome:", "apelido:", "příjmení:", "soyadı:", "фамилия:", "прізвище:", "επώνυμο:", "\"last_name\":",
    "\"first_name\":", "\"lastname\":", "\"firstname\":", "\"surname\":", "\"family\":", "<family>", "cardholder:",
    "cardholder name:", "name on card:", "holder=", "titular=", "titular:", "titulaire :", "karteninhaber:", "kontoinhaber:",
    "account holder:",
];

/// Words of one to four parts behind a field, up to the end of its line, its quote or the next column.
fn of_field(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    /// Longest names, in bytes.
    const MOST: usize = 48;
    let field = text.get(anchor.clone())?;
    let begins = !text.get(..anchor.start)?.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    let rest = text.get(anchor.end..).filter(|_| begins)?;
    let bare = rest.trim_start_matches([' ', '"', '\'', '\t']);
    let start = text.len() - bare.len();
    let line = bare.get(..bare.floor_char_boundary(MOST))?;
    let ends = |c: char| {
        matches!(c, '\n' | '\r' | '"' | '<' | ',' | ';' | '|' | '\t' | ')' | '}' | '=' | ':' | '(' | '{' | '&')
    };
    let cell = line.split(ends).next()?.split("  ").next()?;
    // A field of a log ends with its word, but a name may have two: `holder=O HARBOUR amount`.
    let cell = if field.ends_with('=') { capitals_of(cell) } else { cell.trim_end_matches([' ', '.']) };
    let behind = text.get(start + cell.len()..)?.trim_start_matches(' ');
    let is_code = behind.starts_with(['(', '{', ':', '=', '&']);
    // `"family": "Roboto"` is a font: the record of a person has given names beside it.
    let is_record = field.starts_with('"') || field.starts_with('<');
    let is_family = !field.contains("\"family") && !field.starts_with("<family") || has_given_beside(text, start);
    let is_known = is_record || !is_mixed(cell);
    (is_family && is_known && !is_code && columns::is_name(cell)).then_some(start..start + cell.len())
}

/// Whether given names stand within the bytes around `at`, as in a record of a name.
fn has_given_beside(text: &str, at: usize) -> bool {
    const REACH: usize = 96;
    let (from, to) = (text.floor_char_boundary(at.saturating_sub(REACH)), text.floor_char_boundary(at + REACH));
    text.get(from..to).is_some_and(|around| around.contains("given"))
}

/// The words that `text` begins with, as long as all their letters are capitals.
fn capitals_of(text: &str) -> &str {
    let words = text.split(' ').take_while(|word| !word.is_empty() && !word.contains(char::is_lowercase));
    let length: usize = words.map(|word| word.len() + 1).sum();
    text.get(..length.saturating_sub(1)).unwrap_or_default()
}

/// Whether a word is written as the names of types are: `FirstName`.
fn is_mixed(cell: &str) -> bool {
    let humps = |word: &str| {
        word.as_bytes().windows(2).filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase()).count()
    };
    cell.split([' ', '-'])
        .any(|word| humps(word) > 0 && !word.starts_with("Mc") && !word.starts_with("Mac") && !word.starts_with("De"))
}

/// A name of two to four letters behind a field and a sign, or of two parts with a space between.
fn of_form(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let field = text.get(anchor.clone())?;
    let rest = text.get(anchor.end..)?;
    let bare = rest.trim_start_matches(['"', '\'', ' ', '　', ':', '：', '】', ']', '|']);
    let signs = rest.get(..rest.len() - bare.len())?;
    // Verbs need no sign behind them.
    let is_verb = matches!(field, "我叫" | "이름은") || field == "我的名字" && bare.starts_with('是');
    let bare = if field == "我的名字" { bare.trim_start_matches('是') } else { bare };
    if !is_verb && !signs.contains([':', '：', '】', '|']) {
        return None;
    }
    let start = text.len() - bare.len();
    let length = name_at(bare, is_verb)?;
    let name = bare.get(..length)?;
    (!NO_NAMES.iter().any(|word| name.starts_with(word))).then_some(start..start + length)
}

/// How long the name is that `text` begins with. In a sentence a Korean name has three letters, and what follows is said of it.
fn name_at(text: &str, is_in_sentence: bool) -> Option<usize> {
    let length = |most: usize, is_part: fn(char) -> bool, text: &str| -> (usize, usize) {
        let part = text.chars().take(most).take_while(|c| is_part(*c));
        part.fold((0, 0), |(n, bytes), c| (n + 1, bytes + c.len_utf8()))
    };
    let is_hangul = |c: char| matches!(c, '\u{ac00}'..='\u{d7a3}');
    if text.starts_with(is_hangul) {
        let (n, bytes) = length(12, is_hangul, text);
        let of_three: usize = text.chars().take(3).map(char::len_utf8).sum();
        let is_told = is_in_sentence
            && ["입니다", "이고", "이에요", "예요", "이며"]
                .iter()
                .any(|end| text.get(of_three..).is_some_and(|rest| rest.starts_with(end)));
        return match n {
            _ if is_told => Some(of_three),
            2..=4 if !is_in_sentence => Some(bytes),
            _ => None,
        };
    }
    let (n, bytes) = length(6, is_han, text);
    let behind = text.get(bytes..)?;
    // The second part of a Japanese name, which may be of kana.
    let second = behind.strip_prefix([' ', '　']).map(|rest| length(6, |c| is_han(c) || is_kana(c), rest));
    let space = behind.chars().next().map_or(0, char::len_utf8);
    match (n, second) {
        (1..=3, Some((1..=4, more))) if !is_in_sentence => Some(bytes + space + more),
        // What goes on with kana or more letters is a sentence.
        (2..=4, _) if !behind.starts_with(is_kana) => Some(bytes),
        _ => None,
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '々')
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fc}')
}

/// A family name of a list, a space and a given name in front of a word for persons.
fn with_title(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    /// Most letters of both parts.
    const MOST: usize = 4;
    let head = text.get(..anchor.start)?;
    let part = |head: &str| -> usize {
        head.chars().rev().take(MOST + 1).take_while(|c| is_han(*c)).map(char::len_utf8).sum()
    };
    let given = part(head);
    let front = head.get(..head.len() - given)?.strip_suffix([' ', '　']).filter(|_| given > 0 && given <= MOST * 3)?;
    let family = part(front);
    let name = front.get(front.len() - family..)?;
    FAMILIES.contains(&name).then_some(front.len() - family..anchor.start)
}

/// Family names that are common in Japan. Those that are a place or a word more often are left out where they stand alone.
#[rustfmt::skip]
const FAMILIES: &[&str] = &[
    "佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "渡邊", "渡部", "山本", "中村", "小林", "加藤", "吉田", "山田", "佐々木", "山口", "松本",
    "井上", "木村", "林", "斎藤", "斉藤", "清水", "山崎", "森", "池田", "橋本", "阿部", "石川", "山下", "中島", "石井", "小川", "前田", "岡田",
    "長谷川", "藤田", "後藤", "近藤", "村上", "遠藤", "青木", "坂本", "福田", "太田", "西村", "藤井", "金子", "岡本", "三浦", "藤原", "中野",
    "中川", "原田", "松田", "竹内", "小野", "田村", "中山", "和田", "石田", "森田", "上田", "原", "内田", "柴田", "酒井", "宮崎", "横山", "高木",
    "安藤", "宮本", "大野", "小島", "工藤", "谷口", "今井", "高田", "増田", "丸山", "杉山", "村田", "大塚", "新井", "小山", "平野", "藤本", "河野",
    "上野", "武田", "野口", "松井", "千葉", "菅原", "岩崎", "木下", "久保", "佐野", "野村", "松尾", "市川", "菊地", "菊池", "杉本", "古川", "大西",
    "島田", "水野", "桜井", "高野", "渡部", "吉川", "山内", "西田", "飯田", "菊田", "西川", "小松", "北村", "安田", "五十嵐", "川口", "平田", "関",
    "中田", "久保田", "東", "服部", "岩田", "土屋", "川崎", "福島", "本田", "辻", "樋口", "秋山", "田口", "永井", "山中", "中西", "吉村", "川上",
    "石原", "大橋", "松岡", "浜田", "馬場", "森本", "矢野", "浅野", "松下", "星野", "大久保", "吉岡", "小池", "野田", "荒木", "大谷", "熊谷", "松浦",
    "大島", "黒田", "尾崎", "永田", "川村", "小田", "小田切", "望月", "荒井", "内藤", "早川", "桑原", "須藤", "富田", "堀", "西山", "片山",
];
