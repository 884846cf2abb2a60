//! Commands that use the network run on a runtime of their own.

use crate::failure::Failure;
use crate::language::say;

/// Runs a command that uses the network.
pub(crate) fn on_runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| {
            Failure::Failed(say!(
                "the program cannot be started: {error}",
                "程序无法启动：{error}"
            ))
        })?;
    let done = runtime.block_on(work);
    // A read of the terminal that is still under way must not keep the program.
    runtime.shutdown_background();
    done
}
