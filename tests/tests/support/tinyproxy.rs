//! A real tinyproxy between client and server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;

use tokio::net::{TcpListener, TcpStream};
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
        // Somebody else may take the port in between: then it ends, and another is tried.
        for _ in 0..10 {
            let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let addr = free.local_addr().unwrap();
            drop(free);
            let config = format!(
                "Port {}\nListen 127.0.0.1\nTimeout 100\nMaxClients 50\n{more}\n",
                addr.port()
            );
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

impl Drop for Tinyproxy {
    fn drop(&mut self) {
        let _ = self.process.start_kill();
        let _ = std::fs::remove_file(&self.file);
    }
}
