# SPDX-License-Identifier: GPL-2.0 OR MIT
#
# Read by CPack before each generator.

# An archive has no prefix, because it may be unpacked anywhere.
if(CPACK_GENERATOR STREQUAL TGZ)
	set(CPACK_PACKAGING_INSTALL_PREFIX "")
endif()

# The time in a package is that of its commit, unless the environment gives one.
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
	execute_process(COMMAND git -C ${CPACK_PEEKBENCH_SOURCE} log -1
		--format=%ct OUTPUT_VARIABLE EPOCH ERROR_QUIET
		OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE FAILED)
	if(NOT FAILED)
		set(ENV{SOURCE_DATE_EPOCH} ${EPOCH})
	endif()
endif()
