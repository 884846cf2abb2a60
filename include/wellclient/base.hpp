/// @file wellclient/base.hpp
/// What all these headers stand on: the C interface, the standard, and the way in which errors are told.

#ifndef WELLCLIENT_BASE_HPP
#define WELLCLIENT_BASE_HPP

// Microsoft's compilers say it by _MSVC_LANG.
#if !(defined(_MSVC_LANG) && _MSVC_LANG >= 201703L) && __cplusplus < 201703L
#error "wellclient.hpp needs C++17 or newer: compile with -std=c++17, or /std:c++17."
#else

#include "../wellclient.h"

// Compilers of Microsoft's kind may have exceptions and say it by _CPPUNWIND only.
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define WELLCLIENT_HAS_EXCEPTIONS
#elif !defined(WELLCLIENT_NO_EXCEPTIONS)
#define WELLCLIENT_NO_EXCEPTIONS
#endif

// The two ways to tell errors have the same names with other types: an inline namespace keeps them apart for the linker.
#if !defined(WELLCLIENT_NO_EXCEPTIONS)
#define WELLCLIENT_ERRORS throwing
#elif defined(WELLCLIENT_HAS_EXCEPTIONS)
#define WELLCLIENT_ERRORS returning
#else
#define WELLCLIENT_ERRORS without_exceptions
#endif

#endif

#endif  // WELLCLIENT_BASE_HPP
