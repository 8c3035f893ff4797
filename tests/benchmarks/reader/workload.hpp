#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

namespace benchmark {

enum class Call { readline, readexactly, readuntil, read };

/// One row of the table: what arrives, and which call takes it.
struct Workload {
    std::string name;
    Call call = Call::readline;
    std::string_view separator;  ///< of readuntil
    std::size_t size = 0;        ///< of readexactly and read
    std::string bytes;           ///< all that arrives

    /// The chunks in which it arrives.
    std::vector<std::string_view> chunks() const;
};

inline constexpr std::size_t kChunk = 64 * 1024;

/// The rows, each of about `mebibytes` MiB.
std::vector<Workload> workloads(std::size_t mebibytes);

/// CPU time of this process, in nanoseconds.
inline double cpu_now() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Makes the compiler believe that the string is used.
inline void keep(const std::string& result) {
    asm volatile("" : : "r"(result.data()), "r"(result.size()) : "memory");
}

/// Each reads the whole workload and returns the number of bytes that it returned.
std::size_t run_floor(const Workload& workload);
std::size_t run_streamspec(const Workload& workload);
std::size_t run_asio(const Workload& workload);

/// Prints how the cost of three calls grows with the size of what is buffered.
void print_growth();

}  // namespace benchmark
