#include "happy_eyeballs.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

#include <asyncio/future.hpp>
#include <asyncio/task.hpp>

namespace asyncio::net::detail {

namespace {

/// The attempts of one connection, and who of them has won.
class Race : public std::enable_shared_from_this<Race> {
  public:
    Race(EventLoop& loop, std::vector<AddressInfo> infos, Port port,
         std::shared_ptr<const LocalAddresses> local, Clock::Time delay)
        : loop_(loop),
          infos_(std::move(infos)),
          port_(std::move(port)),
          local_(std::move(local)),
          delay_(delay),
          over_(loop.create_future<void>()) {}
    ~Race() { stop(); }
    Race(const Race&) = delete;
    Race& operator=(const Race&) = delete;

    static Coro<Attempts> run(std::shared_ptr<Race> race) {
        const StopAtEnd stopping(*race);
        race->errors_.resize(race->infos_.size());
        race->start_next();
        const Future<void> over = race->over_;
        co_await over;
        Attempts attempts;
        attempts.socket = std::move(race->winner_);
        for (const std::exception_ptr& error : race->errors_) {
            if (error) {
                attempts.errors.push_back(error);
            }
        }
        co_return std::move(attempts);
    }

  private:
    struct StopAtEnd {
        explicit StopAtEnd(Race& race) : race_(race) {}
        ~StopAtEnd() { race_.stop(); }
        Race& race_;
    };

    static Coro<void> attempt(std::shared_ptr<Race> race, std::size_t index) {
        try {
            Coro<Socket> connecting =
                connect_one(race->loop_, race->infos_[index], race->port_, race->local_);
            Socket socket = co_await connecting;
            if (!race->over_.done()) {
                race->winner_ = std::move(socket);
                race->over_.set_result();
            }
            co_return;
        } catch (const OSError&) {
            race->errors_[index] = std::current_exception();
        } catch (const Exception&) {
            // No address will do better: a port out of range.
            if (!race->over_.done()) {
                race->over_.set_exception(std::current_exception());
            }
            co_return;
        }
        ++race->failed_;
        race->start_next();
    }

    void start_next() {
        if (timer_) {
            timer_->cancel();
            timer_.reset();
        }
        if (over_.done()) {
            return;
        }
        if (next_ == infos_.size()) {
            if (failed_ == infos_.size()) {
                over_.set_result();
            }
            return;
        }
        tasks_.push_back(loop_.create_task(attempt(shared_from_this(), next_++)));
        if (next_ < infos_.size()) {
            timer_ = loop_.call_later(delay_, [weak = weak_from_this()] {
                if (const std::shared_ptr<Race> race = weak.lock()) {
                    race->start_next();
                }
            });
        }
    }

    void stop() {
        if (timer_) {
            timer_->cancel();
            timer_.reset();
        }
        for (Task<void>& task : std::exchange(tasks_, {})) {
            task.cancel();
        }
    }

    EventLoop& loop_;
    std::vector<AddressInfo> infos_;
    Port port_;
    std::shared_ptr<const LocalAddresses> local_;
    Clock::Time delay_;
    Future<void> over_;
    std::vector<std::exception_ptr> errors_;
    std::vector<Task<void>> tasks_;
    std::optional<TimerHandle> timer_;
    std::size_t next_ = 0;
    std::size_t failed_ = 0;
    Socket winner_;
};

}  // namespace

std::vector<AddressInfo> interleaved(std::vector<AddressInfo> infos, int first) {
    std::vector<std::pair<int, std::vector<AddressInfo>>> families;
    for (AddressInfo& info : infos) {
        auto found = std::find_if(families.begin(), families.end(),
                                  [&](const auto& family) { return family.first == info.family(); });
        if (found == families.end()) {
            found = families.insert(found, {info.family(), {}});
        }
        found->second.push_back(std::move(info));
    }
    std::vector<AddressInfo> result;
    if (families.empty()) {
        return result;
    }
    std::vector<AddressInfo>& front = families.front().second;
    const auto ahead = std::min<std::size_t>(static_cast<std::size_t>(std::max(first - 1, 0)), front.size());
    std::move(front.begin(), front.begin() + static_cast<std::ptrdiff_t>(ahead), std::back_inserter(result));
    front.erase(front.begin(), front.begin() + static_cast<std::ptrdiff_t>(ahead));
    for (std::size_t round = 0;; ++round) {
        bool any = false;
        for (auto& [family, members] : families) {
            if (round < members.size()) {
                result.push_back(std::move(members[round]));
                any = true;
            }
        }
        if (!any) {
            return result;
        }
    }
}

Coro<Attempts> connect_in_race(EventLoop& loop, std::vector<AddressInfo> infos, Port port,
                               std::shared_ptr<const LocalAddresses> local, Clock::Time delay) {
    return Race::run(
        std::make_shared<Race>(loop, std::move(infos), std::move(port), std::move(local), delay));
}

}  // namespace asyncio::net::detail
