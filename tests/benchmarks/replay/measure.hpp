#pragma once

#include <functional>

/// The CPU time of one call of `work`, in seconds: the least of several rounds, each long enough to be
/// measured.
double cpu_seconds(const std::function<void()>& work);
