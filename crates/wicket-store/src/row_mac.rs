//! A MAC over the columns of a row that grant authority, in one canonical spelling.

use aws_lc_rs::hmac;

/// Collects the columns of one row. Each goes in as name, type and length before its bytes, so that no two rows and no
/// two splits of a row between columns read alike.
pub(crate) struct RowMac(hmac::Context);

impl RowMac {
    /// Starts a row of `table`.
    pub fn new(key: &hmac::Key, table: &str) -> Self {
        RowMac(hmac::Context::with_key(key)).put("table", b't', table.as_bytes())
    }

    /// Adds a text column.
    pub fn text(self, column: &str, value: &str) -> Self {
        self.put(column, b't', value.as_bytes())
    }

    /// Adds a text column that may be NULL.
    pub fn maybe_text(self, column: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(column, value),
            None => self.put(column, b'n', b""),
        }
    }

    /// Adds a number.
    pub fn int(self, column: &str, value: i64) -> Self {
        self.put(column, b'i', &value.to_be_bytes())
    }

    /// Adds a number that may be NULL.
    pub fn maybe_int(self, column: &str, value: Option<i64>) -> Self {
        match value {
            Some(value) => self.int(column, value),
            None => self.put(column, b'n', b""),
        }
    }

    /// Adds bytes.
    pub fn blob(self, column: &str, value: &[u8]) -> Self {
        self.put(column, b'b', value)
    }

    /// Adds bytes that may be NULL.
    pub fn maybe_blob(self, column: &str, value: Option<&[u8]>) -> Self {
        match value {
            Some(value) => self.blob(column, value),
            None => self.put(column, b'n', b""),
        }
    }

    /// The MAC, 32 bytes.
    pub fn finish(self) -> Vec<u8> {
        self.0.sign().as_ref().to_vec()
    }

    /// Whether `mac` is the MAC; the comparison takes the same time wherever they differ.
    pub fn fits(self, mac: &[u8]) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(self.0.sign().as_ref(), mac).is_ok()
    }

    fn put(mut self, column: &str, kind: u8, value: &[u8]) -> Self {
        self.0.update(&(column.len() as u64).to_be_bytes());
        self.0.update(column.as_bytes());
        self.0.update(&[kind]);
        self.0.update(&(value.len() as u64).to_be_bytes());
        self.0.update(value);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_look_alike_have_different_macs() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[1; 32]);
        let row = || RowMac::new(&key, "t");
        let macs = [
            row().text("a", "x").text("b", "y").finish(),
            row().text("a", "xb").text("", "y").finish(),
            row().text("a", "").text("b", "xy").finish(),
            row().text("a", "x").maybe_text("b", None).finish(),
            row().text("a", "x").text("b", "").finish(),
            row().text("a", "x").blob("b", b"y").finish(),
            row().text("a", "x").int("b", 0).finish(),
            row().text("a", "x").maybe_int("b", None).finish(),
        ];
        for (i, mac) in macs.iter().enumerate() {
            for other in &macs[..i] {
                // NULL has one spelling whatever the column's type is, so the two NULL rows are the one equal pair.
                assert_eq!(mac == other, i == 7 && other == &macs[3]);
            }
        }
        assert!(row().text("a", "x").fits(&row().text("a", "x").finish()));
        assert!(!row().text("a", "x").fits(&row().text("a", "z").finish()));
    }
}
