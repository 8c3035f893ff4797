#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "streamspec/model/adapter_message.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script_codec.hpp"

namespace streamspec {
namespace {

/// Texts, each of them once, in the order in which they first came.
class Table {
  public:
    /// The position of a text.
    std::int64_t position(std::string text) {
        auto [found, is_new] = positions_.try_emplace(std::move(text), texts_.size());
        if (is_new) {
            texts_.push_back(&found->first);
        }
        return static_cast<std::int64_t>(found->second);
    }
    void write(JsonWriter& writer) const {
        writer.array(texts_, [&](const std::string* text) { writer.raw(*text); });
    }

  private:
    std::map<std::string, std::size_t> positions_;
    std::vector<const std::string*> texts_;
};

}  // namespace

std::string encode_digest_request(std::int64_t id, const std::vector<Script>& scripts) {
    Table objects;
    Table turns;
    JsonWriter part;
    JsonWriter rows;
    rows.array(scripts, [&](const Script& script) {
        encode_objects(part, script.objects);
        std::vector<std::int64_t> row{objects.position(part.take())};
        for (const auto& turn : script.turns) {
            encode(part, turn);
            row.push_back(turns.position(part.take()));
        }
        rows.array(row, [&](std::int64_t position) { rows.integer(position); });
    });
    JsonWriter writer;
    writer.object([&] {
        writer.member("digest", [&] {
            writer.object([&] {
                writer.member("objects", [&] { objects.write(writer); });
                writer.member("scripts", [&] { writer.raw(rows.take()); });
                writer.member("turns", [&] { turns.write(writer); });
            });
        });
        writer.member("id", id);
    });
    return writer.take();
}

}  // namespace streamspec
