//! How large a story is: short in `make test`, as large as its row says in `make acceptance`.

/// `whole` where `WICKETGATE_ACCEPTANCE=full` is set, else `short`.
pub fn full<T>(short: T, whole: T) -> T {
    if std::env::var("WICKETGATE_ACCEPTANCE").is_ok_and(|asked| asked == "full") { whole } else { short }
}
