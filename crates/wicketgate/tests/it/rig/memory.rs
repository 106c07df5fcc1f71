//! The memory of a process: how much it has, and what lies in it.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use memchr::memmem;

/// Bytes that are read at a time.
const PIECE: usize = 1 << 20;

/// Bytes of memory that a process has written and not given back. Pages of its program file do not count: they are read
/// when they are first needed, and the kernel can drop them.
pub fn written(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("RssAnon:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? << 10)
}

/// The most that a process has had since.
pub struct Peak(Arc<AtomicU64>);

impl Peak {
    /// Looks every few milliseconds until the process or this value ends.
    pub fn watch(id: u32) -> Peak {
        let peak = Arc::new(AtomicU64::new(0));
        let known = Arc::downgrade(&peak);
        std::thread::spawn(move || {
            while let (Some(peak), Some(now)) = (known.upgrade(), written(id)) {
                peak.fetch_max(now, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        Peak(peak)
    }

    pub fn so_far(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Every place where `needle` lies in the memory of process `id`, with what it lies in. An error where the system does
/// not let us look: only a superuser with all rights reads a process that has locked itself.
pub fn copies(id: u32, needle: &[u8]) -> std::io::Result<Vec<String>> {
    let memory = File::open(format!("/proc/{id}/mem"))?;
    let finder = memmem::Finder::new(needle);
    let mut found = Vec::new();
    let mut piece = vec![0; PIECE + needle.len()];
    for line in fs::read_to_string(format!("/proc/{id}/maps"))?.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (Some((from, to)), true) = (words[0].split_once('-'), words[1].starts_with('r')) else { continue };
        let address = |text| u64::from_str_radix(text, 16).expect("an address");
        let (mut at, end) = (address(from), address(to));
        while at < end {
            let wanted = piece.len().min((end - at) as usize);
            // Pages of the kernel's own have a line and cannot be read.
            let Ok(got) = memory.read_at(&mut piece[..wanted], at) else { break };
            let name = words.get(5).unwrap_or(&"the heap");
            found.extend(finder.find_iter(&piece[..got]).map(|place| format!("{:x} in {name}", at + place as u64)));
            if got < wanted || at + got as u64 == end {
                break;
            }
            // A needle may lie over the border of two pieces.
            at += (got - (needle.len() - 1)) as u64;
        }
    }
    found.dedup();
    Ok(found)
}
