//! One visit, from knock to farewell. The order is the defence; read it top to bottom.

use std::{cell::RefCell, net::SocketAddr, rc::Rc, sync::Arc, time::Instant};

use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header};
use wicket_detect::mask::{Pseudonyms, ScopeKey};
use wicket_types::{Code, Kind, Refusal, SessionId, VisitId, ids::Label};
use wicket_wire::Protocol;

use crate::{
    gate::Gate,
    input::{Inspected, Inspector, Reader, Unheard},
    monitor::Farewell,
    monotonic,
    output::{Output, ReplyBody},
    perimeter::{
        admit::{Admitted, Perimeter},
        arrival::Arrival,
        serve::{Closing, Stage, Visitor},
    },
    processing::{Approved, Claimed, Processing, claim},
    upstream::{
        Asker,
        call::{Answered, Caller},
        keep_swept,
    },
    visit::{Notes, Visit},
    wall,
};

/// Bodies above this many bytes are inspected off the thread that serves connections, so that they hold up nobody else.
const LARGE: usize = 128 << 10;

/// The kind of marker that is planted in system prompts.
const CANARY: Kind = Kind::of("leak.canary");

/// The path on one thread of the data plane.
pub struct Path {
    pub(crate) gate: Arc<Gate>,
    pub(crate) closing: Closing,
    last_scope: RefCell<Option<(Label, Arc<ScopeKey>)>>,
}

impl Path {
    /// The path of one thread, whose runtime it is made in.
    pub fn new(gate: Arc<Gate>, closing: Closing) -> Self {
        tokio::task::spawn_local(keep_swept());
        Path { gate, closing, last_scope: RefCell::default() }
    }

    async fn walk(&self, farewell: &mut Option<Farewell>, arrival: Arrival) -> Result<Response<ReplyBody>, Refusal> {
        let going = farewell.as_mut().ok_or(Code::Internal)?;
        let admitted = self.admit(going, arrival).await?; //       who, how often, how large
        let unheard = self.inspect(going, admitted).await?; //     what it says, masked
        let inspected = self.hear(going, unheard).await?; //       what judges of others make of it
        let claimed = self.claim(going, inspected).await?; //      what it names is the caller's
        let approved = self.approve(going, claimed).await?; //     route, class, money; on the record
        let answered = self.call(going, approved).await?; //       the provider, its key, failover
        self.clear(farewell, answered).await //                    what comes back
    }

    async fn admit(&self, farewell: &mut Farewell, arrival: Arrival) -> Result<Admitted, Refusal> {
        if self.closing.stage() != Stage::Open {
            return Err(Code::ShuttingDown.into());
        }
        let gate = &self.gate;
        let addresses = gate.addresses();
        let perimeter = Perimeter {
            keys: &gate.keys,
            limiter: &gate.limiter,
            strangers: &gate.strangers,
            addresses: &addresses,
            now: monotonic(),
        };
        perimeter.admit(farewell.visit(), arrival).await
    }

    async fn inspect(&self, farewell: &mut Farewell, admitted: Admitted) -> Result<Unheard, Refusal> {
        let visit = farewell.visit();
        let who = visit.notes.who.clone().ok_or(Code::Internal)?;
        // A session's pseudonyms are its own; without one they hold for the tenant.
        let scope = self.scope(&who.tenant, visit.notes.session.as_ref()).map_err(|error| {
            tracing::error!(visit = %visit.id, error, "the key of the pseudonyms cannot be derived");
            Refusal::from(Code::StoreUnavailable)
        })?;
        let canary = visit.settings.canary.then(|| Pseudonyms::new(&scope).token(&CANARY, "system prompt").to_owned());
        let reader = self.reader(visit);
        if admitted.body.len() <= LARGE {
            let inspector = Inspector { detector: &reader, scope: &scope, canary };
            return inspector.inspect(visit, admitted);
        }
        let mut moved = visit.lent();
        let inspection = tokio::task::spawn_blocking(move || {
            let inspected = Inspector { detector: &reader, scope: &scope, canary }.inspect(&mut moved, admitted);
            (moved, inspected)
        });
        let (back, inspected) = inspection.await.map_err(|_| Refusal::from(Code::Internal))?;
        visit.notes = back.notes;
        inspected
    }

    /// Has the encoder read what the first stage of the detectors is in doubt about.
    async fn look_again(&self, visit: &mut Visit, unheard: Unheard) -> Result<Unheard, Refusal> {
        if unheard.doubts().is_empty() {
            return Ok(unheard);
        }
        let opinions = self.gate.second_look.look(unheard.doubts(), visit.settings.bounds.second_look).await;
        unheard.seen_again(opinions, &self.reader(visit), visit)
    }

    /// The detectors of the visit's configuration, with what is known of earlier texts.
    fn reader(&self, visit: &Visit) -> Reader {
        Reader::new(visit.settings.rules.detector().clone(), self.gate.clean_texts.clone())
    }

    /// Asks the judges that the operator named beside the built-in guards.
    async fn hear(&self, farewell: &mut Farewell, unheard: Unheard) -> Result<Inspected, Refusal> {
        let visit = farewell.visit();
        let unheard = self.look_again(visit, unheard).await?;
        let answers = match unheard.docket() {
            docket if docket.cases.is_empty() => Vec::new(),
            docket => self.gate.bench.hear(&Asker::of(visit), docket).await?,
        };
        unheard.heard(answers, visit)
    }

    /// The key of the pseudonyms. Derived anew for a session; the tenant's last one is kept, for most visits want it again.
    fn scope(&self, tenant: &Label, session: Option<&SessionId>) -> Result<Arc<ScopeKey>, String> {
        if session.is_some() {
            return self.gate.scopes.of(tenant, session).map(Arc::new);
        }
        let mut last = self.last_scope.borrow_mut();
        if let Some((_, key)) = last.as_ref().filter(|(of, _)| of == tenant) {
            return Ok(key.clone());
        }
        let key = Arc::new(self.gate.scopes.of(tenant, None)?);
        *last = Some((tenant.clone(), key.clone()));
        Ok(key)
    }

    async fn claim(&self, farewell: &Farewell, inspected: Inspected) -> Result<Claimed, Refusal> {
        claim(&*self.gate.objects, farewell.seen(), inspected).await
    }

    async fn approve(&self, farewell: &mut Farewell, claimed: Claimed) -> Result<Approved, Refusal> {
        let gate = &self.gate;
        let processing = Processing {
            ledger: &gate.ledger,
            budgets: &gate.budgets,
            prices: &gate.prices,
            limiter: &gate.limiter,
            audit: &gate.audit,
            recording: &gate.recording,
            at: wall(),
            now: monotonic(),
        };
        processing.approve(farewell, claimed).await
    }

    async fn call(&self, farewell: &mut Farewell, approved: Approved) -> Result<Answered, Refusal> {
        let caller = Caller { lines: &self.gate.lines, credentials: &*self.gate.credentials };
        caller.call(farewell, approved).await
    }

    async fn clear(&self, farewell: &mut Option<Farewell>, answered: Answered) -> Result<Response<ReplyBody>, Refusal> {
        Output { gate: &self.gate, closing: &self.closing }.clear(farewell, answered).await
    }
}

impl Visitor for Path {
    type Body = ReplyBody;

    async fn visit(this: Rc<Self>, arrival: Arrival) -> Response<ReplyBody> {
        if arrival.head.method == Method::GET
            && let Some(answer) = this.health(arrival.head.uri.path())
        {
            return answer;
        }
        let protocol = protocol_of(&arrival);
        let Some(id) = this.gate.visit_id() else { return refused(protocol, &Code::Internal.into(), None) };
        let visit = Visit {
            id: id.clone(),
            at: wall(),
            began: Instant::now(),
            peer: arrival.peer.ip(),
            settings: this.gate.settings(),
            notes: Notes::default(),
        };
        let mut farewell = Some(Farewell::new(visit, this.gate.audit.clone(), this.gate.ledger.clone(), wall));
        match this.walk(&mut farewell, arrival).await {
            Ok(response) => response,
            Err(refusal) => {
                let mut response = refused(protocol, &refusal, Some(&id));
                if let Some(farewell) = farewell.take() {
                    this.gate.standings(farewell.seen()).tell(protocol, response.headers_mut(), wall());
                    farewell.refused(&refusal);
                }
                response
            }
        }
    }

    fn turned_away(&self, peer: SocketAddr, refusal: Refusal) -> Response<Vec<u8>> {
        tracing::info!(%peer, code = refusal.code.id(), "turned away before a visit began");
        let response = refused(Protocol::OpenAi, &refusal, self.gate.visit_id().as_ref());
        response.map(|body| match body {
            ReplyBody::Whole(Some(bytes)) => bytes.to_vec(),
            _ => Vec::new(),
        })
    }
}

impl Path {
    /// Alive, and able to serve: the two routes that need no key and tell nothing else.
    fn health(&self, path: &str) -> Option<Response<ReplyBody>> {
        match path {
            "/healthz" => Some(plain(StatusCode::OK, "ok\n")),
            "/readyz" => Some(match self.gate.readiness() {
                Ok(()) if self.closing.stage() == Stage::Open => plain(StatusCode::OK, "ready\n"),
                Ok(()) => plain(StatusCode::SERVICE_UNAVAILABLE, "the gate is shutting down\n"),
                Err(why) => plain(StatusCode::SERVICE_UNAVAILABLE, &format!("{why}\n")),
            }),
            _ => None,
        }
    }
}

/// The protocol whose error shape the caller understands.
fn protocol_of(arrival: &Arrival) -> Protocol {
    let path = arrival.head.uri.path();
    let anthropic = arrival.head.headers.contains_key("anthropic-version") || path.contains("/v1/messages");
    if anthropic { Protocol::Anthropic } else { Protocol::OpenAi }
}

fn plain(status: StatusCode, text: &str) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::Whole(Some(Bytes::copy_from_slice(text.as_bytes()))));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// The answer to a refused visit, in the shape that the caller's SDK expects.
pub(crate) fn refused(protocol: Protocol, refusal: &Refusal, visit: Option<&VisitId>) -> Response<ReplyBody> {
    let row = refusal.code.row();
    let nobody = VisitId::new([0; 16]);
    let body = wicket_wire::error_body(protocol, refusal, visit.unwrap_or(&nobody));
    let mut response = Response::new(ReplyBody::Whole(Some(body.into())));
    *response.status_mut() = StatusCode::from_u16(row.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let kinds: Vec<&str> = refusal.kinds.iter().map(|kind| kind.as_str()).collect();
    let verdict = if kinds.is_empty() { "block".to_owned() } else { format!("block; {}", kinds.join(", ")) };
    let mut put = |name: &'static str, value: String| {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    };
    put("wicketgate-verdict", verdict);
    if let Some(visit) = visit {
        put("wicketgate-visit", visit.to_string());
    }
    match refusal.retry_after {
        Some(wait) => put("retry-after", wait.as_secs_f64().ceil().max(1.0).to_string()),
        None if row.waiting_helps => put("retry-after", "1".to_owned()),
        None => {}
    }
    // A spent budget has both: a client's own retries come seconds later, long before the budget renews.
    if !row.waiting_helps {
        put("x-should-retry", "false".to_owned());
    }
    response
}
