#pragma once

#include "streamspec/model/client.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/reader_spec.hpp"

namespace streamspec {

// Parts of scripts that occur at several places.
void encode_reader(JsonWriter& writer, const ReaderSpec& spec);
void encode_client(JsonWriter& writer, const Client& client);

}  // namespace streamspec
