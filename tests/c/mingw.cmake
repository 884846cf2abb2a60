# For Windows x64 by MinGW, with POSIX threads: with Windows's own, GCC 12 has no std::mutex.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
# The compiler's own libraries are inside of the programs.
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
set(CMAKE_MODULE_LINKER_FLAGS_INIT -static)
# With debug information, GNU's linker takes minutes for the C++ tests.
set(CMAKE_C_FLAGS_DEBUG "" CACHE STRING "Flags of Debug")
set(CMAKE_CXX_FLAGS_DEBUG "" CACHE STRING "Flags of Debug")
