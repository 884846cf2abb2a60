//! An event object of Windows: set while there may be something to poll.

use std::ffi::c_void;
use std::io;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::ptr;

use wellclient_foreign::Signal;
use windows_sys::Win32::System::Threading::{CreateEventW, ResetEvent, SetEvent};

/// Reset by hand, not set, without a name.
#[derive(Debug)]
pub(crate) struct SystemEvent(OwnedHandle);

impl SystemEvent {
    pub(crate) fn new() -> io::Result<Self> {
        // SAFETY: neither security attributes nor a name are given.
        let handle = unsafe { CreateEventW(ptr::null(), 1, 0, ptr::null()) };
        if handle.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: it was just made, and is nobody else's.
        Ok(Self(unsafe { OwnedHandle::from_raw_handle(handle) }))
    }

    pub(crate) fn handle(&self) -> *mut c_void {
        self.0.as_raw_handle()
    }
}

impl Signal for SystemEvent {
    fn set(&self) {
        // SAFETY: the handle is open as long as this is there.
        unsafe { SetEvent(self.handle()) };
    }

    fn reset(&self) {
        // SAFETY: as above.
        unsafe { ResetEvent(self.handle()) };
    }
}
