// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/matrix.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "check/replay.h"

static u32 bits(u32 set)
{
	return (u32)__builtin_popcount(set);
}

static void add_row(struct check_matrix *matrix, const struct check_row *row)
{
	char why[CHECK_WHY_BYTES];

	if (!check_row_fits(row, why, sizeof(why)))
		matrix->rows[matrix->count++] = *row;
	else if (!matrix->refused[0])
		snprintf(matrix->refused, sizeof(matrix->refused), "%s", why);
}

/* Add every combination of the values from @axis on. */
static void add_values(struct check_matrix *matrix,
		       const struct check_axes *axes, struct check_row row,
		       u32 axis)
{
	u32 set = axis < CHECK_AXES ? axes->values[axis] : 0;

	if (axis == CHECK_AXES) {
		add_row(matrix, &row);
		return;
	}
	/* synced=mapping of a FROM_DEVICE mapping is synced=from_device. */
	if (!set ||
	    (axis == CHECK_AXIS_SYNCED && !check_axis_matters(&row, axis)))
		set = 1u << check_axis_usual(&row, axis);
	for (; set; set &= set - 1) {
		row.value[axis] = (u8)__builtin_ctz(set);
		add_values(matrix, axes, row, axis + 1);
	}
}

static u32 copies_of(const struct check_axes *axes,
		     const struct dma_platform *platform)
{
	return platform->bounce ? axes->copies : 1u << CHECK_COPY_NONE;
}

static u32 lines_of(const struct check_axes *axes,
		    const struct dma_platform *platform)
{
	return dma_platform_maintains(platform) ? axes->lines
						: 1u << CHECK_LINES_NONE;
}

static void add_copies(struct check_matrix *matrix,
		       const struct check_axes *axes, struct check_row row)
{
	u32 copies = copies_of(axes, row.platform);

	for (u32 copy = 0; copy < CHECK_COPIES; copy++) {
		for (u32 frame = 0; frame < 2; frame++) {
			for (u32 how = 0; how < RX_REARMS; how++) {
				if (!(copies >> copy & 1) ||
				    !(axes->frames >> frame & 1) ||
				    !(axes->rearms >> how & 1))
					continue;
				row.copy = (enum check_copy)copy;
				row.short_frames = frame;
				row.rearm = (enum rx_rearm)how;
				add_values(matrix, axes, row, 0);
			}
		}
	}
}

static void add_rows(struct check_matrix *matrix, const struct check_axes *axes,
		     struct check_row row)
{
	u32 lines = lines_of(axes, row.platform);

	for (u32 i = 0; i < CHECK_LINES; i++) {
		row.lines = (enum check_lines)i;
		if (lines >> i & 1)
			add_copies(matrix, axes, row);
	}
}

static bool varies(const struct check_row *row)
{
	for (u32 axis = 0; axis < CHECK_AXES; axis++)
		if (row->value[axis] != check_axis_usual(row, axis) &&
		    !check_axis_matters(row, axis))
			return false;
	return true;
}

/* Add each value other than the default, one at a time. */
static void add_variations(struct check_matrix *matrix,
			   const struct check_axes *axes, struct check_row base)
{
	u32 copies = copies_of(axes, base.platform);
	struct check_row row;

	base.short_frames = !(axes->frames & 1);
	base.rearm = (enum rx_rearm)__builtin_ctz(axes->rearms);
	check_row_defaults(&base);
	base.lines =
		(enum check_lines)__builtin_ctz(lines_of(axes, base.platform));
	for (u32 i = 0; row = base, check_variation(i, &row); i++) {
		for (u32 set = varies(&row) ? copies : 0; set; set &= set - 1) {
			row.copy = (enum check_copy)__builtin_ctz(set);
			add_row(matrix, &row);
		}
	}
}

int check_matrix_room(struct check_matrix *matrix, u32 most)
{
	*matrix = (struct check_matrix){
		.rows = calloc(most + 1, sizeof(*matrix->rows)),
		.verdicts = calloc(most + 1, sizeof(*matrix->verdicts)),
	};
	if (matrix->rows && matrix->verdicts)
		return 0;
	check_matrix_free(matrix);
	return -ENOMEM;
}

int check_matrix_make(struct check_matrix *matrix,
		      const struct check_axes *axes)
{
	u32 most = axes->strategy_count * axes->platform_count *
		   bits(axes->statuses) * CHECK_COPIES * bits(axes->frames) *
		   bits(axes->rearms) * CHECK_LINES;
	u32 varied = 0;
	struct check_row row = {.cells = axes->cells,
				.peeks = axes->peeks,
				.dirtied = axes->dirtied,
				.recycle = axes->recycle};

	check_row_defaults(&row);
	for (u32 i = 0; i < CHECK_AXES; i++)
		most *= axes->values[i] ? bits(axes->values[i]) : 1;
	for (struct check_row any = row; check_variation(varied, &any);)
		varied++;
	most += axes->strategy_count * axes->platform_count *
		bits(axes->statuses) * CHECK_COPIES * varied;
	if (check_matrix_room(matrix, most))
		return -ENOMEM;
	for (u32 s = 0; s < axes->strategy_count; s++) {
		for (u32 p = 0; p < axes->platform_count; p++) {
			for (u32 i = 0; i < RX_STATUSES; i++) {
				row.strategy = axes->strategies[s];
				row.platform = axes->platforms[p];
				row.status = (enum rx_status)i;
				if (axes->statuses >> i & 1)
					add_rows(matrix, axes, row);
				if (axes->vary && axes->statuses >> i & 1)
					add_variations(matrix, axes, row);
			}
		}
	}
	return 0;
}

u32 check_matrix_enough(struct check_matrix *matrix)
{
	u32 cells = 0;

	for (u32 i = 0; i < matrix->count; i++) {
		const struct check_row *row = &matrix->rows[i];
		u32 enough = check_enough_cells(row);

		if (enough < row->cells)
			enough = row->cells;
		if (enough > cells)
			cells = enough;
	}
	for (u32 i = 0; i < matrix->count; i++)
		matrix->rows[i].cells = cells;
	return cells;
}

void check_matrix_free(struct check_matrix *matrix)
{
	for (u32 i = 0; i < matrix->count; i++)
		check_verdict_free(&matrix->verdicts[i]);
	free(matrix->rows);
	free(matrix->verdicts);
	*matrix = (struct check_matrix){0};
}

/* One recording for all rows of one strategy and layout. */
struct recording {
	const struct peek_strategy *strategy;
	enum rx_status status;
	bool short_frames;
	u8 own_bytes;
	u8 mapped;
	u8 synced;
	struct check_record record;
};

struct job {
	struct check_matrix *matrix;
	const struct check_options *options;
	u32 jobs;
	const struct recording **recording; /* by row */
	atomic_uint next;
	atomic_int err;
};

/* Searches run in parallel, each with its share of the limit. */
static int run_row(struct job *job, struct check_search *search, u32 i)
{
	struct check_matrix *m = job->matrix;
	struct check_options share = {
		.limit_bytes = job->options->limit_bytes / job->jobs,
		.unreduced = job->options->unreduced,
	};
	struct check_program program;
	int err = check_program_make(&program, &m->rows[i],
				     &job->recording[i]->record);

	if (err)
		return err;
	err = check_search_run(search, &program, &share, &m->verdicts[i]);
	if (!err)
		m->verdicts[i].objection = check_program_objection(&program);
	if (!err)
		err = check_replay_confirm(&program, &m->verdicts[i]);
	check_program_free(&program);
	return err;
}

static void *work(void *ctx)
{
	struct job *job = ctx;
	struct check_search *search = check_search_create();
	int err = search ? 0 : -ENOMEM;

	while (!err && !atomic_load(&job->err)) {
		u32 i = atomic_fetch_add(&job->next, 1);

		if (i >= job->matrix->count)
			break;
		err = run_row(job, search, i);
	}
	if (err)
		atomic_store(&job->err, err);
	check_search_destroy(search);
	return NULL;
}

/* The caller's thread is one of the workers. */
static void run_workers(struct job *job, u32 jobs)
{
	pthread_t thread[CHECK_MOST_JOBS];
	u32 started = 0;

	job->jobs = jobs;
	while (started + 1 < jobs &&
	       !pthread_create(&thread[started], NULL, work, job))
		started++;
	work(job);
	while (started--)
		pthread_join(thread[started], NULL);
}

static bool same_recording(const struct recording *r,
			   const struct check_row *row)
{
	return r->strategy == row->strategy && r->status == row->status &&
	       r->short_frames == row->short_frames &&
	       r->own_bytes == row->value[CHECK_AXIS_OWN_BYTES] &&
	       r->mapped == row->value[CHECK_AXIS_MAPPED] &&
	       r->synced == row->value[CHECK_AXIS_SYNCED];
}

static int add_recording(struct recording *r, const struct check_row *row,
			 char *why)
{
	char what[CHECK_WHY_BYTES];
	struct rx_layout layout;
	int err;

	r->strategy = row->strategy;
	r->status = row->status;
	r->short_frames = row->short_frames;
	r->own_bytes = row->value[CHECK_AXIS_OWN_BYTES];
	r->mapped = row->value[CHECK_AXIS_MAPPED];
	r->synced = row->value[CHECK_AXIS_SYNCED];
	check_layout(&layout, row);
	err = check_record(&r->record, row->strategy, &layout, what);
	if (err)
		snprintf(why, CHECK_WHY_BYTES, "strategy %.60s: %.180s",
			 row->strategy->name, what);
	return err;
}

/* Record all hooks before the first thread starts, because recording forks. */
static int record_rows(struct job *job, struct recording *recordings, char *why)
{
	const struct check_matrix *m = job->matrix;
	u32 count = 0;

	for (u32 i = 0; i < m->count; i++) {
		u32 r = 0;
		int err;

		while (r < count &&
		       !same_recording(&recordings[r], &m->rows[i]))
			r++;
		if (r == count) {
			err = add_recording(&recordings[count++], &m->rows[i],
					    why);
			if (err)
				return err;
		}
		job->recording[i] = &recordings[r];
	}
	return 0;
}

/*
 * Most layouts that one strategy is recorded on: status, frame and the place of
 * the driver's own bytes (4), directions.
 */
#define LAYOUTS (RX_STATUSES * 4 * RX_MAPPEDS * RX_SYNCEDS)

static u32 strategies_of(const struct check_matrix *matrix)
{
	u32 count = 0;

	for (u32 i = 0; i < matrix->count; i++)
		count += !i || matrix->rows[i].strategy !=
				       matrix->rows[i - 1].strategy;
	return count;
}

int check_matrix_run(struct check_matrix *matrix,
		     const struct check_options *options, u32 jobs, char *why)
{
	struct job job = {.matrix = matrix, .options = options};
	struct recording *recordings =
		calloc(strategies_of(matrix) * LAYOUTS, sizeof(*recordings));
	int err = -ENOMEM;

	snprintf(why, CHECK_WHY_BYTES, "out of memory");
	job.recording = calloc(matrix->count, sizeof(*job.recording));
	if (recordings && job.recording)
		err = record_rows(&job, recordings, why);
	if (!err) {
		run_workers(&job, jobs);
		err = atomic_load(&job.err);
	}
	if (err == -EIO)
		snprintf(why, CHECK_WHY_BYTES,
			 "a counterexample does not happen when executed "
			 "again: a bug in the checker");
	free(job.recording);
	free(recordings);
	return err;
}

u32 check_default_jobs(void)
{
	cpu_set_t set;
	u32 count;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	count = (u32)CPU_COUNT(&set);
	return count < CHECK_MOST_JOBS ? count : CHECK_MOST_JOBS;
}
