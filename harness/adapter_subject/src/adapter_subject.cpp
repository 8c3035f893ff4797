#include "adapter_subject.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace streamspec {
namespace {

bool plays(const AdapterHello& hello, Layer layer) {
    return std::find(hello.layers.begin(), hello.layers.end(), layer) != hello.layers.end();
}

SubjectInfo info_of(const AdapterHello& hello) {
    SubjectInfo info;
    info.name = hello.name;
    info.version = hello.version;
    info.release = hello.release;
    info.features = hello.features;
    info.aspects = hello.aspects;
    // What a layer needs, one who does not play it does not have.
    if (!plays(hello, Layer::writer)) {
        info.features.remove(Feature::writer);
    }
    if (!plays(hello, Layer::wire)) {
        info.features.remove(Feature::sockets);
    }
    return info;
}

}  // namespace

AdapterSubject::AdapterSubject(std::shared_ptr<Adapter::Source> source)
    : source_(std::move(source)), info_(info_of(source_->hello())) {}

template <class F>
auto AdapterSubject::ask(F&& ask) {
    // One that speaks unasked is not trusted with another script.
    if (!session_ || !session_->is_quiet()) {
        session_.reset();
        session_ = source_->start();
    }
    try {
        return ask(*session_);
    } catch (const MissingFeatures&) {
        throw;
    } catch (const RefusedScript&) {
        throw;
    } catch (const std::system_error& error) {
        session_.reset();
        throw SubjectError(error.what());
    } catch (const SubjectError&) {
        session_.reset();
        throw;
    }
}

Trace AdapterSubject::run(const Script& script) {
    return *run_expecting(script, {});  // no trace is an empty text
}

std::optional<Trace> AdapterSubject::run_expecting(const Script& script, std::string_view expected) {
    return ask([&](AdapterSession& session) { return session.run(script, expected); });
}

bool AdapterSubject::tells_digests() const noexcept {
    return source_->hello().digests;
}

std::string AdapterSubject::digest(const std::vector<Script>& scripts) {
    return ask([&](AdapterSession& session) { return session.digest(scripts); });
}

}  // namespace streamspec
