//! A saved session: whoever can write a session store that is not sealed writes what is in it.

use std::time::Duration;

use crate::environment::Environment;
use crate::session::{
    HttpResponse, Input, Output, SavedSession, Session, SessionConfig, SocketAction, SocketId,
};
use crate::time::Now;

/// As often the session is let go on.
const STEPS: usize = 200;

/// The first two octets are the store's; the rest up to a NUL is taken for the JSON of a saved session, with its sum, and what
/// is behind it for what the server answers. What can be read is written and read again, and a session takes it up.
///
/// # Panics
/// Something does not hold: a bug.
pub fn saved(data: &[u8]) {
    let [_, _, kept @ ..] = data else { return };
    let mut parts = kept.splitn(2, |octet| *octet == 0);
    let (json, account) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let sum = format!("\n{:08x}", crc32fast::hash(json));
    let Ok(saved) = SavedSession::from_bytes(&[json, sum.as_bytes()].concat()) else {
        return;
    };
    let again = SavedSession::from_bytes(saved.to_bytes().expose().as_bytes());
    assert_eq!(again.as_ref(), Ok(&saved), "it was not read as it was written");
    let Ok(environment) = Environment::custom("http://cti.example/sdk", None) else {
        return;
    };
    let Ok(mut session) = Session::new(SessionConfig::new(environment)) else {
        return;
    };
    let mut now = Duration::from_secs(1000);
    let id = session.next_command();
    session.handle_input(
        at(now),
        Input::Recover {
            id,
            saved: saved.into(),
        },
    );
    for _ in 0..STEPS {
        match session.poll_output() {
            Output::Request { id, .. } => {
                let result = Ok(HttpResponse {
                    status: 200,
                    retry_after: None,
                    body: account.to_vec(),
                });
                session.handle_input(at(now), Input::Response { id, result });
            }
            Output::Socket { socket, action } => serve(&mut session, now, socket, action),
            Output::Timeout(Some(next)) => {
                now = now.max(next);
                session.handle_input(at(now), Input::Timeout);
            }
            Output::Timeout(None) | Output::Closed => break,
            _ => {}
        }
    }
    let _ = session.snapshot(at(now));
    let _ = session.saved().map(|saved| saved.to_bytes());
}

fn at(now: Duration) -> Now {
    Now::at(now, 1_500_000_000_000)
}

/// A broker that takes everything.
fn serve(session: &mut Session, now: Duration, socket: SocketId, action: SocketAction) {
    let bytes: &[u8] = match action {
        SocketAction::Open { .. } => {
            return session.handle_input(at(now), Input::Connected { socket });
        }
        SocketAction::Send(text) if text.starts_with("CONNECT") => b"CONNECTED\nversion:1.2\n\n\0",
        SocketAction::Send(text) if text.starts_with("SUBSCRIBE") => b"RECEIPT\nreceipt-id:subscribed\n\n\0",
        _ => return,
    };
    session.handle_input(at(now), Input::Received { socket, bytes });
}
