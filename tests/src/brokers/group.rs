//! A program and all that it starts, which end with their owner, however that ends.

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Runs the program in a group of processes of its own, and ends the group when this side of its input is closed: by
/// [`Group`]'s end, or by this process's.
const WATCHED: &str = r#""$@" < /dev/null & cat > /dev/null; kill -s KILL 0"#;

/// A program with all that it has started.
pub struct Group(Child);

impl Group {
    /// Starts it in `folder`, with its output in the file `out` there.
    pub fn start<A: AsRef<OsStr>>(
        folder: &Path,
        words: impl IntoIterator<Item = A>,
        environment: &[(&str, String)],
    ) -> Self {
        let out = File::options()
            .create(true)
            .append(true)
            .open(folder.join("out"))
            .unwrap();
        let child = Command::new("sh")
            .args(["-c", WATCHED, "sh"])
            .args(words)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .process_group(0)
            .spawn()
            .unwrap();
        Self(child)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}
