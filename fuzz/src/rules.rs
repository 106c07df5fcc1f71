//! Rule files of an operator's are taken or refused, and those that are taken find what they say in the text around it.

use std::{cell::RefCell, fs, sync::Arc};

use wicket_detect::{
    Detector, Wants,
    mask::{Pseudonyms, ScopeKey},
    window::Settings,
};
use wicket_types::{Confidence, Guard, Origin};

use crate::config::rules::{Writers, load};

/// Largest file that is tried: compiling hundreds of patterns is slow by nature and shows nothing more.
const LARGEST: usize = 8 << 10;

thread_local! {
    /// Made once, for it takes a hundred times as long as the rest of a small file.
    static DETECTOR: RefCell<Option<Detector>> = const { RefCell::new(None) };
}

/// Any bytes as a rule file.
pub fn law(data: &[u8]) -> bool {
    if data.len() > LARGEST {
        return false;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rules.toml");
    fs::write(&path, data).expect("a written file");
    let Ok(loaded) = load(&[path], Writers::Anyone) else { return false };
    let made = DETECTOR.take().unwrap_or_else(Detector::of_rules_alone);
    let detector = made.with(Arc::new(loaded.rules));
    let text = String::from_utf8_lossy(data);
    let wants = Wants::ALL;
    let scan = detector.scan(&text, Origin::Assistant, wants);
    crate::scan::in_order(&scan.findings, &text);
    let names = Pseudonyms::new(&ScopeKey::new([3; 32]));
    let wants = wants.without(Guard::Injection).without(Guard::Safety);
    let settings = Settings {
        detector: &detector,
        origin: Origin::Assistant,
        wants,
        masked: wants,
        limits: [Confidence::new(0.5); Guard::ALL.len()],
        pseudonyms: &names,
        canary: None,
        json: false,
    };
    crate::window::same_however_cut(&text, [40, 90, 170], &settings);
    DETECTOR.set(Some(detector));
    true
}
