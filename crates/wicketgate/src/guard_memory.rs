//! What the process does for its secrets before anything else: no core dumps, and no reading of its memory by others.

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Turns core dumps off and makes `/proc/PID` the superuser's. A system that refuses is left as it is: the gate runs in
/// containers where the limits are set from outside.
pub fn lock_down() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    // A panic tells where it happened, and nothing of what it worked on.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!(place, "a visit ended by a fault in the gate");
    }));
}
