//! Which sizes the groups of a number may have: data and not a function, so that a table can be made of it.

/// Which sizes the groups of a number may have. Of a long row of numbers most are told by them, without a look at their
/// digits.
#[derive(Clone, Copy, Debug)]
pub enum Groups {
    /// Any.
    Any,
    /// All digits are one group.
    One,
    /// All digits are one group, or the first group has so many.
    OneOrFrom(u8),
    /// These.
    Are(&'static [&'static [u8]]),
}

impl Groups {
    /// Whether a number may have groups of these sizes.
    pub fn fit(self, sizes: &[u8]) -> bool {
        match self {
            Groups::Any => true,
            Groups::One => sizes.len() == 1,
            Groups::OneOrFrom(size) => sizes.len() == 1 || sizes.first() == Some(&size),
            Groups::Are(known) => known.contains(&sizes),
        }
    }

    /// Whether a number of `n_digits` may begin with groups of these sizes, the second 0 where there is none. True wherever
    /// a number with such a beginning fits, or its first group alone.
    pub fn may_begin(self, (first, second): (u8, u8), n_digits: u8) -> bool {
        match self {
            Groups::Any => true,
            Groups::One => first == n_digits,
            Groups::OneOrFrom(size) => first == n_digits || first == size,
            Groups::Are(known) => known.iter().any(|sizes| match sizes {
                [one] => *one == first,
                [one, two, ..] => (*one, *two) == (first, second),
                [] => false,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_may_begin_as_it_does() {
        let known = [Groups::Any, Groups::One, Groups::OneOrFrom(4), Groups::Are(&[&[3, 2, 4], &[9], &[1, 8]])];
        let written: [&[u8]; 6] = [&[9], &[3, 2, 4], &[4, 5], &[1, 8], &[4, 4, 1], &[2, 3, 4]];
        for groups in known {
            for sizes in written {
                let second = sizes.get(1).copied().unwrap_or_default();
                assert!(!groups.fit(sizes) || groups.may_begin((sizes[0], second), 9), "{groups:?} {sizes:?}");
            }
        }
        assert!(!Groups::Are(&[&[3, 2, 4]]).may_begin((3, 3), 9) && !Groups::One.may_begin((3, 6), 9));
        // What stands behind a whole number is none of its groups.
        assert!(Groups::Are(&[&[9]]).may_begin((9, 2), 9) && Groups::One.may_begin((9, 2), 9));
    }
}
