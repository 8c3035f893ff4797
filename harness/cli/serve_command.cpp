#include <iostream>
#include <memory>
#include <string>

#include "command.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/model/adapter_message.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/model/needs.hpp"
#include "streamspec/wire_subject/wire_subject.hpp"

namespace streamspec::cli {
namespace {

struct ServeCommand {
    std::string release;
    HomeOptions home;

    int run() const;
};

void say(const std::string& line) {
    std::cout << line << '\n' << std::flush;
}

AdapterHello hello_of(const SubjectInfo& info) {
    AdapterHello hello;
    hello.name = info.name;
    hello.version = info.version;
    hello.language = "C++";
    hello.release = info.release;
    hello.features = info.features;
    hello.aspects = info.aspects;
    if (info.features.has(Feature::writer)) {
        hello.layers.push_back(Layer::writer);
    }
    if (info.features.has(Feature::sockets)) {
        hello.layers.push_back(Layer::wire);
    }
    return hello;
}

std::string answer(Subject& subject, const AdapterRequest& request) {
    if (auto missing = needs(*request.script).without(subject.info().features); !missing.empty()) {
        return encode_unsupported(request.id, missing);
    }
    try {
        return encode_answer(request.id, subject.run(*request.script));
    } catch (const std::exception& error) {
        return encode_error(request.id, error.what());
    }
}

/// The release of that text; of an empty one, the newest of record. Throws InputError.
Release find_release(const std::string& text, const Home& home) {
    if (auto release = Release::parse(text)) {
        return *release;
    }
    if (!text.empty()) {
        throw InputError("--release " + text, "", "expected a release such as 3.11.7");
    }
    return Corpus(home.spec, home.traces).releases().recorded().back();
}

int ServeCommand::run() const {
    const Home where = find_home(home);
    WireSubject subject(find_release(release, where), where.spec / "certificates");
    say(encode(hello_of(subject.info())));
    for (std::string line; std::getline(std::cin, line);) {
        auto document = JsonDocument::parse(line, "stdin");
        AdapterRequest request;
        try {
            request = decode_request(document);
        } catch (const InputError& error) {
            say(encode_error(request_id(document), error.what()));
            continue;
        }
        if (!request.script) {
            break;
        }
        say(answer(subject, request));
    }
    return 0;
}

}  // namespace

Verb add_serve(CLI::App& app) {
    auto command = std::make_shared<ServeCommand>();
    auto& verb = *app.add_subcommand(
        "serve", "Be the reference as an adapter: answer scripts on stdin with traces on stdout");
    verb.add_option("--release", command->release,
                    "The CPython release to behave as (default: the newest of record)")
        ->type_name("VERSION");
    add_home_options(verb, command->home);
    verb.footer(
        "Examples:\n"
        "  streamspec serve --release 3.12.1\n"
        "  streamspec replay --adapter 'streamspec serve'\n\n"
        "The lines are those of spec/adapter-protocol.md.");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
