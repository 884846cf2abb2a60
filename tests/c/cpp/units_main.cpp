// The header in several units of one program, with exceptions and without.

#include "wellclient.hpp"

std::string session_of_another_unit(const wellclient::Client& client, const std::string& url);
bool unit_without_exceptions();

int main() {
    const wellclient::Simulator simulator = wellclient::Simulator::start();
    const wellclient::Client client;
    const bool same = session_of_another_unit(client, simulator.url()) == "logged_out";
    return same && unit_without_exceptions() ? 0 : 1;
}
