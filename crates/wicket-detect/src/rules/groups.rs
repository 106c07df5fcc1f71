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
            // To compare a few bytes one by one is quicker than to call for it.
            Groups::Are(known) => known.iter().any(|known| known.iter().eq(sizes)),
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

/// Whether groups are a day, `1993-06-12`, with or without an hour behind it, or the section of a standard, whose signs are not
/// all the same, `5280 4.2.1.10`: no number of a person is written so.
pub(crate) fn are_of_else(sizes: &[u8], separator: Option<u8>) -> bool {
    match (sizes, separator) {
        ([4, 2, 2], Some(b'-')) | ([4, 2, 2, 2], None) => true,
        ([first, rest @ ..], None) => *first > 2 && rest.iter().filter(|size| **size == 1).count() > 2,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_sections_are_told_by_their_groups() {
        for sizes in [&[4, 2, 2, 2][..], &[4, 1, 1, 1, 2], &[4, 1, 1, 1], &[3, 1, 1, 1, 2]] {
            assert!(are_of_else(sizes, None) && !are_of_else(sizes, Some(b' ')), "{sizes:?}");
        }
        assert!(are_of_else(&[4, 2, 2], Some(b'-')) && !are_of_else(&[4, 2, 2], Some(b' ')));
        for sizes in [&[1, 3, 3, 1][..], &[9], &[1, 1, 1, 1, 1], &[3, 3, 2, 2]] {
            assert!(!are_of_else(sizes, None), "{sizes:?}");
        }
    }

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
