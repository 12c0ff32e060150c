// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace_fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "cmocka_all.h"

int collect(void *ctx, const struct trace_event *event)
{
	struct trace_events *events = ctx;
	void *bigger =
		reallocarray(events->event, events->count + 1, sizeof(*event));

	if (!bigger)
		return -ENOMEM;
	events->event = bigger;
	events->event[events->count++] = *event;
	return 0;
}

static void golden_path(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/tests/trace/%s", PEEKBENCH_SOURCE_DIR, name);
}

char *golden_text(const char *name, size_t *size)
{
	char path[512], *text = NULL;
	FILE *file;
	long length;

	golden_path(path, sizeof(path), name);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	length = ftell(file);
	assert_true(length > 0);
	rewind(file);
	text = malloc((size_t)length);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)length, file), length);
	fclose(file);
	*size = (size_t)length;
	return text;
}

struct trace_events golden_events(const char *name, struct trace_count *count)
{
	struct trace_events events = {0};
	char path[512], why[TRACE_WHY_BYTES];

	golden_path(path, sizeof(path), name);
	if (trace_read(path, collect, &events, count, why, sizeof(why)))
		fail_msg("%s", why);
	return events;
}

struct trace_events text_events(const char *text, size_t size, size_t step,
				struct trace_count *count)
{
	struct trace_events events = {0};
	struct trace_text *reader;

	assert_int_equal(trace_text_open(&reader, collect, &events), 0);
	for (size_t at = 0; at < size; at += step)
		assert_int_equal(
			trace_text_feed(reader, text + at,
					step < size - at ? step : size - at),
			0);
	assert_int_equal(trace_text_end(reader), 0);
	*count = *trace_text_count(reader);
	trace_text_close(reader);
	return events;
}

struct trace_devices *golden_devices(const char *name)
{
	struct trace_devices *devices;
	struct trace_count count;
	char path[512], why[TRACE_WHY_BYTES];

	assert_int_equal(trace_devices_open(&devices), 0);
	golden_path(path, sizeof(path), name);
	if (trace_read(path, trace_devices_add, devices, &count, why,
		       sizeof(why)))
		fail_msg("%s", why);
	trace_devices_end(devices);
	return devices;
}

struct trace_devices *text_devices(const char *text)
{
	struct trace_devices *devices;
	struct trace_text *reader;

	assert_int_equal(trace_devices_open(&devices), 0);
	assert_int_equal(trace_text_open(&reader, trace_devices_add, devices),
			 0);
	assert_int_equal(trace_text_feed(reader, text, strlen(text)), 0);
	assert_int_equal(trace_text_end(reader), 0);
	assert_int_equal(trace_text_count(reader)->broken, 0);
	trace_text_close(reader);
	trace_devices_end(devices);
	return devices;
}

const struct trace_device *device_called(const struct trace_devices *devices,
					 const char *name)
{
	for (u32 i = 0; i < trace_devices_count(devices); i++)
		if (!strcmp(trace_devices_at(devices, i)->name, name))
			return trace_devices_at(devices, i);
	fail_msg("no device %s", name);
	return NULL;
}

void assert_same_events(const struct trace_events *a, size_t a_first,
			const struct trace_events *b, size_t b_first,
			size_t count)
{
	assert_true(a_first + count <= a->count);
	assert_true(b_first + count <= b->count);
	for (size_t i = 0; i < count; i++) {
		const struct trace_event *x = &a->event[a_first + i];
		const struct trace_event *y = &b->event[b_first + i];

		assert_int_equal(x->kind, y->kind);
		assert_int_equal(x->dir, y->dir);
		assert_int_equal(x->cpu, y->cpu);
		assert_int_equal(x->pid, y->pid);
		assert_int_equal(x->time_ns, y->time_ns);
		assert_int_equal(x->attrs, y->attrs);
		assert_string_equal(x->task, y->task);
		assert_string_equal(x->device, y->device);
		assert_int_equal(x->count, y->count);
		for (u32 j = 0; j < x->count; j++) {
			assert_int_equal(x->segment[j].addr,
					 y->segment[j].addr);
			assert_int_equal(x->segment[j].size,
					 y->segment[j].size);
			assert_int_equal(x->segment[j].phys,
					 y->segment[j].phys);
		}
	}
}

/* See compose(); X: for_cpu of 64 bytes that leave the mapping. */
static const struct {
	char letter;
	const char *text;
} letters_known[] = {
	{'M', "dma_map_page: dev dir=FROM_DEVICE dma_addr=10000 size=2048 "
	      "phys_addr=90000 attrs="},
	{'m', "dma_map_page: dev dir=BIDIRECTIONAL dma_addr=10000 size=2048 "
	      "phys_addr=90000 attrs="},
	{'T', "dma_map_page: dev dir=TO_DEVICE dma_addr=50000 size=600 "
	      "phys_addr=d0000 attrs="},
	{'U', "dma_unmap_page: dev dir=FROM_DEVICE dma_addr=10000 size=2048 "
	      "attrs="},
	{'u', "dma_unmap_page: dev dir=BIDIRECTIONAL dma_addr=10000 size=2048 "
	      "attrs="},
	{'B', "swiotlb_bounced: dev_name: dev dma_mask=ffffffff "
	      "dev_addr=90000 size=2048 FORCE"},
	{'A', "dma_sync_single_for_cpu: dev dir=FROM_DEVICE dma_addr=10000 "
	      "size=2048"},
	{'S', "dma_sync_single_for_cpu: dev dir=FROM_DEVICE dma_addr=10000 "
	      "size=16"},
	{'s', "dma_sync_single_for_cpu: dev dir=BIDIRECTIONAL dma_addr=10000 "
	      "size=16"},
	{'R', "dma_sync_single_for_cpu: dev dir=FROM_DEVICE dma_addr=10010 "
	      "size=2032"},
	{'W', "dma_sync_single_for_cpu: dev dir=FROM_DEVICE dma_addr=1002c "
	      "size=4"},
	{'V', "dma_sync_single_for_cpu: dev dir=FROM_DEVICE dma_addr=10000 "
	      "size=4"},
	{'a', "dma_sync_single_for_device: dev dir=FROM_DEVICE dma_addr=10000 "
	      "size=2048"},
	{'h', "dma_sync_single_for_device: dev dir=FROM_DEVICE dma_addr=10000 "
	      "size=16"},
	{'t', "dma_sync_single_for_device: dev dir=TO_DEVICE dma_addr=10000 "
	      "size=16"},
	{'b', "dma_sync_single_for_device: dev dir=BIDIRECTIONAL "
	      "dma_addr=10000 size=16"},
	{'X', "dma_sync_single_for_cpu: dev dir=FROM_DEVICE dma_addr=107f0 "
	      "size=64"},
};

char *compose(const char *letters)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	u32 ms = 0;

	assert_non_null(out);
	for (; *letters; letters++) {
		size_t i = 0;

		if (*letters == ' ')
			continue;
		while (i < ARRAY_SIZE(letters_known) &&
		       letters_known[i].letter != *letters)
			i++;
		assert_true(i < ARRAY_SIZE(letters_known));
		fprintf(out, "  task-1     [000] ..s1. %5u.%06u: %s\n",
			1 + ms / 1000, ms % 1000 * 1000, letters_known[i].text);
		ms++;
	}
	assert_int_equal(fclose(out), 0);
	return text;
}
