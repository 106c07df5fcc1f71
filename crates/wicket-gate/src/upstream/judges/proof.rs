//! Proof that a judge can be asked: one question about a sentence that harms nobody.

use std::time::Duration;

use tokio::time::Instant;
use wicket_types::Origin;

use super::{question::Asking, seat::Seats, speak};
use crate::{docket::Direction, lookups::Credentials, settings::Judge};

/// Asks `judge` one question outside of any visit: address, key, shape and answer have to be right. It costs what a
/// question costs and is in no account.
///
/// # Errors
/// Why it gave no verdict, for the operator.
pub async fn prove(judge: &Judge, credentials: &dyn Credentials, connect: Duration) -> Result<(), String> {
    let seats = Seats::default();
    seats.set(std::slice::from_ref(judge)).map_err(|error| error.to_string())?;
    let seat = seats.of(&judge.name).ok_or_else(|| "it has no seat".to_owned())?;
    let asking = Asking { judge, seat: &seat, credentials, connect, until: Instant::now() + judge.deadline };
    let direction = if judge.input { Direction::Input } else { Direction::Output };
    let body = speak::question(&judge.speaks, "Good morning, and thank you.", Origin::User, direction);
    let told = asking.ask(body.into()).await;
    told.reading.map(|_| ()).map_err(|fault| fault.to_string())
}
