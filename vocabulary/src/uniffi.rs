//! The enums of Kotlin and Swift, by way of UniFFI: `bindings-kotlin/src/vocabulary.rs`.

use std::fmt::Write as _;

use crate::docs::{head, verb_doc};
use crate::table::{List, Vocabulary};
use crate::text::{comment, pascal};

pub(crate) fn files(vocabulary: &Vocabulary) -> Vec<(&'static str, String)> {
    let mut out = head(
        "The words, verbs and reasons as Kotlin and Swift know them.",
        "{words,verbs,reasons}",
    );
    out += "use crate::mirror::{by_word, kinds, mirror, mirror_open, mirror_words, verbs};\n\n";
    for list in &vocabulary.lists {
        out += &mirrored(list);
    }
    let own = vocabulary
        .lists
        .iter()
        .filter(|list| !list.open && list.uniffi.is_none());
    let own: Vec<&str> = own.map(|list| list.name.as_str()).collect();
    let _ = writeln!(out, "by_word! {{ {} }}\n", own.join(" "));
    out += "verbs! {\n";
    for verb in &vocabulary.verbs {
        let _ = writeln!(out, "{}    {},", comment(4, "/// ", &verb_doc(verb)), verb.id);
    }
    out += "}\n\nkinds! {\n";
    for reason in vocabulary.reasons.all() {
        let doc = comment(4, "/// ", &reason.doc);
        let _ = writeln!(out, "{doc}    {} = \"{}\",", pascal(&reason.code), reason.code);
    }
    out += "}\n";
    vec![("bindings-kotlin/src/vocabulary.rs", out)]
}

/// A list that Kotlin and Swift have as an enum of their own. Lists of a server's words are texts there, but for those that
/// say what they are here.
fn mirrored(list: &List) -> String {
    let core = &list.name;
    let name = list.uniffi.as_ref().unwrap_or(core);
    if name == "-" {
        return String::new();
    }
    let how = match (list.open, &list.uniffi) {
        (true, None) => "mirror_words",
        (true, Some(_)) => "mirror_open",
        (false, _) if list.grows => "mirror_open",
        (false, _) => "mirror",
    };
    let mut out = format!(
        "{how}! {{\n{}    {name} of client::core::vocabulary::{core} {{\n",
        comment(4, "/// ", &list.doc)
    );
    for word in &list.words {
        let _ = writeln!(out, "{}        {},", comment(8, "/// ", &word.doc), word.id);
    }
    out + "    }\n}\n\n"
}
