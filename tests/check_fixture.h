/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Rows of the checker, and their verdicts. */
#ifndef TESTS_CHECK_FIXTURE_H
#define TESTS_CHECK_FIXTURE_H

#include "check/matrix.h"
#include "check/replay.h"

/* Set for all rows where the daily run takes some. */
#define LONG "PEEKBENCH_LONG_TESTS"

/* Searches beside each other: daily other tests run on the other PUs. */
#define JOBS (getenv(LONG) ? check_default_jobs() : 1)

#define LIMIT (1ull << 30)
#define L FRAME_LOST
#define T FRAME_TORN
#define S FRAME_STALE
#define K FRAME_LEAK
#define R FRAME_REPLAY
#define HEAD RX_STATUS_HEAD
#define TAIL RX_STATUS_TAIL
#define UP CHECK_COPY_ASCENDING
#define DOWN CHECK_COPY_DESCENDING
#define ANY CHECK_COPY_ANY
#define NONE CHECK_COPY_NONE

/** row_of() - full frames, re-arm to_device, 4 cells, no bound. */
struct check_row row_of(const char *strategy, const char *platform,
			enum rx_status status, enum check_copy copy);

/** one_frame() - @row with a bound: two looks at free times and one more, and
 * a look that must find nothing. */
struct check_row one_frame(struct check_row row);

/** program_of() - to be freed by check_program_free(). */
void program_of(struct check_program *program, const struct check_row *row);

/** verdict_of() - confirmed; to be freed by check_verdict_free(). */
struct check_verdict verdict_of(const struct check_row *row, u64 limit_bytes,
				bool unreduced);

/** hazards_of() - of a search that must be exhausted. */
u32 hazards_of(const struct check_row *row);

#endif
