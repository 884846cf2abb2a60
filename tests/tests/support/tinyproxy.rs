//! A real tinyproxy between client and server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};

use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use wellclient::{Client, ClientBuilder};

/// A real tinyproxy, which ends with the test.
pub(crate) struct Tinyproxy {
    pub(crate) addr: SocketAddr,
    process: Child,
    file: PathBuf,
}

impl Tinyproxy {
    pub(crate) async fn new(name: &str, more: &str) -> Self {
        let file = std::env::temp_dir().join(format!("wellclient-proxy-{}-{name}", std::process::id()));
        // Somebody else may be at the port: then it ends, and another is tried.
        for _ in 0..10 {
            let port = a_port();
            let addr = SocketAddr::from(([127, 0, 0, 1], port));
            let config = format!("Port {port}\nListen 127.0.0.1\nTimeout 100\nMaxClients 50\n{more}\n");
            std::fs::write(&file, config).unwrap();
            let mut process = Command::new("tinyproxy")
                .arg("-d")
                .arg("-c")
                .arg(&file)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .kill_on_drop(true)
                .spawn()
                .expect(
                    "this test needs tinyproxy: apt-get install -y --no-install-recommends tinyproxy-bin",
                );
            let is_up = super::soon(async {
                loop {
                    if TcpStream::connect(addr).await.is_ok() {
                        return true;
                    }
                    if process.try_wait().unwrap().is_some() {
                        return false;
                    }
                    tokio::task::yield_now().await;
                }
            });
            if is_up.await {
                return Self { addr, process, file };
            }
        }
        panic!("no port is free");
    }

    pub(crate) fn client(&self, credentials: &str) -> ClientBuilder {
        Client::builder().proxy(format!("http://{credentials}{}", self.addr))
    }
}

/// Of those that the system gives to nobody who asks for any port: it cannot be taken by a listener of another test.
fn a_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let turn = NEXT.fetch_add(97, Ordering::Relaxed);
    10_000 + (std::process::id().wrapping_add(turn) % 20_000) as u16
}

impl Drop for Tinyproxy {
    fn drop(&mut self) {
        let _ = self.process.start_kill();
        let _ = std::fs::remove_file(&self.file);
    }
}
