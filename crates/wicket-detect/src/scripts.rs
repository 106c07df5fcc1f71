//! Scripts in which words touch each other.

/// Whether `c` is of a script that is written without spaces between words: Thai, Lao, Burmese, Khmer, Yi, Chinese, Japanese.
///
/// The blocks are those of Unicode's `Blocks.txt`. Left out are enclosed and full-width forms, which can spell ASCII.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}'      // Thai, Lao
        | '\u{1000}'..='\u{109f}'    // Burmese
        | '\u{1780}'..='\u{17ff}'    // Khmer
        | '\u{2e80}'..='\u{312f}'    // Chinese radicals and marks, kana, bopomofo
        | '\u{3190}'..='\u{31ff}'    // bopomofo and kana, rare
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' // Chinese
        | '\u{a000}'..='\u{a4cf}'    // Yi
        | '\u{f900}'..='\u{faff}'    // Chinese, compatibility forms
        | '\u{ff66}'..='\u{ff9f}'    // kana, half as wide
        | '\u{20000}'..='\u{3ffff}') // Chinese, rare
}

/// Whether `c` is a Chinese character, or the sign that repeats one.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '々')
}

/// Whether `c` is of the small kana (hiragana), in which Japanese writes what belongs to no name.
pub(crate) fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}')
}

/// Whether `c` is of either kana.
pub(crate) fn is_kana(c: char) -> bool {
    is_hiragana(c) || matches!(c, '\u{30a1}'..='\u{30fc}')
}

/// Whether `c` is a whole syllable of Korean.
pub(crate) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Whether a word of another script may touch `c` and is a word by itself: so it is in scripts without spaces, and in Korean,
/// whose particles stand behind any word.
pub(crate) fn parts_words(c: char) -> bool {
    is_unspaced(c)
        || matches!(c,
            '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_with_spaces_part_no_words() {
        assert!("年のガ密ㄅภພကខกꀀ豈ｶ𠀀".chars().all(|c| is_unspaced(c) && parts_words(c)));
        assert!("한ᄒㅎ".chars().all(|c| !is_unspaced(c) && parts_words(c)));
        // Cherokee and rare Latin and Cyrillic letters stand between the scripts of East Asia.
        assert!("aéяаאاहꙀꜢꭰ①㍻".chars().all(|c| !parts_words(c)));
    }
}
