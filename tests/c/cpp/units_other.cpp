// Another unit that includes the header: the same types as in the first.

#include "wellclient.hpp"

std::string session_of_another_unit(const wellclient::Client& client, const std::string& url);

std::string session_of_another_unit(const wellclient::Client& client, const std::string& url) {
    wellclient::SessionOptions options;
    options.api_url = url;
    return to_string(client.session(options).snapshot().phase);
}
