//! The addresses of a name, tried as RFC 8305 has it (happy eyeballs): one that does not answer holds up nobody for long,
//! and is tried last for a while.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, sleep_until, timeout_at};
use wellclient_core::http::{Obstacle, Unreached};

use crate::lock::Mutex;

/// How long an address is tried alone before the next one is tried, too.
const HEAD_START: Duration = Duration::from_millis(250);

/// How long an address that has not answered is tried last.
const REMEMBERED: Duration = Duration::from_secs(600);

/// How many are remembered at most.
const MOST: usize = 256;

/// Those that have not answered, and when.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    silent: Mutex<HashMap<SocketAddr, Instant>>,
}

impl Addresses {
    /// Connects to the first address of a name that answers.
    pub(super) async fn connect(
        &self,
        host: &str,
        port: u16,
        until: Instant,
    ) -> Result<TcpStream, Unreached> {
        let found = self.resolve(host, port, until).await?;
        self.race(found, until).await
    }

    /// All addresses of a name.
    pub(super) async fn resolve(
        &self,
        host: &str,
        port: u16,
        until: Instant,
    ) -> Result<Vec<SocketAddr>, Unreached> {
        let unknown = |error: &dyn std::fmt::Display| {
            Unreached::by(Obstacle::NameNotFound, format_args!("{host}: {error}"))
        };
        let found = match timeout_at(until, lookup_host((host, port))).await {
            Ok(found) => found.map_err(|error| unknown(&error))?,
            Err(_) => return Err(unknown(&"no name server answers in time")),
        };
        let found: Vec<_> = found.collect();
        match found.is_empty() {
            true => Err(unknown(&"no address")),
            false => Ok(found),
        }
    }

    async fn race(&self, found: Vec<SocketAddr>, until: Instant) -> Result<TcpStream, Unreached> {
        let mut waiting = self.in_order(found).into_iter();
        let mut attempts = FuturesUnordered::new();
        let mut begun: Vec<(SocketAddr, Instant)> = Vec::new();
        let mut last = None;
        let mut may_begin = true;
        loop {
            let next = may_begin.then(|| waiting.next()).flatten();
            if let Some(address) = next {
                begun.push((address, Instant::now()));
                attempts.push(async move { (address, TcpStream::connect(address).await) });
            }
            if attempts.is_empty() {
                return Err(last.unwrap_or_else(|| Unreached::by(Obstacle::NoAnswer, "")));
            }
            may_begin = tokio::select! {
                Some((address, result)) = attempts.next() => match result {
                    Ok(stream) => {
                        begun.retain(|(other, _)| *other != address);
                        self.silent.lock().remove(&address);
                        self.remember(&begun, HEAD_START);
                        let _ = stream.set_nodelay(true);
                        return Ok(stream);
                    }
                    Err(error) => {
                        begun.retain(|(other, since)| {
                            let is_it = *other == address;
                            if is_it && error.kind() != io::ErrorKind::ConnectionRefused {
                                self.remember(&[(*other, *since)], Duration::ZERO);
                            }
                            !is_it
                        });
                        last = Some(failed(&error));
                        true
                    }
                },
                () = sleep_until(Instant::now() + HEAD_START), if waiting.len() > 0 => true,
                () = sleep_until(until) => {
                    self.remember(&begun, HEAD_START);
                    return Err(Unreached::by(Obstacle::NoAnswer, "no connection in time"));
                }
            };
        }
    }

    /// In the order of the system, but the families take turns, and what has not answered of late comes last.
    fn in_order(&self, found: Vec<SocketAddr>) -> Vec<SocketAddr> {
        let is_first =
            |address: &SocketAddr| found.first().map(SocketAddr::is_ipv6) == Some(address.is_ipv6());
        let (first, other): (Vec<_>, Vec<_>) = found.iter().copied().partition(is_first);
        let (mut first, mut other) = (first.into_iter(), other.into_iter());
        let mut ordered: Vec<SocketAddr> = Vec::with_capacity(found.len());
        while ordered.len() < found.len() {
            ordered.extend(first.next());
            ordered.extend(other.next());
        }
        let mut silent = self.silent.lock();
        silent.retain(|_, since| since.elapsed() < REMEMBERED);
        ordered.sort_by_key(|address| silent.contains_key(address));
        ordered
    }

    /// Those that have had so much time.
    fn remember(&self, begun: &[(SocketAddr, Instant)], time: Duration) {
        let mut silent = self.silent.lock();
        for (address, since) in begun {
            if since.elapsed() >= time && (silent.len() < MOST || silent.contains_key(address)) {
                silent.insert(*address, Instant::now());
            }
        }
    }
}

fn failed(error: &io::Error) -> Unreached {
    use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable, TimedOut};
    match error.kind() {
        ConnectionRefused => Unreached::by(Obstacle::ConnectionRefused, ""),
        HostUnreachable | NetworkUnreachable | TimedOut => Unreached::by(Obstacle::NoAnswer, error),
        _ => error.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Somebody who listens and never answers: the queue of those who wait is full.
    async fn silent() -> (SocketAddr, Vec<TcpStream>, tokio::net::TcpListener) {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let mut waiting = Vec::new();
        while let Ok(Ok(stream)) =
            tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await
        {
            waiting.push(stream);
        }
        (address, waiting, listener)
    }

    async fn listening() -> (SocketAddr, tokio::net::TcpListener) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        (listener.local_addr().unwrap(), listener)
    }

    fn in_a_while(seconds: u64) -> Instant {
        Instant::now() + Duration::from_secs(seconds)
    }

    #[tokio::test]
    async fn one_that_does_not_answer_is_tried_last_the_next_time() {
        let (dead, _waiting, _kept) = silent().await;
        let (alive, _listener) = listening().await;
        let addresses = Addresses::default();
        let begin = Instant::now();
        let stream = addresses.race(vec![dead, alive], in_a_while(5)).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), alive);
        let first = begin.elapsed();
        assert!(first >= HEAD_START && first < Duration::from_secs(3), "{first:?}");
        assert_eq!(addresses.in_order(vec![dead, alive]), [alive, dead]);
        let begin = Instant::now();
        addresses.race(vec![dead, alive], in_a_while(5)).await.unwrap();
        assert!(begin.elapsed() < HEAD_START, "{:?}", begin.elapsed());
        // One that is the only one is tried all the same.
        let begin = Instant::now();
        let until = Instant::now() + Duration::from_millis(300);
        let error = addresses.race(vec![dead], until).await.unwrap_err();
        assert_eq!(error.obstacle, Some(Obstacle::NoAnswer));
        assert!(begin.elapsed() < Duration::from_secs(2));
        // And forgotten after a while.
        let long_ago = Instant::now().checked_sub(REMEMBERED);
        if let Some(long_ago) = long_ago {
            addresses.silent.lock().insert(dead, long_ago);
            assert_eq!(addresses.in_order(vec![dead, alive]), [dead, alive]);
        }
    }

    #[tokio::test]
    async fn one_that_refuses_is_passed_at_once() {
        let (gone, listener) = listening().await;
        drop(listener);
        let (alive, _listener) = listening().await;
        let addresses = Addresses::default();
        let begin = Instant::now();
        addresses.race(vec![gone, alive], in_a_while(5)).await.unwrap();
        assert!(begin.elapsed() < HEAD_START);
        let error = addresses.race(vec![gone], in_a_while(5)).await.unwrap_err();
        assert_eq!(error.obstacle, Some(Obstacle::ConnectionRefused));
        assert_eq!(
            addresses.in_order(vec![gone, alive]),
            [gone, alive],
            "it may be back"
        );
    }

    #[test]
    fn no_more_than_some_are_remembered() {
        let addresses = Addresses::default();
        let since = Instant::now();
        let address = |number: usize| SocketAddr::from(([127, 0, 0, 1], u16::try_from(number).unwrap()));
        let begun: Vec<_> = (0..2 * MOST).map(|number| (address(number), since)).collect();
        addresses.remember(&begun, Duration::ZERO);
        assert_eq!(addresses.silent.lock().len(), MOST);
    }

    #[test]
    fn the_families_take_turns() {
        let of = |text: &str| text.parse::<SocketAddr>().unwrap();
        let [a, b, c, d] = ["[::1]:1", "[::2]:1", "1.1.1.1:1", "1.1.1.2:1"].map(of);
        assert_eq!(Addresses::default().in_order(vec![a, b, c, d]), [a, c, b, d]);
        assert_eq!(Addresses::default().in_order(vec![c, d]), [c, d]);
    }

    #[tokio::test]
    async fn a_name_that_nobody_knows() {
        let error = Addresses::default()
            .connect("nobody.invalid", 80, in_a_while(10))
            .await;
        assert_eq!(error.unwrap_err().obstacle, Some(Obstacle::NameNotFound));
    }
}
