//! A brake on those who have not shown a key: attempts per address, in a table that never grows.

use std::{
    hash::{BuildHasher, RandomState},
    net::IpAddr,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use wicket_types::Moment;

/// Places in the table: 128 KiB in all, whoever comes.
const PLACES: usize = 16_384;

/// Counts attempts of addresses without a valid key, by the generic cell rate algorithm.
///
/// Addresses that fall on the same place share it. The hash is keyed, so nobody can choose whose place to use up.
#[derive(Debug)]
pub struct Strangers {
    places: Box<[AtomicU64]>, // the moment up to which a place is paid for, in nanoseconds
    hash: RandomState,
    interval: u64,
    burst: u64,
}

impl Strangers {
    /// Allows `per_minute` attempts of one address, all at once if need be.
    pub fn new(per_minute: u32) -> Self {
        let interval = 60_000_000_000 / u64::from(per_minute.max(1));
        let places = (0..PLACES).map(|_| AtomicU64::new(0)).collect();
        Strangers { places, hash: RandomState::new(), interval, burst: interval * u64::from(per_minute.max(1)) }
    }

    /// Whether `address` may try, without counting a try.
    ///
    /// # Errors
    /// How long to wait until one try is allowed.
    pub fn check(&self, address: IpAddr, now: Moment) -> Result<(), Duration> {
        let paid = self.place(address).load(Ordering::Relaxed).max(now.0);
        match (paid + self.interval).saturating_sub(now.0 + self.burst) {
            0 => Ok(()),
            wait => Err(Duration::from_nanos(wait)),
        }
    }

    /// Counts a failed attempt.
    pub fn failed(&self, address: IpAddr, now: Moment) {
        let most = now.0 + self.burst;
        let pay = |paid: u64| Some((paid.max(now.0) + self.interval).min(most));
        // The closure never declines, so neither does the update.
        let _ = self.place(address).fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay);
    }

    fn place(&self, address: IpAddr) -> &AtomicU64 {
        let hash = self.hash.hash_one(neighbourhood(address));
        &self.places[(hash % PLACES as u64) as usize]
    }
}

/// One household has one address in version 4 and 2^64 of them in version 6; both count as one.
fn neighbourhood(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address) >> 64 << 64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Moment = Moment(1_000_000_000);

    #[test]
    fn after_the_last_attempt_waiting_as_told_is_enough() {
        let strangers = Strangers::new(10);
        let address = "192.0.2.7".parse().unwrap();
        for _ in 0..10 {
            assert_eq!(strangers.check(address, START), Ok(()));
            strangers.failed(address, START);
        }
        let wait = strangers.check(address, START).unwrap_err();
        assert_eq!(wait, Duration::from_secs(6));
        assert!(strangers.check(address, Moment(START.plus(wait).0 - 1)).is_err());
        assert_eq!(strangers.check(address, START.plus(wait)), Ok(()));
    }

    #[test]
    fn rate_07_a_million_fake_addresses_take_no_more_room_than_one() {
        let strangers = Strangers::new(60);
        for i in 0..1_000_000_u32 {
            strangers.failed(IpAddr::V4(i.into()), START);
        }
        assert_eq!(size_of_val(&*strangers.places), 128 << 10);
        // And their place is usable again a minute later.
        assert_eq!(strangers.check("192.0.2.7".parse().unwrap(), START.plus(Duration::from_secs(60))), Ok(()));
    }

    #[test]
    fn addresses_of_one_household_are_one_stranger() {
        assert_eq!(neighbourhood("2001:db8::1".parse().unwrap()), neighbourhood("2001:db8::ffff:1".parse().unwrap()));
        assert_eq!(neighbourhood("::ffff:192.0.2.7".parse().unwrap()), neighbourhood("192.0.2.7".parse().unwrap()));
        assert_ne!(neighbourhood("2001:db8::1".parse().unwrap()), neighbourhood("2001:db8:0:1::1".parse().unwrap()));
    }
}
