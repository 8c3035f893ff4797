#include "streamspec/model/release_table.hpp"

#include <algorithm>

#include "object_reader.hpp"
#include "release_codec.hpp"

namespace streamspec {

ReleaseTable ReleaseTable::decode(const JsonDocument& document) {
    ReleaseTable table;
    ObjectReader reader(document.root(), "an object");
    table.recorded_ = decode_releases(reader.require("recorded"));
    for (auto element : reader.require("unrecorded").elements("a list of ranges")) {
        ObjectReader range(element, "a range of releases");
        auto& entry = table.unrecorded_.emplace_back();
        entry.first = decode_release(range.require("from"));
        entry.last = decode_release(range.require("to"));
        auto as = range.require("as");
        entry.recorded = decode_release(as);
        if (std::find(table.recorded_.begin(), table.recorded_.end(), entry.recorded) ==
            table.recorded_.end()) {
            as.fail("release " + entry.recorded.str() + " is not among the recorded ones");
        }
        if (auto differs = range.find("differs")) {
            entry.differs = differs->string();
        }
        range.done();
    }
    if (auto remarks = reader.find("remarks")) {
        if (!remarks->is_object()) {
            remarks->fail_expecting("remarks by release");
        }
        for (auto remark : *remarks) {
            auto release = Release::parse(remark.key());
            if (!release || std::find(table.recorded_.begin(), table.recorded_.end(), *release) ==
                                table.recorded_.end()) {
                remark.fail("there is no release of record \"" + std::string(remark.key()) + '"');
            }
            (void)remark.string();
        }
    }
    reader.done();
    return table;
}

std::optional<ReleaseTable::Entry> ReleaseTable::find(const Release& release) const {
    if (std::find(recorded_.begin(), recorded_.end(), release) != recorded_.end()) {
        return Entry{release, release, ""};
    }
    for (const auto& range : unrecorded_) {
        if (range.first <= release && release <= range.last) {
            return Entry{release, range.recorded, range.differs};
        }
    }
    return std::nullopt;
}

}  // namespace streamspec
