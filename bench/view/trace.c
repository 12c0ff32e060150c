// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A trace of DMA events as a page, or as JSON. */
#include "view/trace.h"

#include <string.h>

#include "plan/strategies.h"
#include "view/head.h"
#include "view/table.h"
#include "view/trace_parts.h"
#include "view/wrap.h"

/* Steps of a device that a page shows; JSON has all. */
#define PAGE_STEPS 8u

static void label_run(struct text *out, unsigned width, const char *label,
		      const struct trace_run *run)
{
	struct text words = {0};

	trace_run_add(&words, run);
	wrap_add(out, width, 25, label, text_string(&words));
	text_free(&words);
}

static void add_rearm(struct text *out, const struct trace_shape *shape,
		      unsigned width)
{
	const struct trace_run *run = &shape->hook[TRACE_HOOK_REARM];

	if (run->count)
		label_run(out, width, "    goes back", run);
	else
		wrap_add(out, width, 25, "    goes back",
			 shape->rearm == TRACE_REARM_REMAP
				 ? "unmapped, and mapped anew"
				 : "not seen");
}

void trace_shape_add(struct text *out, const struct trace_shape *shape,
		     unsigned width)
{
	const struct trace_run *armed = &shape->hook[TRACE_HOOK_ARMED];

	if (armed->count)
		label_run(out, width, "    armed", armed);
	if (shape->not_ready_seen) {
		label_run(out, width, "    prepare_peek",
			  &shape->hook[TRACE_HOOK_PREPARE]);
		label_run(out, width, "    peek_done_not_ready",
			  &shape->hook[TRACE_HOOK_NOT_READY]);
	}
	if (shape->ready_seen)
		label_run(out, width,
			  shape->not_ready_seen ? "    peek_done_ready"
						: "    a look",
			  &shape->hook[TRACE_HOOK_READY]);
	add_rearm(out, shape, width);
}

static const struct peek_strategy *strategy_at(u32 i)
{
	return strategy_loops_at(i)->strategy;
}

static bool vain_is_guessed(const struct trace_shape *shape)
{
	return shape->hook[TRACE_HOOK_PREPARE].count && !shape->again_seen;
}

void trace_match_add(struct text *out, const struct trace_shape *shape)
{
	struct trace_match match;
	u32 possible = 0;

	if (trace_shape_match(shape, &match)) {
		text_add(out, "No buffer's layout fits its syncs.");
		return;
	}
	if (match.best >= 0) {
		text_add(out, "%s is %s%s%s.",
			 vain_is_guessed(shape)
				 ? "If the looks after which it gives back "
				   "found nothing, it"
				 : "It",
			 strategy_at((u32)match.best)->name,
			 match.directions_differ ? "; its directions are others"
						 : "",
			 match.directions_differ &&
					 shape->mapped == DMA_BIDIRECTIONAL
				 ? ", as its mapping is BIDIRECTIONAL"
				 : "");
		return;
	}
	for (u32 i = 0; i < match.count; i++)
		if (match.fit[i] == TRACE_FIT_POSSIBLE)
			text_add(out, "%s%s",
				 possible++ ? ", "
					    : "What was seen leaves open: ",
				 strategy_at(i)->name);
	text_add(out, possible ? "."
			       : "A shape of its own: no strategy of "
				 "the list syncs these ranges.");
}

static void add_steps(struct text *out, const char *title,
		      const struct trace_steps *steps, unsigned width)
{
	u32 shown = steps->count < PAGE_STEPS ? steps->count : PAGE_STEPS;
	const struct trace_step *order[TRACE_STEPS];
	u64 rest = steps->others;

	if (steps->count)
		text_add(out, "%s\n", title);
	trace_steps_order(order, steps);
	for (u32 i = 0; i < steps->count; i++) {
		const struct trace_step *step = order[i];
		struct text words = {0};
		char head[16];

		if (i >= shown) {
			rest += step->count;
			continue;
		}
		snprintf(head, sizeof(head), "%10llu",
			 (unsigned long long)step->count);
		if (step->look.count)
			trace_run_add(&words, &step->look);
		text_add(&words, "%s%s", step->look.count ? "; " : "",
			 trace_end_name(step->end));
		if (step->back.count) {
			text_add(&words, ": ");
			trace_run_add(&words, &step->back);
		}
		wrap_add(out, width, 12, head, text_string(&words));
		text_free(&words);
	}
	if (rest)
		text_add(out, "%10llu  of other kinds\n",
			 (unsigned long long)rest);
}

static void add_shape(struct text *out, const struct trace_device *device,
		      unsigned width)
{
	struct text words = {0};
	struct trace_shape shape;

	if (trace_shape_read(device, &shape) ||
	    (!shape.not_ready_seen && !shape.ready_seen))
		return;
	trace_match_add(&words, &shape);
	text_add(&words, "  Of this shape were ");
	if (shape.looks_of)
		text_add(&words, "%llu of %llu looks %s and ",
			 (unsigned long long)shape.looks,
			 (unsigned long long)shape.looks_of,
			 vain_is_guessed(&shape) ? "before it went back"
						 : "in vain");
	text_add(&words, "%llu of %llu looks before an unmap or a re-arm.",
		 (unsigned long long)shape.ready,
		 (unsigned long long)shape.ready_of);
	if (shape.from_unseen)
		text_add(&words, "  These mappings were not seen mapped: "
				 "offsets count from a first sync.");
	head_take(out, width, "shape", &words);
	trace_shape_add(out, &shape, width);
}

static void add_copied(struct text *out, const struct trace_device *device,
		       unsigned width)
{
	struct text words = {0};

	text_add(&words, "synced ");
	number_add(&words, NUMBER_BYTES, (double)device->sync_bytes[0]);
	text_add(&words, " bytes for the CPU, ");
	number_add(&words, NUMBER_BYTES, (double)device->sync_bytes[1]);
	text_add(&words, " for the device");
	if (device->bounced_maps) {
		text_add(&words, "; bounced %llu mappings, copied ",
			 (unsigned long long)device->bounced_maps);
		number_add(&words, NUMBER_BYTES,
			   (double)device->bounced_map_bytes);
		text_add(&words, " by map, ");
		number_add(&words, NUMBER_BYTES,
			   (double)device->bounced_sync_bytes);
		text_add(&words, " by syncs, ");
		number_add(&words, NUMBER_BYTES,
			   (double)device->bounced_unmap_bytes);
		text_add(&words, " by unmap");
	} else {
		text_add(&words, "; no mapping was seen to bounce");
	}
	if (device->unseen_syncs || device->unseen_unmaps)
		text_add(&words, "; whether mappings not seen mapped bounce "
				 "is not known");
	head_take(out, width, "bytes", &words);
}

static void add_device(struct text *out, const struct trace_page *page,
		       const struct trace_device *device)
{
	bool syncs = trace_device_verdict(device, page->count->every_call) >=
		     TRACE_SYNCS_ONCE;
	struct text words = {0};

	trace_verdict_add(&words, device, page->count);
	text_add(out, "\n");
	head_line(out, page->width, "device", device->name);
	head_line(out, page->width, "driver",
		  trace_driver_of(page->count, device->name));
	head_take(out, page->width, "verdict", &words);
	if (syncs) {
		add_shape(out, device, page->width);
		add_steps(out, "steps: a look, and what followed it",
			  &device->steps, page->width);
		add_steps(out, "steps of mappings that were not seen mapped",
			  &device->unseen_steps, page->width);
	}
	add_copied(out, device, page->width);
	view_odd(&words, device);
	head_take(out, page->width, "odd", &words);
	if (syncs)
		view_looks(out, device, TABLE_TEXT, page->width);
	view_sizes(out, device, TABLE_TEXT, page->width);
	view_times(out, device, TABLE_TEXT, page->width);
}

static bool is_wanted(const struct trace_page *page,
		      const struct trace_device *device)
{
	return !page->device || !strcmp(page->device, device->name);
}

static void add_json(struct text *out, const struct trace_page *page)
{
	const struct trace_count *count = page->count;
	u32 shown = 0;

	text_add(out, "{\"schema\": \"peekbench-trace/1\", \"trace\": ");
	json_add(out, page->path);
	text_add(out,
		 ", \"events\": %llu, \"lines\": %llu, \"others\": %llu, "
		 "\"broken\": %llu, \"cut\": %llu, \"lost\": %llu, "
		 "\"overwritten\": %llu, \"left_out\": %llu, "
		 "\"every_call\": %s,\n \"devices\": [",
		 (unsigned long long)count->events,
		 (unsigned long long)count->lines,
		 (unsigned long long)count->others,
		 (unsigned long long)count->broken,
		 (unsigned long long)count->cut,
		 (unsigned long long)count->lost,
		 (unsigned long long)count->overwritten,
		 (unsigned long long)trace_devices_left_out(page->devices),
		 count->every_call ? "true" : "false");
	for (u32 i = 0; i < trace_devices_count(page->devices); i++) {
		const struct trace_device *device =
			trace_devices_at(page->devices, i);

		if (!is_wanted(page, device))
			continue;
		text_add(out, "%s\n", shown++ ? "," : "");
		trace_device_json(out, device, count);
	}
	text_add(out, "]}\n");
}

static void add_page(struct text *out, const struct trace_page *page)
{
	u32 devices = trace_devices_count(page->devices);
	struct text words = {0};

	text_add(&words, "%s: ", page->path);
	trace_count_add(&words, page->count,
			trace_devices_left_out(page->devices));
	head_take(out, page->width, "trace", &words);
	for (u32 i = 0; i < page->count->note_count; i++)
		head_line(out, page->width, "noted", page->count->notes[i]);
	if (!devices)
		return;
	text_add(out, "\n");
	view_devices(out, page);
	for (u32 i = 0; i < devices && !page->brief; i++)
		if (is_wanted(page, trace_devices_at(page->devices, i)))
			add_device(out, page,
				   trace_devices_at(page->devices, i));
}

void view_trace(struct text *out, const struct trace_page *page)
{
	if (page->json)
		add_json(out, page);
	else
		add_page(out, page);
}
