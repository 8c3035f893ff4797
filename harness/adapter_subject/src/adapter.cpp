#include "streamspec/adapter_subject/adapter.hpp"

#include <system_error>
#include <utility>

#include "adapter_source.hpp"
#include "adapter_subject.hpp"

namespace streamspec {
namespace {

/// So often in a row an adapter may fail to start; then it is not tried again.
constexpr int kMostFailures = 3;

std::unique_ptr<AdapterSession> start_session(const AdapterOptions& options) {
    try {
        return std::make_unique<AdapterSession>(options);
    } catch (const std::system_error& error) {
        throw SubjectError(error.what());
    }
}

}  // namespace

Adapter::Source::Source(AdapterOptions options)
    : options_(std::move(options)), first_(start_session(options_)), hello_(first_->hello()) {}

std::unique_ptr<AdapterSession> Adapter::Source::start() {
    {
        std::scoped_lock lock(mutex_);
        if (first_) {
            return std::move(first_);
        }
        if (failures_ >= kMostFailures) {
            throw SubjectError("the adapter is not started again: it failed to start " +
                               std::to_string(kMostFailures) + " times in a row");
        }
    }
    try {
        auto session = start_session(options_);
        if (session->hello() != hello_) {
            throw SubjectError("the adapter, started again, says other things of itself than the first time");
        }
        std::scoped_lock lock(mutex_);
        failures_ = 0;
        return session;
    } catch (const SubjectError&) {
        std::scoped_lock lock(mutex_);
        ++failures_;
        throw;
    }
}

Adapter::Adapter(AdapterOptions options) : source_(std::make_shared<Source>(std::move(options))) {}

Adapter::~Adapter() = default;

const AdapterHello& Adapter::hello() const noexcept {
    return source_->hello();
}

const std::string& Adapter::command() const noexcept {
    return source_->options().command;
}

std::unique_ptr<Subject> Adapter::make() const {
    return std::make_unique<AdapterSubject>(source_);
}

}  // namespace streamspec
