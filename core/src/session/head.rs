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
        let url = &request.url;
        let origin = self.config.environment.origin_of(request.method, url);
        let cookies = match self.cookies.is_empty() {
            true => None,
            false => Url::parse(url)
                .ok()
                .and_then(|url| self.cookies.header(&url, now.wall)),
        };
        request.further = self.head(origin, cookies);
        request
    }

    /// What is done with a socket, as it is done now.
    pub(super) fn dressed_action(&self, now: Now, action: SocketAction) -> SocketAction {
        match action {
            SocketAction::Open { url, .. } => {
                let environment = &self.config.environment;
                let cookies = self.cookies.header(&environment.events, now.wall);
                SocketAction::Open {
                    headers: self.head(environment.origin(), cookies),
                    url,
                }
            }
            action => action,
        }
    }

    fn head(&self, origin: Option<String>, cookies: Option<Secret>) -> Vec<Header> {
        let header = |name: &str, value| Header {
            name: name.to_owned(),
            value,
        };
        let environment = &self.config.environment;
        let origin = origin.map(|origin| header("origin", origin.into()));
        let cookie = cookies.map(|cookies| header("cookie", cookies));
        let further = environment.headers().iter().cloned();
        origin.into_iter().chain(cookie).chain(further).collect()
    }
}
