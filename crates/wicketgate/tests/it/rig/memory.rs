//! The memory of a process.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

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
