//! Many files at once: a worker for each core looks into whole files, and the report is put together in the order of the
//! walk, so it does not tell how many there were.

use std::sync::{
    Mutex, PoisonError,
    mpsc::{self, Receiver, Sender},
};

use super::{
    archive::{self, Limits},
    baseline::Baseline,
    found::Why,
    look::{Aim, Count, Look, Report},
    place::Place,
    walk::{Closed, Seen, Step},
};

/// Steps of the walk that wait for a worker.
const WAITING: usize = 256;

/// What came of one step.
type Done = (usize, Report);

/// Looks into the files that a walk finds.
pub(super) fn look_into_files(
    look: &mut Look<'_>,
    steps: impl Iterator<Item = Step>,
    limits: Limits,
    tick: &dyn Fn(Count),
) {
    let (to_workers, steps_left) = mpsc::sync_channel(WAITING);
    let (to_us, results) = mpsc::channel();
    let (steps_left, aim) = (Mutex::new(steps_left), look.aim());
    let (mut done, mut sent, mut count): (Vec<Done>, _, _) = (Vec::new(), 0, Count::default());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers)
            .map(|_| {
                let (to_us, steps_left, known) = (to_us.clone(), &steps_left, look.baseline().clone());
                scope.spawn(move || work(aim, known, limits, steps_left, &to_us))
            })
            .collect();
        drop(to_us);
        for step in steps.enumerate() {
            // Workers end when there is nothing left, and not before.
            drop(to_workers.send(step));
            sent += 1;
            for (number, report) in results.try_iter() {
                let more = report.count();
                count.texts += more.texts;
                count.bytes += more.bytes;
                count.found += more.found;
                done.push((number, report));
            }
            tick(count);
        }
        drop(to_workers);
        done.extend(results.iter());
        for known in running.into_iter().filter_map(|worker| worker.join().ok()) {
            look.baseline().join(known);
        }
    });
    if done.len() < sent {
        let scan = Place { file: "the scan".to_owned(), ..Place::default() };
        look.skip(&scan, Why::Unreadable(format!("{} files were given up", sent - done.len())));
    }
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().for_each(|(_, report)| look.report.append(report));
}

/// Looks into one file after another; gives back what was met of the baseline.
fn work(
    aim: Aim<'_>,
    mut known: Baseline,
    limits: Limits,
    steps: &Mutex<Receiver<(usize, Step)>>,
    results: &Sender<Done>,
) -> Baseline {
    loop {
        // The lock is held while one worker waits; the others have nothing to do then either.
        let next = steps.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, step)) = next else { return known };
        let mut look = Look::new(aim, &mut known);
        match step {
            Ok(Seen { path, is_named }) => {
                let place = Place { is_named, ..Place::of(&path) };
                archive::look_into_file(&mut look, &place, &path, limits);
            }
            Err(Closed { path, why, is_folder: true }) => look.skip(&Place::of(&path), Why::Closed(why)),
            Err(Closed { path, why, .. }) => look.skip(&Place::of(&path), Why::Unreadable(why)),
        }
        // Whoever put the report together has gone only if the scan has ended.
        drop(results.send((number, look.report)));
    }
}
