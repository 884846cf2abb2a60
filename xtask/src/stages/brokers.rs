//! The library against real brokers: RabbitMQ from Debian, ActiveMQ Artemis from Maven, each started by the tests.

use super::Stage;
use super::kotlin::{JDK, MAVEN};
use super::rust::{AS_TESTED, C_COMPILER, CARGO, only};
use crate::need::Need;
use crate::process::Repository;

pub(crate) static RABBITMQ: Need = Need {
    // Debian's program of that name would run it as another user; the path names the version.
    probe: &["sh", "-c", "ls /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server"],
    at_least: Some("3.8"),
    debian: &["rabbitmq-server"],
    otherwise: "",
    why: "a real broker between client and server",
};

pub(super) const BROKERS: Stage = Stage {
    name: "brokers",
    about: "the library with real brokers in the middle: RabbitMQ and ActiveMQ Artemis",
    needs: &[&CARGO, &C_COMPILER, &RABBITMQ, &JDK, &MAVEN],
    scratch: &["brokers"],
    run: test,
};

fn test(repository: &Repository) -> Result<String, String> {
    let laid = format!(
        "-Dwellclient.broker={}",
        repository.target().join("brokers").display()
    );
    let pom = "tests/brokers/artemis/pom.xml";
    repository
        .program("mvn", ["-B", "-ntp", "-q", "-f", pom, &laid, "compile"])
        .run()?;
    // One of the tests runs the program.
    let build = ["build", "--bin", "wellclient"];
    repository.cargo(build.into_iter().chain(AS_TESTED)).run()?;
    // Most of them wait for most of their time.
    only(repository, "brokers", &["--test-threads=4"])
}
