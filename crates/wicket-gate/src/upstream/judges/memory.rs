//! Verdicts of a short while: an unchanged history is not judged again at every turn. Texts are remembered by a hash whose
//! key nobody outside has, and each tenant's by themselves: how fast an answer comes must not tell what others said.

use std::{
    collections::{HashMap, VecDeque},
    time::Duration,
};

use aws_lc_rs::hmac;
use wicket_types::{Moment, Origin};

use crate::{
    docket::{Direction, Said},
    settings::Judge,
};

/// Most verdicts of one judge.
const MOST: usize = 8_192;

/// What stands for a question: whose text, to whom, in which words.
pub(super) type Mark = [u8; 16];

/// The mark of `text`. Whatever changes the question changes the mark, the judge's own description included.
pub(super) fn mark(
    key: &hmac::Key,
    judge: &Judge,
    tenant: &str,
    (direction, origin): (Direction, Origin),
    text: &str,
) -> Mark {
    let mut context = hmac::Context::with_key(key);
    let how = format!("{:?}\0{}\0{}\0", judge.speaks, judge.there.authority(), judge.there.prefix());
    context.update(how.as_bytes());
    context.update(format!("{}\0{}\0{tenant}\0", direction.as_str(), origin.as_str()).as_bytes());
    context.update(text.as_bytes());
    let mut mark = Mark::default();
    mark.iter_mut().zip(context.sign().as_ref()).for_each(|(to, from)| *to = *from);
    mark
}

/// The verdicts of one judge, the oldest forgotten first.
#[derive(Debug, Default)]
pub(super) struct Memory {
    said: HashMap<Mark, Said>,
    order: VecDeque<(Mark, Moment)>,
}

impl Memory {
    /// What was said in the last `span`.
    pub fn recall(&mut self, mark: &Mark, span: Duration, now: Moment) -> Option<Said> {
        while let Some((old, at)) = self.order.front() {
            if now.since(*at) <= span && self.order.len() <= MOST {
                break;
            }
            self.said.remove(old);
            self.order.pop_front();
        }
        self.said.get(mark).cloned()
    }

    /// Remembers a verdict.
    pub fn keep(&mut self, mark: Mark, said: Said, now: Moment) {
        if self.said.insert(mark, said).is_none() {
            self.order.push_back((mark, now));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment(seconds * 1_000_000_000)
    }

    #[test]
    fn a_verdict_is_forgotten_after_its_time_and_memory_is_bounded() {
        let mut memory = Memory::default();
        let span = Duration::from_secs(10);
        memory.keep([1; 16], Said::CLEAN, at(0));
        assert_eq!(memory.recall(&[1; 16], span, at(10)), Some(Said::CLEAN));
        assert_eq!(memory.recall(&[1; 16], span, at(11)), None);
        for n in 0..3 * MOST as u64 {
            let mut mark = Mark::default();
            mark[..8].copy_from_slice(&n.to_le_bytes());
            memory.keep(mark, Said::CLEAN, at(12));
            memory.recall(&mark, span, at(12));
        }
        assert!(memory.said.len() <= MOST + 1 && memory.order.len() == memory.said.len());
    }
}
