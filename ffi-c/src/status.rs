//! What a function returns: a fixed number; the words of the last failure; and the boundary that no panic crosses.

use std::cell::RefCell;
use std::ffi::{CString, c_char};

use client::core::session::LONGEST;
use client::{Amount, BuildError, ConfigError, Language, OutOfRange};

use crate::codes::well_language_t;
use crate::living::on_a_living_thread;
use crate::module;
use crate::numbers::{LanguageIn, StatusIn};

/// What a function returns. Numbers are never reused.
#[repr(i32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum well_status {
    /// Done.
    WELL_OK = 0,

    /// There is nothing: no event came in time, or the field or reply is absent. No failure.
    WELL_EMPTY = 1,
    /// The session is closed and everything of it has been read. No failure.
    WELL_END = 2,

    /// A pointer is NULL that must not be.
    WELL_NULL_POINTER = 100,
    /// A handle that was never given out, or has been freed.
    WELL_BAD_HANDLE = 101,
    /// A handle of something else.
    WELL_WRONG_HANDLE = 102,
    /// A text that is not UTF-8, or has a NUL in it where it is given with its length.
    WELL_BAD_UTF8 = 103,
    /// `struct_size` is none that this version of the library knows: call the `_default` function first.
    WELL_BAD_STRUCT_SIZE = 104,
    /// A number or a text that this argument cannot have.
    WELL_BAD_ARGUMENT = 105,
    /// An index at or beyond the count.
    WELL_OUT_OF_RANGE = 106,
    /// The field has another type: text, integer or truth.
    WELL_WRONG_TYPE = 107,
    /// The function waits, and this is inside a callback, which others may be waiting for.
    WELL_WOULD_DEADLOCK = 108,
    /// The process was forked since the client was made: threads and sockets have stayed with the parent.
    WELL_FORKED = 109,
    /// For sessions of the other kind of delivery only.
    WELL_WRONG_DELIVERY = 110,

    /// It has not happened in time. It may still; call again.
    WELL_TIMED_OUT = 200,
    /// The session is closed, or the client is, or is being closed.
    WELL_CLOSED = 201,

    /// No environment of this name, or a URL that cannot be used.
    WELL_BAD_ENVIRONMENT = 300,
    /// Certificates or a key that cannot be used.
    WELL_BAD_TLS = 301,
    /// A proxy URL that cannot be used.
    WELL_BAD_PROXY = 302,
    /// The system gives no thread, socket or file descriptor.
    WELL_NO_RESOURCES = 303,
    /// A file cannot be read or written.
    WELL_IO = 304,
    /// Another part of the process takes the diagnostics already.
    WELL_TAKEN = 305,

    /// A text that is not the JSON it should be.
    WELL_BAD_JSON = 400,
    /// A journal that cannot be replayed.
    WELL_BAD_JOURNAL = 401,
    /// Bytes that are no saved session, or damaged.
    WELL_BAD_SAVED = 402,
    /// A saved session, or a store, that another version of the library wrote and this one cannot read.
    WELL_OTHER_VERSION = 403,

    /// The file is no session store.
    WELL_STORE_FOREIGN = 410,
    /// The session store is cut off.
    WELL_STORE_TRUNCATED = 411,
    /// The session store was changed since it was written.
    WELL_STORE_DAMAGED = 412,
    /// The session store is sealed, and no key is given.
    WELL_STORE_NEEDS_KEY = 413,
    /// The session store is sealed with another key.
    WELL_STORE_OTHER_KEY = 414,
    /// A key is given, and the session store is not sealed: it may be anybody's.
    WELL_STORE_NOT_SEALED = 415,

    /// The simulator cannot do this now.
    WELL_SIMULATOR_REFUSED = 500,

    /// The library was built without this, or this system does not have it.
    WELL_UNSUPPORTED = 900,
    /// A defect of the library: it has panicked. The handles are still sound.
    WELL_PANIC = 901,
    /// No library is loaded: only where the program loads it by itself (`WELLCLIENT_LOAD`).
    WELL_NOT_LOADED = 902,
}

use well_status::*;

impl well_status {
    pub(crate) const ALL: &'static [Self] = &[
        WELL_OK,
        WELL_EMPTY,
        WELL_END,
        WELL_NULL_POINTER,
        WELL_BAD_HANDLE,
        WELL_WRONG_HANDLE,
        WELL_BAD_UTF8,
        WELL_BAD_STRUCT_SIZE,
        WELL_BAD_ARGUMENT,
        WELL_OUT_OF_RANGE,
        WELL_WRONG_TYPE,
        WELL_WOULD_DEADLOCK,
        WELL_FORKED,
        WELL_WRONG_DELIVERY,
        WELL_TIMED_OUT,
        WELL_CLOSED,
        WELL_BAD_ENVIRONMENT,
        WELL_BAD_TLS,
        WELL_BAD_PROXY,
        WELL_NO_RESOURCES,
        WELL_IO,
        WELL_TAKEN,
        WELL_BAD_JSON,
        WELL_BAD_JOURNAL,
        WELL_BAD_SAVED,
        WELL_OTHER_VERSION,
        WELL_STORE_FOREIGN,
        WELL_STORE_TRUNCATED,
        WELL_STORE_DAMAGED,
        WELL_STORE_NEEDS_KEY,
        WELL_STORE_OTHER_KEY,
        WELL_STORE_NOT_SEALED,
        WELL_SIMULATOR_REFUSED,
        WELL_UNSUPPORTED,
        WELL_PANIC,
        WELL_NOT_LOADED,
    ];

    /// The name, English, Chinese.
    const fn words(
        self,
    ) -> (
        &'static std::ffi::CStr,
        &'static std::ffi::CStr,
        &'static std::ffi::CStr,
    ) {
        match self {
            WELL_OK => (c"WELL_OK", c"Done.", c"成功。"),
            WELL_EMPTY => (c"WELL_EMPTY", c"There is nothing.", c"没有内容。"),
            WELL_END => (c"WELL_END", c"The session is closed.", c"会话已关闭。"),
            WELL_NULL_POINTER => (c"WELL_NULL_POINTER", c"A pointer is NULL.", c"指针为空。"),
            WELL_BAD_HANDLE => (
                c"WELL_BAD_HANDLE",
                c"The handle was never given out, or has been freed.",
                c"句柄无效或已释放。",
            ),
            WELL_WRONG_HANDLE => (
                c"WELL_WRONG_HANDLE",
                c"The handle is of something else.",
                c"句柄类型不符。",
            ),
            WELL_BAD_UTF8 => (
                c"WELL_BAD_UTF8",
                c"The text is not UTF-8.",
                c"文本不是 UTF-8 编码。",
            ),
            WELL_BAD_STRUCT_SIZE => (
                c"WELL_BAD_STRUCT_SIZE",
                c"The struct has no size that this library knows.",
                c"结构体大小不符。",
            ),
            WELL_BAD_ARGUMENT => (
                c"WELL_BAD_ARGUMENT",
                c"An argument has a value that it cannot have.",
                c"参数不合法。",
            ),
            WELL_OUT_OF_RANGE => (
                c"WELL_OUT_OF_RANGE",
                c"The index is too large.",
                c"索引超出范围。",
            ),
            WELL_WRONG_TYPE => (
                c"WELL_WRONG_TYPE",
                c"The field has another type.",
                c"字段类型不符。",
            ),
            WELL_WOULD_DEADLOCK => (
                c"WELL_WOULD_DEADLOCK",
                c"This function waits, so it cannot be called from inside a callback.",
                c"该函数会等待，不能在回调中调用。",
            ),
            WELL_FORKED => (
                c"WELL_FORKED",
                c"The process was forked since: make a client of its own.",
                c"进程已被 fork，请重新创建客户端。",
            ),
            WELL_WRONG_DELIVERY => (
                c"WELL_WRONG_DELIVERY",
                c"The session delivers its events in another way.",
                c"会话的事件投递方式不符。",
            ),
            WELL_TIMED_OUT => (c"WELL_TIMED_OUT", c"Not in time.", c"超时。"),
            WELL_CLOSED => (
                c"WELL_CLOSED",
                c"The session or the client is closed.",
                c"会话或客户端已关闭。",
            ),
            WELL_BAD_ENVIRONMENT => (
                c"WELL_BAD_ENVIRONMENT",
                c"There is no such environment, or a URL cannot be used.",
                c"环境不存在或地址不合法。",
            ),
            WELL_BAD_TLS => (
                c"WELL_BAD_TLS",
                c"The certificates or the key cannot be used.",
                c"证书或密钥不可用。",
            ),
            WELL_BAD_PROXY => (c"WELL_BAD_PROXY", c"The proxy cannot be used.", c"代理不可用。"),
            WELL_NO_RESOURCES => (
                c"WELL_NO_RESOURCES",
                c"The system has no thread, socket or descriptor to give.",
                c"系统资源不足。",
            ),
            WELL_IO => (
                c"WELL_IO",
                c"The file cannot be read or written.",
                c"文件无法读写。",
            ),
            WELL_TAKEN => (
                c"WELL_TAKEN",
                c"The diagnostics are taken by another part of the process.",
                c"诊断日志已被占用。",
            ),
            WELL_BAD_JSON => (c"WELL_BAD_JSON", c"The JSON cannot be read.", c"JSON 无法识别。"),
            WELL_BAD_JOURNAL => (
                c"WELL_BAD_JOURNAL",
                c"The journal cannot be replayed.",
                c"日志无法重放。",
            ),
            WELL_BAD_SAVED => (
                c"WELL_BAD_SAVED",
                c"This is no saved session, or it is damaged.",
                c"不是已保存的会话，或已损坏。",
            ),
            WELL_OTHER_VERSION => (
                c"WELL_OTHER_VERSION",
                c"It was written by another version of the library.",
                c"由其他版本的程序库写入，无法读取。",
            ),
            WELL_STORE_FOREIGN => (
                c"WELL_STORE_FOREIGN",
                c"The file is no session store.",
                c"该文件不是会话存储文件。",
            ),
            WELL_STORE_TRUNCATED => (
                c"WELL_STORE_TRUNCATED",
                c"The session store is cut off.",
                c"会话存储文件不完整。",
            ),
            WELL_STORE_DAMAGED => (
                c"WELL_STORE_DAMAGED",
                c"The session store is damaged.",
                c"会话存储文件已损坏。",
            ),
            WELL_STORE_NEEDS_KEY => (
                c"WELL_STORE_NEEDS_KEY",
                c"The session store is sealed, and no key is given.",
                c"会话存储文件已加密，未提供密钥。",
            ),
            WELL_STORE_OTHER_KEY => (
                c"WELL_STORE_OTHER_KEY",
                c"The session store is sealed with another key.",
                c"会话存储文件由其他密钥加密。",
            ),
            WELL_STORE_NOT_SEALED => (
                c"WELL_STORE_NOT_SEALED",
                c"A key is given, and the session store is not sealed.",
                c"提供了密钥，但会话存储文件未加密。",
            ),
            WELL_SIMULATOR_REFUSED => (
                c"WELL_SIMULATOR_REFUSED",
                c"The simulator cannot do this now.",
                c"模拟器当前不能执行此操作。",
            ),
            WELL_UNSUPPORTED => (
                c"WELL_UNSUPPORTED",
                c"This is not supported here.",
                c"不支持此操作。",
            ),
            WELL_PANIC => (c"WELL_PANIC", c"A defect of the library.", c"程序库内部错误。"),
            WELL_NOT_LOADED => (
                c"WELL_NOT_LOADED",
                c"The library is not loaded.",
                c"程序库未加载。",
            ),
        }
    }
}

/// Why a function has not done what it should.
#[derive(Debug)]
pub(crate) struct Failure {
    status: well_status,
    /// What exactly, in English; the status's own sentence if empty.
    detail: String,
}

impl Failure {
    pub(crate) fn new(status: well_status, detail: impl ToString) -> Self {
        Self {
            status,
            detail: detail.to_string(),
        }
    }

    /// A pointer that must not be NULL is.
    pub(crate) fn null(name: &str) -> Self {
        Self::new(WELL_NULL_POINTER, format_args!("{name} is NULL"))
    }

    /// A number is none of a list's.
    pub(crate) fn unlisted(name: &str, given: i32, list: &str) -> Self {
        Self::new(
            WELL_BAD_ARGUMENT,
            format_args!("{name} is {given}, which is no {list}"),
        )
    }
}

impl From<well_status> for Failure {
    fn from(status: well_status) -> Self {
        Self::new(status, "")
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        let status = match error {
            BuildError::OutOfRange(error) => return error.into(),
            BuildError::Tls(_) => WELL_BAD_TLS,
            BuildError::Proxy(_) => WELL_BAD_PROXY,
            BuildError::UserAgent => WELL_BAD_ARGUMENT,
            _ => WELL_NO_RESOURCES,
        };
        Self::new(status, error)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        match error {
            ConfigError::OutOfRange(error) => error.into(),
            error => Self::new(WELL_BAD_ARGUMENT, error),
        }
    }
}

/// By the names of the C options, whose times are milliseconds.
impl From<OutOfRange> for Failure {
    fn from(error: OutOfRange) -> Self {
        let name = error.setting.trim_start_matches("timing.").replace('.', "_");
        let name = match name.as_str() {
            "reconnect_base" => "reconnect_delay",
            "reconnect_give_up_after" => "reconnect_give_up",
            name => name,
        };
        let said = match (error.given, error.least, error.most) {
            // 32 bits of milliseconds are never too many.
            (Amount::Time(given), Amount::Time(least), Amount::Time(LONGEST)) => format!(
                "{name}_ms must be at least {}, not {}",
                least.as_millis(),
                given.as_millis()
            ),
            (Amount::Time(given), Amount::Time(least), Amount::Time(most)) => format!(
                "{name}_ms must be from {} to {}, not {}",
                least.as_millis(),
                most.as_millis(),
                given.as_millis()
            ),
            _ => error.to_string().replacen(error.setting, name, 1),
        };
        Self::new(WELL_BAD_ARGUMENT, said)
    }
}

impl From<wellclient_foreign::HostError> for Failure {
    fn from(error: wellclient_foreign::HostError) -> Self {
        match error {
            wellclient_foreign::HostError::Client(error) => error.into(),
            error => Self::new(WELL_NO_RESOURCES, error),
        }
    }
}

impl From<wellclient_foreign::TimedOut> for Failure {
    fn from(error: wellclient_foreign::TimedOut) -> Self {
        Self::new(WELL_TIMED_OUT, error)
    }
}

thread_local! {
    static LAST: RefCell<CString> = RefCell::default();
}

/// Runs the body of a function: its failure becomes a status, and so does a panic. When the process ends, nothing is done.
pub(crate) fn entry(body: impl FnOnce() -> Result<(), Failure>) -> well_status {
    if module::process_ends() {
        return WELL_CLOSED;
    }
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| on_a_living_thread(body)));
    let Failure { status, detail } = match outcome {
        Ok(Ok(())) => return WELL_OK,
        Ok(Err(failure)) => failure,
        Err(_) => WELL_PANIC.into(),
    };
    if !matches!(status, WELL_EMPTY | WELL_END) {
        remember(status, &detail);
    }
    status
}

fn remember(status: well_status, detail: &str) {
    let full_stop = if detail.ends_with('.') { "" } else { "." };
    let text = match CString::new(format!("{detail}{full_stop}")) {
        Ok(text) if !detail.is_empty() => text,
        _ => status.words().1.to_owned(),
    };
    // A thread that is ending has no use for it.
    let _ = LAST.try_with(|last| *last.borrow_mut() = text);
}

/// The message of the last function that failed on this thread, in English; `""` before the first failure. Never NULL.
/// It holds no secret.
///
/// Owned by the library, valid until a function fails on this thread again. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_last_error() -> *const c_char {
    LAST.try_with(|last| last.borrow().as_ptr())
        .unwrap_or(c"".as_ptr())
}

/// The name of a status, `"WELL_OK"`; `"WELL_?"` for a number that is none. Never NULL.
///
/// Static. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_status_name(status: StatusIn) -> *const c_char {
    known(status)
        .map_or(c"WELL_?", |status| status.words().0)
        .as_ptr()
}

/// What a status means, in a sentence; `""` for a number that is none. Never NULL.
///
/// Static. Any thread. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn well_status_text(status: StatusIn, language: LanguageIn) -> *const c_char {
    let Some((_, english, chinese)) = known(status).map(well_status::words) else {
        return c"".as_ptr();
    };
    match well_language_t::read(language) {
        Some(Language::Zh) => chinese.as_ptr(),
        _ => english.as_ptr(),
    }
}

fn known(status: StatusIn) -> Option<well_status> {
    well_status::ALL
        .iter()
        .copied()
        .find(|known| *known as i32 == status)
}
