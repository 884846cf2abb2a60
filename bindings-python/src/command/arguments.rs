//! The arguments of a verb: one that cannot be sent is refused by its name. What was given is never shown: it may be a
//! password.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyList, PyString, PyTuple};
use wellclient::core::command::{
    AgentModeRequest, CallDataEntry, LoginMode, LoginRequest, MakeCallOptions, Participation,
};
use wellclient::{AgentId, CallId, DeviceId, Secret};

/// By their names.
pub(super) struct Arguments<'py>(pub(super) Bound<'py, PyDict>);

impl Arguments<'_> {
    pub(super) fn needed<T: Argument>(&self, name: &str) -> PyResult<T> {
        match self.0.get_item(name)? {
            Some(given) => T::read(name, &given),
            None => Err(PyTypeError::new_err(format!("{name} is missing"))),
        }
    }

    /// None is as good as nothing.
    pub(super) fn optional<T: Argument>(&self, name: &str) -> PyResult<Option<T>> {
        let given = self.0.get_item(name)?.filter(|given| !given.is_none());
        given.map(|given| T::read(name, &given)).transpose()
    }

    pub(super) fn login(&self) -> PyResult<LoginRequest> {
        Ok(LoginRequest {
            job_number: self.needed("job_number")?,
            password: self.needed("password")?,
            domain: self.optional("domain")?.unwrap_or_default(),
            ext: self.needed("ext")?,
            login_mode: self.needed("login_mode")?,
            agent_mode: self.needed("agent_mode")?,
        })
    }

    pub(super) fn call_options(&self) -> PyResult<MakeCallOptions> {
        Ok(MakeCallOptions {
            prefix: self.optional("prefix")?,
            dest_for_display: self.optional("dest_for_display")?,
            origin_for_display: self.optional("origin_for_display")?,
            cpa: self.optional("cpa")?,
            context_id: self.optional("context_id")?,
        })
    }
}

/// What an argument can be.
pub(super) trait Argument: Sized {
    fn read(name: &str, given: &Bound<'_, PyAny>) -> PyResult<Self>;
}

/// A text. One with half of a surrogate pair in it is none that can be sent.
fn text(name: &str, given: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = given
        .cast::<PyString>()
        .map_err(|_| wrong(name, "a str", given))?;
    text.to_cow()
        .map(|text| text.into_owned())
        .map_err(|_| PyValueError::new_err(format!("{name} has a surrogate in it, which cannot be sent")))
}

fn wrong(name: &str, wanted: &str, given: &Bound<'_, PyAny>) -> PyErr {
    let found = given.get_type();
    let found = found.name().map(|name| name.to_string()).unwrap_or_default();
    PyTypeError::new_err(format!("{name} must be {wanted}, not {found}"))
}

/// One of some words.
fn word<T: Copy>(name: &str, given: &Bound<'_, PyAny>, words: &[(&str, T)]) -> PyResult<T> {
    let text = text(name, given)?;
    if let Some((_, found)) = words.iter().find(|(word, _)| *word == text) {
        return Ok(*found);
    }
    let words: Vec<String> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
    let words = match words.as_slice() {
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
        [] => String::new(),
    };
    Err(PyValueError::new_err(format!("{name} must be {words}")))
}

macro_rules! texts {
    ($($type:ty),*) => {
        $(impl Argument for $type {
            fn read(name: &str, given: &Bound<'_, PyAny>) -> PyResult<Self> {
                text(name, given).map(Self::from)
            }
        })*
    };
}

texts!(String, Secret, CallId, DeviceId, AgentId);

macro_rules! words {
    ($($type:ident: $($word:ident),*;)*) => {
        $(impl Argument for $type {
            fn read(name: &str, given: &Bound<'_, PyAny>) -> PyResult<Self> {
                word(name, given, &[$(($type::$word.name(), $type::$word)),*])
            }
        })*
    };
}

words! {
    AgentModeRequest: Ready, NotReady;
    LoginMode: Force, Stop, Ask;
    Participation: Active, Silent;
}

impl Argument for bool {
    fn read(name: &str, given: &Bound<'_, PyAny>) -> PyResult<Self> {
        let truth = given.cast::<PyBool>().map_err(|_| wrong(name, "a bool", given))?;
        Ok(truth.is_true())
    }
}

/// A list of pairs.
impl Argument for Vec<CallDataEntry> {
    fn read(name: &str, given: &Bound<'_, PyAny>) -> PyResult<Self> {
        let list = given.cast::<PyList>().map_err(|_| wrong(name, "a list", given))?;
        let entry = |given: Bound<'_, PyAny>| {
            let pair = given
                .cast::<PyTuple>()
                .map_err(|_| wrong(name, "a list of pairs", &given))?;
            Ok(CallDataEntry {
                key: text(&format!("a key of {name}"), &pair.get_item(0)?)?,
                value: text(&format!("a value of {name}"), &pair.get_item(1)?)?,
            })
        };
        list.iter().map(entry).collect()
    }
}
