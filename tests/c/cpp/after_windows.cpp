// The header after <windows.h>, whose macros `max` and `min` are still there, as they are with Microsoft's library.

#include <windows.h>

// All that the header includes: GNU's library takes the macros away.
#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#define max(a, b) (((a) > (b)) ? (a) : (b))
#define min(a, b) (((a) < (b)) ? (a) : (b))

#include "wellclient.hpp"

#if !defined(max) || !defined(min)
#error "the macros are what this is about"
#endif

int main() {
    const wellclient::Simulator simulator = wellclient::Simulator::start();
    const wellclient::Client client;
    wellclient::SessionOptions options;
    options.api_url = simulator.url();
    options.delivery = wellclient::Delivery::pumped;
    const wellclient::Session session = client.session(options);
    const bool is_in = session.agent_login({"5001", "123456", "test.cc", "8001"}).wait().ok();
    return is_in && ::WaitForSingleObject(session.event_handle(), 10000) == WAIT_OBJECT_0 ? 0 : 1;
}
