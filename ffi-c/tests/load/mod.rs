//! The loader's list of functions, made of the header's declarations.

use std::fmt::Write as _;

/// What functions that return no status return without a library. `well_last_error` is written out in the template.
const OTHERWISE: [(&str, &str); 11] = [
    (
        "well_status_name",
        "status == WELL_NOT_LOADED ? \"WELL_NOT_LOADED\" : \"WELL_?\"",
    ),
    (
        "well_status_text",
        // 程序库未加载。 In octal, for compilers that take the file's bytes for another encoding.
        "status != WELL_NOT_LOADED ? \"\" : language == WELL_LANGUAGE_ZH ? \"\\347\\250\\213\\345\\272\\217\\345\\272\\223\\346\\234\\252\\345\\212\\240\\350\\275\\275\\343\\200\\202\" \
         : \"The library is not loaded.\"",
    ),
    ("well_environment_count", "0"),
    ("well_environment_name", "NULL"),
    ("well_abi_version", "0"),
    ("well_version", "\"\""),
    ("well_is_phone_number", "false"),
    ("well_local_state_of", "WELL_LOCAL_STATE_OTHER"),
    ("well_agent_status_of", "WELL_AGENT_STATUS_OTHER"),
    ("well_failed_code_of", "WELL_FAILED_OTHER"),
    ("well_anomaly_kind_of", "WELL_ANOMALY_OTHER"),
];

/// Fills the template with the functions of `header`.
pub(crate) fn fill(template: &str, header: &str) -> String {
    let callbacks = callbacks(header);
    let (mut functions, mut plain) = (Vec::new(), Vec::new());
    for function in declarations(header) {
        let Function { returns, name, .. } = &function;
        if returns == "well_status_t" {
            functions.push(function.entry(&function.drops(&callbacks)));
        } else if name != "well_last_error" {
            let otherwise = OTHERWISE.iter().find(|(of, _)| of == name);
            let (_, otherwise) = otherwise.unwrap_or_else(|| panic!("what is {name} without a library?"));
            plain.push(
                function
                    .entry(otherwise)
                    .replacen("X(", &format!("X({returns}, "), 1),
            );
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    let series = match version.split('.').collect::<Vec<_>>().as_slice() {
        ["0", minor, ..] => format!("0.{minor}"),
        [major, ..] => (*major).to_owned(),
        [] => unreachable!("{version}"),
    };
    template
        .replace("@SERIES@", &series)
        .replace("@FUNCTIONS@", &lines(&functions))
        .replace("@PLAIN@", &lines(&plain))
}

/// The lines of a macro, none longer than the header's.
fn lines(entries: &[String]) -> String {
    let mut text = String::new();
    for entry in entries {
        let mut column = 0;
        // Between arguments only; where nothing is dropped, the last one is empty.
        for (at, word) in entry.replace(", )", ",~)").split_inclusive(", ").enumerate() {
            let word = word.trim_end().replace('~', " ");
            let indent = if at == 0 { "    " } else { "      " };
            if at == 0 || column + 1 + word.len() > 114 {
                text += if text.is_empty() { "" } else { " \\\n" };
                text += indent;
                column = indent.len();
            } else {
                text.push(' ');
                column += 1;
            }
            text += &word;
            column += word.len();
        }
    }
    text
}

struct Function {
    returns: String,
    name: String,
    /// Types and names.
    parameters: Vec<(String, String)>,
}

/// The functions that the header declares: `type name(type name, …);`, over one line or several.
fn declarations(header: &str) -> Vec<Function> {
    let block = header.split("extern \"C\" {").nth(1).unwrap();
    let block = block.split("}  // extern \"C\"").next().unwrap();
    let code: Vec<&str> = block
        .lines()
        .filter(|line| !line.starts_with(['/', '#']))
        .collect();
    let code = code.join(" ");
    let all = code.split(';').map(str::trim).filter(|one| !one.is_empty());
    all.map(declaration).collect()
}

fn declaration(text: &str) -> Function {
    let (before, parameters) = text.split_once('(').unwrap();
    let before = before.strip_prefix("WELL_API ").unwrap_or(before);
    let parameters = parameters.strip_suffix(')').unwrap();
    assert!(
        !parameters.contains(['(', '[']),
        "{text}: arrays and functions are not read"
    );
    let (returns, name) = typed(before);
    let parameters = match parameters {
        "void" => Vec::new(),
        _ => parameters.split(',').map(typed).collect(),
    };
    Function {
        returns,
        name,
        parameters,
    }
}

/// `const char *text` as its type and its name.
fn typed(text: &str) -> (String, String) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = text.rfind([' ', '*']).unwrap() + 1;
    (text[..at].trim().to_owned(), text[at..].to_owned())
}

/// The structs that are callbacks: those with a `drop`.
fn callbacks(header: &str) -> Vec<String> {
    let all = header.split("typedef struct {").skip(1);
    all.filter_map(|rest| rest.split_once("\n} "))
        .filter(|(members, _)| members.contains("(*drop)"))
        .map(|(_, after)| after.split(';').next().unwrap().to_owned())
        .collect()
}

impl Function {
    /// Its line of the list, with `last` at its end.
    fn entry(&self, last: &str) -> String {
        let join = |parts: Vec<String>| parts.join(", ");
        let parameters = match self.parameters.as_slice() {
            [] => "void".to_owned(),
            all => join(all.iter().map(|(of, name)| spaced(of, name)).collect()),
        };
        let arguments = join(self.parameters.iter().map(|(_, name)| name.clone()).collect());
        format!("X({}, ({parameters}), ({arguments}), {last})", self.name)
    }

    /// What drops the callbacks that it is given.
    fn drops(&self, callbacks: &[String]) -> String {
        let mut drops = String::new();
        for (of, name) in &self.parameters {
            let is = |callback: &String| *of == format!("const {callback} *");
            if callbacks.iter().any(is) {
                write!(drops, "WELL_LOAD_DROP({name}) ").unwrap();
            }
        }
        drops.trim_end().to_owned()
    }
}

fn spaced(of: &str, name: &str) -> String {
    if of.ends_with('*') {
        format!("{of}{name}")
    } else {
        format!("{of} {name}")
    }
}

#[test]
fn declarations_are_read() {
    let header = "typedef struct {\n    void (*drop)(void *context);\n} well_done_t;\n\
                  extern \"C\" {\n#endif\n/// Words; more (of them).\nWELL_API well_status_t well_begin(well_session_t session,\n    \
                  const char *const *texts,\n    const well_done_t *done);\n\nWELL_API const char *well_version(void);\n\
                  }  // extern \"C\"\n";
    let text = fill("@FUNCTIONS@|@PLAIN@", header);
    assert_eq!(
        text,
        "    X(well_begin, (well_session_t session, const char *const *texts, const well_done_t *done), \
         (session, texts, \\\n      done), WELL_LOAD_DROP(done))|    X(const char *, well_version, (void), (), \"\")"
    );
}
