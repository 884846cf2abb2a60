# A port for vcpkg, as an overlay: `vcpkg install wellclient --overlay-ports=<checkout>/ffi-c/recipes/vcpkg`. It builds the
# checkout that it lies in, by cargo. In a registry, `vcpkg_from_github` takes the place of the next lines.

get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT EXISTS "${SOURCE_PATH}/xtask/Cargo.toml")
  message(FATAL_ERROR "${SOURCE_PATH} is no checkout of wellclient")
endif()
if(VCPKG_CROSSCOMPILING)
  message(FATAL_ERROR "build wellclient on the system that it is for")
endif()

find_program(CARGO cargo REQUIRED)
set(options)
if(NOT "simulator" IN_LIST FEATURES)
  list(APPEND options --without-simulator)
endif()

# Optimised, for both kinds of builds: no C++ and no allocation crosses the interface.
set(VCPKG_BUILD_TYPE release)
set(VCPKG_POLICY_MISMATCHED_NUMBER_OF_BINARIES enabled)
# Both libraries are there: wellclient::wellclient is the shared one, wellclient::wellclient_static the other.
set(VCPKG_POLICY_DLLS_IN_STATIC_LIBRARY enabled)

set(ENV{CARGO_TARGET_DIR} "${CURRENT_BUILDTREES_DIR}/cargo")
vcpkg_execute_required_process(
  COMMAND "${CARGO}" xtask install --prefix "${CURRENT_PACKAGES_DIR}" ${options}
  WORKING_DIRECTORY "${SOURCE_PATH}"
  LOGNAME "install-${TARGET_TRIPLET}")

# Where vcpkg has it, which is one folder less deep.
file(MAKE_DIRECTORY "${CURRENT_PACKAGES_DIR}/share")
file(RENAME "${CURRENT_PACKAGES_DIR}/lib/cmake/wellclient" "${CURRENT_PACKAGES_DIR}/share/wellclient")
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/lib/cmake")
vcpkg_replace_string("${CURRENT_PACKAGES_DIR}/share/wellclient/wellclient-config.cmake"
  "{_wellclient_root}/../../.." "{_wellclient_root}/../..")
vcpkg_fixup_pkgconfig()
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE-MIT" "${SOURCE_PATH}/LICENSE-APACHE")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
