//! How a call fails, and whether the provider may have seen it.

use std::{error::Error, fmt, io};

use wicket_types::Code;

use crate::perimeter::head::Flaw;

/// What went wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The address policy forbids where the name leads.
    Address,
    /// No connection: refused, unreachable, unknown name, TLS that cannot be trusted.
    Refused,
    /// A phase took too long.
    Timeout,
    /// The answer breaks HTTP.
    Garbage,
    /// The connection ended before the answer did.
    Cut,
}

/// A failed call.
#[derive(Debug)]
pub struct UpstreamError {
    /// What went wrong.
    pub kind: Kind,
    /// Whether the provider may have seen the call, so that repeating it could do the work twice.
    pub sent: bool,
    source: Box<dyn Error + Send + Sync>,
}

impl UpstreamError {
    pub(super) fn new(kind: Kind, sent: bool, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        UpstreamError { kind, sent, source: source.into() }
    }

    pub(super) fn from_hyper(error: hyper::Error, sent: bool) -> Self {
        let kind = if error.is_parse() || has_flaw(&error) { Kind::Garbage } else { Kind::Cut };
        UpstreamError::new(kind, sent, error)
    }

    /// The refusal for it, when nobody else is left to ask.
    pub fn code(&self) -> Code {
        match self.kind {
            Kind::Address => Code::DestinationForbidden,
            Kind::Refused => Code::NoProviderLeft,
            Kind::Timeout => Code::UpstreamTimeout,
            Kind::Garbage => Code::UpstreamGarbage,
            Kind::Cut => Code::UpstreamCut,
        }
    }
}

/// For the operator's log; the caller reads the sentence of the code.
impl fmt::Display for UpstreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            Kind::Address => "the address is not allowed",
            Kind::Refused => "no connection",
            Kind::Timeout => "it took too long",
            Kind::Garbage => "the answer breaks HTTP",
            Kind::Cut => "the answer broke off",
        };
        write!(f, "{what}: {}", self.source)
    }
}

impl Error for UpstreamError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

fn has_flaw(error: &(dyn Error + 'static)) -> bool {
    let mut next = error.source();
    while let Some(error) = next {
        if error.downcast_ref::<io::Error>().and_then(io::Error::get_ref).is_some_and(|inner| inner.is::<Flaw>()) {
            return true;
        }
        next = error.source();
    }
    false
}
