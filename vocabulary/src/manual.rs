//! The tables of verbs and of events in the pages for the manual's readers, in both languages.

use std::fmt::Write as _;
use std::path::Path;

use crate::guide::put;
use crate::table::{Family, Field, Kind, Vocabulary};
use crate::text::{pascal, shout, snake};
use crate::verb::{Group, Kind as Of, Verb};

pub(crate) fn files(vocabulary: &Vocabulary, root: &Path) -> Result<Vec<(&'static str, String)>, String> {
    let pages = [("docs/manual.md", false), ("docs/manual.zh.md", true)];
    let files = pages.into_iter().map(|(path, chinese)| {
        let page = std::fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
        let page = Page { vocabulary, chinese }
            .filled(&page)
            .map_err(|error| format!("{path}: {error}"))?;
        Ok((path, page))
    });
    let mut files = files.collect::<Result<Vec<_>, String>>()?;
    let path = "tests/conformance/README.md";
    let page = std::fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"))?;
    files.push((path, put(&page, "verbs", &arguments(vocabulary))?));
    Ok(files)
}

/// The verbs as a testee is told them.
fn arguments(vocabulary: &Vocabulary) -> String {
    let mut out = String::from("| verb | arguments (`?` may be left out) |\n|---|---|\n");
    for verb in &vocabulary.verbs {
        let arguments = verb.arguments.iter().map(|argument| match argument.kind {
            Of::CallData => "`data.0.key` `data.0.value` `data.1.key` …".to_owned(),
            Of::Participation => format!("`{}`? (`Active` `Silent`)", argument.name),
            Of::Mode => format!("`{}` (`Ready` `NotReady`)", argument.name),
            Of::Login | Of::Options => format!(
                "its {}, as above",
                if argument.kind == Of::Login {
                    "parts"
                } else {
                    "options"
                }
            ),
            _ if argument.optional => format!("`{}`?", argument.name),
            _ => format!("`{}`", argument.name),
        });
        let arguments: Vec<String> = arguments.collect();
        let arguments = if arguments.is_empty() {
            "–".to_owned()
        } else {
            arguments.join(" ")
        };
        let _ = writeln!(out, "| `{}` | {arguments} |", verb.name);
    }
    out.trim_end().to_owned()
}

/// One page, in its language.
struct Page<'a> {
    vocabulary: &'a Vocabulary,
    chinese: bool,
}

impl Page<'_> {
    fn filled(&self, page: &str) -> Result<String, String> {
        let of = |group: &dyn Fn(&Verb) -> bool| {
            let verbs: Vec<&Verb> = self.vocabulary.verbs.iter().filter(|verb| group(verb)).collect();
            self.verbs(&verbs)
        };
        let is_in = |verb: &Verb, chapter: &str| {
            verb.manual
                .as_ref()
                .is_some_and(|section| section.starts_with(chapter))
        };
        let page = put(page, "verbs", &of(&|verb| is_in(verb, "2.")))?;
        let page = put(&page, "supervising", &of(&|verb| is_in(verb, "4.")))?;
        let page = put(
            &page,
            "further verbs",
            &of(&|verb| !is_in(verb, "2.") && !is_in(verb, "4.")),
        )?;
        let page = put(&page, "kinds of event", &self.kinds())?;
        put(&page, "fields of events", &self.fields())
    }

    fn pick<'t>(&self, english: &'t str, chinese: &'t str) -> &'t str {
        if self.chinese { chinese } else { english }
    }

    fn verbs(&self, verbs: &[&Verb]) -> String {
        let mut out = format!(
            "| {} | Rust | {} |\n|---|---|---|\n",
            self.pick("manual", "手册"),
            self.pick("what differs", "差别")
        );
        for verb in verbs {
            let section = verb
                .manual
                .as_ref()
                .map(|section| format!("{section} "))
                .unwrap_or_default();
            let arguments: Vec<&str> = verb
                .arguments
                .iter()
                .map(|argument| argument.name.as_str())
                .collect();
            let name = match (&verb.chinese, self.chinese) {
                (Some(name), true) => format!(" {name}"),
                _ => String::new(),
            };
            let rust = verb.rust.clone().unwrap_or_else(|| rust_call(verb));
            let note = self.pick(&verb.note, &verb.zh);
            let release = match verb.manual.is_none() && verb.group != Group::Supervise {
                true => self.pick("4.x ", "4.x "),
                false => "",
            };
            let _ = writeln!(
                out,
                "| {section}{release}`{}({})`{name} | {rust} | {note} |",
                verb.name,
                arguments.join(", ")
            );
        }
        tidy(&out)
    }

    fn kinds(&self) -> String {
        let mut out = format!(
            "| {} | `Body` | {} |\n|---|---|---|\n",
            self.pick("manual", "手册"),
            self.pick("fields", "字段")
        );
        let comma = self.pick(", ", "、");
        let server = |kind: &&Kind| matches!(kind.family, Family::Agent | Family::Call);
        for kind in self.vocabulary.kinds.iter().filter(server) {
            let section = kind.manual.clone().unwrap_or_else(|| "4.x".to_owned());
            let name = match (&kind.chinese, self.chinese) {
                (Some(name), true) => format!(" {name}"),
                _ => String::new(),
            };
            let members = self.vocabulary.members(kind);
            let mut fields: Vec<String> = members
                .iter()
                .map(|member| format!("`{}`", member.field.member()))
                .collect();
            let body = match kind.family {
                Family::Agent => "(AgentEvent)",
                _ => {
                    fields.insert(0, "`info`".to_owned());
                    ""
                }
            };
            let mut said = fields.join(comma);
            let note = self.pick(&kind.note, &kind.zh);
            if !said.is_empty() && !note.is_empty() {
                said += self.pick("; ", "；");
            }
            let _ = writeln!(
                out,
                "| {section} `{}`{name} | `{}{body}` | {said}{note} |",
                kind.name,
                pascal(&kind.name)
            );
        }
        let _ = writeln!(
            out,
            "| {} | `Other` | `raw()` |",
            self.pick("any other name", "其他名称")
        );
        tidy(&out)
    }

    fn fields(&self) -> String {
        let mut out = format!(
            "| {} | Rust | C{}`WELL_FIELD_…` | Python | Kotlin{}Swift |\n|---|---|---|---|---|\n",
            self.pick("event field", "事件字段"),
            self.pick(": ", "："),
            self.pick(", ", "、")
        );
        for field in &self.vocabulary.fields {
            if field.name == "isEstablished" {
                // From here on they are derived events' alone.
                break;
            }
            // That of the topics has a row of its own.
            if field.name != "producer" {
                out += &self.field(field);
            }
        }
        tidy(&out)
    }

    fn field(&self, field: &Field) -> String {
        let families = &self.vocabulary.families;
        let is_in = |family: &[String]| family.contains(&field.name);
        let (rust, kotlin) = match () {
            () if is_in(&families.all) => ("meta.", "meta."),
            () if is_in(&families.agent) => ("", "agent."),
            () if is_in(&families.call) => ("info.", "call."),
            () => ("", ""),
        };
        // A word is read when it is asked for.
        let is_word = self
            .vocabulary
            .lists
            .iter()
            .any(|list| field.is.as_ref() == Some(&list.name));
        let spelled = match (field.name.split_once('.'), &field.spells) {
            (Some((outer, inner)), _) => format!("`{outer}`{} `{inner}`", self.pick(":", "：")),
            (None, Some(words)) => format!("`{}`{}{words}", field.name, self.pick(": ", "：")),
            (None, None) => format!("`{}`", field.name),
        };
        let path =
            |name: &dyn Fn(&str) -> String| field.name.split('.').map(name).collect::<Vec<_>>().join(".");
        format!(
            "| {spelled} | `{rust}{}{}` | `{}` | `{}` | `{kotlin}{}` |\n",
            path(&snake),
            if is_word { "()" } else { "" },
            shout(&field.id),
            path(&snake),
            field.name
        )
    }
}

/// `hold_call(&call)`.
fn rust_call(verb: &Verb) -> String {
    let arguments = verb
        .arguments
        .iter()
        .map(|argument| match (argument.kind, argument.optional) {
            (Of::CallId, true) => "Option<CallId>".to_owned(),
            (Of::CallId | Of::DeviceId | Of::AgentId, _) => format!("&{}", snake(&argument.id)),
            (Of::Mode, _) => "AgentModeRequest".to_owned(),
            (Of::Participation, _) => "Participation".to_owned(),
            (Of::CallData, _) => "vec![CallDataEntry::new(\"agentId\", \"8001\")]".to_owned(),
            _ => snake(&argument.id),
        });
    format!(
        "`{}({})`",
        snake(&verb.name),
        arguments.collect::<Vec<_>>().join(", ")
    )
}

/// An empty cell is one space.
fn tidy(table: &str) -> String {
    table.trim_end().replace("|  |", "| |")
}
