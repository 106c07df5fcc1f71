//! Readings lead back into the text that they are a reading of.

use wicket_detect::reading::{Reading, canonical, decode, drawn, leet, loose, scrambled, turned::Turn};

/// Whatever stretch of a reading is taken, it stands for a stretch of the text, on borders of characters and in order.
pub fn law(data: &[u8]) -> bool {
    let text = String::from_utf8_lossy(data);
    let plain = canonical(&text);
    leads_back(&plain, &text);
    let first = plain.text();
    let loose = [leet::leet(first), loose::spelled_out(first), scrambled::unscrambled(first)].into_iter().flatten();
    let turned = [Turn::Shift(13), Turn::Mirror, Turn::Backwards].into_iter().flat_map(|turn| turn.readings(first));
    for reading in decode::decoded(first).into_iter().chain(loose).chain(turned) {
        leads_back(&reading, first);
        for deeper in decode::decoded(reading.text()) {
            leads_back(&deeper, reading.text());
        }
    }
    for reading in decode::hidden(&text).into_iter().chain(drawn::drawn(&text)) {
        leads_back(&reading, &text);
    }
    true
}

fn leads_back(reading: &Reading<'_>, text: &str) {
    let mut before = 0;
    for (at, c) in reading.text().char_indices() {
        let span = reading.original(at..at + c.len_utf8());
        assert!(text.get(span.clone()).is_some(), "{c:?} at {at} stands for {span:?} of {text:?}");
        assert!(span.start >= before, "{c:?} at {at} stands for {span:?}, before {before}, in {text:?}");
        before = span.start;
    }
    let whole = reading.original(0..reading.text().len());
    assert!(text.get(whole.clone()).is_some(), "the whole stands for {whole:?} of {text:?}");
}
