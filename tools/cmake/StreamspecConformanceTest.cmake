# A test of a stream reader that is linked in:
#
#   streamspec_add_conformance_test(
#     NAME my_reader SOURCES my_reader_test.cpp [LIBRARIES my_library …] [RELEASE 3.12.1] [KNOWN known.json …] [SCRIPTS 'read/*' …])
#
# The source has a main that calls streamspec::run_conformance_test (streamspec/conformance/conformance_test.hpp). A test NAME is added,
# which replays the scripts (default: all) and fails where the reader differs from CPython and that is not listed as known.
function(streamspec_add_conformance_test)
  cmake_parse_arguments(arg "" "NAME;RELEASE" "SOURCES;LIBRARIES;KNOWN;SCRIPTS" ${ARGN})
  if(NOT arg_NAME OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "streamspec_add_conformance_test needs NAME and SOURCES, and knows no ${arg_UNPARSED_ARGUMENTS}")
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_link_libraries(${arg_NAME} PRIVATE streamspec::conformance ${arg_LIBRARIES})
  set(options --spec "${streamspec_DATA_DIR}/spec" --traces "${streamspec_DATA_DIR}/traces")
  if(arg_RELEASE)
    list(APPEND options --release ${arg_RELEASE})
  endif()
  foreach(file ${arg_KNOWN})
    get_filename_component(path "${file}" ABSOLUTE)
    list(APPEND options --known "${path}")
  endforeach()
  foreach(glob ${arg_SCRIPTS})
    list(APPEND options --scripts "${glob}")
  endforeach()
  add_test(NAME ${arg_NAME} COMMAND ${arg_NAME} ${options})
endfunction()
