#pragma once

/// \file
/// All of `asyncio::core`: the loop, futures, coroutines and tasks, and the stream reader on top of them. No
/// sockets.

#include <asyncio/clock.hpp>                   // IWYU pragma: export
#include <asyncio/coro.hpp>                    // IWYU pragma: export
#include <asyncio/dialect.hpp>                 // IWYU pragma: export
#include <asyncio/event_loop.hpp>              // IWYU pragma: export
#include <asyncio/exceptions.hpp>              // IWYU pragma: export
#include <asyncio/future.hpp>                  // IWYU pragma: export
#include <asyncio/gather.hpp>                  // IWYU pragma: export
#include <asyncio/logging.hpp>                 // IWYU pragma: export
#include <asyncio/stream_reader.hpp>           // IWYU pragma: export
#include <asyncio/stream_reader_protocol.hpp>  // IWYU pragma: export
#include <asyncio/stream_writer.hpp>           // IWYU pragma: export
#include <asyncio/task.hpp>                    // IWYU pragma: export
#include <asyncio/timeouts.hpp>                // IWYU pragma: export
#include <asyncio/transport.hpp>               // IWYU pragma: export
#include <asyncio/wait_for.hpp>                // IWYU pragma: export
#include <asyncio/warnings.hpp>                // IWYU pragma: export
