# SPDX-License-Identifier: GPL-2.0 OR MIT
# cmake -DSOURCE=... -DOUTPUT=... -DVERSION=... -P version.cmake
# Writes which commit is being built; the file changes only if the answer does.
execute_process(COMMAND git -C "${SOURCE}" rev-parse --short=12 HEAD
	OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE
	RESULT_VARIABLE FAILED ERROR_QUIET)
set(DIRTY 0)
if(FAILED)
	set(COMMIT "unknown")
else()
	execute_process(COMMAND git -C "${SOURCE}" status --porcelain
		--untracked-files=no OUTPUT_VARIABLE CHANGES ERROR_QUIET)
	if(CHANGES)
		set(DIRTY 1)
	endif()
endif()
configure_file("${SOURCE}/bench/record/version.h.in" "${OUTPUT}" @ONLY)
