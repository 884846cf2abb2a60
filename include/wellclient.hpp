/// @file wellclient.hpp
/// The C++17 API of wellclient, a CTI client library: header-only, over `wellclient.h` and the standard library.
/// It is in the folder `wellclient`, a header for each part; this one has them all.
///
///     wellclient::Client client;
///     wellclient::SessionOptions options;
///     options.api_url = "https://cti.example";
///     wellclient::Session session = client.session(options);
///     wellclient::Subscription ringing = session.on<wellclient::Delivered>([&](const wellclient::Delivered& call) {
///         if (call.is_own) { session.answer_call(call.info.call_id); }
///     });
///     session.agent_login({"5001", password, "test.cc", "8001"}).get();
///     wellclient::CallId call = session.make_call("13800000000").get();
///
/// **Ownership.** Client, Session, Subscription, Command, Replay and Simulator are handles: they can be moved, not copied,
/// and give back what they hold when they go. Event, Outcome and Snapshot are values: copy and keep them as you like.
///
/// **Errors.** Functions whose type is `Fallible<T>` give a `T` or throw `Error`. Where WELLCLIENT_NO_EXCEPTIONS is defined
/// (it is, where the compiler has exceptions switched off) they return a `Result<T>` instead. `Error` is misuse, or a wait
/// that is not possible: each function names the `Status` of its own; all can give `bad_handle` (a handle that was moved
/// away), `forked` and `panic`. That a command was not carried out is told by its `Outcome`, or thrown by `Command::get` as
/// `CommandError`.
///
/// **Threads.** Every `const` member function may be called on any thread, and inside a callback; those that wait give
/// `would_deadlock` there. Callbacks are called on the client's dispatcher thread, one after the other, or, for sessions
/// with `Delivery::pumped`, inside of `Session::poll_event`. An exception that leaves a callback ends there:
/// `set_callback_error_handler`.
///
/// **Texts** are UTF-8. One that has a NUL inside is refused with `bad_utf8`, never cut.
///
/// **Loading.** With WELLCLIENT_LOAD defined, nothing is linked: the program finds the library when it runs (`load`).
///
/// "manual" is the user's manual of the reference client; docs/cpp.md is the guide.

#ifndef WELLCLIENT_HPP
#define WELLCLIENT_HPP

#include "wellclient/base.hpp"

#if defined(WELLCLIENT_ERRORS)
#include "wellclient/client.hpp"
#include "wellclient/client_options.hpp"
#include "wellclient/command.hpp"
#include "wellclient/diagnostics.hpp"
#include "wellclient/error.hpp"
#include "wellclient/event.hpp"
#include "wellclient/events.hpp"
#include "wellclient/ids.hpp"
#include "wellclient/library.hpp"
#include "wellclient/metrics.hpp"
#include "wellclient/outcome.hpp"
#include "wellclient/replay.hpp"
#include "wellclient/requests.hpp"
#include "wellclient/result.hpp"
#include "wellclient/saved.hpp"
#include "wellclient/secret.hpp"
#include "wellclient/session.hpp"
#include "wellclient/session_options.hpp"
#include "wellclient/simulator.hpp"
#include "wellclient/snapshot.hpp"
#include "wellclient/subscription.hpp"
#include "wellclient/time.hpp"
#include "wellclient/watch.hpp"
#include "wellclient/words.hpp"
#endif

#endif  // WELLCLIENT_HPP
