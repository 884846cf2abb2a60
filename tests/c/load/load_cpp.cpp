// The C++ API over the loader: `load_cpp` finds the library, `load_cpp --missing <library>` does not, and is then told.
#define WELLCLIENT_LOAD
#define WELLCLIENT_LOAD_IMPLEMENTATION
#include <wellclient.hpp>

#include <cstring>
#include <iostream>
#include <string>

#include "load_unit.h"

namespace {

using namespace wellclient;

int failures = 0;

void check(bool truth, const char* what) {
    if (!truth) {
        std::cerr << "not so: " << what << '\n';
        ++failures;
    }
}

/// That `act` fails for want of a library, with these words.
template <class F>
void check_fails(F act, const char* words) {
    try {
        act();
        check(false, "it fails");
    } catch (const Error& error) {
        check(error.status() == Status::not_loaded, to_string(error.status()));
        check(std::strstr(error.what(), words) != nullptr, error.what());
    }
}

/// A call, with everything from the simulator to the log-out.
void work() {
    const Simulator simulator = Simulator::start();
    const Client client;
    SessionOptions options;
    options.api_url = simulator.url();
    const Session session = client.session(options);
    session.agent_login({"5001", "123456", "test.cc", "8001"}).get();
    const CallId call = session.make_call("13800000000").get();
    session.drop_connection(call).get();
    session.logout().get();
}

void missing(const char* library) {
    check_fails([] { const Client client; }, "no library of wellclient is found");
    check_fails([] { (void)Simulator::start(); }, "no library of wellclient is found");
    check_fails([] { load(); }, "no library of wellclient is found");
    check_fails([] { load("no such folder/it.so"); }, "no such folder/it.so");
    try {
        load(std::string("a\0b", 3));
        check(false, "a path with a NUL is refused");
    } catch (const Error& error) {
        check(error.status() == Status::bad_utf8, "a path with a NUL is refused");
    }
    check(abi_version() == 0, "no library, no version");
    load(library);
    work();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::strcmp(argv[1], "--missing") == 0) {
        missing(argv[2]);
    } else {
        work();
    }
    well_client_t client{};
    check(well_client_new(nullptr, &client) == WELL_OK && unit_closes(client), "a unit in C has the same library");
    return failures == 0 ? 0 : 1;
}
