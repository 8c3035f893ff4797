# Run by ctest: see CMakeLists.txt.
file(REMOVE_RECURSE "${WORK}")
set(prefix "${WORK}/prefix")
set(flags "${FLAGS}")
if(SANITIZE)
  string(APPEND flags " -fsanitize=${SANITIZE}")
endif()

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${prefix}")
run("${CMAKE_COMMAND}" -S "${CONSUMER}" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${CXX}"
    "-DCMAKE_CXX_FLAGS=${flags}" "-DCMAKE_PREFIX_PATH=${prefix}")
run("${CMAKE_COMMAND}" --build "${WORK}/build")
run("${WORK}/build/reads_a_line")
run("${WORK}/build/echoes_a_line")
run("${WORK}/build/replays_a_script")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${WORK}/build" --output-on-failure)
# The command finds what was installed with it, also where the prefix was moved.
file(RENAME "${prefix}" "${WORK}/moved")
run("${WORK}/moved/bin/streamspec" replay readline)
