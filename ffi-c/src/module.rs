//! The library's code in the process: on Windows it stays once there are threads of it, and two moments are known in
//! which threads cannot be waited for: in a `DllMain`, and when the process ends.

#[cfg(windows)]
pub(crate) use windows::{in_dll_main, pin, process_ends};

/// On Unix, code goes only when the last thread of it has been joined (`well_client_close`).
#[cfg(not(windows))]
pub(crate) fn pin() {}

#[cfg(not(windows))]
pub(crate) fn in_dll_main() -> bool {
    false
}

#[cfg(not(windows))]
pub(crate) fn process_ends() -> bool {
    false
}

#[cfg(windows)]
mod windows {
    use std::ffi::c_void;
    use std::ptr;
    use std::sync::Once;

    use windows_sys::Win32::System::LibraryLoader::{
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_PIN, GetModuleHandleExW,
    };

    windows_link::link!("ntdll.dll" "system" fn RtlDllShutdownInProgress() -> u8);
    windows_link::link!("ntdll.dll" "system" fn RtlGetCurrentPeb() -> *const c_void);
    windows_link::link!("ntdll.dll" "system" fn RtlIsCriticalSectionLockedByThread(section: *const c_void) -> u8);

    /// Where a process's environment block has its loader lock; the same in every Windows since NT.
    const LOADER_LOCK: usize = if cfg!(target_pointer_width = "64") {
        0x110
    } else {
        0xa0
    };

    /// Keeps the module that this code is in, a DLL or the program, where it is until the process ends. A thread can be
    /// waited for, but not the moment in which it leaves the code; and Windows never gives back the thread-local storage of a
    /// module that goes.
    pub(crate) fn pin() {
        static PINNED: Once = Once::new();
        PINNED.call_once(|| {
            let flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN;
            let mut module = ptr::null_mut();
            // SAFETY: an address of this module, as the flag says. It cannot fail for one that is loaded.
            unsafe { GetModuleHandleExW(flags, (pin as fn()) as *const u16, &mut module) };
        });
    }

    /// Whether this thread is inside a `DllMain` (static destructors of a DLL are): no other thread can begin or end
    /// before it returns.
    pub(crate) fn in_dll_main() -> bool {
        // SAFETY: the block is there as long as the process; the place of its loader lock does not change.
        unsafe {
            let lock = RtlGetCurrentPeb().byte_add(LOADER_LOCK).cast::<*const c_void>();
            RtlIsCriticalSectionLockedByThread(*lock) != 0
        }
    }

    /// Whether the process is ending: its other threads are gone, with the locks that they held.
    pub(crate) fn process_ends() -> bool {
        // SAFETY: it only reads.
        unsafe { RtlDllShutdownInProgress() != 0 }
    }
}
