//! The Python package: built as a wheel, installed into an environment of its own, checked and run as a user has it.

use std::fs;
use std::path::{Path, PathBuf};

use super::Stage;
use super::conformance;
use super::rust::{C_COMPILER, CARGO};
use crate::need::Need;
use crate::package::sdist;
use crate::process::{Program, Repository};

static PYTHON: Need = Need {
    probe: &["python3", "--version"],
    at_least: Some("3.10"),
    debian: &["python3"],
    otherwise: "",
    why: "runs the Python package's tests and what checks it (the package itself runs on 3.9)",
};
static VENV: Need = Need {
    probe: &["python3", "-c", "import ensurepip, venv"],
    at_least: None,
    debian: &["python3-venv"],
    otherwise: "",
    why: "the package and its tools are installed into an environment of their own",
};

pub(super) const PYTHON_PACKAGE: Stage = Stage {
    name: "python",
    about: "the Python package: its sources, types, stubs, tests, examples, conformance, from its wheel",
    needs: &[&CARGO, &C_COMPILER, &PYTHON, &VENV],
    scratch: &[],
    run: test,
};

const FOLDER: &str = "bindings-python";

fn test(repository: &Repository) -> Result<String, String> {
    let environment = Environment::new(repository)?;
    environment.install_package()?;
    environment.sources()?;
    environment.python(&["tools/unasync.py", "--check"]).run()?;
    environment
        .python(&[
            "-m",
            "mypy.stubtest",
            "wellclient._native",
            "--allowlist",
            "tests/stubtest.txt",
        ])
        .run()?;
    environment.tool("mypy", &[]).run()?;
    environment
        .tool("basedpyright", &["--project", "pyproject.toml"])
        .run()?;
    let mut closing = Vec::new();
    // Without colours the closing line is one that can be read.
    let tests = environment.python(&["-m", "pytest", "--color=no", "-o", "faulthandler_timeout=300"]);
    tests.run_with_lines(|line| {
        if line.contains(" passed") || line.contains(" failed") {
            closing = vec![line.trim_matches(['=', ' ']).to_owned()];
        }
    })?;
    let python = environment.program("python").display().to_string();
    for way in [&[][..], &["--blocking"]] {
        let testee = [
            &[python.as_str(), "-X", "dev", "bindings-python/tests/testee.py"],
            way,
        ]
        .concat();
        closing.push(conformance::run(repository, &testee)?);
    }
    Ok(closing.join("; "))
}

/// A Python environment below the build folder.
struct Environment<'a> {
    repository: &'a Repository,
    folder: PathBuf,
}

impl<'a> Environment<'a> {
    /// Makes it, and installs the tools in the versions that they are pinned to.
    fn new(repository: &'a Repository) -> Result<Self, String> {
        let folder = repository.target().join("python/venv");
        let environment = Self { repository, folder };
        if !environment.program("python").exists() {
            let folder = environment.folder.display().to_string();
            repository.program("python3", ["-m", "venv", &folder]).run()?;
        }
        environment.pip(&["-r", "requirements.txt"])?;
        Ok(environment)
    }

    /// Builds the wheel, with the profile of the tests, and installs it anew.
    fn install_package(&self) -> Result<(), String> {
        let wheels = self.repository.target().join("python/wheels");
        // Of another version, perhaps.
        let _ = fs::remove_dir_all(&wheels);
        let (python, out) = (
            self.program("python").display().to_string(),
            wheels.display().to_string(),
        );
        let build = [
            "build",
            "--locked",
            "--profile",
            "dev",
            "--interpreter",
            &python,
            "--out",
            &out,
        ];
        self.tool("maturin", &build).run()?;
        let wheel = the_wheel(&wheels)?.display().to_string();
        self.pip(&["--force-reinstall", "--no-deps", &wheel])
    }

    /// The sources as they are handed out have their lock and their licences, and pip builds a wheel of them without a
    /// network.
    fn sources(&self) -> Result<(), String> {
        let maturin = self.program("maturin").display().to_string();
        let below = self.repository.target().join("python");
        let sources = sdist::lay_out(self.repository, &maturin, &below.join("sdist"))?;
        let wheels = below.join("sdist/wheels");
        let (from, to) = (sources.root().display().to_string(), wheels.display().to_string());
        let build = [
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--disable-pip-version-check",
            "--no-index",
            "--no-deps",
            "--no-build-isolation",
            "--wheel-dir",
            &to,
            &from,
        ];
        // As fast as may be: the profile of the tests, and crates that are built already.
        self.python(&build)
            .env("CARGO_NET_OFFLINE", "true")
            .env(
                "CARGO_TARGET_DIR",
                &self.repository.target().display().to_string(),
            )
            .env("MATURIN_PEP517_ARGS", "--locked --profile dev")
            .env("PATH", &with_first(self.program("")))
            .run()?;
        the_wheel(&wheels).map(drop)
    }

    fn pip(&self, what: &[&str]) -> Result<(), String> {
        let fixed = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
        ];
        self.python(&[&fixed[..], what].concat()).run()
    }

    fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// A program of the environment, in the package's folder.
    fn tool(&self, name: &str, arguments: &[&str]) -> Program {
        let program = self.program(name).display().to_string();
        self.repository.program_in(FOLDER, &program, arguments)
    }

    fn python(&self, arguments: &[&str]) -> Program {
        self.tool("python", arguments)
    }
}

/// The folders where programs are, this one first.
fn with_first(folder: PathBuf) -> String {
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{}:{path}", folder.display())
}

/// The only wheel there is.
fn the_wheel(folder: &Path) -> Result<PathBuf, String> {
    let files = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    files
        .filter_map(|file| Some(file.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .ok_or_else(|| "maturin has made no wheel".to_owned())
}
