/// @file wellclient/function.hpp
/// A function of the program's. Of `std::function` it has what callbacks need, and compiles in a fraction of the time.

#ifndef WELLCLIENT_FUNCTION_HPP
#define WELLCLIENT_FUNCTION_HPP

#include "base.hpp"
#ifdef WELLCLIENT_ERRORS

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

namespace detail {

/// Whether there is nothing to call: a null pointer, a `std::function` of nothing and their like.
template <class F>
bool is_empty(F& function) {
    if constexpr (std::is_constructible_v<bool, F&> && !std::is_function_v<F>) {
        return !static_cast<bool>(function);
    } else {
        return false;
    }
}

}  // namespace detail

template <class Signature>
class Function;

/// Anything that can be called so, also what can be moved only; or nothing. Copies are the same function.
template <class R, class... Arguments>
class Function<R(Arguments...)> {
public:
    Function() = default;
    Function(std::nullptr_t) {}
    template <class F, class Called = std::decay_t<F>,
              std::enable_if_t<!std::is_same_v<Called, Function> && std::is_invocable_r_v<R, Called&, Arguments...>, int> = 0>
    Function(F&& function) {
        // An empty one of another kind stays an empty one.
        if (!detail::is_empty(function)) {
            callable_.reset(new CallableAs<Called>(std::forward<F>(function)));
        }
    }

    explicit operator bool() const noexcept { return callable_ != nullptr; }
    R operator()(Arguments... arguments) const { return callable_->call(std::forward<Arguments>(arguments)...); }

private:
    struct Callable {
        Callable() = default;
        Callable(const Callable&) = delete;
        Callable& operator=(const Callable&) = delete;
        virtual ~Callable() = default;
        virtual R call(Arguments... arguments) = 0;
    };
    template <class F>
    struct CallableAs final : Callable {
        template <class From>
        explicit CallableAs(From&& from) : function(std::forward<From>(from)) {}
        R call(Arguments... arguments) override { return static_cast<R>(function(std::forward<Arguments>(arguments)...)); }
        F function;
    };

    std::shared_ptr<Callable> callable_;
};

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_ERRORS
#endif  // WELLCLIENT_FUNCTION_HPP
