#include "streamspec/explore/shrink.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "streamspec/model/input_error.hpp"
#include "streamspec/model/script_codec.hpp"

namespace streamspec {
namespace {

// A script is reduced as JSON: whatever a key means, leaving it out, or an item of a list, or lowering a
// number is a smaller text, and the codec tells whether that is a script still.
using nlohmann::json;
using Pointer = json::json_pointer;

json to_json(const Script& script) {
    JsonWriter writer;
    encode(writer, script);
    return json::parse(writer.take());
}

/// Keys whose strings are bytes.
const std::set<std::string> kBytesKeys = {"feed_data",  "data_received", "write", "readuntil",
                                          "writelines", "tuple",         "bytes", "future_set_result"};
/// Keys of the top level that are no part of what is done.
const std::set<std::string> kKept = {"summary", "clauses", "layer"};

class Shrinker {
  public:
    Shrinker(json start, const std::function<bool(const Script&)>& wanted)
        : best_(std::move(start)), wanted_(wanted) {}

    void run() {
        bool smaller = true;
        while (smaller) {
            smaller = drop_items();
            smaller = drop_members() || smaller;
            smaller = join_turns() || smaller;
            smaller = unwrap() || smaller;
            smaller = lower_scalars() || smaller;
        }
    }
    Script script() const { return parse_script(best_.dump(), "shrunk script"); }
    std::size_t tried() const noexcept { return tried_; }

  private:
    bool take(json candidate) {
        std::optional<Script> script;
        auto text = candidate.dump();
        if (!seen_.insert(text).second) {
            return false;
        }
        try {
            script = parse_script(text, "shrunk script");
        } catch (const InputError&) {
            return false;
        }
        ++tried_;
        if (!wanted_(*script)) {
            return false;
        }
        best_ = std::move(candidate);
        return true;
    }

    /// The places of the best script, outer ones first.
    std::vector<Pointer> places() const {
        std::vector<Pointer> found;
        for (const auto& [key, value] : best_.items()) {
            if (!kKept.contains(key)) {
                walk(Pointer() / key, value, found);
            }
        }
        return found;
    }
    static void walk(const Pointer& at, const json& value, std::vector<Pointer>& found) {
        found.push_back(at);
        if (value.is_object()) {
            for (const auto& [key, member] : value.items()) {
                walk(at / key, member, found);
            }
        } else if (value.is_array()) {
            for (std::size_t i = 0; i < value.size(); ++i) {
                walk(at / i, value[i], found);
            }
        }
    }
    template <class F>
    bool at_each_place(F&& reduce) {
        bool smaller = false;
        for (const auto& place : places()) {
            if (best_.contains(place)) {
                smaller = reduce(place) || smaller;
            }
        }
        return smaller;
    }

    /// Leaves out items of lists: many at a time first.
    bool drop_items() {
        return at_each_place([&](const Pointer& place) {
            bool smaller = false;
            if (!best_[place].is_array()) {
                return false;
            }
            for (auto chunk = best_[place].size(); chunk > 0; chunk /= 2) {
                for (std::size_t at = 0; best_.contains(place) && at < best_[place].size();) {
                    auto candidate = best_;
                    auto& list = candidate[place];
                    auto first = list.begin() + static_cast<std::ptrdiff_t>(at);
                    list.erase(first, first + static_cast<std::ptrdiff_t>(std::min(chunk, list.size() - at)));
                    if (take(std::move(candidate))) {
                        smaller = true;
                    } else {
                        at += chunk;
                    }
                }
            }
            return smaller;
        });
    }

    bool drop_members() {
        return at_each_place([&](const Pointer& place) {
            if (place.parent_pointer().empty() || !best_[place.parent_pointer()].is_object()) {
                return false;
            }
            auto candidate = best_;
            candidate[place.parent_pointer()].erase(place.back());
            return take(std::move(candidate));
        });
    }

    bool join_turns() {
        bool smaller = false;
        for (std::size_t i = 0; i + 1 < best_["turns"].size();) {
            auto candidate = best_;
            auto& turns = candidate["turns"];
            auto& next = turns[i + 1];
            auto& actions = turns[i]["do"];
            next["do"].insert(next["do"].begin(), actions.begin(), actions.end());
            turns.erase(turns.begin() + static_cast<std::ptrdiff_t>(i));
            if (take(std::move(candidate))) {
                smaller = true;
            } else {
                ++i;
            }
        }
        return smaller;
    }

    /// A call in place of what is around it.
    bool unwrap() {
        return at_each_place([&](const Pointer& place) {
            const json value = best_[place];
            auto replace = [&](const json& by) {
                auto candidate = best_;
                candidate[place] = by;
                return take(std::move(candidate));
            };
            if (!value.is_object()) {
                return false;
            }
            if (value.contains("wait_for") && replace(value["wait_for"])) {
                return true;
            }
            for (const auto* list : {"gather", "body"}) {
                if (value.contains(list) && value[list].is_array()) {
                    for (const auto& item : value[list]) {
                        if (replace(item)) {
                            return true;
                        }
                    }
                }
            }
            return value.contains("try") && replace(value["try"]);
        });
    }

    bool lower_scalars() {
        return at_each_place([&](const Pointer& place) {
            bool smaller = false;
            auto attempt = [&](const json& value) {
                auto candidate = best_;
                candidate[place] = value;
                const bool taken = take(std::move(candidate));
                smaller = smaller || taken;
                return taken;
            };
            if (best_[place].is_number_integer()) {
                const auto n = best_[place].get<std::int64_t>();
                for (auto lower : {std::int64_t{0}, std::int64_t{1}, n / 2, n - 1}) {
                    if (lower >= 0 && lower < n && attempt(lower)) {
                        break;
                    }
                }
            } else if (best_[place].is_string() && holds_bytes(place)) {
                shorten(place, attempt);
            }
            return smaller;
        });
    }
    bool holds_bytes(const Pointer& place) const {
        auto at = place;
        while (!at.empty() && best_[at.parent_pointer()].is_array()) {
            at = at.parent_pointer();
        }
        return !at.empty() && kBytesKeys.contains(at.back());
    }
    template <class F>
    void shorten(const Pointer& place, F&& attempt) {
        for (auto chunk = best_[place].get<std::string>().size(); chunk > 0; chunk /= 2) {
            for (std::size_t at = 0; at < best_[place].get<std::string>().size();) {
                auto text = best_[place].get<std::string>();
                text.erase(at, chunk);
                if (!attempt(text)) {
                    at += chunk;
                }
            }
        }
        for (std::size_t i = 0; i < best_[place].get<std::string>().size(); ++i) {
            auto text = best_[place].get<std::string>();
            if (text[i] != 'a') {
                text[i] = 'a';
                attempt(text);
            }
        }
    }

    json best_;
    const std::function<bool(const Script&)>& wanted_;
    std::set<std::string> seen_;
    std::size_t tried_ = 0;
};

}  // namespace

Shrunk shrink(const Script& script, const std::function<bool(const Script&)>& wanted) {
    Shrinker shrinker(to_json(script), wanted);
    shrinker.run();
    return {shrinker.script(), shrinker.tried()};
}

}  // namespace streamspec
