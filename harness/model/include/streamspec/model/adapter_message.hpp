#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "streamspec/model/aspect.hpp"
#include "streamspec/model/feature.hpp"
#include "streamspec/model/json_document.hpp"
#include "streamspec/model/release.hpp"
#include "streamspec/model/script.hpp"
#include "streamspec/model/trace.hpp"

/// \file
/// What the harness and an adapter say to each other, a line of JSON each (spec/adapter-protocol.md).

namespace streamspec {

/// The version of the protocol that this harness speaks.
inline constexpr std::int64_t kAdapterProtocol = 1;

/// What an adapter says first: who it is, and what it can be held to.
struct AdapterHello {
    enum class Feeding : std::uint8_t { push, pull };

    std::string name;
    std::string version;
    std::string language;
    /// The CPython release that it claims to behave as; none: it claims none.
    std::optional<Release> release;
    std::vector<Layer> layers{Layer::reader};
    FeatureSet features;
    AspectSet aspects;
    Feeding feeding = Feeding::push;
    /// After how many rounds without news it takes its loop for idle; none: it knows exactly.
    std::optional<std::int64_t> idle_rounds;
    /// Whether it can be asked for the digest of many traces.
    bool digests = false;

    friend bool operator==(const AdapterHello&, const AdapterHello&) = default;
};

/// What an adapter answers to one script.
struct AdapterAnswer {
    /// It ran the script.
    struct Ran {
        Trace trace;
    };
    /// It ran many scripts.
    struct Digested {
        std::string sha256;
    };
    /// It found out that the script needs what it does not have; at least one feature.
    struct Lacks {
        std::vector<Feature> features;
    };
    /// It could not run the script, and says why.
    struct Failed {
        std::string reason;
    };
    std::int64_t id = 0;
    std::variant<Ran, Digested, Lacks, Failed> is;
};

/// What the harness asks of an adapter.
struct AdapterRequest {
    std::string id;                ///< as JSON, to be echoed
    std::optional<Script> script;  ///< its epilogue appended; none: goodbye
};

// One line each. Keys that are not known are left alone, as they may come from a later version. The decoders
// throw InputError.
AdapterHello decode_hello(const JsonDocument& document);
AdapterAnswer decode_answer(const JsonDocument& document);
AdapterRequest decode_request(const JsonDocument& document);

/// The id of a request whatever else is wrong with it, as JSON. Throws InputError.
std::string request_id(const JsonDocument& document);

// Each of these is a line, without its end.
std::string encode(const AdapterHello& hello);
std::string encode_request(std::int64_t id, const Script& script);
/// Of scripts of one layer, their epilogues appended: the digest of their traces is asked for, and nothing
/// else.
std::string encode_digest_request(std::int64_t id, const std::vector<Script>& scripts);
std::string encode_bye();
/// `id` is JSON, as the request gave it.
std::string encode_answer(std::string_view id, const Trace& trace);
std::string encode_unsupported(std::string_view id, const std::vector<Feature>& missing);
std::string encode_error(std::string_view id, std::string_view reason);

}  // namespace streamspec
