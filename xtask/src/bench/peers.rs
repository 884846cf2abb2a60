//! Clients that are programs of their own: this library's in C and Python, and other libraries', from their registries.

use std::fs;
use std::path::Path;

use crate::install::NATIVE;
use crate::process::{Program, Repository};

/// Builds and installs them below `out`; the variables that tell the benchmark how each is run.
pub(super) fn prepare(repository: &Repository, out: &Path) -> Result<Vec<(String, String)>, String> {
    let at = |path: &str| repository.root().join(path).display().to_string();
    let python = install_python(repository, out)?;
    let modules = install_node(repository, out)?;
    let client = |name: &str, command: String| (format!("WELLCLIENT_BENCH_{name}"), command);
    Ok(vec![
        client("WELLCLIENT_C_DISPATCHER", build_c(repository, out)?),
        client(
            "WELLCLIENT_PYTHON_ASYNCIO",
            format!("{python} {}", at("benches/peers/wellclient_asyncio.py")),
        ),
        client(
            "WELLCLIENT_PYTHON_BLOCKING",
            format!("{python} {}", at("benches/peers/wellclient_blocking.py")),
        ),
        client(
            "AIOHTTP_AND_ORJSON",
            format!("{python} {}", at("benches/peers/aiohttp_orjson.py")),
        ),
        client("STOMPJS", format!("node {}", at("benches/peers/stompjs.mjs"))),
        client("MODULES", modules),
    ])
}

fn build_c(repository: &Repository, out: &Path) -> Result<String, String> {
    let build = [
        "build",
        "--profile",
        "bench",
        "--package",
        "wellclient-c",
        "--locked",
    ];
    repository.cargo(build).run()?;
    let library = repository.target().join("release/libwellclient.a");
    let (library, program) = (library.display().to_string(), out.join("throughput"));
    let program = program.display().to_string();
    let compile = [
        "-std=c11",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Iinclude",
        "-o",
        &program,
        "benches/c/throughput.c",
        &library,
    ];
    let compile = compile.into_iter().chain(NATIVE.split(' '));
    repository.program("cc", compile).run()?;
    Ok(program)
}

/// The interpreter of an environment with the package and its peers.
fn install_python(repository: &Repository, out: &Path) -> Result<String, String> {
    let folder = out.join("python");
    let bin = folder.join("bin");
    let python = bin.join("python").display().to_string();
    if !Path::new(&python).exists() {
        let folder = folder.display().to_string();
        repository.program("python3", ["-m", "venv", &folder]).run()?;
    }
    let pip = |what: &[&str]| {
        let fixed = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        let arguments = fixed.into_iter().chain(what.iter().copied());
        repository.program(&python, arguments).run()
    };
    pip(&["-r", "benches/peers/requirements.txt"])?;
    let wheels = out.join("wheels");
    // Of another version, perhaps.
    let _ = fs::remove_dir_all(&wheels);
    let wheels = wheels.display().to_string();
    let maturin = bin.join("maturin").display().to_string();
    let build = [
        "build",
        "--locked",
        "--profile",
        "bench",
        "--interpreter",
        &python,
        "--out",
        &wheels,
    ];
    repository.program_in("bindings-python", &maturin, build).run()?;
    pip(&[
        "--force-reinstall",
        "--no-deps",
        "--no-index",
        "--find-links",
        &wheels,
        "wellclient",
    ])?;
    Ok(python)
}

/// The folder of the packages for node.
fn install_node(repository: &Repository, out: &Path) -> Result<String, String> {
    let folder = out.join("node");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let manifest = folder.join("package.json");
    fs::copy(repository.root().join("benches/peers/package.json"), &manifest)
        .map_err(|error| format!("{}: {error}", manifest.display()))?;
    let prefix = folder.display().to_string();
    Program::new(
        "npm",
        [
            "install",
            "--prefix",
            &prefix,
            "--no-audit",
            "--no-fund",
            "--silent",
        ],
    )
    .run()?;
    Ok(prefix)
}
