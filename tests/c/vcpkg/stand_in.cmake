# The port without vcpkg: what it calls of vcpkg is done here, by hand, and then a program is built against what it has
# installed. What vcpkg itself checks of a port is not checked.
#
#   cmake -DFOLDER=<where to> -P stand_in.cmake

cmake_minimum_required(VERSION 3.20)

set(PORT wellclient)
set(TARGET_TRIPLET stand-in)
set(FEATURES core simulator)
set(CURRENT_PACKAGES_DIR ${FOLDER}/packages)
set(CURRENT_BUILDTREES_DIR ${FOLDER})
set(port ${CMAKE_CURRENT_LIST_DIR}/../../../ffi-c/recipes/vcpkg)
set(target $ENV{CARGO_TARGET_DIR})
file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR} ${FOLDER}/build)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# With the tests' profile and target folder, as the other one takes minutes.
function(vcpkg_execute_required_process)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "WORKING_DIRECTORY;LOGNAME" "COMMAND")
  unset(ENV{CARGO_TARGET_DIR})
  if(target)
    set(ENV{CARGO_TARGET_DIR} ${target})
  endif()
  run(${arg_COMMAND} --profile dev WORKING_DIRECTORY ${arg_WORKING_DIRECTORY})
endfunction()

function(vcpkg_replace_string file from to)
  file(READ ${file} text)
  string(REPLACE "${from}" "${to}" changed "${text}")
  if(changed STREQUAL text)
    message(FATAL_ERROR "${file} has no ${from}")
  endif()
  file(WRITE ${file} "${changed}")
endfunction()

function(vcpkg_fixup_pkgconfig)
  file(READ ${CURRENT_PACKAGES_DIR}/lib/pkgconfig/wellclient.pc text)
  if(NOT text MATCHES "prefix=\\\${pcfiledir}")
    message(FATAL_ERROR "wellclient.pc does not find itself")
  endif()
endfunction()

function(vcpkg_install_copyright)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "FILE_LIST")
  file(INSTALL ${arg_FILE_LIST} DESTINATION ${CURRENT_PACKAGES_DIR}/share/${PORT})
endfunction()

file(READ ${port}/vcpkg.json manifest)
string(JSON version GET "${manifest}" version)
string(JSON name GET "${manifest}" name)
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/../../../Cargo.toml workspace REGEX "^version = ")
if(NOT name STREQUAL PORT OR NOT workspace STREQUAL "version = \"${version}\"")
  message(FATAL_ERROR "vcpkg.json is of ${name} ${version}, the workspace has ${workspace}")
endif()

set(CMAKE_CURRENT_LIST_DIR ${port})
include(${port}/portfile.cmake)

# As vcpkg's toolchain file: `share` is searched, too.
run(${CMAKE_COMMAND} -S ${port}/../conan/test_package -B ${FOLDER}/build -DCMAKE_PREFIX_PATH=${CURRENT_PACKAGES_DIR})
run(${CMAKE_COMMAND} --build ${FOLDER}/build)
run(${FOLDER}/build/client)
