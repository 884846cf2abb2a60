//! Which proxy the system has for a URL: what applies where a client is told nothing of proxies.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

/// The proxy of the system's that leads to this URL (`http`, `https`, `ws` or `wss`), without a name or a password:
/// `http://proxy.example:3128`. Of the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, but for what `NO_PROXY`
/// names), else of the settings of Windows or macOS. `None` where the way is direct.
pub fn system_proxy(url: &str) -> Option<String> {
    proxy_of(&Matcher::from_system(), url)
}

fn proxy_of(matcher: &Matcher, url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let scheme = match url.scheme() {
        "wss" | "https" => "https",
        _ => "http",
    };
    // Only where it leads to matters: whoever asks for a path has no other proxy.
    let host = url.host_str()?;
    let port = url.port_or_known_default()?;
    let destination = format!("{scheme}://{host}:{port}/").parse().ok()?;
    let found = matcher.intercept(&destination)?;
    let proxy = found.uri();
    let port = proxy.port().map_or(String::new(), |port| format!(":{port}"));
    Some(format!(
        "{}://{}{port}",
        proxy.scheme_str().unwrap_or("http"),
        proxy.host()?
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_told_without_its_password() {
        let matcher = Matcher::builder()
            .http("http://clerk:secret@proxy.example:3128")
            .no("inside.example, 127.0.0.1")
            .build();
        for url in ["http://cti.example", "ws://cti.example:8080/x"] {
            assert_eq!(
                proxy_of(&matcher, url).as_deref(),
                Some("http://proxy.example:3128"),
                "{url}"
            );
        }
        for url in [
            "https://cti.example",
            "http://127.0.0.1:8080",
            "ws://inside.example",
            "nonsense",
        ] {
            assert_eq!(proxy_of(&matcher, url), None, "{url}");
        }
    }
}
