//! What Microsoft's linker takes for the DLL: `wellclient.def` and `wellclient.lib`, of the functions of the header.

use std::fs;
use std::path::Path;

use crate::process::Repository;
use crate::windows::Windows;

/// Writes both into `lib`, by LLVM's `dlltool`: its short import objects are what Microsoft's own tools write.
pub(crate) fn write(
    repository: &Repository,
    dlltool: &[&str],
    windows: Windows,
    lib: &Path,
    simulator: bool,
) -> Result<(), String> {
    let header = repository.root().join("include/wellclient.h");
    let text = fs::read_to_string(&header).map_err(|error| format!("{}: {error}", header.display()))?;
    let names = functions(&text);
    let names = names
        .into_iter()
        .filter(|name| simulator || !name.starts_with("well_simulator_"));
    let list: String = names.map(|name| format!("    {name}\n")).collect();
    let definitions = lib.join("wellclient.def");
    fs::write(&definitions, format!("LIBRARY wellclient.dll\nEXPORTS\n{list}"))
        .map_err(|error| format!("{}: {error}", definitions.display()))?;
    let (from, to) = (
        definitions.display().to_string(),
        lib.join("wellclient.lib").display().to_string(),
    );
    let arguments = ["-m", windows.machine(), "-d", &from, "-l", &to];
    let (program, first) = dlltool.split_first().ok_or("no dlltool is named")?;
    repository
        .program(program, first.iter().copied().chain(arguments))
        .run()
}

/// The functions that a header declares, in their order.
pub(crate) fn functions(header: &str) -> Vec<&str> {
    let declarations = header
        .lines()
        .filter(|line| !line.starts_with([' ', '/', '*', '#']));
    declarations.filter_map(declared).collect()
}

/// The function that a line begins to declare: `well_status_t well_client_new(`.
fn declared(line: &str) -> Option<&str> {
    let (before, _) = line.split_once('(')?;
    let name = before.rsplit([' ', '*']).next()?;
    let is_function = name.starts_with("well_") && before.len() > name.len();
    (is_function && !line.starts_with("typedef")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_functions_and_callbacks_are_none() {
        let header = "/// As `well_a(`.\nwell_status well_client_new(const well_client_options_t *options,\n\
             const char *well_last_error(void);\ntypedef int32_t (*well_call_t)(void *context);\n    \
             well_str_t well_member(x);\n * text: well_session_close(session)\n#define WELL_X(y) well_z(y)\n";
        assert_eq!(functions(header), ["well_client_new", "well_last_error"]);
    }

    #[test]
    fn the_header_has_more_than_a_hundred() {
        let header = Repository::find().root().join("include/wellclient.h");
        let text = fs::read_to_string(header).unwrap();
        let names = functions(&text);
        assert!(names.len() > 130, "{}", names.len());
        assert!(names.contains(&"well_session_event_handle"));
    }
}
