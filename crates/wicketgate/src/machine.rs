//! What the process asks of the system: pages of the usual size, all the open files it may have, and to take back the
//! memory that it needs no more.

use std::hint::black_box;

use rustix::{
    process::{Resource, Rlimit, getrlimit, setrlimit},
    thread::disable_transparent_huge_pages,
};

/// Files that are open beside connections: the store, the record, listeners, standard streams.
const BESIDE: u64 = 64;
/// So large that the allocator gives it pages of its own.
const LARGE: usize = 1 << 20;

/// Asks for both. A system that refuses is left as it is: the process works there too, in more memory or for fewer
/// visitors.
pub fn prepare() {
    // An idle stream touches the first kilobytes of four buffers. With huge pages the system would back all of each
    // buffer, and half of what ten thousand streams cost would be memory that nobody has written to.
    let _ = disable_transparent_huge_pages(true);
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

/// How many connections of callers the limit on open files has room for, where it is fewer than `wanted`. Each may
/// have one to a provider beside it.
pub fn room_for_connections(wanted: usize) -> Result<(), u64> {
    let Some(files) = getrlimit(Resource::Nofile).current else { return Ok(()) };
    let room = files.saturating_sub(BESIDE) / 2;
    if room < wanted as u64 { Err(room) } else { Ok(()) }
}

/// Lets the allocator hand back what this thread has not used for a second; call it now and then on each.
///
/// The allocator looks for such memory only when it frees whole pages, so a gate that has gone quiet would keep what a
/// crowd of streams has left behind. A block of its own pages makes it look; wiping it takes some fifty microseconds.
pub fn give_back() {
    drop(black_box(Vec::<u8>::with_capacity(LARGE)));
}
