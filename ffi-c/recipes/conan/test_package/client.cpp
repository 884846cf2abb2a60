// Makes a client, and says which library that was.
#include <iostream>

#include <wellclient.hpp>

int main() {
    const wellclient::Client client;
    std::cout << "wellclient " << wellclient::version() << '\n';
}
