//! `include/wellclient.h` is what cbindgen makes of this crate. `UPDATE_HEADER=1 cargo test -p wellclient-c --test header`
//! (or `cargo xtask headers`) writes it anew; read the difference. So it is with `include/wellclient_load.h`, and with
//! `tests/c/c/layout.h`.

mod load;

use std::path::{Path, PathBuf};

/// In the order in which a reader meets them.
const SOURCES: [&str; 31] = [
    "status",
    "text",
    "handle",
    "codes/words",
    "codes/choices",
    "codes/events",
    "codes/verbs",
    "codes/reasons",
    "environment",
    "sized",
    "client_options",
    "client",
    "session_options",
    "callback",
    "session",
    "subscription",
    "poll",
    "settings",
    // And the files below it.
    "verbs/mod",
    "command",
    "outcome",
    "event_data",
    "event",
    "snapshot",
    "watch",
    "event_log",
    "recovery",
    "store",
    "replay",
    "diagnostics",
    "simulator",
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn generate() -> String {
    let folder = folder();
    let mut config = cbindgen::Config::from_file(folder.join("cbindgen.toml")).unwrap();
    config.header = Some(std::fs::read_to_string(folder.join("header.txt")).unwrap());
    config.trailer = Some("#ifdef WELLCLIENT_LOAD\n#include \"wellclient_load.h\"\n#endif".to_owned());
    let builder = cbindgen::Builder::new().with_config(config);
    let builder = SOURCES.iter().fold(builder, |builder, name| {
        builder.with_src(folder.join("src").join(name).with_extension("rs"))
    });
    let mut text = Vec::new();
    builder.generate().unwrap().write(&mut text);
    String::from_utf8(text).unwrap()
}

/// The table of `layout.rs` in C.
fn assertions() -> String {
    let source = std::fs::read_to_string(folder().join("src/layout.rs")).unwrap();
    let table = source.split("layout! {\n").nth(1).unwrap();
    let mut text = String::from(
        "/* The layout of every struct, on 64-bit systems. Made by `cargo xtask headers` of the table of the library\'s. */\n\
         #if UINTPTR_MAX == UINT64_MAX && (defined(__cplusplus) || __STDC_VERSION__ >= 201112L)\n\
         #if defined(__cplusplus)\n#define WELL_LAYOUT(truth) static_assert(truth, \"wellclient.h: layout\")\n\
         #else\n#define WELL_LAYOUT(truth) _Static_assert(truth, \"wellclient.h: layout\")\n#endif\n",
    );
    let mut structure = "";
    for word in table
        .split([' ', ',', '\n'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .windows(2)
    {
        let [name, number] = word else { continue };
        let (Some(name), Ok(number)) = (name.strip_suffix(':'), number.parse::<usize>()) else {
            continue;
        };
        if name.starts_with("well_") {
            structure = name;
            text += &format!("WELL_LAYOUT(sizeof({name}) == {number});\n");
        } else {
            text += &format!("WELL_LAYOUT(offsetof({structure}, {name}) == {number});\n");
        }
    }
    text + "#undef WELL_LAYOUT\n#endif\n"
}

#[test]
fn the_header_is_what_the_crate_says() {
    is_made("include/wellclient.h", &generate());
}

#[test]
fn the_layout_is_what_the_crate_says() {
    is_made("tests/c/c/layout.h", &assertions());
}

#[test]
fn the_loader_is_what_the_header_says() {
    let part = |name: &str| std::fs::read_to_string(folder().join("load").join(name)).unwrap();
    let template = part("load.h.in")
        .replace("@WINDOWS@", part("windows.h.in").trim_end())
        .replace("@POSIX@", part("posix.h.in").trim_end());
    is_made("include/wellclient_load.h", &load::fill(&template, &generate()));
}

/// The file is this, or becomes it.
fn is_made(name: &str, made: &str) {
    let path = folder().join("..").join(name);
    if std::env::var_os("UPDATE_HEADER").is_some() {
        std::fs::write(&path, made).unwrap();
        return;
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    let line = made
        .lines()
        .zip(there.lines())
        .position(|(made, there)| made != there);
    assert!(
        made == there,
        "{name} differs from the crate, first in line {}: `cargo xtask headers` writes it",
        line.map_or(made.lines().count().min(there.lines().count()), |line| line) + 1
    );
}

/// All files of a folder and below.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .collect()
}

/// Every exported function is in the header, with its errors, its threads and the version that brought it.
#[test]
fn every_function_is_documented() {
    let header = generate();
    let mut functions = 0;
    for path in sources(&folder().join("src")) {
        let source = std::fs::read_to_string(path).unwrap();
        let mut documentation = String::new();
        for line in source.lines() {
            match line.strip_prefix("///") {
                Some(text) => documentation += text,
                None if line.starts_with("pub ") && line.contains("extern \"C\" fn well_") => {
                    functions += 1;
                    let name = line.split("fn ").nth(1).unwrap().split('(').next().unwrap();
                    assert!(
                        header.contains(&format!("{name}(")),
                        "{name} is not in the header"
                    );
                    assert!(documentation.contains("Since 0."), "{name}: since when?");
                    let threads =
                        documentation.contains("Any thread") || documentation.contains("threads: as");
                    assert!(threads, "{name}: on which threads?");
                    documentation.clear();
                }
                None if line.starts_with("#[") => {}
                None => documentation.clear(),
            }
        }
    }
    assert!(functions > 120, "{functions}");
}
