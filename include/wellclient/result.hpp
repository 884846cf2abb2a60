/// @file wellclient/result.hpp
/// How functions that can fail tell it: they throw, or return a Result.

#ifndef WELLCLIENT_RESULT_HPP
#define WELLCLIENT_RESULT_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "error.hpp"
#include "outcome.hpp"
#include "words.hpp"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// A value, or the error in its place.
///
/// `value`, `*`, `->` and `error` of the wrong one end the program: look first.
template <class T>
class [[nodiscard]] Result {
public:
    using value_type = T;

    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return content_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] T& value() & { return *get<0>(&content_); }
    [[nodiscard]] const T& value() const& { return *get<0>(&content_); }
    [[nodiscard]] T&& value() && { return std::move(*get<0>(&content_)); }
    [[nodiscard]] T& operator*() & { return value(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
    [[nodiscard]] T* operator->() { return &value(); }
    [[nodiscard]] const T* operator->() const { return &value(); }
    [[nodiscard]] T value_or(T other) && { return has_value() ? std::move(*this).value() : std::move(other); }

    [[nodiscard]] const Error& error() const { return *get<1>(&content_); }

    /// What `next` makes of the value: a Result; or this one's error.
    template <class F>
    auto and_then(F next) && -> std::invoke_result_t<F, T&&> {
        if (!has_value()) {
            return error();
        }
        return next(std::move(*this).value());
    }

    /// A Result of what `change` makes of the value; or of this one's error.
    template <class F>
    auto map(F change) && -> Result<std::invoke_result_t<F, T&&>> {
        if (!has_value()) {
            return error();
        }
        if constexpr (std::is_void_v<std::invoke_result_t<F, T&&>>) {
            change(std::move(*this).value());
            return {};
        } else {
            return change(std::move(*this).value());
        }
    }

private:
    template <std::size_t Index, class Content>
    static auto get(Content* content) {
        auto* found = std::get_if<Index>(content);
        if (found == nullptr) {
            std::fputs("wellclient: this Result has the other one\n", stderr);
            std::abort();
        }
        return found;
    }

    std::variant<T, Error> content_;
};

/// Done, or an error.
template <>
class [[nodiscard]] Result<void> {
public:
    using value_type = void;

    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return !error_; }
    explicit operator bool() const noexcept { return has_value(); }
    void value() const {
        if (error_) {
            std::fprintf(stderr, "wellclient: %s\n", error_->what());
            std::abort();
        }
    }
    [[nodiscard]] const Error& error() const {
        if (!error_) {
            std::fputs("wellclient: this Result has no error\n", stderr);
            std::abort();
        }
        return *error_;
    }
    template <class F>
    auto and_then(F next) && -> std::invoke_result_t<F> {
        if (error_) {
            return *error_;
        }
        return next();
    }

private:
    std::optional<Error> error_;
};

#if defined(WELLCLIENT_NO_EXCEPTIONS)

/// What a function that can fail returns.
template <class T>
using Fallible = Result<T>;

namespace detail {

template <class T>
Fallible<T> fail(Error error) {
    return error;
}

}  // namespace detail

#else

/// What a function that can fail returns: it throws `Error` otherwise.
template <class T>
using Fallible = T;

/// Thrown where a command was not carried out, or nobody can tell.
class CommandError : public Error {
public:
    explicit CommandError(const Outcome& outcome) : Error(outcome) {}

    /// How it ended: kind, reason, code, sentences, HTTP status and what else is known.
    [[nodiscard]] const Outcome& outcome() const noexcept { return *outcome_if(); }
    [[nodiscard]] Reason reason() const noexcept { return outcome().reason; }
};

namespace detail {

template <class T>
[[noreturn]] Fallible<T> fail(Error error) {
    if (error.outcome_if() != nullptr) {
        throw CommandError(*error.outcome_if());
    }
    throw error;
}

}  // namespace detail

#endif

namespace detail {

inline Error error_of(well_status_t status) {
    std::string words = well_last_error();
    if (words.empty()) {
        words = well_status_text(status, WELL_LANGUAGE_EN);
    }
    return {static_cast<Status>(status), std::move(words)};
}

/// C would cut the text there.
inline Error nul_error(const std::string& name) { return {Status::bad_utf8, name + " has a NUL in it"}; }

inline Error empty_callback() { return {Status::null_pointer, "an empty function is no callback"}; }

/// What is true of OK and its like is told by `value`; all else is an error.
template <class T, class F>
Fallible<T> done(well_status_t status, F value) {
    if (status != WELL_OK) {
        return fail<T>(error_of(status));
    }
    return value();
}

inline Fallible<void> done(well_status_t status) {
    if (status != WELL_OK) {
        return fail<void>(error_of(status));
    }
    return Fallible<void>();
}

/// What `value` makes of the status, where EMPTY says that there is none.
template <class T, class F>
Fallible<std::optional<T>> done_or_none(well_status_t status, F value) {
    if (status == WELL_EMPTY) {
        return std::optional<T>();
    }
    return done<std::optional<T>>(status, [&] { return std::optional<T>(value()); });
}

}  // namespace detail

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_RESULT_HPP
