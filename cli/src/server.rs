//! Which server is meant, and how it is reached: the arguments that commands share.

use std::path::PathBuf;

use clap::Args;
use wellclient::{
    AgentId, BuildError, Client, DeviceId, Dialect, Environment, ProxyError, TlsError, TlsOptions,
};
use wellclient_core::environment::{EnvironmentError, UrlField, UrlProblem};
use wellclient_core::http::{Api, MAX_ID_BYTES, Problem};

use crate::failure::Failure;
use crate::language::{pick, say};
use crate::print::clean;
use crate::said::{Said, said};

/// Which server, and how it is reached.
#[derive(Args, Debug)]
pub(crate) struct Server {
    /// The server: the name of an environment (CMB-PRO, CMB-DEV, CMB-PRO2, AWS-PRO, AWS-HTTPS), or the URL
    /// of its API, such as http://127.0.0.1:8080
    #[arg(long, value_name = "NAME|URL")]
    env: String,
    #[command(flatten)]
    pub(crate) way: Way,
}

/// How a server is reached, and what it speaks.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Way {
    /// Where the password is exchanged for a session, if not <env>/login
    #[arg(long, value_name = "URL")]
    login_url: Option<String>,
    /// The protocol's release
    #[arg(long, value_name = "2.x|4.x", default_value = "4.x", value_parser = dialect)]
    pub(crate) dialect: Dialect,
    /// Send everything through this proxy (http://, https:// or socks5://) [default: the system's]
    #[arg(long, value_name = "URL")]
    pub(crate) proxy: Option<String>,
    /// Trust these certificates too (PEM)
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

fn dialect(text: &str) -> Result<Dialect, String> {
    let wrong = pick("the dialect must be 2.x or 4.x", "版本应为 2.x 或 4.x");
    text.parse().map_err(|_| wrong.to_owned())
}

impl Server {
    /// The environment that is meant.
    pub(crate) fn environment(&self) -> Result<Environment, Failure> {
        self.way.environment(&self.env)
    }

    /// A client that reaches it, on the current runtime.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        self.way.client()
    }
}

impl Way {
    /// The environment of this name or URL.
    pub(crate) fn environment(&self, env: &str) -> Result<Environment, Failure> {
        let usage = |error: EnvironmentError| {
            let zh = in_chinese(&error);
            Failure::Usage(say!("--env: {error}", "--env：{zh}"))
        };
        if env.contains("://") {
            return Environment::custom(env, self.login_url.as_deref()).map_err(usage);
        }
        let environment = Environment::preset(env, self.dialect).map_err(|error| {
            let zh = in_chinese(&error);
            Failure::Usage(say!(
                "--env: {error}; or give a URL (http://…)",
                "--env：{zh}；也可给出网址（http://…）"
            ))
        })?;
        match &self.login_url {
            Some(url) => environment.with_login(url).map_err(usage),
            None => Ok(environment),
        }
    }

    /// A client that goes this way, on the current runtime.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let mut builder = Client::builder();
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy);
        }
        if let Some(path) = &self.ca {
            let mut extra_roots_pem =
                std::fs::read(path).map_err(|error| Failure::unreadable(path.display(), error))?;
            // An empty file is given, and has no certificate in it either.
            extra_roots_pem.push(b'\n');
            builder = builder.tls(TlsOptions {
                extra_roots_pem,
                ..TlsOptions::default()
            });
        }
        builder.build().map_err(|error| self.unbuilt(&error))
    }

    /// Why there is no such client.
    fn unbuilt(&self, error: &BuildError) -> Failure {
        match (error, &self.proxy, &self.ca) {
            (BuildError::Proxy(why), Some(_), _) => wrong(
                "--proxy",
                &Said {
                    en: error.to_string(),
                    zh: proxy_in_chinese(*why).to_owned(),
                },
            ),
            (BuildError::Tls(TlsError::ExtraRoots(why)), _, Some(path)) => {
                let path = path.display();
                Failure::Failed(say!(
                    "{path} is no file of PEM certificates: {why}",
                    "{path} 不是 PEM 证书文件"
                ))
            }
            _ => Failure::failed(error),
        }
    }
}

fn proxy_in_chinese(error: ProxyError) -> &'static str {
    match error {
        ProxyError::NoUrl => "应为带主机名的网址",
        ProxyError::Port => "端口不能为 0",
        ProxyError::Scheme => "应以 http://、https://、socks4://、socks4a://、socks5:// 或 socks5h:// 开头",
        ProxyError::Path => "不能带路径，也不能带 ? 或 # 之后的部分",
        ProxyError::Credentials => "用户名或密码过长，或含有无法发送的字符",
        _ => "无法使用",
    }
}

fn in_chinese(error: &EnvironmentError) -> String {
    match error {
        EnvironmentError::UnknownPreset(name) => {
            let known: Vec<&str> = Environment::presets().collect();
            format!("没有名为“{name}”的环境，可用的有 {}", known.join("、"))
        }
        EnvironmentError::NotInDialect(name, dialect) => format!("{dialect} 版本没有环境 {name}"),
        EnvironmentError::Url { field, problem } => {
            let field = match field {
                UrlField::Api => "API",
                UrlField::Events => "事件通道",
                UrlField::Login => "登录",
            };
            format!("{field}网址{}", problem_in_chinese(problem))
        }
        other => other.to_string(),
    }
}

fn problem_in_chinese(problem: &UrlProblem) -> String {
    match problem {
        UrlProblem::Unreadable(why) => format!("有误（{why}）"),
        UrlProblem::Empty => "为空".to_owned(),
        UrlProblem::Scheme(scheme) => format!("应以 {scheme}:// 或 {scheme}s:// 开头"),
        UrlProblem::ControlCharacter => "含有控制字符".to_owned(),
        UrlProblem::NoHost => "没有主机名".to_owned(),
        UrlProblem::Port => "端口不能为 0".to_owned(),
        UrlProblem::Credentials => "不能带用户名或密码".to_owned(),
        UrlProblem::QueryOrFragment => "不能带 ? 或 # 之后的部分".to_owned(),
    }
}

/// Whose agent and extension: `5001@test.cc` and `8001`, or `8001@test.cc`. The agent's domain may be left
/// out where the environment has one.
pub(crate) fn identity(
    agent: &str,
    ext: &str,
    environment: &Environment,
) -> Result<(AgentId, DeviceId), Failure> {
    let (job_number, domain) = match (agent.split_once('@'), &environment.default_domain) {
        (Some(parts), _) => parts,
        (None, Some(domain)) => (agent, domain.as_str()),
        (None, None) => {
            return Err(Failure::Usage(say!(
                "--agent {agent}: say the domain too, {agent}@test.cc",
                "--agent {agent}：请写出域，例如 {agent}@test.cc"
            )));
        }
    };
    let number = match ext.split_once('@') {
        None => ext,
        Some((number, same)) if same == domain => number,
        Some(_) => {
            return Err(Failure::Usage(say!(
                "--ext: the extension is of another domain than the agent",
                "--ext：分机与座席不在同一个域"
            )));
        }
    };
    if [job_number, domain, number].iter().any(|part| part.is_empty()) {
        return Err(Failure::Usage(say!(
            "--agent and --ext: an agent is 5001@test.cc, an extension 8001",
            "--agent 和 --ext：座席形如 5001@test.cc，分机形如 8001"
        )));
    }
    Ok((AgentId::new(job_number, domain), DeviceId::new(number, domain)))
}

/// An agent to be watched, or who watches: `5002@test.cc`, or `5002` of this domain.
///
/// # Errors
/// Why nobody is called so.
pub(crate) fn agent(text: &str, domain: &str) -> Result<AgentId, Said> {
    let (job_number, domain) = text.split_once('@').unwrap_or((text, domain));
    if domain.is_empty() && !text.contains('@') {
        return Err(said!(
            "{text}: say the domain too, {text}@test.cc",
            "{text}：请写出域，例如 {text}@test.cc"
        ));
    }
    if job_number.is_empty() || domain.is_empty() || text.contains(char::is_whitespace) {
        return Err(said!(
            "{text}: an agent is 5001@test.cc",
            "{text}：座席形如 5001@test.cc"
        ));
    }
    let agent = AgentId::new(job_number, domain);
    match Api::check_agent(&agent).map_err(|error| error.problem) {
        Ok(()) => Ok(agent),
        Err(Problem::Wildcard) => Err(said!(
            "{text}: *, #, / and a second @ cannot be in an agent's id",
            "{text}：座席 ID 不能含有 *、#、/ 或第二个 @"
        )),
        Err(Problem::TooLong) => Err(said!(
            "an agent's id has at most {MAX_ID_BYTES} bytes",
            "座席 ID 最长 {MAX_ID_BYTES} 字节"
        )),
        Err(Problem::ControlCharacter) => Err(said!(
            "a control character cannot be in an agent's id",
            "座席 ID 不能含有控制字符"
        )),
        Err(other) => Err(Said::as_is(&format!("{text} {other}"))),
    }
}

/// The agents of an argument that names several.
///
/// # Errors
/// Why one of them cannot be.
pub(crate) fn agents(argument: &str, texts: &[String], domain: &str) -> Result<Vec<AgentId>, Failure> {
    let named = texts
        .iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty());
    named
        .map(|text| agent(text, domain).map_err(|why| wrong(argument, &why)))
        .collect()
}

/// An argument that makes no sense.
pub(crate) fn wrong(argument: &str, why: &Said) -> Failure {
    let why = clean(&why.to_string());
    Failure::Usage(say!("{argument}: {why}", "{argument}：{why}"))
}
