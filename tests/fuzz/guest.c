// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * libFuzzer: what a guest's kernel says, into the results of a plan.  The
 * first byte: records as they are, or bodies that get a head, their types
 * before them.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz.h"
#include "kernel/take.h"
#include "plan/preset.h"

#define WHY 1280
#define CASES 3u
#define STREAM_BYTES 65536u

int LLVMFuzzerInitialize(int *argc, char ***argv);

static const char preset_text[] = "[matrix]\n"
				  "device = lsi\nguest = x86\n"
				  "platform = swiotlb\nsize = 256\n"
				  "strategy = full_sync, partial_copy\n";
static struct plan plan;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct preset *preset = malloc(sizeof(*preset));
	char path[32], why[WHY];

	(void)argc;
	(void)argv;
	fuzz_file((const uint8_t *)preset_text, strlen(preset_text), path);
	require(preset && !preset_read(preset, path, why, sizeof(why)));
	if (plan_make(&plan, preset->matrices, preset->matrix_count, why,
		      sizeof(why))) {
		fprintf(stderr, "%s\n", why);
		abort();
	}
	require(plan.count == CASES);
	free(preset);
	return 0;
}

static size_t known_bytes(unsigned int type)
{
	static const size_t bytes[] = {
		[PEEK_RECORD_HELLO] = sizeof(struct peek_hello),
		[PEEK_RECORD_DEVICE] = sizeof(struct peek_device_record),
		[PEEK_RECORD_CASE] = sizeof(struct peek_case),
		[PEEK_RECORD_SLICE] = sizeof(struct peek_slice),
		[PEEK_RECORD_CALL] = sizeof(struct peek_call_record),
		[PEEK_RECORD_COPY] = sizeof(struct peek_copy),
		[PEEK_RECORD_EVENT] = sizeof(struct peek_event),
		[PEEK_RECORD_END] = sizeof(struct peek_end),
	};

	return type < sizeof(bytes) / sizeof(*bytes) ? bytes[type] : 0;
}

static size_t frame(u8 *stream, const uint8_t *data, size_t size)
{
	size_t used = 0;
	u32 number = 0;

	while (size > 1) {
		unsigned int type = data[0] % 16;
		size_t bytes = known_bytes(type), body;
		struct peek_head head = {.magic = PEEK_MAGIC,
					 .type = (u16)type,
					 .abi = PEEK_ABI,
					 .number = number++};

		if (bytes < sizeof(head))
			bytes = sizeof(head) + 8;
		head.bytes = (u32)((bytes + 7) / 8 * 8);
		if (used + head.bytes > STREAM_BYTES)
			break;
		memset(stream + used, 0, head.bytes);
		memcpy(stream + used, &head, sizeof(head));
		data++;
		size--;
		body = head.bytes - sizeof(head);
		body = body < size ? body : size;
		memcpy(stream + used + sizeof(head), data, body);
		data += body;
		size -= body;
		used += head.bytes;
	}
	return used;
}

static void check_case(const struct case_result *result)
{
	u64 wrong = 0;

	require(result->state < CASE_STATES);
	require(strlen(result->reason) < REASON_BYTES);
	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		wrong |= result->integrity.hazard[bit];
	if (result->state == CASE_OK)
		require(!wrong || !result->integrity.frames);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct case_result cases[CASES] = {0};
	struct run_result result = {.plan = &plan, .cases = cases};
	bool taken[CASES] = {true, true, true}, done[CASES] = {false};
	struct perf_counters counters = {0};
	const struct kernel_options options = {.counters = &counters};
	struct lens lens = {.options = &options,
			    .result = &result,
			    .taken = taken,
			    .done = done};
	struct boot boot = {.facts = json_object()};
	u8 *stream = malloc(STREAM_BYTES);
	char *text;

	require(stream);
	for (size_t i = 0; i < CASES; i++)
		cases[i].plan = &plan.cases[i];
	if (size && data[0] % 4) {
		boot.stream_bytes = frame(stream, data + 1, size - 1);
	} else if (size && size <= STREAM_BYTES) {
		memcpy(stream, data + 1, size - 1);
		boot.stream_bytes = size - 1;
	}
	boot.stream = stream;
	require(!take_stream(&lens, &boot));
	text = json_dumps(boot.facts, 0);
	require(text);
	free(text);
	json_decref(boot.facts);
	for (size_t i = 0; i < CASES; i++) {
		check_case(&cases[i]);
		free(cases[i].samples);
	}
	free(stream);
	return 0;
}
