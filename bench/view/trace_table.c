// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A trace of DMA events in words, in tables, and as JSON. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/strategies.h"
#include "view/trace_parts.h"

#define BAR 30u
/* Characters of a name in the table of devices; its section has all of it. */
#define NAME 22u
/* The histogram's rows on a page: 0 to 8 looks alone, then ranges. */
#define ALONE 8u

/* --- verdicts, counts and syncs in words --------------------------------- */

static const struct {
	const char *name;
	const char *says;
} verdicts[TRACE_VERDICTS] = {
	[TRACE_NOTHING_RECEIVED] = {"no receive",
				    "No mapping was seen that the device may "
				    "write into."},
	[TRACE_NOT_SEEN] =
		{"not seen",
		 "Syncs may be skipped, not seen: on a coherent device that "
		 "does not bounce, the kernel leaves each sync out before its "
		 "trace event (since Linux 6.10).  Booted with swiotlb=force "
		 "it shows them."},
	[TRACE_MAPS_ONLY] = {"maps only",
			     "It does not peek: its syncs can be seen, and "
			     "there is none of a buffer that it receives into, "
			     "only map and unmap."},
	[TRACE_SYNCS_ONCE] = {"syncs once",
			      "No look that was seen was followed by another "
			      "look at the same frame: so does a driver that "
			      "knows from elsewhere that a frame is there."},
	[TRACE_COPYBREAK] = {"copybreak",
			     "It syncs lengths that vary, and no look at a "
			     "frame needed another: a frame's length, for a "
			     "copy, after which the buffer goes back."},
	[TRACE_PEEKS] = {"peeks", "It peeks: "},
};

const char *trace_verdict_name(enum trace_verdict verdict)
{
	return verdicts[verdict].name;
}

void trace_verdict_add(struct text *out, const struct trace_device *device,
		       const struct trace_count *count)
{
	enum trace_verdict verdict =
		trace_device_verdict(device, count->every_call);
	u64 looks = device->looks_again + device->looks_ready;

	text_add(out, "%s", verdicts[verdict].says);
	if (verdict != TRACE_PEEKS && verdict != TRACE_NOT_SEEN && count->lost)
		text_add(out, "  But events were lost while it was recorded.");
	if (verdict != TRACE_PEEKS)
		return;
	if (device->looks_again)
		text_add(out,
			 "%llu of %llu looks were followed by another look at "
			 "the same frame: what they synced was no news.",
			 (unsigned long long)device->looks_again,
			 (unsigned long long)looks);
	else
		text_add(out, "it gives buffers back FROM_DEVICE that it did "
			      "not sync for a look.");
}

static void count_add(struct text *out, u64 count, const char *words)
{
	if (count)
		text_add(out, "; %llu %s", (unsigned long long)count, words);
}

void trace_count_add(struct text *out, const struct trace_count *count,
		     u64 left_out)
{
	text_add(out, "%llu DMA events in %llu lines",
		 (unsigned long long)count->events,
		 (unsigned long long)count->lines);
	count_add(out, count->others, "events of other names");
	count_add(out, count->broken,
		  "DMA events that make no sense, left out");
	count_add(out, count->cut, "lines too long, cut");
	count_add(out, left_out,
		  "events left out: of too many devices, or half a kprobe");
	count_add(out, count->lost,
		  "events LOST while it was recorded: counts are too low, and "
		  "looks may be missing");
	count_add(out, count->overwritten,
		  "events before its begin were overwritten");
	if (count->every_call)
		text_add(out, "; each sync call is seen, also where it has "
			      "no effect");
}

void trace_run_add(struct text *out, const struct trace_run *run)
{
	if (!run->count)
		text_add(out, "-");
	for (u32 i = 0; i < run->count; i++) {
		const struct trace_sync *sync = &run->sync[i];

		text_add(out, "%s%s ", i ? ", " : "",
			 sync->for_device ? "for_device" : "for_cpu");
		if (sync->whole)
			text_add(out, "all %u %s", sync->size,
				 trace_direction_name(sync->dir));
		else
			text_add(out, "%u at %u %s", sync->size, sync->offset,
				 trace_direction_name(sync->dir));
	}
	if (run->more)
		text_add(out, ", and more");
}

const char *trace_end_name(enum trace_end end)
{
	static const char *const names[TRACE_ENDS] = {
		[TRACE_END_AGAIN] = "another look",
		[TRACE_END_GIVEN] = "given back",
		[TRACE_END_REARM] = "re-armed",
		[TRACE_END_UNMAP] = "unmapped",
		[TRACE_END_ARMED] = "no look before it",
	};

	return names[end];
}

/* --- counts -------------------------------------------------------------- */

/* Every count of a device for JSON; with words, those that are odd. */
static const struct {
	const char *key;
	size_t at;
	const char *odd;
} counts[] = {
#define COUNT(field, words)                                                    \
	{                                                                      \
#field, offsetof(struct trace_device, field), words            \
	}
	COUNT(events, NULL),
	COUNT(failed_maps, "refused mappings"),
	COUNT(allocs, NULL),
	COUNT(alloc_bytes, NULL),
	COUNT(frees, NULL),
	COUNT(bounced_maps, NULL),
	COUNT(bounced_map_bytes, NULL),
	COUNT(bounced_sync_bytes, NULL),
	COUNT(bounced_unmap_bytes, NULL),
	COUNT(outside, "syncs that leave their mapping"),
	COUNT(after_unmap, "syncs after the unmap"),
	COUNT(unmap_differs, "unmaps whose size or direction is not the map's"),
	COUNT(unseen_syncs, "syncs of mappings not seen mapped"),
	COUNT(unseen_unmaps, "unmaps of mappings not seen mapped"),
	COUNT(remapped, "mappings mapped over without an unmap"),
	COUNT(shared, "mappings TO_DEVICE that overlap another"),
	COUNT(untracked, "mappings too many to follow"),
	COUNT(live, NULL),
	COUNT(live_unsynced, "mappings live at the end and never synced"),
	COUNT(never_synced, "mappings unmapped and never synced"),
	COUNT(frames, NULL),
	COUNT(partial_frames, NULL),
	COUNT(looks_again, NULL),
	COUNT(looks_ready, NULL),
	COUNT(gone, NULL),
	COUNT(rearms, NULL),
	COUNT(backward, "durations left out, as time went backward"),
#undef COUNT
};

static u64 count_of(const struct trace_device *device, size_t i)
{
	u64 count;

	memcpy(&count, (const char *)device + counts[i].at, sizeof(count));
	return count;
}

static void add_odd(struct text *out, const char *words, u64 count)
{
	text_add(out, "%s%s: %llu", out->length ? "; " : "", words,
		 (unsigned long long)count);
}

/* Syncs whose direction is not their mapping's. */
static void add_differing(struct text *out, const struct trace_device *device,
			  bool for_device, u32 mapped)
{
	char words[128];

	for (u32 dir = 0; dir < DMA_NONE; dir++) {
		u64 count = device->syncs[for_device][mapped][dir];

		if (dir == mapped || !count)
			continue;
		snprintf(words, sizeof(words), "%s %s of mappings %s",
			 for_device ? "for_device" : "for_cpu",
			 trace_direction_name(dir),
			 trace_direction_name(mapped));
		add_odd(out, words, count);
	}
}

void view_odd(struct text *out, const struct trace_device *device)
{
	for (int for_device = 0; for_device < 2; for_device++)
		for (u32 mapped = 0; mapped < DMA_NONE; mapped++)
			add_differing(out, device, for_device == 1, mapped);
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		if (counts[i].odd && count_of(device, i))
			add_odd(out, counts[i].odd, count_of(device, i));
}

static u64 sum_of(const u64 *by_direction)
{
	u64 sum = 0;

	for (u32 dir = 0; dir < 4; dir++)
		sum += by_direction[dir];
	return sum;
}

/* --- the devices --------------------------------------------------------- */

/** struct device_row - what the table of devices says of one. */
struct device_row {
	const char *name;
	u64 maps;
	u64 for_cpu;
	u64 for_device;
	u64 differ;
	u64 frames;
	double looks;
	u64 bounced;
	const char *verdict;
};

/* Of frames that were looked at, their begin seen or not. */
static double looks_per_frame(const struct trace_device *device)
{
	double looks = 0, frames = 0;

	for (u32 i = 1; i < TRACE_LOOKS; i++) {
		double count = (double)device->looks[i] +
			       (double)device->partial_looks[i];

		looks += i * count;
		frames += count;
	}
	return frames > 0 ? looks / frames : NAN;
}

static void cell_device(struct cell *cell, const void *row)
{
	const char *name = ((const struct device_row *)row)->name;

	if (strlen(name) > NAME)
		cell_say(cell, "%.*s..", (int)NAME - 2, name);
	else
		cell_text(cell, name);
}

static struct device_row device_row(const struct trace_device *device,
				    const struct trace_count *count)
{
	const char *driver = trace_driver_of(count, device->name);

	return (struct device_row){
		.name = driver[0] ? driver : device->name,
		.maps = sum_of(device->maps),
		.for_cpu = trace_device_syncs(device, false),
		.for_device = trace_device_syncs(device, true),
		.differ = trace_device_differing(device),
		.frames = device->frames + device->partial_frames,
		.looks = looks_per_frame(device),
		.bounced = device->bounced_map_bytes +
			   device->bounced_sync_bytes +
			   device->bounced_unmap_bytes,
		.verdict = trace_verdict_name(
			trace_device_verdict(device, count->every_call)),
	};
}

#define DEVICE_COLUMN(words, member)                                           \
	{                                                                      \
		.title = words, .format = NUMBER_BYTES,                        \
		MEMBER(struct device_row, member)                              \
	}

#define KEYED(words, row, member)                                              \
	{                                                                      \
		.title = words, .key = words, .format = NUMBER_BYTES,          \
		.width = 6, MEMBER(row, member)                                \
	}

void view_devices(struct text *out, const struct trace_page *page)
{
	static const struct column columns[] = {
		WORDS("\ndevice", .cell = cell_device),
		DEVICE_COLUMN("\nmaps", maps),
		DEVICE_COLUMN("syncs for\ncpu", for_cpu),
		DEVICE_COLUMN("syncs for\ndev", for_device),
		DEVICE_COLUMN("\ndiffer", differ),
		DEVICE_COLUMN("\nframes", frames),
		COLUMN("\nlooks", .format = NUMBER_RATIO,
		       MEMBER(struct device_row, looks)),
		DEVICE_COLUMN("bytes\nbounced", bounced),
		WORDS("\nverdict", MEMBER(struct device_row, verdict)),
	};
	u32 all = trace_devices_count(page->devices);
	struct device_row *rows = memory_zeros(all, sizeof(*rows));
	struct table table = {TABLE_OF(columns, rows, 0)};

	for (u32 i = 0; i < all; i++) {
		const struct trace_device *device =
			trace_devices_at(page->devices, i);

		if (page->device && strcmp(page->device, device->name))
			continue;
		rows[table.row_count++] = device_row(device, page->count);
	}
	table_add(out, &table, TABLE_TEXT, page->width);
	free(rows);
}

/* --- looks --------------------------------------------------------------- */

struct looks_row {
	u32 first;
	u32 last;
	u64 frames;
	u64 partial;
	u64 most;
};

static void cell_looks(struct cell *cell, const void *row)
{
	const struct looks_row *of = row;

	if (cell->form == TABLE_JSON)
		cell_number(cell, of->first);
	else if (of->last == TRACE_LOOKS - 1)
		cell_say(cell, "%u or more", of->first);
	else if (of->first != of->last)
		cell_say(cell, "%u to %u", of->first, of->last);
	else
		cell_say(cell, "%u", of->first);
}

static void cell_bar(struct cell *cell, const void *row)
{
	static const char bar[BAR + 1] = "##############################";
	const struct looks_row *of = row;
	u64 sum = of->frames + of->partial;
	u64 length = of->most ? (sum * BAR + of->most - 1) / of->most : 0;

	cell_text(cell, bar + BAR - length);
}

static u32 last_of_row(u32 first, enum table_form form)
{
	u32 last = first;

	if (form == TABLE_TEXT && first > ALONE)
		last = 2 * (first - 1);
	return last >= TRACE_LOOKS - 2 && last > first ? TRACE_LOOKS - 1 : last;
}

/* Without the empty rows before the first frame and behind the last. */
static u32 fill_looks(struct looks_row *rows, const struct trace_device *device,
		      enum table_form form)
{
	u32 count = 0, end = 0;
	u64 most = 0;

	for (u32 at = 0; at < TRACE_LOOKS; at = rows[count - 1].last + 1) {
		struct looks_row row = {at, last_of_row(at, form), 0, 0, 0};

		for (u32 i = row.first; i <= row.last; i++) {
			row.frames += device->looks[i];
			row.partial += device->partial_looks[i];
		}
		rows[count++] = row;
		if (row.frames + row.partial)
			end = count;
		if (row.frames + row.partial > most)
			most = row.frames + row.partial;
	}
	for (u32 i = 0; i < end; i++)
		rows[i].most = most;
	return end;
}

void view_looks(struct text *out, const struct trace_device *device,
		enum table_form form, unsigned width)
{
	static const struct column columns[] = {
		WORDS("looks", .key = "looks", .width = 12, .cell = cell_looks),
		KEYED("frames", struct looks_row, frames),
		KEYED("partial", struct looks_row, partial),
		WORDS("", .cell = cell_bar),
	};
	struct looks_row rows[TRACE_LOOKS];
	u32 count = fill_looks(rows, device, form), first = 0;

	while (first < count && !rows[first].frames && !rows[first].partial)
		first++;
	if (form == TABLE_TEXT && count == first)
		return;
	if (form == TABLE_TEXT)
		text_add(out, "looks a frame; partial: its begin was not "
			      "seen, there may have been more\n");
	table_add(
		out,
		&(struct table){TABLE_OF(columns, rows + first, count - first)},
		form, width);
}

/* --- mappings and times -------------------------------------------------- */

static void cell_direction(struct cell *cell, const void *row)
{
	cell_text(cell,
		  trace_direction_name(((const struct trace_size *)row)->dir));
}

void view_sizes(struct text *out, const struct trace_device *device,
		enum table_form form, unsigned width)
{
	static const struct column columns[] = {
		WORDS("mappings", .key = "direction", .width = 17,
		      .cell = cell_direction),
		KEYED("bytes", struct trace_size, size),
		KEYED("count", struct trace_size, count),
	};
	const struct table table = {
		TABLE_OF(columns, device->sizes, device->size_count),
	};

	if (form != TABLE_TEXT || device->size_count)
		table_add(out, &table, form, width);
	if (form == TABLE_TEXT && device->other_sizes)
		text_add(out, "and %llu mappings of other sizes\n",
			 (unsigned long long)device->other_sizes);
}

/** struct times_row - in microseconds. */
struct times_row {
	const char *name;
	u64 count;
	double least;
	double half;
	double mean;
	double most;
};

/* Half of the durations are shorter, to a factor of two. */
static double half_us(const struct trace_times *times)
{
	u64 sum = 0;

	for (u32 i = 0; i < TRACE_TIME_BUCKETS; i++) {
		sum += times->bucket[i];
		if (sum * 2 >= times->count)
			return ldexp(1, (int)i + 1) / 1e3;
	}
	return NAN;
}

static struct times_row times_row(const char *name,
				  const struct trace_times *times)
{
	return (struct times_row){
		.name = name,
		.count = times->count,
		.least = (double)times->min_ns / 1e3,
		.half = half_us(times),
		.mean = (double)times->sum_ns / (double)times->count / 1e3,
		.most = (double)times->max_ns / 1e3,
	};
}

#define TIME(words, name, member)                                              \
	{                                                                      \
		.title = words, .key = name, .format = NUMBER_AMOUNT,          \
		.width = 8, MEMBER(struct times_row, member)                   \
	}

void view_times(struct text *out, const struct trace_device *device,
		enum table_form form, unsigned width)
{
	static const struct column columns[] = {
		WORDS("microseconds", .key = "time", .width = 25,
		      MEMBER(struct times_row, name)),
		KEYED("count", struct times_row, count),
		TIME("least", "least_us", least),
		TIME("half under", "half_under_us", half),
		TIME("mean", "mean_us", mean),
		TIME("most", "most_us", most),
	};
	const struct {
		const char *name;
		const struct trace_times *times;
	} all[] = {
		{"map to unmap", &device->life},
		{"armed to first look", &device->first_look},
		{"look to next look", &device->between_looks},
		{"ready look to unmap", &device->last_look},
	};
	struct times_row rows[ARRAY_SIZE(all)];
	struct table table = {TABLE_OF(columns, rows, 0)};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i].times->count)
			rows[table.row_count++] =
				times_row(all[i].name, all[i].times);
	if (form != TABLE_TEXT || table.row_count)
		table_add(out, &table, form, width);
}

/* --- steps, and JSON ----------------------------------------------------- */

/* Rows of steps are pointers. */
static const struct trace_step *step_at(const void *row)
{
	return *(const struct trace_step *const *)row;
}

static int by_count(const void *a, const void *b)
{
	const struct trace_step *x = step_at(a), *y = step_at(b);

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return x < y ? -1 : 1;
}

void trace_steps_order(const struct trace_step **order,
		       const struct trace_steps *steps)
{
	for (u32 i = 0; i < steps->count; i++)
		order[i] = &steps->step[i];
	qsort(order, steps->count, sizeof(*order), by_count);
}

static void cell_step_count(struct cell *cell, const void *row)
{
	cell_number(cell, (double)step_at(row)->count);
}

static void cell_step(struct cell *cell, const void *row)
{
	const struct trace_step *step = step_at(row);
	struct text text = {0};

	trace_run_add(&text, cell->column->number ? &step->back : &step->look);
	cell_take(cell, &text);
}

static void cell_end(struct cell *cell, const void *row)
{
	cell_text(cell, trace_end_name(step_at(row)->end));
}

static void steps_json(struct text *out, const struct trace_steps *steps)
{
	static const struct column columns[] = {
		{.key = "count", .cell = cell_step_count},
		{.key = "look", .cell = cell_step},
		{.key = "then", .cell = cell_end},
		{.key = "back", .cell = cell_step, .number = 1},
	};
	const struct trace_step *order[TRACE_STEPS];
	const struct table table = {
		TABLE_OF(columns, order, steps->count),
	};

	trace_steps_order(order, steps);
	table_add(out, &table, TABLE_JSON, 0);
}

static void match_json(struct text *out, const struct trace_device *device,
		       enum trace_verdict verdict)
{
	struct trace_shape shape;
	struct trace_match match;

	text_add(out, ",\n \"strategy\": ");
	if (verdict < TRACE_SYNCS_ONCE || trace_shape_read(device, &shape) ||
	    trace_shape_match(&shape, &match) || match.best < 0)
		text_add(out, "null");
	else
		json_add(out,
			 strategy_loops_at((size_t)match.best)->strategy->name);
}

static void counts_json(struct text *out, const struct trace_device *device)
{
	for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
		text_add(out, ", \"%s\": %llu", counts[i].key,
			 (unsigned long long)count_of(device, i));
	text_add(out,
		 ", \"maps\": %llu, \"unmaps\": %llu, \"for_cpu\": %llu, "
		 "\"for_device\": %llu, \"for_cpu_bytes\": %llu, "
		 "\"for_device_bytes\": %llu, \"directions_differ\": %llu",
		 (unsigned long long)sum_of(device->maps),
		 (unsigned long long)sum_of(device->unmaps),
		 (unsigned long long)trace_device_syncs(device, false),
		 (unsigned long long)trace_device_syncs(device, true),
		 (unsigned long long)device->sync_bytes[0],
		 (unsigned long long)device->sync_bytes[1],
		 (unsigned long long)trace_device_differing(device));
}

void trace_device_json(struct text *out, const struct trace_device *device,
		       const struct trace_count *count)
{
	enum trace_verdict verdict =
		trace_device_verdict(device, count->every_call);

	text_add(out, "{\"device\": ");
	json_add(out, device->name);
	text_add(out, ", \"driver\": ");
	json_add(out, trace_driver_of(count, device->name));
	text_add(out, ", \"verdict\": ");
	json_add(out, trace_verdict_name(verdict));
	counts_json(out, device);
	match_json(out, device, verdict);
	text_add(out, ",\n \"looks\": ");
	view_looks(out, device, TABLE_JSON, 0);
	text_add(out, ",\n \"mappings\": ");
	view_sizes(out, device, TABLE_JSON, 0);
	text_add(out, ",\n \"times\": ");
	view_times(out, device, TABLE_JSON, 0);
	text_add(out, ",\n \"steps\": ");
	steps_json(out, &device->steps);
	text_add(out, ",\n \"unseen_steps\": ");
	steps_json(out, &device->unseen_steps);
	text_add(out, "}");
}
