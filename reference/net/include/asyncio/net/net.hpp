#pragma once

/// \file
/// All of asyncio::net. Start with streams.hpp (open_connection, start_server) and runner.hpp (run).

#include <asyncio/core.hpp>
#include <asyncio/net/address_info.hpp>
#include <asyncio/net/bridge.hpp>
#include <asyncio/net/errors.hpp>
#include <asyncio/net/event_loop.hpp>
#include <asyncio/net/options.hpp>
#include <asyncio/net/runner.hpp>
#include <asyncio/net/server.hpp>
#include <asyncio/net/socket.hpp>
#include <asyncio/net/ssl_context.hpp>
#include <asyncio/net/streams.hpp>
#include <asyncio/net/transports.hpp>
