//! The commands of the C and C++ guides, run as they stand there: what they make must start.

use std::fs;
use std::path::Path;

use crate::console;
use crate::process::Repository;

/// What stands before the commands, which find themselves in a checkout or in a project of CMake's, in a home of their own.
/// Only the profile is another: the tests' one, as the others take minutes; and the repository is not fetched, but this one.
const BEFORE: &str = r#"
set -e
export CARGO_HOME="${CARGO_HOME:-$HOME/.cargo}" RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}"
export HOME="$GUIDE/home"
mkdir -p "$HOME" "$GUIDE/target"
for part in include ffi-c; do ln -sfn "$ROOT/$part" "$GUIDE/$part"; done
ln -sfn "$TARGET/debug" "$GUIDE/target/release"
cargo() {
    case "$1" in
        xtask) set -- "$@" --profile dev ;;
        build) test "$2" = --release; shift 2; set -- build "$@" ;;
    esac
    (cd "$ROOT" && command cargo "$@")
}
cmake() {
    if test "$1" = -S; then
        set -- "$@" "-DFETCHCONTENT_SOURCE_DIR_WELLCLIENT=$ROOT" "-DWELLCLIENT_TARGET_DIR=$TARGET" -DWELLCLIENT_PROFILE=dev
    fi
    command cmake "$@"
}
set -x
"#;

/// A guide, and what its commands call its first program.
const GUIDES: [(&str, &str, &str); 2] = [("docs/c.md", "c", "call.c"), ("docs/cpp.md", "cpp", "desk.cpp")];

/// Runs them all; how many blocks of commands there were.
pub(super) fn run(repository: &Repository) -> Result<usize, String> {
    let mut count = 0;
    for (guide, language, name) in GUIDES {
        let path = repository.root().join(guide);
        let text = fs::read_to_string(&path).map_err(|error| format!("{guide}: {error}"))?;
        let (section, rest) = section(&text).ok_or_else(|| format!("{guide} does not say how to build"))?;
        let is_program = |block: &Block<'_>| block.language == language && block.text.starts_with("#include");
        let program = blocks(rest).find(is_program);
        let program = program.ok_or_else(|| format!("{guide} has no first program"))?;
        let folder = repository.target().join("c/guide").join(language);
        // Of earlier runs.
        let _ = fs::remove_dir_all(&folder);
        let mut here = folder.clone();
        write(&here, name, program.text)?;
        for block in blocks(section) {
            match block.language {
                "cmake" => {
                    here = folder.join(format!("project-{count}"));
                    write(&here, name, program.text)?;
                    write(&here, "CMakeLists.txt", block.text)?;
                }
                "sh" => {
                    let at = if block.text.contains("cmake ") {
                        &here
                    } else {
                        &folder
                    };
                    commands(repository, guide, &folder, at, block.text)?;
                    count += 1;
                }
                _ => {}
            }
        }
    }
    Ok(count)
}

fn commands(
    repository: &Repository,
    guide: &str,
    folder: &Path,
    at: &Path,
    text: &str,
) -> Result<(), String> {
    console::show(format_args!("\n{guide}:\n{text}"));
    write(folder, "commands.sh", &format!("{BEFORE}cd \"$AT\"\n{text}"))?;
    let script = folder.join("commands.sh");
    repository
        .program("sh", [&script])
        .env("ROOT", &repository.root().display().to_string())
        .env("TARGET", &repository.target().display().to_string())
        .env("GUIDE", &folder.display().to_string())
        .env("AT", &at.display().to_string())
        // What is made must start without it.
        .without("LD_LIBRARY_PATH")
        .run()
        .map_err(|why| format!("{guide}: {why}, in:\n{text}"))
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(folder.join(name), text))
        .map_err(|error| format!("{}: {error}", folder.join(name).display()))
}

/// The part of a guide that says how to build, and what follows it.
fn section(text: &str) -> Option<(&str, &str)> {
    let (_, after) = text.split_once("\n## Build against it\n")?;
    after.split_once("\n## ")
}

/// What stands between fences.
pub(super) struct Block<'a> {
    pub(super) language: &'a str,
    pub(super) text: &'a str,
    /// The number of its first line.
    pub(super) line: usize,
}

/// The blocks of a guide.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut line = 1;
    let pieces = text.split("```").map(move |piece| {
        let first = line;
        line += piece.matches('\n').count();
        (first, piece)
    });
    let inside = pieces.skip(1).step_by(2);
    inside.filter_map(|(fence, block)| {
        let (language, text) = block.split_once('\n')?;
        let line = fence + 1;
        Some(Block { language, text, line })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_read_up_to_the_next() {
        let text = "# C\n\n## Build against it\n\n```sh\ncc a.c\n```\nor\n```cmake\nproject(a)\n```\n\n## A first program\n";
        let (section, rest) = section(text).unwrap();
        let found: Vec<_> = blocks(section)
            .map(|block| (block.language, block.text, block.line))
            .collect();
        assert_eq!(found, [("sh", "cc a.c\n", 3), ("cmake", "project(a)\n", 7)]);
        assert_eq!(rest, "A first program\n");
    }
}
