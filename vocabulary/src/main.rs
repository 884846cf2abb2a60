//! Writes every generated file anew: `cargo xtask generate`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let files = match wellclient_vocabulary::generate() {
        Ok(files) => files,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    for (path, text) in files {
        let file = wellclient_vocabulary::root().join(path);
        if std::fs::read_to_string(&file).is_ok_and(|there| there == text) {
            continue;
        }
        if let Err(error) = std::fs::write(&file, text) {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
        println!("{path}");
    }
    ExitCode::SUCCESS
}
