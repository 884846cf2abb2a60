//! One module of Rust as far as names go: what it defines, imports and names. What only tests see is left out.

use std::collections::BTreeSet;

use super::tokens::{Token, tokens};

/// What stands in a module, but not in those below it.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// `mod name { … }`
    pub(super) inline: Vec<(String, Module)>,
    /// `mod name;`
    pub(super) files: Vec<String>,
    pub(super) uses: Vec<Use>,
    /// What it defines; a macro with its `!`, too.
    pub(super) defined: BTreeSet<String>,
    /// Paths of more than one name, outside of `use`.
    pub(super) paths: BTreeSet<Vec<String>>,
    /// The names that stand alone or begin a path, outside of `use`.
    pub(super) words: BTreeSet<String>,
    /// The macros that are called by their name alone.
    pub(super) macro_calls: BTreeSet<String>,
}

/// One name that a `use` brings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// Of what; of a glob, without the asterisk.
    pub(super) path: Vec<String>,
    /// As what; `*` for all.
    pub(super) name: String,
    /// It is for others, too.
    pub(super) is_public: bool,
}

impl Use {
    pub(super) fn is_glob(&self) -> bool {
        self.name == "*"
    }
}

/// Reads a file, or what stands between the braces of an inline module.
pub(super) fn read(text: &str) -> Module {
    let tokens = tokens(text);
    let mut reader = Reader { tokens: &tokens };
    let mut module = Module::default();
    reader.module(&mut module);
    module
}

struct Reader<'a> {
    /// What is left.
    tokens: &'a [Token],
}

/// Words that begin what has a name.
const NAMED: [&str; 9] = [
    "struct",
    "enum",
    "union",
    "trait",
    "type",
    "fn",
    "const",
    "static",
    "macro_rules",
];
/// Words that begin an item or a statement, which a brace or a semicolon ends, and not a comma.
const ITEMS: [&str; 11] = [
    "pub", "mod", "use", "impl", "struct", "enum", "trait", "type", "fn", "const", "static",
];

impl<'a> Reader<'a> {
    /// Up to the brace that closes it, or the end.
    fn module(&mut self, module: &mut Module) {
        let mut depth = 0_usize;
        let mut is_public = false;
        // What a macro that is called among the items is given: some of it may be what it defines.
        let mut in_call = false;
        while let Some(token) = self.next() {
            match token {
                Token::Mark('#') => self.attribute(),
                Token::Mark('{' | '(' | '[') => depth += 1,
                Token::Mark('}' | ')' | ']') if depth == 0 => return,
                Token::Mark('}' | ')' | ']') => {
                    depth -= 1;
                    in_call &= depth > 0;
                }
                Token::Mark('.') | Token::Separator => self.member(),
                Token::Mark('$') if self.word(0) != Some("crate") => self.member(),
                Token::Word(word) => match word.as_str() {
                    "pub" => {
                        is_public = true;
                        self.visibility();
                        continue;
                    }
                    "use" => self.declaration(is_public, module),
                    "mod" => self.child(module),
                    _ => {
                        let is_item = depth == 0 || in_call;
                        if is_item && NAMED.contains(&word.as_str()) {
                            self.name(word, module);
                        }
                        if depth == 0 && word != "macro_rules" && self.is_call() {
                            in_call = true;
                        }
                        if in_call && depth > 0 && !NAMED.contains(&word.as_str()) {
                            module.defined.insert(word.clone());
                        }
                        self.path(word, module);
                    }
                },
                _ => {}
            }
            is_public = false;
        }
    }

    fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn word(&self, ahead: usize) -> Option<&'a str> {
        match self.tokens.get(ahead)? {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    fn is_mark(&self, ahead: usize, mark: char) -> bool {
        self.tokens.get(ahead) == Some(&Token::Mark(mark))
    }

    fn is_separator(&self, ahead: usize) -> bool {
        self.tokens.get(ahead) == Some(&Token::Separator)
    }

    /// After the name of a macro.
    fn is_call(&self) -> bool {
        self.is_mark(0, '!') && !self.is_mark(1, '=')
    }

    /// `#[…]` or `#![…]`; where it is `cfg(test)`, what it stands before goes with it.
    fn attribute(&mut self) {
        if self.is_mark(0, '!') {
            self.next();
        }
        if !self.is_mark(0, '[') {
            return;
        }
        let is_test = self.word(1) == Some("cfg") && self.word(3) == Some("test") && self.is_mark(4, ')');
        self.next();
        self.group();
        if is_test {
            self.item();
        }
    }

    /// What is between brackets, of which the first has been taken, and the last.
    fn group(&mut self) {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next() {
                Some(Token::Mark('{' | '(' | '[')) => depth += 1,
                Some(Token::Mark('}' | ')' | ']')) => depth -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Skips an item, a statement, a field or a variant.
    fn item(&mut self) {
        while self.is_mark(0, '#') && self.is_mark(1, '[') {
            self.tokens = self.tokens.get(2..).unwrap_or(&[]);
            self.group();
        }
        let is_item = self.word(0).is_some_and(|word| ITEMS.contains(&word));
        let is_use = self.word(0) == Some("use");
        while let Some(token) = self.tokens.first() {
            match token {
                // The end of what the field or the statement is in.
                Token::Mark('}' | ')' | ']') => return,
                Token::Mark(open @ ('{' | '(' | '[')) => {
                    self.next();
                    self.group();
                    if *open == '{' && !is_use {
                        return;
                    }
                }
                Token::Mark(';') => {
                    self.next();
                    return;
                }
                Token::Mark(',') if !is_item => {
                    self.next();
                    return;
                }
                _ => {
                    self.next();
                }
            }
        }
    }

    /// After `pub`.
    fn visibility(&mut self) {
        let is_narrowed =
            self.is_mark(0, '(') && matches!(self.word(1), Some("crate" | "super" | "self" | "in"));
        if is_narrowed {
            self.next();
            self.group();
        }
    }

    /// After a dot: a field or a method, which no import brings.
    fn member(&mut self) {
        if self.word(0).is_some() {
            self.next();
        }
    }

    /// After `mod`.
    fn child(&mut self, module: &mut Module) {
        let Some(name) = self.word(0) else {
            return;
        };
        if self.is_mark(1, ';') {
            self.next();
            module.files.push(name.to_owned());
        } else if self.is_mark(1, '{') {
            self.tokens = self.tokens.get(2..).unwrap_or(&[]);
            let mut child = Module::default();
            self.module(&mut child);
            module.inline.push((name.to_owned(), child));
        }
    }

    /// After a word that begins what has a name.
    fn name(&mut self, kind: &str, module: &mut Module) {
        if kind == "macro_rules" {
            let name = self.word(1).unwrap_or_default();
            module.defined.insert(name.to_owned());
            module.defined.insert(format!("{name}!"));
        } else if let Some(name) = self.word(0) {
            module.defined.insert(name.to_owned());
        }
    }

    /// A path that begins with a word that has been taken.
    fn path(&mut self, first: &str, module: &mut Module) {
        let mut path = vec![first.to_owned()];
        while self.is_separator(0) {
            let Some(word) = self.word(1) else { break };
            path.push(word.to_owned());
            self.tokens = self.tokens.get(2..).unwrap_or(&[]);
        }
        // After a type in angle brackets, or `::<…>`: what belongs to the type.
        while self.is_separator(0) {
            self.next();
            self.member();
        }
        module.words.insert(first.to_owned());
        if path.len() > 1 {
            module.paths.insert(path);
        } else if self.is_call() {
            module.macro_calls.insert(first.to_owned());
        }
    }

    /// After `use`.
    fn declaration(&mut self, is_public: bool, module: &mut Module) {
        if self.is_separator(0) {
            self.next();
        }
        self.tree(&[], is_public, module);
    }

    /// One branch of a `use`, below `above`.
    fn tree(&mut self, above: &[String], is_public: bool, module: &mut Module) {
        let mut path = above.to_vec();
        loop {
            match self.tokens.first() {
                Some(Token::Word(word)) if word != "as" => {
                    if word != "self" || path.is_empty() {
                        path.push(word.clone());
                    }
                    self.next();
                }
                Some(Token::Separator) => {
                    self.next();
                }
                Some(Token::Mark('*')) => {
                    self.next();
                    module.uses.push(Use {
                        path,
                        name: "*".to_owned(),
                        is_public,
                    });
                    return;
                }
                Some(Token::Mark('{')) => {
                    self.next();
                    return self.branches(&path, is_public, module);
                }
                _ => break,
            }
        }
        let mut name = path.last().cloned();
        if self.word(0) == Some("as") {
            name = self.word(1).map(str::to_owned);
            self.tokens = self.tokens.get(2..).unwrap_or(&[]);
        }
        module.uses.extend(name.map(|name| Use {
            path,
            name,
            is_public,
        }));
    }

    /// Within the braces of a `use`.
    fn branches(&mut self, above: &[String], is_public: bool, module: &mut Module) {
        loop {
            match self.tokens.first() {
                Some(Token::Mark(',')) => {
                    self.next();
                }
                Some(Token::Mark('}')) => {
                    self.next();
                    return;
                }
                Some(Token::Word(_) | Token::Separator | Token::Mark('*' | '{')) => {
                    self.tree(above, is_public, module);
                }
                _ => return,
            }
        }
    }
}
