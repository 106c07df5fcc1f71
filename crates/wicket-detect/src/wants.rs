//! Which families of detectors a scan looks for.

use wicket_types::Guard;

/// Which families of detectors a scan looks for: a set of [`Guard`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Wants(u8);

impl Wants {
    /// Every family; names only by [`Wants::with_names`].
    pub const ALL: Wants = Wants(0b11_1111);
    const NAMES: u8 = 1 << Guard::ALL.len();
    /// No family: the scan returns at once.
    pub const NONE: Wants = Wants(0);

    /// The families of `guards`.
    pub fn of(guards: &[Guard]) -> Self {
        Wants(guards.iter().fold(0, |set, guard| set | 1 << *guard as u8))
    }

    /// Whether `guard`'s family is looked for.
    pub const fn has(self, guard: Guard) -> bool {
        self.0 & (1 << guard as u8) != 0
    }

    /// This set and names, which [`crate::names`] tells by judgement: no other set has them.
    #[must_use]
    pub const fn with_names(self) -> Self {
        Wants(self.0 | Self::NAMES)
    }

    /// Whether names are looked for.
    pub const fn has_names(self) -> bool {
        self.0 & Self::NAMES != 0
    }

    /// The set as bits, one for each guard.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether nothing is looked for.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// This set with `guard`.
    #[must_use]
    pub const fn and(self, guard: Guard) -> Self {
        Wants(self.0 | 1 << guard as u8)
    }

    /// This set without `guard`.
    #[must_use]
    pub const fn without(self, guard: Guard) -> Self {
        Wants(self.0 & !(1 << guard as u8))
    }
}
