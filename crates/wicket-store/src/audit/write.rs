//! Records as canonical JSON, and lines around them.

use super::{
    Admin, Closed, Digest, Opened, Record, Recovered, Refused, Scanned, Sequence, Who,
    json::{Object, hex},
    merkle,
};
use crate::ledger::{Reservation, period_name};

/// `{"chain":"` before, and `","record":` after, the 64 digits of the chain.
pub(super) const HEAD: &str = "{\"chain\":\"";
pub(super) const NECK: &str = "\",\"record\":";
/// Where the record begins in a line.
pub(super) const RECORD_AT: usize = HEAD.len() + 64 + NECK.len();

/// Writes a whole line for the record that `body` writes behind what is in `out`, and gives its leaf and chain.
pub(super) fn line(out: &mut String, chain: &Digest, body: impl FnOnce(&mut String)) -> (Digest, Digest) {
    let at = out.len();
    out.push_str(HEAD);
    out.push_str("0000000000000000000000000000000000000000000000000000000000000000");
    out.push_str(NECK);
    body(out);
    let leaf = merkle::leaf(out.get(at + RECORD_AT..).unwrap_or_default().as_bytes());
    let next = merkle::chain(chain, &leaf);
    let mut digits = String::with_capacity(64);
    hex(&mut digits, &next);
    // The same length as the zeros, so nothing behind them moves.
    out.replace_range(at + HEAD.len()..at + HEAD.len() + 64, &digits);
    out.push_str("}\n");
    (leaf, next)
}

/// Writes `record` as canonical JSON.
pub(super) fn record(out: &mut String, seq: Sequence, record: &Record<'_>) {
    match record {
        Record::Opened(opened) => write_opened(out, seq, opened),
        Record::Closed(closed) => write_closed(out, seq, closed),
        Record::Refused(refused) => write_refused(out, seq, refused),
        Record::Admin(admin) => write_admin(out, seq, admin),
        Record::Recovered(recovered) => write_recovered(out, seq, recovered),
        Record::Extended { at, visit, total } => Object::write(out, |o| {
            o.plain("at", at);
            o.number("held", total.0);
            o.number("seq", seq);
            o.text("type", "extended");
            o.plain("visit", visit);
        }),
    }
}

fn write_opened(out: &mut String, seq: Sequence, r: &Opened<'_>) {
    Object::write(out, |o| {
        o.plain("at", r.at);
        o.some_text("behalf", r.behalf.map(|v| v.as_str()));
        o.text("class", r.class.as_str());
        o.text("config", r.config);
        kinds(o, r.kinds);
        o.some_text("model", r.model.map(|m| m.as_str()));
        o.some_text("provider", r.provider.map(|p| p.as_str()));
        o.hex("request", &r.request);
        o.number("request_bytes", r.request_bytes);
        if let Some(held) = r.reservation {
            reservation(o, held);
        }
        o.text("route", r.route);
        scanned(o, &r.scanned);
        o.number("seq", seq);
        o.text("type", "opened");
        o.text("verdict", r.verdict.as_str());
        o.plain("visit", r.visit);
        who(o, &r.who);
    });
}

fn write_closed(out: &mut String, seq: Sequence, r: &Closed<'_>) {
    Object::write(out, |o| {
        o.plain("at", r.at);
        o.some_text("code", r.code.map(|c| c.id()));
        o.number("duration_us", u64::try_from(r.duration.as_micros()).unwrap_or(u64::MAX));
        kinds(o, r.kinds);
        o.text("outcome", r.outcome.as_str());
        o.some_text("provider", r.provider.map(|p| p.as_str()));
        o.number("released_bytes", r.released_bytes);
        scanned(o, &r.scanned);
        if let Some(score) = r.score {
            // Records have whole numbers only, which every reader prints alike.
            o.number("score_thousandths", (score.get() * 1000.0).round() as u64);
        }
        o.number("seq", seq);
        o.number("settled", r.settled.0);
        o.number("status", u64::from(r.status));
        o.text("type", "closed");
        if let Some(usage) = r.usage {
            o.object("usage", |o| {
                o.number("cache_read", usage.cache_read.0);
                o.number("cache_write", usage.cache_write.0);
                o.number("cache_write_1h", usage.cache_write_1h.0);
                o.number("input", usage.input.0);
                o.number("output", usage.output.0);
                o.number("reasoning", usage.reasoning.0);
            });
        }
        o.text("verdict", r.verdict.as_str());
        o.plain("visit", r.visit);
    });
}

fn write_refused(out: &mut String, seq: Sequence, r: &Refused<'_>) {
    Object::write(out, |o| {
        o.plain("at", r.at);
        o.text("code", r.code.id());
        o.text("config", r.config);
        kinds(o, r.kinds);
        o.some_text("model", r.model.map(|m| m.as_str()));
        o.number("request_bytes", r.request_bytes);
        o.some_text("route", r.route);
        o.number("seq", seq);
        o.number("status", u64::from(r.code.status()));
        o.number("times", r.times);
        o.text("type", "refused");
        o.some_text("visit", r.visit.map(|v| v.as_str()));
        who(o, &r.who);
    });
}

fn write_admin(out: &mut String, seq: Sequence, r: &Admin<'_>) {
    Object::write(out, |o| {
        o.text("action", r.action);
        o.text("actor", r.actor);
        o.plain("at", r.at);
        o.some_text("detail", r.detail.map(|d| d.as_str()));
        o.number("seq", seq);
        o.text("subject", r.subject);
        o.text("type", "admin");
    });
}

fn write_recovered(out: &mut String, seq: Sequence, r: &Recovered<'_>) {
    Object::write(out, |o| {
        o.plain("at", r.at);
        o.number("opened", r.opened);
        o.number("seq", seq);
        o.number("settled", r.settled.0);
        o.text("type", "recovered");
        o.plain("visit", r.visit);
    });
}

/// A checkpoint record: the signed note over all records before it, and what a restart needs to go on from here.
pub(super) struct Checkpoint<'a> {
    pub at: wicket_types::Timestamp,
    pub note: &'a str,
    pub frontier: &'a [Digest],
    /// The oldest visit without an end, so that a restart knows how far back to look.
    pub oldest_open: Option<Sequence>,
}

pub(super) fn checkpoint(out: &mut String, seq: Sequence, r: &Checkpoint<'_>) {
    Object::write(out, |o| {
        o.plain("at", r.at);
        o.array("frontier", r.frontier, |out, node| {
            out.push('"');
            hex(out, node);
            out.push('"');
        });
        o.text("note", r.note);
        if let Some(oldest) = r.oldest_open {
            o.number("oldest_open", oldest);
        }
        o.number("seq", seq);
        o.text("type", "checkpoint");
    });
}

fn kinds(o: &mut Object<'_>, found: &[(wicket_types::Kind, u32)]) {
    if found.is_empty() {
        return;
    }
    // Callers count kinds in the order in which they meet them; canonical form and unique names are made here.
    let mut sorted: Vec<(&str, u64)> = found.iter().map(|(kind, n)| (kind.as_str(), u64::from(*n))).collect();
    sorted.sort_unstable();
    sorted.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0 };
        same
    });
    o.counts("kinds", sorted.into_iter());
}

fn scanned(o: &mut Object<'_>, s: &Scanned) {
    o.object("scanned", |o| {
        o.number("bytes", s.bytes);
        o.number("segments", s.segments);
        o.number("skipped_bytes", s.skipped_bytes);
        o.number("skipped_segments", s.skipped_segments);
    });
}

fn reservation(o: &mut Object<'_>, held: &Reservation) {
    o.object("reservation", |o| {
        o.number("amount", held.amount().0);
        o.array("scopes", held.parts(), |out, (scope, era)| {
            Object::write(out, |o| {
                o.text("per", period_name(era.per));
                o.text("scope", scope.as_str());
                o.number("start", era.start);
            });
        });
    });
}

fn who(o: &mut Object<'_>, who: &Who<'_>) {
    o.object("who", |o| {
        o.some_text("key", who.key);
        o.some_text("session", who.session.map(|s| s.as_str()));
        o.some_text("team", who.team);
        o.some_text("tenant", who.tenant);
        o.some_text("user", who.user);
    });
}
