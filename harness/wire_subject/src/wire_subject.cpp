#include "streamspec/wire_subject/wire_subject.hpp"

#include <utility>

#include "machine.hpp"
#include "wire_run.hpp"

namespace streamspec {

WireSubject::WireSubject(const Release& release, std::filesystem::path certificates, Writes writes)
    : core_(release), info_(core_.info()), certificates_(std::move(certificates)), writes_(writes) {
    info_.features.add(Feature::sockets);
    info_.features.remove(missing_on_this_machine());
    if (writes_ == Writes::coalesced) {
        info_.features.remove(Feature::immediate_write);
    }
}

Trace WireSubject::run(const Script& script) {
    if (script.layer != Layer::wire) {
        return core_.run(script);
    }
    const Release& release = *info_.release;
    auto mode = writes_ == Writes::coalesced ? asyncio::net::WriteMode::coalesced
                                             : asyncio::net::WriteMode::immediate;
    return WireRun(script, asyncio::Dialect::of({release.major, release.minor, release.micro}), certificates_,
                   mode)
        .run();
}

}  // namespace streamspec
