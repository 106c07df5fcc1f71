//! Looking for values that must not be anywhere, in every form in which one might be written.

use std::{fs, path::Path};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::House;

/// A value as it may be written: plain, hexadecimal, base64 at each of its three alignments, in a URL, in UTF-16.
pub fn forms(value: &str) -> Vec<Vec<u8>> {
    let hex: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let url: String = value.bytes().map(in_url).collect();
    let wide = |bytes: fn(u16) -> [u8; 2]| value.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    let mut forms = vec![
        value.as_bytes().to_vec(),
        hex.to_uppercase().into(),
        hex.into(),
        url.into(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
    ];
    for skip in 0..3 {
        // The last digits depend on what follows the value.
        let digits = STANDARD_NO_PAD.encode(value.as_bytes().get(skip..).unwrap_or_default());
        forms.push(digits[..digits.len() - 3].into());
        forms.push(digits[..digits.len() - 3].replace('+', "-").replace('/', "_").into());
    }
    forms.sort();
    forms.dedup();
    forms
}

fn in_url(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).into()
    } else {
        format!("%{byte:02X}")
    }
}

/// Whether `bytes` hold `value` in any form.
pub fn holds(bytes: &[u8], value: &str) -> bool {
    forms(value).iter().any(|form| memchr::memmem::find(bytes, form).is_some())
}

impl House {
    /// No file of the house holds any of `values`; how many bytes were searched.
    pub fn holds_none_of(&self, values: &[&str]) -> usize {
        folder_holds_none_of(self.folder.path(), values)
    }
}

/// No file of the folder holds any of `values`; how many bytes were searched.
pub fn folder_holds_none_of(folder: &Path, values: &[&str]) -> usize {
    let mut searched = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for file in fs::read_dir(folder).expect("a folder").flatten() {
            if file.path().is_dir() {
                folders.push(file.path());
                continue;
            }
            let bytes = fs::read(file.path()).expect("a file");
            searched += bytes.len();
            for value in values {
                assert!(!holds(&bytes, value), "{} holds {value}", file.path().display());
            }
        }
    }
    searched
}
