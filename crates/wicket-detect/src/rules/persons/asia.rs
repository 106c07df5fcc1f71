//! Names of persons where forms of East Asia ask for them, and in front of words that only persons have behind them: two or
//! three letters without a space are told by nothing else.

use std::ops::Range;

use wicket_types::Kind;

use crate::{
    rules::{Find, Rule},
    scripts::{is_han, is_hangul, is_kana},
};

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
            "联系人：客服热线",
            "담당자: 영업팀",
            "名前：設定",
            "이름: 서버",
            "名前：未入力",
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
        passes: &["お客様", "各位 皆様", "仕様 変更です", "東京 大阪です", "本日 終了です", "東 側です"],
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
    // Servers and files have names, too: behind the plain word for one, that of a person has three letters.
    let is_person = field != "이름" || name.chars().count() == 3;
    (is_person && !NO_NAMES.iter().any(|word| name.starts_with(word))).then_some(start..start + length)
}

/// How long the name is that `text` begins with: one that begins with a family name of its country, or two parts with a space
/// between. In a sentence a Korean name has three letters, and what follows is said of it.
fn name_at(text: &str, is_in_sentence: bool) -> Option<usize> {
    match text.chars().next()? {
        first if is_hangul(first) => korean_at(text, is_in_sentence),
        first if is_han(first) => chinese_or_japanese_at(text, is_in_sentence),
        _ => None,
    }
}

fn korean_at(text: &str, is_in_sentence: bool) -> Option<usize> {
    const SAID: [&str; 5] = ["입니다", "이고", "이에요", "예요", "이며"];
    let (n, bytes) = row_of(text, is_hangul);
    let of_three: usize = text.chars().take(3).map(char::len_utf8).sum();
    let is_said = || SAID.iter().any(|said| text.get(of_three..).is_some_and(|rest| rest.starts_with(said)));
    let length = match n {
        _ if is_in_sentence => is_said().then_some(of_three),
        2..=4 => Some(bytes),
        _ => None,
    };
    length.filter(|_| text.starts_with(|first| FAMILIES_OF_KOREA.contains(first)))
}

fn chinese_or_japanese_at(text: &str, is_in_sentence: bool) -> Option<usize> {
    let (n, bytes) = row_of(text, is_han);
    let behind = text.get(bytes..)?;
    // The second part of a Japanese name, which may be of kana.
    let second = behind.strip_prefix([' ', '　']).map(|rest| row_of(rest, |c| is_han(c) || is_kana(c)));
    let space = behind.chars().next().map_or(0, char::len_utf8);
    let is_family = text.starts_with(|first| FAMILIES_OF_CHINA.contains(first))
        || FAMILIES_OF_JAPAN.iter().any(|family| text.starts_with(family));
    match (n, second) {
        (1..=3, Some((1..=4, more))) if !is_in_sentence => Some(bytes + space + more),
        // What goes on with kana or more letters is a sentence.
        (2..=4, _) if is_family && !behind.starts_with(is_kana) => Some(bytes),
        _ => None,
    }
}

/// How many letters `text` begins with, and their bytes. A dozen at most: no name has as many.
fn row_of(text: &str, is_part: impl Fn(char) -> bool) -> (usize, usize) {
    let row = text.chars().take(12).take_while(|c| is_part(*c));
    row.fold((0, 0), |(n, bytes), c| (n + 1, bytes + c.len_utf8()))
}

/// A family name of a list, a space and a given name in front of a word for persons.
fn with_title(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    /// Most letters of both parts.
    const MOST: usize = 4;
    let end = anchor.start;
    let head = text.get(..end)?;
    let part = |head: &str| -> usize {
        head.chars().rev().take(MOST + 1).take_while(|c| is_han(*c)).map(char::len_utf8).sum()
    };
    let given = part(head);
    let front = head.get(..head.len() - given)?.strip_suffix([' ', '　']).filter(|_| given > 0 && given <= MOST * 3)?;
    let family = part(front);
    let name = front.get(front.len() - family..)?;
    // `東 側です`: a name of one letter is a word, too, but before what is said to persons.
    let is_name = name.len() > 3 || text.get(anchor).is_some_and(|title| title != "です");
    (is_name && FAMILIES_OF_JAPAN.contains(&name)).then_some(front.len() - family..end)
}

/// The first letters of family names that nine in ten people of China have, in both ways of writing them.
const FAMILIES_OF_CHINA: &str = "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧\
     蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文欧歐司诸諸上";

/// The first letters of family names of Korea.
const FAMILIES_OF_KOREA: &str = "김이박최정강조윤장임한오서신권황안송류전홍유고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용";

/// Family names that are common in Japan. They make half of its people.
#[rustfmt::skip]
const FAMILIES_OF_JAPAN: &[&str] = &[
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
