//! The snippets of the guides in Kotlin, Java and Swift, laid out as sources beside the tests: one that does not compile is
//! an error. What they take for granted is in `guide/Given.kt` and `Guide/Given.swift` there.

use std::fs;
use std::path::Path;

use super::guide::{Block, blocks};
use crate::process::Repository;

/// Where they stand, and how they are called there.
type Guides = [(&'static str, &'static str)];
const KOTLIN: &Guides = &[
    ("README.md", "Readme"),
    ("docs/kotlin.md", "Kotlin"),
    ("docs/android.md", "Android"),
];
const SWIFT: &Guides = &[("README.md", "Readme"), ("docs/swift.md", "Swift")];

/// Gradle's scripts are in Kotlin, too, but of Gradle's words.
const GRADLE: &str = ".gradle.kts";

/// A block as a file of this name, where it is a snippet: the file, and what is in it.
type Source = fn(&Block<'_>, &str) -> Option<(String, String)>;

/// Lays out those in Kotlin and Java below `folder`, in `kotlin` and `java`; how many there are.
pub(super) fn lay_out(repository: &Repository, folder: &Path) -> Result<usize, String> {
    lay_out_each(repository, folder, KOTLIN, source)
}

/// Lays out those in Swift in `folder`; how many there are.
pub(super) fn lay_out_swift(repository: &Repository, folder: &Path) -> Result<usize, String> {
    lay_out_each(repository, folder, SWIFT, swift)
}

fn lay_out_each(
    repository: &Repository,
    folder: &Path,
    guides: &Guides,
    source: Source,
) -> Result<usize, String> {
    // Of earlier runs.
    let _ = fs::remove_dir_all(folder);
    let mut count = 0;
    for (guide, name) in guides {
        let text =
            fs::read_to_string(repository.root().join(guide)).map_err(|error| format!("{guide}: {error}"))?;
        for block in blocks(&text) {
            let name = format!("{name}Line{}", block.line);
            let Some((file, source)) = source(&block, &name) else {
                continue;
            };
            let file = folder.join(file);
            let parent = file.parent().unwrap_or(folder);
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(&file, source))
                .map_err(|error| format!("{}: {error}", file.display()))?;
            count += 1;
        }
    }
    match count {
        0 => Err("no guide has a snippet in that language".to_owned()),
        count => Ok(count),
    }
}

/// A block as a file: as it stands there where it is one, else inside of a function.
fn source(block: &Block<'_>, name: &str) -> Option<(String, String)> {
    let text = block.text;
    match block.language {
        "kotlin" if text.contains(GRADLE) => None,
        "kotlin" => {
            let package = format!("package guide.{}\n", name.to_lowercase());
            let imports = "import guide.*\nimport io.github.wellclient.*\nimport kotlinx.coroutines.*\n\
                           import kotlinx.coroutines.flow.*\n";
            let source = if text.starts_with("import ") {
                format!("{package}{text}")
            } else if text.starts_with("fun ") || text.starts_with("suspend fun ") {
                format!("{package}{imports}{text}")
            } else {
                format!("{package}{imports}suspend fun snippet() {{\n{text}}}\n")
            };
            Some((format!("kotlin/{name}.kt"), source))
        }
        "java" => {
            let source = format!(
                "package guide;\nimport io.github.wellclient.*;\nfinal class {name} {{\nstatic Session session;\n\
                 static void snippet(String url) throws Exception {{\n{text}}}\n}}\n"
            );
            Some((format!("java/guide/{name}.java"), source))
        }
        _ => None,
    }
}

/// A whole program is an example of the package's, which is built and run.
fn swift(block: &Block<'_>, name: &str) -> Option<(String, String)> {
    let text = block.text;
    let is_snippet = block.language == "swift" && !text.starts_with("import ");
    is_snippet.then(|| {
        let source = format!("import Wellclient\n\nprivate func snippet() async throws {{\n{text}}}\n");
        (format!("{name}.swift"), source)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(guide: &str) -> Vec<(String, String)> {
        let blocks = blocks(guide).filter_map(|block| source(&block, "Here"));
        blocks.collect()
    }

    #[test]
    fn a_program_is_a_file_and_lines_are_a_function() {
        let guide = "# Kotlin\n\n```kotlin\nimport a.B\n\nfun main() {}\n```\n```kotlin\nsession.logout()\n```\n\
                     ```kotlin\n// settings.gradle.kts\n```\n```sh\nmvn\n```\n```java\nphone.logout();\n```\n";
        let sources = sources(guide);
        let [program, lines, java] = sources.as_slice() else {
            panic!("{sources:?}");
        };
        assert_eq!(program.1, "package guide.here\nimport a.B\n\nfun main() {}\n");
        assert!(
            lines
                .1
                .ends_with("\nsuspend fun snippet() {\nsession.logout()\n}\n")
        );
        assert_eq!(java.0, "java/guide/Here.java");
        assert!(java.1.contains("{\nphone.logout();\n}"));
    }

    #[test]
    fn swift_s_lines_are_a_function_and_its_program_an_example() {
        let guide = "```swift\nimport Wellclient\n```\n```swift\ntry await session.logout()\n```\n";
        let sources: Vec<_> = blocks(guide).filter_map(|block| swift(&block, "Here")).collect();
        let [(file, text)] = sources.as_slice() else {
            panic!("{sources:?}");
        };
        assert_eq!(file, "Here.swift");
        assert!(text.ends_with("async throws {\ntry await session.logout()\n}\n"));
    }
}
