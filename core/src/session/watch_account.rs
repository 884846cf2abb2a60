//! Who watches: the account of a supervisor, without an extension.

use super::config_error::ConfigError;
use crate::environment::Environment;
use crate::http::{Api, Field};
use crate::id::AgentId;
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

    /// Whether it can be one in this environment, and these agents can be watched by it.
    ///
    /// # Errors
    /// What cannot be.
    pub fn check(&self, environment: &Environment, agents: &[AgentId]) -> Result<(), ConfigError> {
        let domain = self.domain_in(environment);
        if domain.is_empty() {
            return Err(ConfigError::NoDomain);
        }
        Api::check_account(&self.job_number, domain).map_err(|error| ConfigError::Account {
            field: if error.field == Field::Domain {
                "domain"
            } else {
                "job_number"
            },
            problem: error.problem,
        })?;
        for (index, agent) in agents.iter().enumerate() {
            Api::check_agent(&whole(agent.clone(), domain)).map_err(|error| {
                let problem = error.problem;
                ConfigError::Agent { index, problem }
            })?;
        }
        Ok(())
    }

    /// Its domain; where it has none, the environment's.
    pub(super) fn domain_in<'a>(&'a self, environment: &'a Environment) -> &'a str {
        match self.domain.as_str() {
            "" => environment.default_domain.as_deref().unwrap_or_default(),
            domain => domain,
        }
    }
}

/// An agent without a domain is of the account's.
pub(super) fn whole(agent: AgentId, domain: &str) -> AgentId {
    match agent.as_str() {
        name if name.is_empty() || name.contains('@') => agent,
        name => AgentId::new(name, domain),
    }
}
