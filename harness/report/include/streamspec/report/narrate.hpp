#pragma once

#include <string>
#include <vector>

#include "streamspec/model/action.hpp"
#include "streamspec/model/client.hpp"
#include "streamspec/model/condition.hpp"
#include "streamspec/model/feature.hpp"
#include "streamspec/model/release.hpp"
#include "streamspec/model/script_object.hpp"
#include "streamspec/model/trace.hpp"
#include "streamspec/model/value.hpp"

/// \file
/// Parts of scripts and traces in words for people, much as Python would write them. A line each, without
/// line breaks.

namespace streamspec {

/// b'abc', b'a' * 70000, 'text', None, (b'x', b'y')…
std::string narrate(const Value& value);
/// ValueError('no') e; the name or number stands for its identity.
std::string narrate(const ErrorPtr& error);
/// r: reader(limit=16, transport=t)
std::string narrate(const ScriptObject& object);
/// coroutine h(r, w) { r.read(10); w.close() }
std::string narrate(const Client& client);
/// r.feed_data(b'abc')
std::string narrate(const Action& action);
/// r.read(10)
std::string narrate(const AwaitingCall& call);
std::string narrate(const Step& step);
/// p received 5
std::string narrate(const Condition& condition);
/// 1  A  r.read → b'abc', or 0  t ← write(b'x'), or 2  h is called: the iteration, and what happened.
std::string narrate(const Event& event);
/// pending: A; r: at_eof; …
std::string narrate(const State& state);
/// is-closing, wait-closed
std::string narrate(FeatureSet features);
/// 3.6.15–3.11.7, 3.13.0: those that follow each other in `all` are taken together.
std::string narrate(const std::vector<Release>& releases, const std::vector<Release>& all);

}  // namespace streamspec
