/// @file wellclient/library.hpp
/// The library itself: its version, where it is loaded from, what it knows.

#ifndef WELLCLIENT_LIBRARY_HPP
#define WELLCLIENT_LIBRARY_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "result.hpp"
#include "text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// The version of the library's interface: the major one times 65536, plus the minor one.
[[nodiscard]] inline std::uint32_t abi_version() noexcept { return well_abi_version(); }

/// The version of the library, `"0.1.0"`.
[[nodiscard]] inline std::string version() { return well_version(); }

namespace detail {

/// What is wrong with this header and a library of that interface. Before 1.0 each minor version may break programs; from
/// then on a newer library serves an older header.
inline std::optional<Error> abi_error(std::uint32_t header, std::uint32_t library) {
    const auto major = [](std::uint32_t of) { return of >> 16; };
    if (library == 0) {
        return error_of(WELL_NOT_LOADED);
    }
    if (header == library || (major(header) > 0 && major(header) == major(library) && header < library)) {
        return std::nullopt;
    }
    const auto name = [&](std::uint32_t of) { return std::to_string(major(of)) + "." + std::to_string(of & 0xffff); };
    return Error(Status::unsupported,
                 "wellclient.hpp was made for version " + name(header) +
                     " of the library's interface, the library has " + name(library));
}

}  // namespace detail

#if defined(WELLCLIENT_LOAD)
/// Loads the library from `path`, or, without one, from beside the program or from where the system finds it. Call it before
/// all else, and only where the library is elsewhere: else the first function loads it (wellclient_load.h). Errors:
/// `not_loaded`, `bad_utf8`.
inline Fallible<void> load(const std::optional<std::string>& path = std::nullopt) {
    const detail::Text text(path, "path");
    if (!text.good()) {
        return detail::fail<void>(detail::nul_error(text.name()));
    }
    return detail::done(well_load(text.c_str()));
}
#endif

/// The manual's check of a number: digits only, or `<main number>-[W|w]*<extension>` (5.4 and 8.7). Other texts are dialled
/// too, unless `SessionOptions::phone_numbers_only` is set.
[[nodiscard]] inline bool is_phone_number(std::string_view number) {
    const detail::Text text(number, "number");
    return text.good() && well_is_phone_number(text.c_str());
}

/// The environments that `SessionOptions::preset` can name.
[[nodiscard]] inline std::vector<std::string> environments() {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < well_environment_count(); ++i) {
        names.emplace_back(well_environment_name(i));
    }
    return names;
}

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_LIBRARY_HPP
