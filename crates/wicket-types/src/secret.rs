//! A secret can be used, not shown.

use std::fmt;

use zeroize::Zeroize;

/// A credential or key. No `Display`, no `Serialize`, no `Clone`; `{:?}` prints the label only; wiped on drop.
///
/// ```compile_fail
/// let key = wicket_types::Secret::new("sk-…", "provider key");
/// println!("{key}");                        // a secret has no printed form
/// ```
/// ```compile_fail
/// let key = wicket_types::Secret::new("sk-…", "provider key");
/// let copy = key.clone();                   // a second copy would outlive a revocation
/// ```
pub struct Secret {
    value: String,
    label: &'static str,
}

impl Secret {
    /// Boxes `value`; `label` says what it is in `{:?}`, for example `provider key`.
    pub fn new(value: impl Into<String>, label: &'static str) -> Self {
        Secret { value: value.into(), label }
    }

    /// The value. Each call marks a place where the secret leaves its box.
    pub fn expose(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.label)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_label_and_nothing_else() {
        assert_eq!(format!("{:?}", Secret::new("sk-abc", "provider key")), "Secret(provider key)");
    }
}
