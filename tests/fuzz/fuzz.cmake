# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# The fuzzers, a test each: PEEKBENCH_FUZZ_SECONDS of every one.  What they find
# they leave in the folder of the build that is called corpus.
set(PEEKBENCH_FUZZ_SECONDS 7 CACHE STRING "how long a test of a fuzzer takes")
set(FUZZ ${CMAKE_CURRENT_SOURCE_DIR}/fuzz)
set(CORPUS ${CMAKE_CURRENT_BINARY_DIR}/corpus)

# peek_fuzz(NAME MOST_BYTES [FOLDER DIR...] [ALSO SOURCE...])
function(peek_fuzz name most)
	cmake_parse_arguments(FUZZ "" "" "FOLDER;ALSO" ${ARGN})
	add_executable(fuzz_${name} fuzz/${name}.c fuzz/fuzz.c ${FUZZ_ALSO})
	target_link_libraries(fuzz_${name} PRIVATE peek_bench)
	target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
	if(NOT FUZZ_FOLDER)
		set(FUZZ_FOLDER ${FUZZ}/corpus/${name})
	endif()
	file(MAKE_DIRECTORY ${CORPUS}/${name})
	add_test(NAME fuzz_${name} COMMAND fuzz_${name} -seed=1
		-max_len=${most} -timeout=60 -rss_limit_mb=2048
		-max_total_time=${PEEKBENCH_FUZZ_SECONDS}
		${CORPUS}/${name} ${FUZZ_FOLDER})
	set_tests_properties(fuzz_${name} PROPERTIES LABELS fuzz TIMEOUT 28800
		ENVIRONMENT FUZZ_DOCUMENT=${FUZZ}/corpus/small/latency.json)
	add_dependencies(fuzz fuzz_${name})
endfunction()

add_custom_target(fuzz)
peek_fuzz(trace 8192 FOLDER ${CMAKE_CURRENT_SOURCE_DIR}/trace)
# small: documents of one or two groups with two strategies and two rounds, with
# which an execution takes a third of the time
set(DOCUMENTS ${FUZZ}/corpus/document ${FUZZ}/corpus/small)
peek_fuzz(document 24576 FOLDER ${DOCUMENTS} ALSO fuzz/json.c)
peek_fuzz(record 24576 FOLDER ${DOCUMENTS} ALSO fuzz/json.c)
peek_fuzz(words 512)
peek_fuzz(preset 2048)
peek_fuzz(mail 8192)
peek_fuzz(guest 4096)
list(TRANSFORM PROGRAM_SOURCES PREPEND ${CMAKE_SOURCE_DIR}/
	OUTPUT_VARIABLE VERB_SOURCES)
list(FILTER VERB_SOURCES EXCLUDE REGEX "/main\\.c$")
peek_fuzz(resume 1024 ALSO ${VERB_SOURCES})
target_compile_definitions(fuzz_resume PRIVATE ${PROGRAM_DEFINITIONS})
# the facts of a machine are not what is tried
target_link_options(fuzz_resume PRIVATE -Wl,--wrap=host_read)
