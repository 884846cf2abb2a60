//! Why a session cannot be as it is configured.

use super::timing::OutOfRange;
use crate::http::Problem;

/// Why a session, or a watch, cannot be as it is configured.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A setting is out of its range.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// STOMP's CONNECT, which has no escapes, cannot carry it.
    #[error("virtual_host contains a control character")]
    VirtualHost,
    /// One of the agents to be watched cannot be.
    #[error("agents[{index}] {problem}")]
    Agent {
        /// Which one, from 0.
        index: usize,
        /// Why.
        problem: Problem,
    },
    /// Neither a watch's account nor the environment says the domain.
    #[error("domain is not given, and the environment has no default domain")]
    NoDomain,
    /// A watch's account cannot be: its job number or domain.
    #[error("{field} {problem}")]
    Account {
        /// Which part: `job_number` or `domain`.
        field: &'static str,
        /// Why.
        problem: Problem,
    },
}
