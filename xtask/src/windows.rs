//! The kinds of Windows that the library is built for, and MinGW's programs for each.

/// A kind of machine that Windows runs on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Windows {
    X64,
    /// Built, and never run.
    X86,
}

impl Windows {
    pub(crate) const ALL: [Self; 2] = [Self::X64, Self::X86];

    /// As rustc names it.
    pub(crate) fn target(self) -> &'static str {
        match self {
            Self::X64 => "x86_64-pc-windows-gnu",
            Self::X86 => "i686-pc-windows-gnu",
        }
    }

    /// As makers of import libraries name it.
    pub(crate) fn machine(self) -> &'static str {
        match self {
            Self::X64 => "i386:x86-64",
            Self::X86 => "i386",
        }
    }

    pub(crate) fn strip(self) -> &'static str {
        match self {
            Self::X64 => "x86_64-w64-mingw32-strip",
            Self::X86 => "i686-w64-mingw32-strip",
        }
    }
}
