//! RabbitMQ with its Web-STOMP plugin: all that it writes stays in a folder.

use std::path::{Path, PathBuf};

use super::group::Group;

/// Starts one in `folder` that listens on `port` of this machine; the `others` are for its port mapper, and for its nodes
/// between each other.
///
/// # Panics
/// Where RabbitMQ is not installed.
pub fn start(folder: &Path, port: u16, others: [u16; 2]) -> Group {
    let [epmd, between] = others.map(|port| port.to_string());
    let conf = format!(
        "listeners.tcp = none\nstomp.listeners.tcp = none\nweb_stomp.tcp.ip = 127.0.0.1\nweb_stomp.tcp.port = {port}\n\
         web_stomp.ws_path = /mvc/stomp/websocket\n"
    );
    let conf = file(folder, "rabbitmq.conf", &conf);
    let plugins = file(folder, "plugins", "[rabbitmq_stomp,rabbitmq_web_stomp].\n");
    let home = folder.display().to_string();
    let environment = [
        ("HOME", home.clone()),
        ("RABBITMQ_NODENAME", "cti@localhost".to_owned()),
        ("RABBITMQ_MNESIA_BASE", format!("{home}/mnesia")),
        ("RABBITMQ_LOG_BASE", format!("{home}/log")),
        ("RABBITMQ_CONFIG_FILE", conf),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", plugins),
        ("RABBITMQ_CONF_ENV_FILE", "/dev/null".to_owned()),
        ("RABBITMQ_DIST_PORT", between),
        (
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "-kernel inet_dist_use_interface {127,0,0,1}".to_owned(),
        ),
        ("ERL_EPMD_ADDRESS", "127.0.0.1".to_owned()),
        ("ERL_EPMD_PORT", epmd),
    ];
    // The server would start its port mapper itself, out of this group, and again whenever it is gone.
    let both = r#"epmd -address 127.0.0.1 -port "$ERL_EPMD_PORT" & exec "$0""#;
    let server = server().display().to_string();
    Group::start(folder, ["sh", "-c", both, &server], &environment)
}

fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// The server itself: Debian's program of that name runs it as another user.
fn server() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib/rabbitmq/lib").into_iter().flatten();
    let mut servers = folders
        .flatten()
        .map(|folder| folder.path().join("sbin/rabbitmq-server"));
    servers
        .find(|server| server.is_file())
        .expect("this needs RabbitMQ: apt-get install -y --no-install-recommends rabbitmq-server")
}
