//! The way to the server: names, TCP, TLS, HTTP, WebSocket, STOMP.

use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use wellclient::core::http::Method;
use wellclient::{Client, Environment, ProbeError, TransportError};

use super::report::Report;
use crate::failure::Failure;

/// Each step may take this long.
const PATIENCE: Duration = Duration::from_secs(8);

/// Where a URL leads.
struct Place {
    host: String,
    port: u16,
    /// The system's proxy on the way.
    proxy: Option<String>,
}

/// Examines all three URLs. Whether a log-in can be tried.
pub(super) async fn examine(
    client: &Client,
    environment: &Environment,
    by_proxy: bool,
    report: &mut Report,
) -> Result<bool, Failure> {
    let (api, login) = (environment.api.as_str(), environment.login.as_str());
    let mut places: Vec<Place> = Vec::new();
    for url in [api, login, environment.events.as_str()] {
        if let Some(place) = place(url)
            && !places
                .iter()
                .any(|known| (&known.host, known.port) == (&place.host, place.port))
        {
            places.push(place);
        }
    }
    for place in &places {
        // What the program was told to use goes before what the system says.
        if let Some(proxy) = place.proxy.as_ref().filter(|_| !by_proxy) {
            report.ok("proxy", &format!("{proxy}, by the system's settings"))?;
        }
        let reached = if by_proxy || place.proxy.is_some() {
            report.skipped(
                &format!("TCP {}", place.port),
                "the proxy resolves names and connects",
            )?;
            true
        } else {
            connects(place, report).await?
        };
        if !reached {
            for step in ["API", "login", "WebSocket", "STOMP"] {
                report.skipped(step, "no connection")?;
            }
            return Ok(false);
        }
    }
    let answers = api_answers(client, api, report).await?;
    let logs_in = login_answers(client, login, report).await?;
    let events = events_open(client, environment.events.as_str(), report).await?;
    Ok(answers && logs_in && events)
}

fn place(url: &str) -> Option<Place> {
    let (scheme, rest) = url.split_once("://")?;
    let tls = matches!(scheme, "https" | "wss");
    let authority = rest.split('/').next()?;
    // A port follows the last colon, unless that is part of an IPv6 address.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (authority, if tls { 443 } else { 80 }),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let proxy = wellclient::system_proxy(url);
    Some(Place { host, port, proxy })
}

async fn connects(place: &Place, report: &mut Report) -> Result<bool, Failure> {
    let Place { host, port, .. } = place;
    let addresses: Vec<_> = match timeout(PATIENCE, lookup_host((host.as_str(), *port))).await {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(error)) => {
            let hint = "is the name right? is this machine on the network, or the VPN, that knows it?";
            report.failed("name", &format!("{host}: {error}"), hint)?;
            return Ok(false);
        }
        Err(_) => {
            report.failed(
                "name",
                &format!("{host}: no answer"),
                "the name server does not answer: is the network up?",
            )?;
            return Ok(false);
        }
    };
    let shown: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
    report.ok("name", &format!("{host} is {}", shown.join(", ")))?;
    let step = format!("TCP {port}");
    let mut why = "the name has no address".to_owned();
    for address in addresses {
        match timeout(PATIENCE, TcpStream::connect(address)).await {
            Ok(Ok(_)) => {
                report.ok(&step, &format!("{address} takes connections"))?;
                return Ok(true);
            }
            Ok(Err(error)) => why = format!("{address}: {error}"),
            Err(_) => why = format!("{address}: no answer"),
        }
    }
    let hint =
        "is the port right, is the server up, does a firewall stand between? behind a proxy, give --proxy";
    report.failed(&step, &why, hint)?;
    Ok(false)
}

/// The API answers a question that nobody is logged in for with a refusal.
async fn api_answers(client: &Client, api: &str, report: &mut Report) -> Result<bool, Failure> {
    let url = format!("{}/api/csta/agent/client-state", api.trim_end_matches('/'));
    let tls = api.starts_with("https");
    match client.probe_http(Method::Get, &url, PATIENCE).await {
        Err(error) if tls && error.never_sent => {
            let hint =
                "a certificate of one's own authority is trusted with --ca FILE; is this port TLS at all?";
            report.failed("TLS", &error.message, hint)?;
            report.skipped("API", "no TLS")?;
            Ok(false)
        }
        Err(error) => {
            report.failed(
                "API",
                &words(&error),
                "something else than the CTI server listens there, it is stuck, or the proxy is wrong",
            )?;
            Ok(false)
        }
        Ok(status) => {
            if tls {
                report.ok("TLS", "the certificate is good")?;
            }
            judge("API", status, "is the base path right (…/sdk)?", report)
        }
    }
}

/// The login URL answers a POST without a name or a password with a refusal.
async fn login_answers(client: &Client, login: &str, report: &mut Report) -> Result<bool, Failure> {
    match client.probe_http(Method::Post, login, PATIENCE).await {
        Ok(status) => judge(
            "login",
            status,
            "is it another path or host? --login-url says so",
            report,
        ),
        Err(error) => {
            report.failed("login", &words(&error), "is it another host? --login-url says so")?;
            Ok(false)
        }
    }
}

fn judge(step: &str, status: u16, not_found: &str, report: &mut Report) -> Result<bool, Failure> {
    let detail = format!("answers {status}");
    match status {
        404 | 405 => report.failed(step, &detail, not_found)?,
        300..=399 => report.failed(
            step,
            &detail,
            "it redirects: the address has moved, or a portal stands between",
        )?,
        500..=599 => report.failed(
            step,
            &detail,
            "the server itself has a problem: ask whoever runs it",
        )?,
        _ => {
            report.ok(
                step,
                &format!("{detail} to a request without a password, as it may"),
            )?;
            return Ok(true);
        }
    }
    Ok(false)
}

async fn events_open(client: &Client, url: &str, report: &mut Report) -> Result<bool, Failure> {
    match client.probe_events(url, PATIENCE).await {
        Ok(probe) => {
            report.ok("WebSocket", "upgraded")?;
            let every = |time: Duration| match time.is_zero() {
                true => "never".to_owned(),
                false => format!("every {} s", time.as_secs_f64()),
            };
            let server = probe
                .server
                .map_or_else(String::new, |server| format!(", {server}"));
            let (sends, wants) = (every(probe.heartbeat_send), every(probe.heartbeat_receive));
            let detail = format!(
                "version {}{server}; sends heart-beats {sends}, wants them {wants}",
                probe.version
            );
            report.ok("STOMP", &detail)?;
            Ok(true)
        }
        Err(ProbeError::Stomp(why)) => {
            report.ok("WebSocket", "upgraded")?;
            report.failed(
                "STOMP",
                &why,
                "a WebSocket is there, but no STOMP broker behind it",
            )?;
            Ok(false)
        }
        Err(ProbeError::Refused(why)) => {
            report.ok("WebSocket", "upgraded")?;
            report.failed(
                "STOMP",
                &why,
                "a broker is there, and refuses: does it want a login and a passcode, or another virtual host?",
            )?;
            Ok(false)
        }
        Err(error) => {
            let hint = "a proxy or gateway between must let WebSocket upgrades through";
            report.failed("WebSocket", &error.to_string(), hint)?;
            report.skipped("STOMP", "no WebSocket")?;
            Ok(false)
        }
    }
}

fn words(error: &TransportError) -> String {
    match error.never_sent {
        true => format!("no connection: {}", error.message),
        false => format!("no HTTP answer: {}", error.message),
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn urls_lead_somewhere() {
        for (url, host, port) in [
            ("http://127.0.0.1:8080/", "127.0.0.1", 8080),
            ("https://cti.example/sdk", "cti.example", 443),
            ("wss://cti.example:5088/mvc/stomp/websocket", "cti.example", 5088),
            ("ws://[::1]/x", "::1", 80),
            ("http://[::1]:81/x", "::1", 81),
        ] {
            let place = place(url).unwrap();
            assert_eq!((place.host.as_str(), place.port), (host, port), "{url}");
        }
        assert!(place("nonsense").is_none());
    }
}
