//! Addresses as China, Japan and Korea write them: from the largest part to the smallest, the number of the house behind the
//! street, hardly a space between.

use std::ops::Range;

use wicket_types::Kind;

use crate::{
    rules::{Bytes, Find, Rule, Sight, Spot},
    scripts::{is_han, is_hangul, is_hiragana, is_kana},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.address.chinese",
        title: "Chinese address: street and number behind a district, or with a room",
        source: "GB/T 2260, names of administrative divisions; UPU S42 address templates for CN, TW",
        kind: Kind::of("pii.address"),
        confidence: 0.85,
        find: Find::Digit { sights: &[AFTER_LETTER], look: chinese },
        hits: &[
            "寄到杭州市西湖区文三路88号3栋502室，谢谢",
            "住址：江苏省苏州市姑苏区干将东路128号",
            "台北市信義區松德路7號",
            "我住人民路88号3栋502室",
        ],
        passes: &["地铁中山路1号线", "这条线路3号机组", "人民路88号", "第5条", "思路2个"],
    },
    Rule {
        id: "pii.address.japanese",
        title: "Japanese address: block and number behind a city or ward",
        source: "Act on Indication of Residential Address (Japan, 1962); UPU S42 address templates for JP",
        kind: Kind::of("pii.address"),
        confidence: 0.85,
        find: Find::Digit { sights: &[AFTER_LETTER], look: japanese },
        hits: &[
            "〒604-8005 京都市中京区恵比須町41-2 ハイツ賀茂205に",
            "東京都港区六本木6丁目10番1号です",
            "新宿区西新宿2-8-1まで",
        ],
        passes: &["東京都で3-5人", "大阪市は2024年", "横浜市の人口は377万人", "会議は区役所で3-5時"],
    },
    Rule {
        id: "pii.address.korean",
        title: "Korean address: road and number behind a city or district",
        source: "Road Name Address Act (Republic of Korea, 2006); UPU S42 address templates for KR",
        kind: Kind::of("pii.address"),
        confidence: 0.85,
        find: Find::Digit { sights: &[Sight { before: Bytes::Of(b" "), ..AFTER_LETTER }], look: korean },
        hits: &[
            "주소: 서울특별시 마포구 월드컵북로 396, 1203호",
            "부산 해운대구 센텀중앙로 48-3으로 보내",
            "경기도 성남시 분당구 판교로25번길 12 101동 304호",
        ],
        passes: &["마포구 방향으로 3 킬로", "앞으로 30 분", "서울시 종로 3가", "길 12 번"],
    },
];

/// Up to five digits behind a letter of these scripts, all of whose bytes are above ASCII.
const AFTER_LETTER: Sight =
    Sight { length: (1, 5), first: Bytes::Digit, before: Bytes::Foreign, in_row: false, ..Sight::ANY };

/// Most letters in front of a number that are read.
const REACH: usize = 30;

/// Where the row of letters that ends at `end` begins, [`REACH`] letters away at most.
fn row_before(text: &str, end: usize, is_part: fn(char) -> bool) -> usize {
    let head = text.get(..end).unwrap_or_default();
    let length: usize = head.chars().rev().take(REACH).take_while(|c| is_part(*c)).map(char::len_utf8).sum();
    end - length
}

/// Where the first name begins in `row` that ends with a mark of a division: two letters in front of it, or as many as one of
/// the `longer` names has.
fn first_division(row: &str, is_mark: fn(char) -> bool, longer: &[&str]) -> Option<usize> {
    let mut last_two = [0; 2];
    for (nth, (at, c)) in row.char_indices().enumerate() {
        if nth > 1 && is_mark(c) {
            let name = longer.iter().find(|name| row.get(..at).is_some_and(|head| head.ends_with(**name)));
            return Some(name.map_or(last_two[0], |name| at - name.len()));
        }
        last_two = [last_two[1], at];
    }
    None
}

fn is_japanese(c: char) -> bool {
    is_han(c) || is_kana(c)
}

/// What stands in front of a token of digits alone.
fn head_of_number<'t>(spot: &Spot<'t>) -> Option<&'t str> {
    let token = spot.text.get(spot.start..spot.end)?;
    spot.text.get(..spot.start).filter(|_| token.len() < 6 && token.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The digits that `text` begins with, six at most.
fn digits(text: &str) -> usize {
    text.bytes().take(6).take_while(u8::is_ascii_digit).count()
}

/// Street, number, and what lies behind: `文三路88号3栋502室`.
fn chinese(spot: &Spot<'_>) -> Option<Range<usize>> {
    const ROADS: &[&str] = &["路", "街", "巷", "弄", "道", "段"];
    /// What a number in an address counts. The first of an address is a house or a lane.
    const HOUSES: &[&str] = &["号院", "号楼", "號樓", "号", "號", "弄", "巷"];
    #[rustfmt::skip]
    const UNITS: &[&str] = &[
        "号楼", "號樓", "单元", "單元", "号", "號", "栋", "棟", "幢", "座", "室", "楼", "樓", "层", "層", "房", "户", "门", "院",
    ];
    let head = head_of_number(spot)?;
    let road = ROADS.iter().find(|road| head.ends_with(**road))?;
    let mut end = spot.end + HOUSES.iter().find(|unit| starts(spot.text, spot.end, unit))?.len();
    // `1号线` of a railway, `3号机组` of a power station.
    if spot.text.get(end..)?.starts_with(['线', '線', '机', '機', '码']) {
        return None;
    }
    let mut n_units = 1;
    while let Some(length @ 1..) = spot.text.get(end..).map(digits) {
        let behind = end + length;
        let unit = UNITS.iter().find(|unit| starts(spot.text, behind, unit));
        // `3栋502`: a room whose word is left out.
        if unit.is_none() && (n_units == 1 || length < 3) {
            break;
        }
        n_units += 1;
        end = behind + unit.map_or(0, |unit| unit.len());
    }
    let from = row_before(spot.text, spot.start, is_han);
    let row = spot.text.get(from..spot.start - road.len()).filter(|row| row.chars().count() > 1)?;
    let is_mark = |c| matches!(c, '省' | '市' | '区' | '區' | '县' | '縣' | '镇' | '鎮' | '乡' | '鄉');
    let bare = || (n_units > 1).then(|| row.char_indices().rev().nth(1).map_or(0, |(at, _)| at));
    let start = first_division(row, is_mark, LONG_NAMES_OF_CHINA).or_else(bare)?;
    // `北京朝阳区`: the largest cities are written without their word.
    let city = ["北京", "上海", "天津", "重庆"]
        .iter()
        .find(|city| row.get(..start).is_some_and(|head| head.ends_with(**city)));
    Some(from + start - city.map_or(0, |city| city.len())..end)
}

/// Block and number: `六本木6丁目10番1号`, `小山町41-2 ハイツ賀茂205`, with a postal code in front.
fn japanese(spot: &Spot<'_>) -> Option<Range<usize>> {
    const SIGNS: &[&str] = &["丁目", "番地", "番", "号", "-", "－", "−", "の"];
    /// Most numbers of an address. Each of a long row of them would else read the row to its end.
    const NUMBERS: usize = 6;
    let head = head_of_number(spot)?;
    let last = head.chars().next_back()?;
    // Behind small kana, which end no name of a place, a number is one of the sentence.
    if !is_japanese(last) || is_hiragana(last) {
        return None;
    }
    let (mut end, mut n_numbers) = (spot.end, 1);
    for _ in 0..NUMBERS {
        let Some(sign) = SIGNS.iter().find(|sign| starts(spot.text, end, sign)) else { break };
        let behind = end + sign.len();
        let length = spot.text.get(behind..).map_or(0, digits);
        n_numbers += usize::from(length > 0);
        let is_word = sign.chars().all(|c| c != '-' && c != '－' && c != '−' && c != 'の');
        if length == 0 && !is_word {
            break;
        }
        end = behind + length;
    }
    let from = row_before(spot.text, spot.start, is_japanese);
    let row = spot.text.get(from..spot.start).filter(|_| n_numbers > 1)?;
    let is_mark = |c| matches!(c, '都' | '道' | '府' | '県' | '市' | '区' | '郡');
    let start = from + first_division(row, is_mark, LONG_NAMES_OF_JAPAN)?;
    let end = with_building(spot.text, end);
    Some(with_postal_code(spot.text, start)..end)
}

/// Where the name of a building and the number of a room end that stand behind a space at `at`: ` ハイツ賀茂205`.
fn with_building(text: &str, at: usize) -> usize {
    let Some(rest) = text.get(at..).and_then(|rest| rest.strip_prefix([' ', '　'])) else { return at };
    let is_part = |c: &char| is_japanese(*c) && !is_hiragana(*c) || c.is_ascii_alphabetic();
    let name: usize = rest.chars().take(15).take_while(is_part).map(char::len_utf8).sum();
    let room = rest.get(name..).map_or(0, digits);
    let skipped = text.len() - at - rest.len();
    if name > 0 && (1..5).contains(&room) { at + skipped + name + room } else { at }
}

/// Where a postal code begins that stands in front of `start`: `〒604-8005 `.
fn with_postal_code(text: &str, start: usize) -> usize {
    let head = text.get(..start).unwrap_or_default().trim_end_matches([' ', '　']);
    let code = head.get(head.len().saturating_sub(8)..).unwrap_or_default();
    let is_code = code.len() == 8
        && code.bytes().enumerate().all(|(at, byte)| if at == 3 { byte == b'-' } else { byte.is_ascii_digit() });
    let mark = head.get(..head.len().saturating_sub(8)).and_then(|head| head.strip_suffix('〒'));
    mark.filter(|_| is_code).map_or(start, str::len)
}

/// Divisions, road and number: `서울특별시 마포구 월드컵북로 396, 1203호`.
fn korean(spot: &Spot<'_>) -> Option<Range<usize>> {
    /// Most words in front of a road that are read.
    const DIVISIONS: usize = 4;
    let head = head_of_number(spot)?.strip_suffix(' ')?;
    let road = word_before(head);
    let is_road = road.ends_with(['로', '길']) && !road.ends_with("으로") && road.chars().count() > 1;
    if !is_road {
        return None;
    }
    let mut start = None;
    let mut before = head.get(..head.len() - road.len())?;
    for _ in 0..DIVISIONS {
        let Some(front) = before.strip_suffix(' ') else { break };
        let word = word_before(front);
        let is_division =
            word.ends_with(['시', '도', '군', '구', '읍', '면', '동']) || PROVINCES_OF_KOREA.contains(&word);
        if word.chars().count() < 2 || !is_division {
            break;
        }
        before = front.get(..front.len() - word.len())?;
        start = Some(before.len());
    }
    let mut end = spot.end;
    if let Some(second @ 1..) = spot.text.get(end..).and_then(|rest| rest.strip_prefix('-')).map(digits) {
        end += 1 + second;
    }
    // `3가` is a quarter, `30 분` is said of time.
    if spot.text.get(end..)?.starts_with(['가', '번', '분', '월', '일', '년', '개', '명']) {
        return None;
    }
    Some(start?..with_rooms(spot.text, end))
}

/// The letters and digits that end `text`, as a name of a road has them: `판교로25번길`.
fn word_before(text: &str) -> &str {
    let is_part = |c: &char| is_hangul(*c) || c.is_ascii_digit();
    let length: usize = text.chars().rev().take(REACH).take_while(is_part).map(char::len_utf8).sum();
    text.get(text.len() - length..).unwrap_or_default()
}

/// Where the numbers of building, floor and room end: `, 1203호`, ` 101동 304호`.
fn with_rooms(text: &str, mut at: usize) -> usize {
    for _ in 0..3 {
        let Some(rest) = text.get(at..) else { break };
        let bare = rest.trim_start_matches([',', ' ']);
        let skipped = rest.len() - bare.len();
        let length = digits(bare);
        let Some(unit) = bare.get(length..).and_then(|rest| rest.chars().next()) else { break };
        if !(1..=2).contains(&skipped) || length == 0 || !matches!(unit, '동' | '호' | '층') {
            break;
        }
        at += skipped + length + unit.len_utf8();
    }
    at
}

/// Whether `word` stands at `at`.
fn starts(text: &str, at: usize, word: &str) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(word))
}

/// Provinces whose names have more than two letters in front of their word.
#[rustfmt::skip]
const LONG_NAMES_OF_CHINA: &[&str] =
    &["黑龙江", "内蒙古自治", "广西壮族自治", "西藏自治", "宁夏回族自治", "新疆维吾尔自治", "石家庄", "连云港", "马鞍山", "景德镇", "浦东新"];

/// Prefectures and cities whose names have more than two letters in front of their word.
#[rustfmt::skip]
const LONG_NAMES_OF_JAPAN: &[&str] = &["神奈川", "和歌山", "鹿児島", "名古屋", "北九州", "相模原", "さいたま", "東大阪", "宇都宮", "世田谷", "江戸川"];

/// What people write for provinces and the cities of their rank.
#[rustfmt::skip]
const PROVINCES_OF_KOREA: &[&str] = &[
    "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원", "충북", "충남", "전북", "전남", "경북", "경남", "제주",
];
