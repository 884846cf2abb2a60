//! What stands in the heads of requests: cookies, `Origin`, and what the environment says; and where the cookies come from.

use url::Url;

use super::Session;
use super::context::Context;
use super::input::Asked;
use super::link::Link;
use super::socket::SocketAction;
use crate::http::{Header, HttpRequest};
use crate::secret::Secret;
use crate::time::Now;

impl Session {
    /// A server has set cookies. What nobody waits for any more is of an earlier log-in, whose cookies are gone.
    pub(super) fn set_cookies(&mut self, now: Now, asked: Asked, set_cookies: &[Secret]) {
        let url = match asked {
            Asked::Request(id) => self.cx.requests.url(id).and_then(|url| url.parse().ok()),
            Asked::Socket(socket) => {
                let present = self.life.link_mut().map(|link: &mut Link| link.socket());
                (present == Some(socket)).then(|| self.cx.config.environment.events.clone())
            }
        };
        if let Some(url) = url {
            self.cx.cookies.take(&url, set_cookies, now.wall);
        }
    }
}

impl Context {
    /// The request as it goes out now.
    pub(super) fn dressed(&self, now: Now, mut request: HttpRequest) -> HttpRequest {
        if let Ok(url) = request.url.parse() {
            let origin = self.config.environment.origin_of(request.method, &url);
            request.further = self.head(now, &url, origin);
        }
        request
    }

    /// What is done with a socket, as it is done now.
    pub(super) fn dressed_action(&self, now: Now, action: SocketAction) -> SocketAction {
        match action {
            SocketAction::Open { url, .. } => {
                let environment = &self.config.environment;
                SocketAction::Open {
                    headers: self.head(now, &environment.events, environment.origin()),
                    url,
                }
            }
            action => action,
        }
    }

    fn head(&self, now: Now, url: &Url, origin: Option<String>) -> Vec<Header> {
        let header = |name: &str, value| Header {
            name: name.to_owned(),
            value,
        };
        let environment = &self.config.environment;
        let origin = origin.map(|origin| header("origin", origin.into()));
        let cookie = self.cookies.header(url, now.wall);
        let cookie = cookie.map(|cookies| header("cookie", cookies));
        let further = environment.headers().iter().cloned();
        origin.into_iter().chain(cookie).chain(further).collect()
    }
}
