//! The stop of the process, as its parts are told of it.

use tokio::sync::watch;

/// How far the stop of the process has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Visitors are let in.
    Open,
    /// No new visitors; those inside finish.
    Draining,
    /// The time is up: streams end now, with the error that says so.
    Cutting,
}

/// Tells the parts of the process how far its stop has come.
#[derive(Clone, Debug)]
pub struct Closing(pub(super) watch::Receiver<Stage>);

impl Closing {
    /// The stage now. `/readyz` says yes in `Open` only.
    pub fn stage(&self) -> Stage {
        *self.0.borrow()
    }

    /// Waits until streams have to end.
    pub async fn cut(&mut self) {
        // The sender lives as long as the data plane; its end is a cut as well.
        let _ = self.0.wait_for(|stage| *stage == Stage::Cutting).await;
    }

    pub(super) async fn drain(&mut self) {
        let _ = self.0.wait_for(|stage| *stage >= Stage::Draining).await;
    }
}
