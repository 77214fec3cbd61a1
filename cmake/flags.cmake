# What every target is compiled and linked with. `pilothouse_flags` is linked by each floor.
add_library(pilothouse_flags INTERFACE)
target_include_directories(pilothouse_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(pilothouse_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
    -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Werror)
target_compile_definitions(pilothouse_flags INTERFACE
    PILOTHOUSE_VERSION="${PROJECT_VERSION}" SPDLOG_FMT_EXTERNAL)

if(PILOTHOUSE_SANITIZE)
    target_compile_options(pilothouse_flags INTERFACE
        -fsanitize=${PILOTHOUSE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        # Of the tests' own sources only the memory is watched: half of the time of a whole build was theirs.
        "$<$<BOOL:$<TARGET_PROPERTY:PILOTHOUSE_IS_TEST>>:-fno-sanitize=undefined;-g0>")
    target_link_options(pilothouse_flags INTERFACE -fsanitize=${PILOTHOUSE_SANITIZE})
endif()

# The OpenSSF compiler guide (2026-06-30), as far as clang 19 knows the options. A section for each function, so that
# what nobody calls is left out: an idle bot holds little besides its own code.
if(PILOTHOUSE_HARDEN)
    target_compile_options(pilothouse_flags INTERFACE
        -Wformat=2 -Werror=format-security -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
        -fstack-clash-protection -fstack-protector-strong -fcf-protection=full
        -fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing
        -ftrivial-auto-var-init=zero -ffunction-sections -fdata-sections)
    target_link_options(pilothouse_flags INTERFACE
        -pie -Wl,-z,nodlopen,-z,noexecstack,-z,relro,-z,now,--as-needed,--gc-sections,--icf=safe
        -static-libstdc++ -static-libgcc)
endif()

# Precompiled headers, where wanted: they take a third off the time of a whole build.
function(pilothouse_precompile target)
    if(PILOTHOUSE_PRECOMPILE)
        list(TRANSFORM ARGN REPLACE "(.+)" "${CMAKE_SOURCE_DIR}/cmake/precompiled/\\1.hpp" OUTPUT_VARIABLE headers)
        target_precompile_headers(${target} PRIVATE ${headers})
        target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp") # for ccache
    endif()
endfunction()

# The headers as `first` has precompiled them; both must be compiled alike.
function(pilothouse_precompiled_like target first)
    if(PILOTHOUSE_PRECOMPILE)
        target_precompile_headers(${target} REUSE_FROM ${first})
        target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    endif()
endfunction()

# One static library a floor: every .cpp in the folder belongs to it, so adding a file is only adding a file.
# (Source based coverage is on only where the coverage bar is counted.)
function(pilothouse_floor name)
    cmake_parse_arguments(FLOOR "COVERED" "PRECOMPILED" "FOLDERS;LINK" ${ARGN})
    set(sources)
    foreach(folder IN ITEMS . ${FLOOR_FOLDERS})
        file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
        list(APPEND sources ${found})
    endforeach()
    if(NOT sources)
        add_library(pilothouse_${name} INTERFACE)
        target_link_libraries(pilothouse_${name} INTERFACE pilothouse_flags ${FLOOR_LINK})
        return()
    endif()
    add_library(pilothouse_${name} STATIC ${sources})
    target_link_libraries(pilothouse_${name} PUBLIC pilothouse_flags ${FLOOR_LINK})
    if(FLOOR_PRECOMPILED)
        pilothouse_precompile(pilothouse_${name} ${FLOOR_PRECOMPILED})
    endif()
    if(PILOTHOUSE_COVERAGE AND FLOOR_COVERED)
        target_compile_options(pilothouse_${name} PRIVATE -fprofile-instr-generate -fcoverage-mapping)
        target_link_options(pilothouse_${name} PUBLIC -fprofile-instr-generate)
    endif()
endfunction()
