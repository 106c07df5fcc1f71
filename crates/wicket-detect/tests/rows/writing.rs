//! Scripts and emoji whose invisible characters belong to them: neither flagged nor read as anything else.

use wicket_detect::{Wants, reading};
use wicket_types::Origin;

use crate::{DETECTOR, full, percent};

/// Sentences of three parts each; every joiner and every mark in them is ordinary spelling.
const SENTENCES: [[&[&str]; 3]; 6] = [
    [
        &["فردا می‌خواهم", "امروز نمی‌توانم", "کتاب‌های ما را", "دوست‌هایم می‌گویند که"],
        &["به شهر بروم", "در خانه‌ی قدیمی بمانم", "برای بچه‌ها بخرم", "زیر درخت‌ها بخوانم"],
        &["و نان تازه بخرم.", "چون هوا خوب است.", "و بعد برمی‌گردم.", "اگر وقت باشد؟"],
    ],
    [
        &["नदी के किनारे", "पुस्तकालय में", "सर्दियों के दिनों में", "क्‍षेत्र के लोग"],
        &["बच्चे खेलते हैं", "विद्यार्थी पढ़ते हैं", "श्‍याम प्रार्थना करता है", "मित्र मिलते हैं"],
        &["और हँसते रहते हैं।", "क्योंकि मौसम अच्छा है।", "पर शाम को लौट आते हैं।", "ऐसा सब कहते हैं।"],
    ],
    [
        &["اجتمعت اللجنة", "وصلت السفينة", "كتب المعلّم", "زارت العائلة"],
        &["في الغرفة الطويلة", "قُرب الميناء القديم", "بعد صلاة العصر", "في مدينةٍ صغيرة"],
        &["لمناقشة الخطة.", "وكان الجوّ جميلاً.", "ثم عاد الجميع إلى بيوتهم.", "فهل تذكرون ذلك؟"],
    ],
    [
        &["위원회는", "아이들은 아침마다", "우리 할머니께서는", "그 배는 어제"],
        &["항구 위의 긴 방에서", "오래된 방앗간 옆에서", "조용한 바닷가에서", "작은 시장에서"],
        &["만났습니다.", "빵을 사서 나누어 먹었어요.", "노래를 부르며 기다립니다.", "다시 볼 수 있을까요?"],
    ],
    [
        &["👨‍👩‍👧‍👦 unsere Familie", "👩🏽‍🚀 my sister", "🏴󠁧󠁢󠁳󠁣󠁴󠁿 our trip", "👩‍❤️‍💋‍👩 the two"],
        &["❤️ 1️⃣ 🎉", "🧑🏿‍🤝‍🧑🏻 🏳️‍🌈", "☀️✈️🏖️", "🇩🇪🇫🇷 ♻️"],
        &["happy birthday 🎂", "bis morgen 👋🏾", "see you at the harbour ⚓️", "so schön! 🤷🏼‍♀️"],
    ],
    [
        &["আজ সকালে র‍্যাব", "শ্রীলঙ্কার মানুষ", "ශ්‍රී ලංකාවේ", "മലയാളം ഭാഷയിൽ ൻ്റെ"],
        &["নদীর ধারে", "বাজারে গিয়ে", "පොත් කියවයි", "പുഴയുടെ തീരത്ത്"],
        &["মাছ কিনেছে।", "গল্প করছে।", "හවසට ගෙදර යයි.", "ഇരുന്നു സംസാരിച്ചു."],
    ],
];

fn sentences(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|n| {
        let parts = &SENTENCES[n % SENTENCES.len()];
        let n = n / SENTENCES.len();
        let part = |which: usize, n: usize| parts[which][n % 4];
        // Behind all four times four times four ways a number keeps the sentences apart.
        let number = if n < 64 { String::new() } else { format!(" {}", n - 63) };
        format!("{} {} {}{number}", part(0, n), part(1, n / 4), part(2, n / 16))
    })
}

#[test]
fn grd_06_writing_with_joiners_and_marks_is_not_flagged() {
    let count = full(1_200, 12_000);
    let mut flagged = Vec::new();
    for text in sentences(count) {
        for origin in [Origin::User, Origin::ToolResult] {
            let scan = DETECTOR.scan(&text, origin, Wants::ALL);
            if !scan.findings.is_empty() || scan.injection >= 0.5 || scan.safety >= 0.8 {
                flagged.push(format!("{origin:?} {text}: {scan:?}"));
            }
        }
        let reading = reading::canonical(&text);
        assert!(reading.is_plain(), "{text:?} reads as {:?}", reading.text());
    }
    let rate = percent(flagged.len(), 2 * count);
    assert!(rate <= 0.1, "{rate:.2} %: {flagged:#?}");
    println!("figure GRD-06 {} of {} texts of six scripts flagged", flagged.len(), 2 * count);
}
