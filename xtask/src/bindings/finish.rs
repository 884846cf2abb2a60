//! The last touch to what UniFFI has generated: where its templates speak another way than the language's own people.

use std::fs;
use std::path::{Path, PathBuf};

/// The text of a file, touched up.
type Finish = fn(&str) -> Result<String, String>;

/// Touches up the sources of `language` in `folder`. An error where a template has changed and there is nothing to touch.
pub(super) fn sources(language: &str, folder: &Path) -> Result<(), String> {
    let (file, finish): (PathBuf, Finish) = match language {
        "kotlin" => (folder.join("io/github/wellclient/wellclient_uniffi.kt"), kotlin),
        "swift" => (folder.join("Wellclient.swift"), swift),
        _ => return Ok(()),
    };
    let failed = |error: std::io::Error| format!("{}: {error}", file.display());
    let text = fs::read_to_string(&file).map_err(failed)?;
    let text = finish(&text).map_err(|what| format!("{}: {what}", file.display()))?;
    fs::write(&file, text).map_err(failed)
}

/// What the layer over it wraps: nothing that a program should be offered.
const HIDDEN: [&str; 10] = [
    "open class Native",
    "public interface NativeClientInterface",
    "public interface NativeEventStreamInterface",
    "public interface NativeSessionInterface",
    "public interface NativeSubscriptionInterface",
    "public interface NativeWatchInterface",
    "public interface NoticeListener",
    "public interface LoginAsk",
    "public interface Diagnostics",
    "public object FfiConverter",
];

/// Variants without fields print their names, the message of an exception is its sentence, the library is looked at before a
/// call has anything of JNA's made, Java finds the functions under `Wellclient`, and what the layer wraps is internal.
fn kotlin(text: &str) -> Result<String, String> {
    let (mut objects, mut messages, mut calls, mut names, mut hidden) = (0, 0, 0, 0, 0);
    let lines = text.lines().map(|line| {
        let bare = line.trim_start();
        let indent = &line[..line.len() - bare.len()];
        if bare.starts_with("object ") && bare.contains(" : ") && bare.ends_with("()") {
            objects += 1;
            format!("{indent}data {bare}\n")
        } else if bare.starts_with("get() = \"") && bare.ends_with("reason=${ `reason` }\"") {
            messages += 1;
            format!("{indent}get() = `reason`.toString()\n")
        } else if bare == "var status = UniffiRustCallStatus()" {
            calls += 1;
            format!("{indent}fittingLibrary()\n{line}\n")
        } else if bare == "@file:Suppress(\"NAME_SHADOWING\")" {
            names += 1;
            format!("{line}\n@file:JvmName(\"Wellclient\")\n")
        } else if HIDDEN.iter().any(|what| line.starts_with(what)) {
            hidden += 1;
            format!("internal {}\n", line.trim_start_matches("public "))
        } else if bare.contains(" fun `native")
            || bare.ends_with("`sink`: Diagnostics)") && bare.contains(" fun `set")
        {
            hidden += 1;
            format!("{}\n", line.replacen(" fun `", " internal fun `", 1))
        } else {
            format!("{line}\n")
        }
    });
    let text = lines.collect();
    let looked_for = [
        (objects, "no variant without fields"),
        (messages, "no exception's message"),
        (calls, "no call"),
        (names, "no place for the name of the functions' class"),
        (hidden, "nothing to be hidden"),
    ];
    match looked_for.iter().find(|(found, _)| *found == 0) {
        Some((_, what)) => Err(format!("{what} was found")),
        None => Ok(text),
    }
}

/// How Swift's generated code ends the program where a time is none.
const TRAPS: &str = "        if value.rounded(.down) > Double(Int64.max) {
            fatalError(\"Duration overflow, exceeds max bounds supported by Uniffi\")
        }

        if value < 0 {
            fatalError(\"Invalid duration, must be non-negative\")
        }
";

/// The cases of errors begin with a small letter, as all cases do, and a text of what has a time that is none ends no program.
fn swift(text: &str) -> Result<String, String> {
    if !text.contains(TRAPS) {
        return Err("no check of a time was found".to_owned());
    }
    let nearest = "        // What is no time is refused before this; here only a text is made of it.\n        \
                   let value = value > 0 ? Swift.min(value, 9e18) : 0\n";
    let text = &text.replace(TRAPS, nearest);
    let errors: Vec<&str> = text.lines().filter_map(error_enum).collect();
    let mut cases = 0;
    let mut inside = false;
    let mut finished = String::with_capacity(text.len());
    for line in text.lines() {
        let converter = line.strip_prefix("public struct FfiConverterType");
        let converted = converter.and_then(|rest| rest.split(':').next());
        if error_enum(line).is_some() || converted.is_some_and(|name| errors.contains(&name)) {
            inside = true;
        } else if line == "}" {
            inside = false;
        }
        let case = inside.then(|| case_at(line)).flatten();
        match case {
            Some((before, letter, after)) => {
                cases += 1;
                finished.extend([before, &letter.to_lowercase(), after, "\n"]);
            }
            None => finished.extend([line, "\n"]),
        }
    }
    match cases {
        0 => Err("no case of an error was found".to_owned()),
        _ => Ok(finished),
    }
}

/// `enum CommandError: Swift.Error`, with or without `public` before and more behind.
fn error_enum(line: &str) -> Option<&str> {
    let line = line.trim_start_matches("public ");
    let (name, rest) = line.strip_prefix("enum ")?.split_once(':')?;
    rest.trim_start().starts_with("Swift.Error").then_some(name)
}

/// Where a line names a case by a capital: what stands before, the capital, what stands behind.
fn case_at(line: &str) -> Option<(&str, &str, &str)> {
    let place = ["return .", "case let .", "case .", "case "]
        .into_iter()
        .find_map(|word| line.find(word).map(|at| at + word.len()))?;
    let (before, rest) = line.split_at(place);
    rest.starts_with(|first: char| first.is_ascii_uppercase())
        .then(|| (before, &rest[..1], &rest[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kotlin_s_objects_and_messages() {
        let text = "@file:Suppress(\"NAME_SHADOWING\")\nopen class NativeSession: Disposable\n\
                    @Throws(WellException::class) fun `nativeStoreSave`(`store`: SessionStore)\n\
                    public interface Disposable\nsealed class Success {\n    object AlreadySo : Success()\n    data class A(val b: C)\n\
                    override val message\n  get() = \"fault=${ `fault` }, reason=${ `reason` }\"\n\
                    var status = UniffiRustCallStatus()\n\
                    public object FfiConverterTypeSuccess : FfiConverterRustBuffer<Success>{\n";
        let finished = kotlin(text).unwrap();
        assert!(finished.starts_with(
            "@file:Suppress(\"NAME_SHADOWING\")\n@file:JvmName(\"Wellclient\")\ninternal open class"
        ));
        assert!(
            finished.contains(") internal fun `nativeStoreSave`(")
                && finished.contains("\npublic interface Disposable\n")
        );
        assert!(finished.contains("\n    data object AlreadySo : Success()\n    data class A("));
        assert!(finished.contains("\n  get() = `reason`.toString()\nfittingLibrary()\nvar status"));
        assert!(
            finished
                .ends_with("internal object FfiConverterTypeSuccess : FfiConverterRustBuffer<Success>{\n")
        );
        assert!(kotlin("object A : B()\n").is_err());
    }

    #[test]
    fn swift_s_cases_of_errors_alone() {
        let text = &format!(
            "{TRAPS}{}",
            "enum WellError: Swift.Error, Equatable {\n    case File(reason: String\n    )\n}\n\
                    public enum Kind {\n    case File\n}\n\
                    public struct FfiConverterTypeWellError: FfiConverterRustBuffer {\n\
                    case 1: return .File(\n        case let .File(reason):\n}\n"
        );
        let finished = swift(text).unwrap();
        assert!(finished.contains("enum WellError: Swift.Error, Equatable {\n    case file(reason"));
        assert!(!finished.contains("fatalError") && finished.contains("Swift.min(value, 9e18)"));
        assert!(finished.contains("    case File\n"));
        assert!(finished.ends_with("case 1: return .file(\n        case let .file(reason):\n}\n"));
        assert!(swift("let a = 1\n").is_err());
    }
}
