# Settings that every target of this project shares: language level, warnings, sanitizers.

option(STREAMSPEC_WERROR "Treat warnings as errors" OFF)
set(STREAMSPEC_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize= (empty: none)")

add_library(streamspec_options INTERFACE)
target_compile_options(
  streamspec_options
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wconversion
            -Wsign-conversion
            -Wshadow
            -Wold-style-cast
            -Wnon-virtual-dtor
            -Woverloaded-virtual
            -Wcast-align
            -Wformat=2
            -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 sees overlapping copies in "text" + std::to_string(n), where there are none (GCC bug 105651).
  target_compile_options(streamspec_options INTERFACE -Wno-restrict)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 14 takes the members of a std::variant that is copied for uninitialised, which the variant's index rules out.
  target_compile_options(streamspec_options INTERFACE -Wno-maybe-uninitialized)
endif()
if(STREAMSPEC_WERROR)
  target_compile_options(streamspec_options INTERFACE -Werror)
endif()
if(STREAMSPEC_SANITIZE STREQUAL "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # ThreadSanitizer does not understand Asio's fences; what its threads hand to each other goes through a mutex too.
  target_compile_options(streamspec_options INTERFACE -Wno-tsan)
endif()
if(STREAMSPEC_SANITIZE)
  target_compile_options(streamspec_options INTERFACE -fsanitize=${STREAMSPEC_SANITIZE} -fno-sanitize-recover=all
                                                      -fno-omit-frame-pointer -O1)
  target_link_options(streamspec_options INTERFACE -fsanitize=${STREAMSPEC_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 reports uninitialised frame members of coroutines that are initialised, once sanitizers rewrite them.
    target_compile_options(streamspec_options INTERFACE -Wno-maybe-uninitialized)
  elseif(STREAMSPEC_SANITIZE MATCHES "undefined")
    # clang 14 cannot compile coroutines with this check.
    target_compile_options(streamspec_options INTERFACE -fno-sanitize=function)
  endif()
endif()

# The options concern only our own compilation: what is installed does not carry them.
function(streamspec_target target)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:streamspec_options>)
endfunction()
