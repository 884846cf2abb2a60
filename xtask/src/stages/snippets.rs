//! The snippets of the guides in Kotlin and Java, laid out as sources of the module's tests: one that does not compile is an
//! error. What they take for granted is in `bindings-kotlin/kotlin/src/test/kotlin/guide/Given.kt`.

use std::fs;
use std::path::Path;

use super::guide::{Block, blocks};
use crate::process::Repository;

/// Where they stand, and how they are called there.
const GUIDES: [(&str, &str); 3] = [
    ("README.md", "Readme"),
    ("docs/kotlin.md", "Kotlin"),
    ("docs/android.md", "Android"),
];

/// Gradle's scripts are in Kotlin, too, but of Gradle's words.
const GRADLE: &str = ".gradle.kts";

/// Lays them out below `folder`, in `kotlin` and `java`; how many there are.
pub(super) fn lay_out(repository: &Repository, folder: &Path) -> Result<usize, String> {
    // Of earlier runs.
    let _ = fs::remove_dir_all(folder);
    let mut count = 0;
    for (guide, name) in GUIDES {
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
        0 => Err("no guide has a snippet in Kotlin".to_owned()),
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
                "package guide;\nimport io.github.wellclient.*;\nfinal class {name} {{\n\
                 static void snippet(String url) throws Exception {{\n{text}}}\n}}\n"
            );
            Some((format!("java/guide/{name}.java"), source))
        }
        _ => None,
    }
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
}
