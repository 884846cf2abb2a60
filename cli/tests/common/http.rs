//! HTTP as far as the tests need it: one request over a connection of its own, and the whole reply.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::PATIENCE;

/// Asks the server of a URL, such as `GET /floor/state`; `headers` may name another host, and each ends with CRLF.
pub(crate) fn ask(url: &str, head: &str, headers: &str, body: &str) -> String {
    let mut connection = asking(url, head, &format!("{headers}connection: close\r\n"), body);
    let mut reply = Vec::new();
    connection.read_to_end(&mut reply).unwrap();
    String::from_utf8_lossy(&reply).into_owned()
}

/// Asks, and leaves the reply to be read.
pub(crate) fn asking(url: &str, head: &str, headers: &str, body: &str) -> TcpStream {
    let address = url.trim_start_matches("http://").split('/').next().unwrap();
    let mut connection = TcpStream::connect(address).unwrap();
    connection.set_read_timeout(Some(PATIENCE)).unwrap();
    let host = match headers.contains("host: ") {
        true => String::new(),
        false => format!("host: {address}\r\n"),
    };
    let length = body.len();
    let request = format!("{head} HTTP/1.1\r\n{host}{headers}content-length: {length}\r\n\r\n{body}");
    connection.write_all(request.as_bytes()).unwrap();
    connection
}

/// `200`
pub(crate) fn status(reply: &str) -> &str {
    reply.split(' ').nth(1).unwrap_or_default()
}

/// Sends a JSON body, which is taken.
pub(crate) fn post(url: &str, path: &str, body: &str) {
    let reply = ask(
        url,
        &format!("POST {path}"),
        "content-type: application/json\r\n",
        body,
    );
    assert!(status(&reply).starts_with("20"), "{reply}");
}

/// Takes something away, which is there.
pub(crate) fn delete(url: &str, path: &str) {
    let reply = ask(url, &format!("DELETE {path}"), "", "");
    assert!(status(&reply).starts_with("20"), "{reply}");
}
