// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/facts.h"

#include "kernel/requests.h"
#include "plan/script.h"

static const char *const call_names[PEEK_CALLS] = {
	[PEEK_CALL_MAP] = "map",
	[PEEK_CALL_FOR_CPU] = "for_cpu",
	[PEEK_CALL_FOR_DEVICE] = "for_device",
	[PEEK_CALL_UNMAP] = "unmap",
	[PEEK_CALL_BOUNCE] = "bounce",
};

void facts_hello(json_t *boot, const struct peek_hello *hello)
{
	json_object_set_new(boot, "release", json_string(hello->release));
	json_object_set_new(boot, "version", json_string(hello->version));
	json_object_set_new(boot, "arch", json_string(hello->machine));
	json_object_set_new(boot, "clock", json_string(hello->clock));
	json_object_set_new(boot, "clock_hz", json_integer(hello->tick_hz));
	json_object_set_new(boot, "clock_invariant",
			    json_boolean(hello->invariant));
	json_object_set_new(boot, "pair_ticks_of_64",
			    json_integer(hello->pair_ticks));
	json_object_set_new(boot, "string_features",
			    json_integer(hello->string_features));
}

bool facts_release_fits(const json_t *boot)
{
	const char *files =
		json_string_value(json_object_get(boot, "kernel_release"));
	const char *ran = json_string_value(json_object_get(boot, "release"));

	return !files || !ran || !strcmp(files, ran);
}

/*
 * B, D, W and L of admin-guide/tainted-kernels.rst: bad page, oops or BUG,
 * warning, soft lockup.
 */
#define TAINT_WARNINGS (1u << 5 | 1u << 7 | 1u << 9 | 1u << 14)

void facts_taint(json_t *boot, u32 before, u32 after, bool own)
{
	u32 warned = (own ? after & ~before : after) & TAINT_WARNINGS;
	const json_t *count = json_object_get(boot, "kernel_warnings");
	char text[80];

	json_object_set_new(boot, "taint", json_integer(after));
	if (!warned || json_integer_value(count))
		return;
	snprintf(text, sizeof(text),
		 "taint flags 0x%x, which the console does not explain",
		 warned);
	json_object_set_new(boot, "kernel_warnings", json_integer(1));
	json_object_set_new(boot, "warning", json_string(text));
}

/* The list called @key, created if it does not exist. */
static json_t *list_of(json_t *boot, const char *key)
{
	json_t *list = json_object_get(boot, key);

	if (list)
		return list;
	list = json_array();
	json_object_set_new(boot, key, list);
	return list;
}

/* enum iommu_domain_type of include/linux/iommu.h, by its bits. */
static const char *iommu_name(u32 type)
{
	static const struct {
		u32 type;
		const char *name;
	} names[] = {
		{0, "none"},
		{1, "unmanaged"},
		{4, "identity"},
		{1 | 2, "translated"},
		{1 | 2 | 8, "translated, lazy flush"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].type == type)
			return names[i].name;
	return "unknown";
}

static const char *skip_sync_name(u32 state)
{
	static const char *const names[] = {
		[PEEK_SKIP_SYNC_NONE] = "not in this kernel",
		[PEEK_SKIP_SYNC_OFF] = "off",
		[PEEK_SKIP_SYNC_ON] = "on",
	};

	return state < ARRAY_SIZE(names) ? names[state] : "unknown";
}

void facts_device(json_t *boot, const struct peek_device_record *device)
{
	json_t *list = list_of(boot, "devices");
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry)
	{
		const char *name =
			json_string_value(json_object_get(entry, "name"));

		if (!strcmp(name, device->name))
			return;
	}
	json_array_append_new(
		list, json_pack("{s:s, s:s, s:b, s:b, s:b, s:b, s:i, s:s, s:s}",
				"name", device->name, "bus_name",
				device->detail, "bounced", device->bounced != 0,
				"coherent", device->coherent != 0, "need_sync",
				device->need_sync != 0, "copies_counted",
				device->counting != 0, "iommu_domain_type",
				(int)device->iommu, "iommu_domain",
				iommu_name(device->iommu), "skip_sync",
				skip_sync_name(device->skip_sync)));
}

/* The row for @size, created if it does not exist. */
static json_t *row_of(json_t *boot, u32 size)
{
	json_t *list = list_of(boot, "calls");
	json_t *row;
	size_t i;

	json_array_foreach(list, i, row)
	{
		if (json_integer_value(json_object_get(row, "size")) == size)
			return row;
	}
	row = json_pack("{s:i}", "size", (int)size);
	json_array_append_new(list, row);
	return row;
}

void facts_call(json_t *boot, const struct peek_call_record *call,
		const struct peek_hello *hello)
{
	bool maps =
		call->call == PEEK_CALL_MAP || call->call == PEEK_CALL_UNMAP;
	double own = 0;

	if (call->call >= PEEK_CALLS || !call->count || !call->stamps)
		return;
	/*
	 * the state of swiotlb's pool is the same in every boot only at the
	 * fixed sizes
	 */
	if (maps && !requests_fixed_size(call->size))
		return;
	if (hello->pair_count)
		own = (double)call->stamps * (double)hello->pair_ticks /
		      (double)hello->pair_count;
	json_object_set_new(
		row_of(boot, call->size), call_names[call->call],
		json_real(((double)call->ticks - own) / (double)call->count));
}

void facts_boot(json_t *boot, const struct axes *axes, const char *kind)
{
	static const enum axis_key keys[] = {AXIS_GUEST, AXIS_PLATFORM,
					     AXIS_COPY};
	char text[64];

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		axis_format(keys[i], axes->value[keys[i]], text, sizeof(text));
		json_object_set_new(boot, axis_name(keys[i]),
				    json_string(text));
	}
	json_object_set_new(boot, "kind", json_string(kind));
}

void facts_watched(json_t *boot, const struct axes *axes,
		   const struct peek_call_record *call)
{
	const char *direction = script_direction_name(call->direction);

	if (call->call >= PEEK_CALLS)
		return;
	json_array_append_new(
		list_of(boot, "watched"),
		json_pack("{s:I, s:I, s:s, s:s, s:I, s:I}", "size",
			  (json_int_t)axes->value[AXIS_SIZE], "gap",
			  (json_int_t)axes->value[AXIS_GAP], "call",
			  call_names[call->call], "direction",
			  direction ? direction : "none", "bytes",
			  (json_int_t)call->size, "count",
			  (json_int_t)call->count));
}

void facts_received(json_t *boot, const struct axes *axes,
		    const struct peek_case *record)
{
	json_t *row = json_pack("{s:I, s:I, s:I}", "size",
				(json_int_t)axes->value[AXIS_SIZE], "gap",
				(json_int_t)axes->value[AXIS_GAP], "frames",
				(json_int_t)record->frames);

	if (record->sent)
		json_object_update_new(
			row, json_pack("{s:I, s:I, s:I, s:I}", "sent",
				       (json_int_t)record->sent, "errors",
				       (json_int_t)record->errors, "late",
				       (json_int_t)record->late, "overwritten",
				       (json_int_t)record->overwritten));
	json_array_append_new(list_of(boot, "received"), row);
}

void facts_overwritten(json_t *boot, const struct axes *axes,
		       const struct peek_overwrite *found)
{
	char address[32], seen[16], written[16];

	snprintf(address, sizeof(address), "0x%llx",
		 (unsigned long long)found->address);
	snprintf(seen, sizeof(seen), "%08x", found->seen);
	snprintf(written, sizeof(written), "%08x", found->written);
	json_array_append_new(
		list_of(boot, "overwritten"),
		json_pack("{s:I, s:I, s:s, s:i, s:s, s:s, s:f, s:f}", "size",
			  (json_int_t)axes->value[AXIS_SIZE], "gap",
			  (json_int_t)axes->value[AXIS_GAP], "address", address,
			  "bytes", (int)found->size, "seen", seen, "written",
			  written, "sync_us",
			  (double)(found->sync_ns - found->look_ns) / 1e3,
			  "again_us",
			  (double)(found->again_ns - found->look_ns) / 1e3));
}

void facts_changed(json_t *boot, const char *id, u64 calls)
{
	json_array_append_new(list_of(boot, "swiotlb_changed"),
			      json_pack("{s:s, s:I}", "case", id, "calls",
					(json_int_t)calls));
}

json_t *facts_all(json_t *boots)
{
	json_t *facts = json_object();

	json_object_set_new(facts, "boots", boots);
	return facts;
}

/** struct slice_time - the time of one slice, for the library. */
struct slice_time {
	double seconds;
};

static void report_slice(void *ctx, uint64_t iterations,
			 struct gbench_outcome *outcome)
{
	const struct slice_time *time = ctx;

	(void)iterations;
	outcome->seconds = time->seconds;
}

static double each(const struct span *span)
{
	return span->count ? (double)span->ticks / (double)span->count : 0;
}

/* The time of all looks and the completion of every frame of a slice. */
static double slice_seconds(const struct slice_sample *sample, u64 hz)
{
	const struct span *not_ready = &sample->span[PHASE_NOT_READY];
	double looks = (double)not_ready->count;

	return (looks * each(not_ready) +
		(double)sample->frames *
			each(&sample->span[PHASE_COMPLETION])) /
	       (double)hz;
}

static int add_case(struct gbench *gbench, const struct case_result *result,
		    u64 hz)
{
	for (u32 i = 0; i < result->sample_count; i++) {
		struct slice_time time = {
			.seconds = slice_seconds(&result->samples[i], hz)};
		int err = gbench_add(gbench, result->plan->id,
				     result->samples[i].frames, report_slice,
				     &time);

		if (!err)
			err = gbench_run(gbench);
		if (err)
			return err;
	}
	return 0;
}

int facts_benchmarks(struct gbench *gbench, const struct run_result *result,
		     u64 hz)
{
	int err = 0;

	for (size_t i = 0; i < result->plan->count && !err; i++)
		if (!axes_live(&result->plan->cases[i].axes))
			err = add_case(gbench, &result->cases[i], hz);
	return err == -EINVAL ? -EIO : err;
}
