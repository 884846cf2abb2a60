//! The floor: a page of the simulated call center, with a telephone for whoever wants to be an agent there.
//!
//! Each telephone is a [`Session`](wellclient::Session) of the library in this process, which reaches the simulator over
//! the network as any other client does. The page shows what is and sends verbs; it holds no password and no session id.

mod board;
mod desk;
mod desks;
mod lookout;
mod routes;
mod scripts;
mod shared;
mod stays;
mod stream;
mod view;
mod words;

use std::sync::Arc;

use axum::Router;
use tokio::task::JoinHandle;
use wellclient::Client;
use wellclient_simulator::{Handle, PbxConfig};

use crate::failure::Failure;
use board::Board;
use desks::Desks;
use scripts::Scripts;
use shared::Shared;

/// The floor of a running simulator.
pub(crate) struct Floor {
    shared: Arc<Shared>,
    lookout: JoinHandle<()>,
}

/// A client that reaches this machine, on the current runtime.
pub(crate) fn client() -> Result<Client, Failure> {
    Client::builder().no_proxy().build().map_err(Failure::failed)
}

impl Floor {
    /// On the current runtime.
    pub(crate) fn new(simulator: &Handle, client: Client, pbx: PbxConfig) -> Self {
        let board = Arc::new(Board::default());
        let shared = Shared {
            simulator: simulator.clone(),
            desks: Desks::new(client, simulator.local_url(), pbx, board.clone()),
            scripts: Scripts::default(),
            board: board.clone(),
        };
        Self {
            shared: Arc::new(shared),
            lookout: tokio::spawn(lookout::look(simulator.clone(), board)),
        }
    }

    /// What it answers.
    pub(crate) fn routes(&self) -> Router {
        routes::routes(self.shared.clone())
    }

    /// Sends everybody home.
    pub(crate) async fn end(self) {
        self.lookout.abort();
        self.shared.scripts.stop();
        self.shared.desks.close().await;
    }
}
