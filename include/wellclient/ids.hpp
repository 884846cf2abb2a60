/// @file wellclient/ids.hpp
/// Ids, and structures as JSON.

#ifndef WELLCLIENT_IDS_HPP
#define WELLCLIENT_IDS_HPP

#include "base.hpp"

#include <string>

namespace wellclient {
inline namespace WELLCLIENT_ERRORS {

/// A call's id. It changes when the call is transferred or becomes a conference.
using CallId = std::string;

/// A structure as JSON text.
using Json = std::string;

}  // inline namespace
}  // namespace wellclient

#endif  // WELLCLIENT_IDS_HPP
