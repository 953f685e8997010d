# Language level, warnings, sanitizers, ccache: what every target of ours is compiled with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

option(VISIOND_FAILPOINTS "Compile named fail points in" OFF)
option(VISIOND_FUZZ "Build the fuzzers and what they need, nothing else" OFF)
set(VISIOND_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE})
endif()

add_library(visiond_warnings INTERFACE)
target_compile_options(visiond_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
# GCC 12 at -O3 reports overlaps that are none in "literal" + std::string (GCC bug 105651).
target_compile_options(visiond_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# Nor do its other warnings that follow the flow of data there stop a build: they are shown.
set(flow_warnings -Wno-error=maybe-uninitialized -Wno-error=array-bounds -Wno-error=stringop-overflow
                  -Wno-error=stringop-overread -Wno-error=free-nonheap-object -Wno-error=dangling-pointer)
target_compile_options(visiond_warnings
                       INTERFACE "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:${flow_warnings}>")
if(VISIOND_SANITIZE)
  add_compile_options(-fsanitize=${VISIOND_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${VISIOND_SANITIZE})
  if(VISIOND_SANITIZE MATCHES thread)
    target_compile_options(visiond_warnings INTERFACE -Wno-tsan)
  endif()
endif()
if(VISIOND_FAILPOINTS)
  add_compile_definitions(VISIOND_FAILPOINTS)
endif()
