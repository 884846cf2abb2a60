/// @file wellclient/error.hpp
/// Why a function has not done its work.

#ifndef WELLCLIENT_ERROR_HPP
#define WELLCLIENT_ERROR_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS
#include "outcome.hpp"
#include "words.hpp"

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// Why a function has not done its work: misuse, a wait that is not possible, or, from `Command::get`, a command that was
/// not carried out.
class Error : public std::exception {
public:
    Error(Status status, std::string words)
        : details_(new Details{status, std::move(words), std::nullopt}) {}
    /// Of a command that has not worked.
    explicit Error(const Outcome& outcome)
        : details_(new Details{Status::ok, outcome.english, outcome}) {}

    /// What the library has said; `ok` where it is the command that has not worked: see `outcome_if`.
    [[nodiscard]] Status status() const noexcept { return details_->status; }
    /// In English. No secret is in it.
    [[nodiscard]] const char* what() const noexcept override { return details_->words.c_str(); }
    /// The outcome of a command that was not carried out; null for any other error.
    [[nodiscard]] const Outcome* outcome_if() const noexcept {
        return details_->outcome ? &*details_->outcome : nullptr;
    }

private:
    struct Details {
        Status status;
        std::string words;
        std::optional<Outcome> outcome;
    };

    // Shared, so that copying it cannot fail.
    std::shared_ptr<const Details> details_;
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_ERROR_HPP
