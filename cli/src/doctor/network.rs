//! The way to the server: names, TCP, TLS, HTTP, WebSocket, STOMP.

use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use wellclient::core::http::Method;
use wellclient::{Client, Environment, ProbeError, TransportError};

use super::report::Report;
use crate::failure::Failure;
use crate::said::{Said, said};

/// Each step may take this long.
const PATIENCE: Duration = Duration::from_secs(8);

/// Steps that are called alike in both languages.
const API: &str = "API";
const TLS: &str = "TLS";
const WEBSOCKET: &str = "WebSocket";
const STOMP: &str = "STOMP";

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
            report.ok(
                &said!("proxy", "代理"),
                &said!("{proxy}, by the system's settings", "{proxy}，来自系统设置"),
            )?;
        }
        let reached = if by_proxy || place.proxy.is_some() {
            report.skipped(
                &Said::as_is(&format!("TCP {}", place.port)),
                &said!("the proxy resolves names and connects", "由代理解析名称并连接"),
            )?;
            true
        } else {
            connects(place, report).await?
        };
        if !reached {
            let login = said!("login", "登录地址");
            for step in [
                Said::as_is(API),
                login,
                Said::as_is(WEBSOCKET),
                Said::as_is(STOMP),
            ] {
                report.skipped(&step, &said!("no connection", "没有连接"))?;
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
    let name = said!("name", "名称");
    let addresses: Vec<_> = match timeout(PATIENCE, lookup_host((host.as_str(), *port))).await {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(error)) => {
            let hint = said!(
                "is the name right? is this machine on the network, or the VPN, that knows it?",
                "名称是否正确？本机是否在认识它的网络或 VPN 中？"
            );
            report.failed(&name, &said!("{host}: {error}", "{host}：{error}"), &hint)?;
            return Ok(false);
        }
        Err(_) => {
            report.failed(
                &name,
                &said!("{host}: no answer", "{host}：没有应答"),
                &said!(
                    "the name server does not answer: is the network up?",
                    "域名服务器没有应答：网络是否正常？"
                ),
            )?;
            return Ok(false);
        }
    };
    let shown: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
    let shown = shown.join(", ");
    report.ok(&name, &said!("{host} is {shown}", "{host} 即 {shown}"))?;
    let step = Said::as_is(&format!("TCP {port}"));
    let mut why = said!("the name has no address", "该名称没有地址");
    for address in addresses {
        match timeout(PATIENCE, TcpStream::connect(address)).await {
            Ok(Ok(_)) => {
                report.ok(&step, &said!("{address} takes connections", "{address} 接受连接"))?;
                return Ok(true);
            }
            Ok(Err(error)) => why = said!("{address}: {error}", "{address}：{error}"),
            Err(_) => why = said!("{address}: no answer", "{address}：没有应答"),
        }
    }
    let hint = said!(
        "is the port right, is the server up, does a firewall stand between? behind a proxy, give --proxy",
        "端口是否正确，服务器是否在运行，中间是否有防火墙？若须经代理，请给出 --proxy"
    );
    report.failed(&step, &why, &hint)?;
    Ok(false)
}

/// The API answers a question that nobody is logged in for with a refusal.
async fn api_answers(client: &Client, api: &str, report: &mut Report) -> Result<bool, Failure> {
    let step = Said::as_is(API);
    let url = format!("{}/api/csta/agent/client-state", api.trim_end_matches('/'));
    let tls = api.starts_with("https");
    match client.probe_http(Method::Get, &url, PATIENCE).await {
        Err(error) if tls && error.never_sent => {
            let hint = said!(
                "a certificate of one's own authority is trusted with --ca FILE; is this port TLS at all?",
                "自有机构签发的证书用 --ca FILE 信任；这个端口确实是 TLS 吗？"
            );
            report.failed(&Said::as_is(TLS), &Said::as_is(&error.message), &hint)?;
            report.skipped(&step, &said!("no TLS", "没有 TLS"))?;
            Ok(false)
        }
        Err(error) => {
            let hint = said!(
                "something else than the CTI server listens there, it is stuck, or the proxy is wrong",
                "那里监听的不是 CTI 服务器，或它已停滞，或代理不对"
            );
            report.failed(&step, &words(&error), &hint)?;
            Ok(false)
        }
        Ok(status) => {
            if tls {
                report.ok(&Said::as_is(TLS), &said!("the certificate is good", "证书有效"))?;
            }
            let hint = said!("is the base path right (…/sdk)?", "基础路径（…/sdk）是否正确？");
            judge(&step, status, &hint, report)
        }
    }
}

/// The login URL answers a POST without a name or a password with a refusal.
async fn login_answers(client: &Client, login: &str, report: &mut Report) -> Result<bool, Failure> {
    let step = said!("login", "登录地址");
    match client.probe_http(Method::Post, login, PATIENCE).await {
        Ok(status) => {
            let hint = said!(
                "is it another path or host? --login-url says so",
                "是否为另一路径或主机？用 --login-url 指明"
            );
            judge(&step, status, &hint, report)
        }
        Err(error) => {
            let hint = said!(
                "is it another host? --login-url says so",
                "是否为另一主机？用 --login-url 指明"
            );
            report.failed(&step, &words(&error), &hint)?;
            Ok(false)
        }
    }
}

fn judge(step: &Said, status: u16, not_found: &Said, report: &mut Report) -> Result<bool, Failure> {
    let detail = said!("answers {status}", "应答 {status}");
    match status {
        404 | 405 => report.failed(step, &detail, not_found)?,
        300..=399 => report.failed(
            step,
            &detail,
            &said!(
                "it redirects: the address has moved, or a portal stands between",
                "它要求转向：地址已变更，或中间有门户"
            ),
        )?,
        500..=599 => report.failed(
            step,
            &detail,
            &said!(
                "the server itself has a problem: ask whoever runs it",
                "服务器自身有问题：请询问其管理员"
            ),
        )?,
        _ => {
            let Said { en, zh } = detail;
            report.ok(
                step,
                &said!(
                    "{en} to a request without a password, as it may",
                    "对不带密码的请求{zh}，正常"
                ),
            )?;
            return Ok(true);
        }
    }
    Ok(false)
}

async fn events_open(client: &Client, url: &str, report: &mut Report) -> Result<bool, Failure> {
    let (websocket, stomp) = (Said::as_is(WEBSOCKET), Said::as_is(STOMP));
    let upgraded = said!("upgraded", "已升级");
    match client.probe_events(url, PATIENCE).await {
        Ok(probe) => {
            report.ok(&websocket, &upgraded)?;
            let server = probe
                .server
                .map_or_else(String::new, |server| format!(", {server}"));
            let (sends, wants) = (every(probe.heartbeat_send), every(probe.heartbeat_receive));
            let version = probe.version;
            let detail = Said {
                en: format!(
                    "version {version}{server}; sends heart-beats {}, wants them {}",
                    sends.en, wants.en
                ),
                zh: format!(
                    "版本 {version}{server}；发送心跳：{}，要求心跳：{}",
                    sends.zh, wants.zh
                ),
            };
            report.ok(&stomp, &detail)?;
            Ok(true)
        }
        Err(ProbeError::Stomp(why)) => {
            report.ok(&websocket, &upgraded)?;
            let hint = said!(
                "a WebSocket is there, but no STOMP broker behind it",
                "有 WebSocket，但后面没有 STOMP 代理"
            );
            report.failed(&stomp, &Said::as_is(&why), &hint)?;
            Ok(false)
        }
        Err(ProbeError::Refused(why)) => {
            report.ok(&websocket, &upgraded)?;
            let hint = said!(
                "a broker is there, and refuses: does it want a login and a passcode, or another virtual host?",
                "有 STOMP 代理，但它拒绝了：是否需要登录名和口令，或另一虚拟主机？"
            );
            report.failed(&stomp, &Said::as_is(&why), &hint)?;
            Ok(false)
        }
        Err(error) => {
            let hint = said!(
                "a proxy or gateway between must let WebSocket upgrades through",
                "中间的代理或网关必须放行 WebSocket 升级"
            );
            report.failed(&websocket, &Said::as_is(&error.to_string()), &hint)?;
            report.skipped(&stomp, &said!("no WebSocket", "没有 WebSocket"))?;
            Ok(false)
        }
    }
}

fn every(time: Duration) -> Said {
    let seconds = time.as_secs_f64();
    match time.is_zero() {
        true => said!("never", "不"),
        false => said!("every {seconds} s", "每 {seconds} 秒"),
    }
}

fn words(error: &TransportError) -> Said {
    let why = &error.message;
    match error.never_sent {
        true => said!("no connection: {why}", "没有连接：{why}"),
        false => said!("no HTTP answer: {why}", "没有 HTTP 应答：{why}"),
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
