#include <boost/asio.hpp>

#include "workload.hpp"

namespace benchmark {

namespace {

namespace asio = boost::asio;

/// A stream whose reads are answered from the workload's chunks, by way of the io_context, without a socket.
class MemoryStream {
  public:
    using executor_type = asio::io_context::executor_type;

    MemoryStream(asio::io_context& context, const Workload& workload)
        : context_(context), chunks_(workload.chunks()) {}
    executor_type get_executor() const { return context_.get_executor(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& target) {
                boost::system::error_code error;
                std::size_t size = 0;
                if (next_ == chunks_.size()) {
                    error = asio::error::eof;
                } else {
                    std::string_view& chunk = chunks_[next_];
                    size = asio::buffer_copy(target, asio::buffer(chunk.data(), chunk.size()));
                    chunk.remove_prefix(size);
                    next_ += chunk.empty() ? 1U : 0U;
                }
                asio::post(context_,
                           [handler = std::move(handler), error, size]() mutable { handler(error, size); });
            },
            token, buffers);
    }

  private:
    asio::io_context& context_;
    std::vector<std::string_view> chunks_;
    std::size_t next_ = 0;
};

asio::awaitable<void> consume(MemoryStream& stream, const Workload& workload, std::size_t& returned) {
    constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
    std::string buffer;
    for (;;) {
        boost::system::error_code error;
        std::size_t size = 0;
        if (workload.call == Call::readline || workload.call == Call::readuntil) {
            auto dynamic = asio::dynamic_buffer(buffer);
            std::tie(error, size) =
                co_await asio::async_read_until(stream, dynamic, workload.separator, kToken);
        } else {
            auto dynamic = asio::dynamic_buffer(buffer);
            const std::size_t wanted = workload.call == Call::read ? 1 : workload.size;
            if (buffer.size() < wanted) {
                std::tie(error, size) = co_await asio::async_read(
                    stream, dynamic, asio::transfer_at_least(wanted - buffer.size()), kToken);
            }
            size = workload.call == Call::read ? std::min(buffer.size(), workload.size) : workload.size;
        }
        if (error) {
            co_return;
        }
        const std::string result = buffer.substr(0, size);
        buffer.erase(0, size);
        returned += size;
        keep(result);
    }
}

}  // namespace

std::size_t run_asio(const Workload& workload) {
    asio::io_context context(1);
    MemoryStream stream(context, workload);
    std::size_t returned = 0;
    asio::co_spawn(context, consume(stream, workload, returned), asio::detached);
    context.run();
    return returned;
}

}  // namespace benchmark
