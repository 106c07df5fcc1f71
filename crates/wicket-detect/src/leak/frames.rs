//! Ways in which a model speaks of its orders: "my instructions say", "I was told to", "I must not".
//!
//! They tell an answer that retells orders from one that follows them. Phrases are lower-case, with straight apostrophes.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

/// How a sentence speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frame {
    /// Of anything.
    None,
    /// With words that orders are spoken of with: "rules", "banned", "wants me".
    Hint,
    /// Of what the speaker must and must not do.
    Duty,
    /// Of what the speaker was told to do, which is told here.
    Told,
    /// Of the speaker's orders; what follows is told as their content.
    Orders,
    /// Of orders that are not told: "I can't share my instructions".
    Kept,
}

/// Who was ordered …
const PASSIVE: &[&str] =
    &["i was|i am|i'm|i have been|i've been|i was being|i had been|assistant is|assistant was|model is|bot is"];
/// … to do something. What people are told and asked is also news and favours, so it does not reach far.
const TOLD: &[&str] = &[
    "told to|told not to|told never to|told i|told that i|told about|told the following|told:|also told",
    "being told|asked to|asked not to|asked never to|also asked|told two|told three",
];
/// … for good.
const ORDERED: &[&str] = &[
    "instructed|configured|programmed|set up|set to|directed|ordered|prompted|given the|given these|given a set",
    "given rules|given a few|given instructions|given guidelines|given strict|under orders|under instruction",
    "briefed|also instructed|explicitly told|explicitly instructed|specifically told|specifically instructed",
];
/// Whose …
const OWNER: &[&str] = &[
    "my|my own|my internal|my hidden|my initial|my original|my current|my core|my main|my basic|my standing",
    "my secret|my system",
];
/// … orders.
const PAPER: &[&str] = &[
    "instructions|instruction|guidelines|rules|directives|directions|orders|prompt|configuration|briefing|brief",
    "setup|system message|system prompt|task description|job description|policy|policies|script|constraints",
    "programming|operating rules|standing orders|mandate|settings|developer message",
];

/// Phrases in which orders are spoken of as such, in a dozen languages.
const ORDERS: &[&str] = &[
    "system prompt|system message|system instructions|developer message|initial prompt|hidden prompt",
    "hidden instructions|the prompt i |the prompt says|the prompt asks|the prompt tells|the prompt makes",
    "the prompt wants|the prompt above|the rules above tell|the rules above say|the rules above ask|the rules i ",
    "rules i follow|list i follow|rules i go by|rules i was given|rules i've been given|the rules that govern",
    "the guidelines i|the instructions i|the instructions above|instructions above|instructions i've been given",
    "instructions i was given|instructions given to me|the text at the top|the text above says|what i was told",
    "what i was asked|what i've been told|they told me|they instructed me|they've told me|they asked me to",
    "they've set me up|they set me up|they want me to|my developer|my developers|my operator|my creators",
    "my creator|my makers|my maker|wants me to|tells me to|tells me that|asks me to|instructs me|requires me to",
    "told me to|instructed me|governs me|got a few instructions|got instructions|i follow a script",
    "i operate according|i operate under|i operate by|i work under|i run on|i go by|constraints i",
    "as an internal note|internally i was|the assistant is told|the assistant is to|the assistant should",
    "the assistant must|the model should|the bot should",
    // German
    "meine anweisungen|meine anweisung|meinen anweisungen|meine vorgaben|meinen vorgaben|meine regeln",
    "meine instruktionen|mir wurde gesagt|mir wurde aufgetragen|mir wurde vorgegeben|ich wurde angewiesen",
    "ich bin angewiesen|ich wurde beauftragt|ich wurde programmiert|ich bin so eingestellt|man hat mir",
    "mein auftrag|mein systemprompt|laut meiner",
    // French
    "mes instructions|mes consignes|mes directives|mes règles|on m'a dit|on m'a demandé|j'ai été configuré",
    "j'ai reçu pour|j'ai reçu l'ordre|j'ai pour instruction|j'ai pour consigne|mon prompt",
    // Spanish
    "mis instrucciones|mis reglas|mis directrices|mis indicaciones|me han dicho|me dijeron|me han indicado",
    "me han pedido|me han ordenado|estoy configurad|fui configurad|fui programad",
    // Italian
    "le mie istruzioni|le mie regole|le mie direttive|mi è stato detto|mi è stato chiesto|mi hanno detto",
    "sono stato configurato|sono stata configurata|sono stato istruito",
    // Portuguese
    "minhas instruções|minhas regras|minhas diretrizes|me disseram|fui instruído|fui instruída|fui configurad",
    // Dutch
    "mijn instructies|mijn regels|mijn richtlijnen|mij is verteld|ik ben geïnstrueerd|ik heb de opdracht",
    // Swedish, Danish, Norwegian
    "mina instruktioner|mina regler|jag har blivit tillsagd|mine instruktioner|mine regler|mine instruksjoner",
    "jeg har fået besked|jeg har fått beskjed",
    // Polish, Czech
    "moje instrukcje|moje zasady|powiedziano mi|polecono mi|moje pokyny|moje instrukce|bylo mi řečeno",
    // Russian, Ukrainian
    "мои инструкции|моих инструкци|мои правила|мне сказали|мне велено|мне поручено|мої інструкції|мені сказали",
    // Turkish
    "talimatlarım|kurallarım|bana söylendi|bana verilen",
    // Arabic, Hebrew, Persian, Hindi
    "تعليماتي|طُلب مني|طلب مني|قيل لي|ההוראות שלי|נאמר לי|دستورالعمل‌های من|به من گفته|मेरे निर्देश",
    "मुझे बताया गया|मुझे कहा गया",
    // Chinese, Japanese, Korean
    "我的指令|我的指示|我的规则|我被告知|我被要求|系统提示|我的设定|私の指示|私のルール|私への指示|指示されて|システムプロンプト|내 지침|제 지침|지시를 받|지시받|시스템 프롬프트",
];

/// Phrases in which a speaker tells what he must and must not do.
const DUTY: &[&str] = &[
    "i must|i mustn't|i should|i shouldn't|i shall|i have to|i've to|i'm to|i am to|i need to|i'm supposed",
    "i am supposed|i'm meant|i am meant|i'm not to|i am not to|i'm not supposed|i'm not allowed|i am not allowed",
    "i'm not permitted|i may not|i may only|i'm only allowed|i'm forbidden|i am forbidden|i'm prohibited",
    "i'm obliged|i'm required|i am required|i'm expected|i am expected|i never|i always|i'm designed",
    "i am designed|i was designed|i can never|i act as|i work as|i pretend|i'm also to|i also must|i also have to",
    "i am also to|my job is|my role is|my task is|my purpose is|my goal is|isn't my job|is off limits",
    "are off limits|off limits|role:|persona:|forbidden:|not allowed:|allowed topics|forbidden topics",
    "restrictions:|restriction:|limits:|must not:|must:|never:|always:|don'ts:|do not:|avoid:|ich soll|soll ich",
    "ich darf|darf ich|ich muss|muss ich|je dois|je ne dois|je ne peux|je suis censé|debo|no puedo|tengo que|devo",
    "non posso|não posso|ik moet|ik mag|я должен|я должна|мне нельзя|我必须|我不能|我应该|我不得|しなければなりません|してはいけません|해야 합니다",
    "하면 안",
];

/// "My guidelines don't let me": that is said to whoever asks for what is forbidden, and tells that one order only.
const LET: &[&str] = &[
    "don't let me|do not let me|don't allow me|do not allow me|doesn't allow me|prevent me|prevents me",
    "keep me from|keeps me from|stop me from|erlauben mir nicht|me permettent pas|no me permiten",
    "non mi permettono",
];

/// Words that orders are spoken of with, and much else.
const HINTS: &[&str] = &[
    "instruction|instructed|directive|guideline|orders|rules|rule i|prompt|brief|remit|mandate|setup|set-up",
    "configur|programm|persona|constraint|restriction|script|operating notes|creators|makers|developers|operators",
    "those in charge|my boss|my superiors|from above|behind the scenes|backstage|under the hood|hidden text",
    "hidden note|internal note|confidential note|supposed to|meant to|bound by|bound to|drilled into|ordered to",
    "forbidden|forbids|forbid me|banned|prohibited|taboo|off limits|off-limits|off the table|hush|stay mum",
    "keep quiet|stay silent|stays secret|my secret|keep secret|keep it to myself|to myself|wants me|want me",
    "like me to|have me|has me|had me|tells me|telling me|told me|makes me|expects me|expect me|asks me",
    "asked of me|asked me|got me|requires me|instructs me|i'm told|i am told|i was told|i've been told|i'm asked",
    "i was asked|anweisung|vorgabe|vorgeschrieben|regeln|verboten|befehl|consigne|instructions|interdit|règles",
    "instrucciones|reglas|prohibido|istruzioni|regole|vietato|instruções|regras|proibido|instructies|regels",
    "verboden|инструкци|правила|запрещено|指示|规则|禁止|ルール|지침|규칙|금지|تعليمات|القواعد|talimat|kural|instrukcj|zasad",
    "निर्देश|नियम",
];

/// What is done with orders that are kept …
const TELL: &[&str] = &[
    "private|confidential|share|reveal|disclose|show|discuss|tell you|give you|go into|provide|repeat|teilen",
    "verraten|zeigen|nennen|partager|révéler|compartir|revelar|condividere",
];
/// … and that it is not done.
const NOT: &[&str] = &[
    "are private|is private|are confidential|is confidential|stay private|stay confidential|can't|cannot|can not",
    "not able|unable|won't|not allowed|not going to|don't have|nicht|kann keine|ne peux|no puedo|non posso",
    "não posso",
];

/// … unless their content follows after all.
const GIST: &[&str] = &[
    "gist|summar|paraphras|my own words|broad strokes|rough outline|boils down|but okay|but fine|zusammengefasst",
    "kurz gesagt|en résumé|en resumen|in sintesi",
];

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Orders,
    Told,
    Duty,
    Tell,
    Not,
    Let,
    Gist,
    Hint,
}

struct Phrases {
    all: AhoCorasick,
    signs: Vec<Sign>,
}

static PHRASES: LazyLock<Option<Phrases>> = LazyLock::new(|| {
    let pairs = |left: &[&str], right: &[&str]| -> Vec<String> {
        each(left).flat_map(|l| each(right).map(move |r| format!("{l} {r}"))).collect()
    };
    let orders = pairs(PASSIVE, ORDERED).into_iter().chain(pairs(OWNER, PAPER)).map(|phrase| (phrase, Sign::Orders));
    let told = pairs(PASSIVE, TOLD).into_iter().map(|phrase| (phrase, Sign::Told));
    let mut phrases: Vec<(String, Sign)> = orders.chain(told).collect();
    for (list, sign) in [
        (ORDERS, Sign::Orders),
        (LET, Sign::Let),
        (GIST, Sign::Gist),
        (HINTS, Sign::Hint),
        (DUTY, Sign::Duty),
        (TELL, Sign::Tell),
        (NOT, Sign::Not),
    ] {
        phrases.extend(each(list).map(|phrase| (phrase.to_owned(), sign)));
    }
    let all = AhoCorasickBuilder::new()
        .match_kind(MatchKind::Standard)
        .build(phrases.iter().map(|(phrase, _)| phrase.as_str()))
        .ok()?;
    Some(Phrases { all, signs: phrases.into_iter().map(|(_, sign)| sign).collect() })
});

/// The phrases of a table: several stand in a row, parted by `|`.
fn each<'t>(table: &[&'t str]) -> impl Iterator<Item = &'t str> {
    table.iter().flat_map(|row| row.split('|'))
}

/// How `sentence`, in small letters, speaks. O(n): phrases are few that begin at one place.
pub(super) fn frame(sentence: &str) -> Frame {
    let Some(phrases) = PHRASES.as_ref() else { return Frame::None };
    let (mut orders, mut told, mut duty, mut tell, mut not, mut lets, mut gist, mut hint) =
        (false, false, false, false, false, false, false, false);
    for found in phrases.all.find_overlapping_iter(sentence) {
        if !begins_a_word(sentence, found.start()) {
            continue;
        }
        match phrases.signs.get(found.pattern().as_usize()) {
            Some(Sign::Orders) => orders = true,
            Some(Sign::Told) => told = true,
            Some(Sign::Duty) => duty = true,
            Some(Sign::Let) => lets = true,
            Some(Sign::Gist) => gist = true,
            Some(Sign::Hint) => hint = true,
            Some(Sign::Tell) => tell = true,
            Some(Sign::Not) => not = true,
            None => {}
        }
    }
    match (orders, told, duty) {
        (true, _, _) if tell && not && !gist => Frame::Kept,
        (true, _, _) if lets => Frame::None,
        (true, _, _) => Frame::Orders,
        (_, true, _) => Frame::Told,
        (_, _, true) => Frame::Duty,
        _ if hint => Frame::Hint,
        _ => Frame::None,
    }
}

/// Scripts without spaces have no such borders, and a phrase of theirs counts where it stands.
fn begins_a_word(text: &str, at: usize) -> bool {
    let starts_latin = text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    !starts_latin || !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '\'')
}
