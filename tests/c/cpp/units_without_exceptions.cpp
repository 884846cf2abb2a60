// A unit of the same program that is told of errors in the other way: other types under the same names.

#define WELLCLIENT_NO_EXCEPTIONS
#include "wellclient.hpp"

bool unit_without_exceptions();

bool unit_without_exceptions() {
    const wellclient::Result<wellclient::Client> client = wellclient::Client::create();
    return client && client->session(wellclient::SessionOptions()).error().status() == wellclient::Status::bad_environment;
}
