// Prints the HTTP headers of the URL passed on the command line (http or https).
#include <iostream>
#include <regex>
#include <string>

#include <asyncio/net/net.hpp>

namespace net = asyncio::net;

asyncio::Coro<void> print_http_headers(std::string url) {
    static const std::regex pattern(R"((https?)://([^/:?#]+)(?::(\d+))?([^?#]*).*)");
    std::smatch parts;
    if (!std::regex_match(url, parts, pattern)) {
        throw asyncio::ValueError("not an http or https URL: '" + url + "'");
    }
    const bool https = parts[1] == "https";
    const std::string hostname = parts[2];
    const std::string path = parts[4].length() > 0 ? parts[4].str() : "/";
    const int port = parts[3].matched ? std::stoi(parts[3]) : https ? 443 : 80;
    net::ConnectOptions options;
    options.ssl = https;
    auto [reader, writer] = co_await net::open_connection(hostname, port, options);

    const std::string query = "HEAD " + path + " HTTP/1.0\r\nHost: " + hostname + "\r\n\r\n";
    writer->write(query);
    while (true) {
        std::string line = co_await reader->readline();
        if (line.empty()) {
            break;
        }
        line.erase(line.find_last_not_of("\r\n ") + 1);
        if (!line.empty()) {
            std::cout << "HTTP header> " << line << '\n';
        }
    }

    // Ignore the body, close the socket
    writer->close();
}

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "usage: " << argv[0] << " URL\n";
        return 2;
    }
    net::EventLoop& loop = net::get_event_loop();
    try {
        const auto task = net::ensure_future(print_http_headers(argv[1]));
        loop.run_until_complete(static_cast<asyncio::Future<void>>(task));
    } catch (const asyncio::BaseException& error) {
        std::cerr << error.type_name() << ": " << error.what() << '\n';
        return 1;
    }
    loop.close();
}
