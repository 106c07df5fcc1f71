//! The admin side: metrics and health for the operator, on a port of its own that is never shared with applications.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle};

use crate::gate::Gate;

/// Connections at one time: an operator and a few scrapers.
const CONNECTIONS: usize = 64;
/// How often the times of visits are summed up. Without it each would be kept until somebody reads the page.
const UPKEEP: Duration = Duration::from_secs(5);
/// For a request head, and for a whole request.
const PATIENCE: Duration = Duration::from_secs(10);

/// The running admin side.
#[derive(Debug)]
pub struct AdminSide {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl AdminSide {
    /// Listens where the settings say.
    ///
    /// # Errors
    /// The address is taken.
    pub async fn start(gate: Arc<Gate>, metrics: PrometheusHandle) -> std::io::Result<AdminSide> {
        let listener = TcpListener::bind(gate.settings().listen.admin).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(serve(listener, gate, metrics));
        Ok(AdminSide { address, task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops it.
    pub fn stop(&self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, gate: Arc<Gate>, metrics: PrometheusHandle) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut upkeep = tokio::time::interval(UPKEEP);
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = upkeep.tick() => {
                metrics.run_upkeep();
                continue;
            }
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "the admin side could not take a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let (gate, metrics) = (gate.clone(), metrics.clone());
        tokio::spawn(async move {
            let _place = place;
            let answer = service_fn(move |request| {
                let response = answer(&gate, &metrics, &request);
                async move { Ok::<_, Infallible>(response) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .serve_connection(TokioIo::new(stream), answer);
            // A scraper that goes away ends its own connection; there is nothing to tell.
            let _ = connection.await;
        });
    }
}

fn answer(gate: &Gate, metrics: &PrometheusHandle, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    if request.method() != Method::GET {
        return say(StatusCode::METHOD_NOT_ALLOWED, "only GET is served here\n");
    }
    match request.uri().path() {
        "/metrics" => {
            metrics.run_upkeep();
            say(StatusCode::OK, &metrics.render())
        }
        "/healthz" => say(StatusCode::OK, "ok\n"),
        "/readyz" => match gate.readiness() {
            Ok(()) => say(StatusCode::OK, "ready\n"),
            Err(why) => say(StatusCode::SERVICE_UNAVAILABLE, &format!("{why}\n")),
        },
        _ => say(StatusCode::NOT_FOUND, "served here: /metrics, /healthz, /readyz\n"),
    }
}

fn say(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::copy_from_slice(text.as_bytes())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}
