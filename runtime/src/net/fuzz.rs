//! The body of a fuzz target: a proxy's URL, what is reached without one, and a host, as anybody may have written them.

use super::no_proxy::NoProxy;
use super::proxy::Proxy;
use super::target::Target;

/// Reads all three, and asks what they say.
///
/// # Panics
///
/// Something does not hold: a bug.
pub(crate) fn fuzz_addresses(proxy: &str, except: &str, host: &str) {
    match Proxy::read(proxy) {
        Ok(read) => {
            let shown = read.to_string();
            let again = Proxy::read(&shown).map(|again| again.to_string());
            assert_eq!(again.as_deref(), Ok(shown.as_str()), "it is shown as another");
            assert_eq!(
                read.authorization().is_some(),
                format!("{read:?}").contains("with a password")
            );
        }
        Err(error) => assert!(error.to_string().len() < 200),
    }
    let except = NoProxy::read(except);
    let covered = except.covers(host, 80);
    assert_eq!(
        covered,
        except.covers(&host.to_ascii_uppercase(), 80),
        "case makes a difference"
    );
    assert!(NoProxy::read("*").covers(host, 80) && !NoProxy::read("").covers(host, 80));
    if let Ok(url) = format!("http://{host}/").parse()
        && let Some(target) = Target::of(&url)
    {
        assert!(target.url().contains(&target.host));
    }
}
