//! Who watches: the account of a supervisor, without an extension.

use crate::secret::Secret;

/// The account by which agents are watched. It is good for an HTTP session and nothing else: nobody is logged in by it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WatchAccount {
    /// The supervisor's number: `5003`.
    pub job_number: String,
    /// The password. Kept in memory, to renew the HTTP session with.
    pub password: Secret,
    /// The tenant's domain: `test.cc`. Empty is the environment's default.
    pub domain: String,
}

impl WatchAccount {
    /// An account.
    pub fn new(
        job_number: impl Into<String>,
        password: impl Into<Secret>,
        domain: impl Into<String>,
    ) -> Self {
        Self {
            job_number: job_number.into(),
            password: password.into(),
            domain: domain.into(),
        }
    }
}
