// A destructor whose close fails tells it, and frees nothing. The library's close does not fail so; this program's own does.

#include <cstdio>
#include <string>

#include "wellclient.hpp"

namespace {
int frees = 0;
}

extern "C" well_status_t well_session_close(well_session_t, std::uint32_t) { return WELL_PANIC; }
extern "C" well_status_t well_session_free(well_session_t) {
    ++frees;
    return WELL_OK;
}

int main() {
    using namespace wellclient;
    std::string told;
    set_callback_error_handler([&](const std::exception_ptr& exception) {
        try {
            std::rethrow_exception(exception);
        } catch (const Error& error) {
            told += to_string(error.status());
        }
    });
    const Simulator simulator = Simulator::start();
    const Client client;
    SessionOptions options;
    options.api_url = simulator.url();
    { const Session session = client.session(options); }
    const bool good = told == "panic" && frees == 0;
    if (!good) {
        std::fprintf(stderr, "told: %s, freed %d times\n", told.c_str(), frees);
    }
    return good ? 0 : 1;
}
