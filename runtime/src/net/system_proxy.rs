//! Which proxy the system has for a URL: what applies where a client is told nothing of proxies.

use super::proxies::Proxies;
use super::target::Target;

/// The proxy of the system's that leads to this URL (`http`, `https`, `ws` or `wss`), without a name or a password:
/// `http://proxy.example:3128`. Of the environment (`http_proxy`, `https_proxy`, `all_proxy`, in capitals too, but for
/// what `no_proxy` names), else of the settings of Windows or macOS. `None` where the way is direct, and where the
/// system's proxy cannot be used.
pub fn system_proxy(url: &str) -> Option<String> {
    let target = Target::of(&url.parse().ok()?)?;
    let proxy = Proxies::system().to(&target).ok()??;
    Some(proxy.to_string())
}
