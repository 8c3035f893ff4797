#pragma once

#include <string>
#include <vector>

/// The CPU time that the recorder's driver needs for these scripts in a Python interpreter, in seconds. Its
/// start is not counted. Throws std::runtime_error where it does not answer each of them.
double python_cpu_seconds(const std::string& python, const std::vector<std::string>& scripts);
