//! A real broker in the middle: what the switch publishes goes there, and a client's event channel is a way through to it.

mod publisher;
mod relay;

use std::io;
use std::time::Duration;

use axum::http::{HeaderValue, Uri};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::SEC_WEBSOCKET_PROTOCOL;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::config::BrokerConfig;

pub(crate) use publisher::publish;
pub(super) use relay::upgrade;

/// What is passed on; the client's own bound is the same.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;
/// How long a broker may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A WebSocket to the broker.
type Socket = WebSocketStream<TcpStream>;

/// A broker, and how to reach it.
#[derive(Debug)]
pub(crate) struct Broker {
    config: BrokerConfig,
    host: String,
    port: u16,
}

impl Broker {
    /// Where `config` says.
    ///
    /// # Errors
    /// Its URL is not one of a WebSocket without TLS.
    pub(crate) fn new(config: BrokerConfig) -> io::Result<Self> {
        let wrong = || {
            let what = "the broker's URL is not ws://host:port/path";
            io::Error::new(io::ErrorKind::InvalidInput, what)
        };
        let uri: Uri = config.url.parse().map_err(|_| wrong())?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(wrong)?;
        let has_credentials = uri.authority().is_some_and(|whole| whole.as_str().contains('@'));
        if uri.scheme_str() != Some("ws") || has_credentials {
            return Err(wrong());
        }
        let host = host.trim_matches(['[', ']']).to_owned();
        let port = uri.port_u16().unwrap_or(80);
        Ok(Self { config, host, port })
    }

    /// Opens a WebSocket, with these subprotocols offered.
    async fn open(&self, protocols: Option<HeaderValue>) -> Result<Socket, String> {
        let opening = async {
            let address = (self.host.as_str(), self.port);
            let stream = TcpStream::connect(address)
                .await
                .map_err(|error| error.to_string())?;
            // Frames are small and urgent; without it they only come later.
            let _ = stream.set_nodelay(true);
            let mut request = self
                .config
                .url
                .as_str()
                .into_client_request()
                .map_err(|error| error.to_string())?;
            if let Some(protocols) = protocols {
                request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, protocols);
            }
            let config = WebSocketConfig::default()
                .max_message_size(Some(MAX_MESSAGE))
                .max_frame_size(Some(MAX_MESSAGE));
            let (socket, _) = client_async_with_config(request, stream, Some(config))
                .await
                .map_err(|error| error.to_string())?;
            Ok(socket)
        };
        let opened = timeout(PATIENCE, opening).await;
        opened.unwrap_or_else(|_| Err("no answer in time".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broker(url: &str) -> io::Result<Broker> {
        Broker::new(BrokerConfig {
            url: url.to_owned(),
            ..BrokerConfig::default()
        })
    }

    #[test]
    fn a_broker_is_found_by_its_url() {
        let broker = broker("ws://[::1]:15674/ws").unwrap();
        assert_eq!((broker.host.as_str(), broker.port), ("::1", 15674));
    }

    #[test]
    fn other_urls_are_refused_without_being_quoted() {
        for url in [
            "",
            "x",
            "wss://a/ws",
            "http://a/",
            "ws:///ws",
            "ws://me:secret@a/ws",
        ] {
            let error = broker(url).unwrap_err();
            assert_eq!(
                error.to_string(),
                "the broker's URL is not ws://host:port/path",
                "{url}"
            );
        }
    }
}
