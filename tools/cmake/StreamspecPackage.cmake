# `cpack` in a build folder makes a Debian package of what `cmake --install` installs.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME streamspec)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CONTACT "streamspec developers <streamspec@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "conformance tests and a C++ implementation of Python's asyncio streams")
set(CPACK_PACKAGE_DESCRIPTION
    "Replays small scripts against an implementation of asyncio streams and\ncompares it, event by event, with golden traces of many releases of CPython.\nHolds the command, the scripts and traces, and the C++ libraries with their headers.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
# Read off the program: libc, libstdc++, OpenSSL. Who builds with the libraries needs the headers too.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "g++, cmake, libboost1.81-dev | libboost-dev (>= 1.81), libssl-dev, nlohmann-json3-dev")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
include(CPack)
