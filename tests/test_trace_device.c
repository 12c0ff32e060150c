// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Lives and looks of a traced device, and faults in them. */
#include <stdio.h>
#include <stdlib.h>

#include "trace_fixture.h"

#include "cmocka_all.h"

static struct trace_devices *composed(const char *letters)
{
	char *text = compose(letters);
	struct trace_devices *devices = text_devices(text);

	free(text);
	return devices;
}

static void test_e100(void **state)
{
	struct trace_devices *devices = golden_devices("e100.trace");
	const struct trace_device *e100 =
		device_called(devices, "0000:00:02.0");
	const struct trace_device *sender =
		device_called(devices, "0000:00:03.0");

	assert_int_equal(trace_devices_count(devices), 2);
	assert_int_equal(trace_device_verdict(e100, false), TRACE_PEEKS);
	assert_int_equal(e100->maps[DMA_BIDIRECTIONAL], 11);
	assert_int_equal(e100->bounced_maps, 11);
	assert_int_equal(e100->bounced_map_bytes, 11 * 1538);
	assert_int_equal(e100->looks_again, 11);
	assert_int_equal(e100->looks_ready, 11);
	assert_int_equal(e100->partial_frames, 11);
	assert_int_equal(e100->partial_looks[2], 11);
	assert_int_equal(e100->frames, 0);
	assert_int_equal(e100->unseen_unmaps, 11);
	/* It gives FROM_DEVICE back, where its mapping is BIDIRECTIONAL. */
	assert_int_equal(e100->syncs[true][DMA_BIDIRECTIONAL][DMA_FROM_DEVICE],
			 11);
	assert_int_equal(trace_device_differing(e100), 11);
	assert_int_equal(e100->between_looks.count, 11);
	assert_int_equal(e100->between_looks.max_ns, 201382000);
	assert_int_equal(e100->after_unmap + e100->outside, 0);
	assert_int_equal(trace_device_verdict(sender, false),
			 TRACE_NOTHING_RECEIVED);
	assert_int_equal(sender->maps[DMA_TO_DEVICE], 11);
	assert_int_equal(sender->life.count, 6);
	assert_int_equal(sender->live, 5);
	trace_devices_close(devices);
}

/* The pool names each entry of a scatterlist before the list's own event. */
static void test_scatterlists_bounce(void **state)
{
	struct trace_devices *devices = golden_devices("ahci-6.12.trace");
	const struct trace_device *disk =
		device_called(devices, "0000:00:02.0");

	assert_true(disk->maps[DMA_FROM_DEVICE] > 10);
	assert_int_equal(disk->bounced_maps, disk->maps[DMA_FROM_DEVICE]);
	assert_int_equal(disk->bounced_map_bytes, disk->bounced_maps * 4096);
	assert_int_equal(trace_device_verdict(disk, false), TRACE_MAPS_ONLY);
	trace_devices_close(devices);
}

static void test_looks_of_a_frame(void **state)
{
	struct trace_devices *devices =
		composed("MShShShSU MSU MU MShShU MSSSU");
	const struct trace_device *dev = device_called(devices, "dev");

	assert_int_equal(trace_device_verdict(dev, false), TRACE_PEEKS);
	assert_int_equal(dev->frames, 4);
	assert_int_equal(dev->looks[4], 1);
	assert_int_equal(dev->looks[3], 1);
	assert_int_equal(dev->looks[1], 1);
	assert_int_equal(dev->looks[0], 1);
	assert_int_equal(dev->looks_ready, 3);
	assert_int_equal(dev->gone, 1);
	assert_int_equal(dev->looks_again, 3 + 1 + 2);
	assert_int_equal(dev->never_synced, 1);
	assert_int_equal(dev->life.count, 5);
	assert_int_equal(dev->life.max_ns, 8000000);
	assert_int_equal(dev->life.min_ns, 1000000);
	assert_int_equal(dev->between_looks.min_ns, 1000000);
	assert_int_equal(dev->between_looks.max_ns, 2000000);
	assert_int_equal(dev->between_looks.bucket[19], 2);
	assert_int_equal(dev->between_looks.bucket[20], 4);
	assert_int_equal(dev->first_look.count, 4);
	assert_int_equal(dev->last_look.count, 3);
	assert_int_equal(dev->live, 0);
	assert_int_equal(dev->last_ns - dev->first_ns, 24000000);
	trace_devices_close(devices);
}

/* In place: without an unmap a re-arm ends the frame. */
static void test_rearms(void **state)
{
	static const struct {
		const char *letters;
		u64 rearms;
		u64 again;
	} rows[] = {
		{"MAaAaAt AaAt AaA", 2, 4}, {"MShSAt ShSAt S", 2, 2},
		{"MShSAa ShSAa S", 2, 2}, /* by the look's length */
		{"MAAAt AAt A", 2, 3},	    {"MSbSb S", 2, 0},
		{"msbsb s", 0, 2}, /* both ways BIDIRECTIONAL: not told apart */
		{"mshsb shsb s", 2, 2},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct trace_devices *devices = composed(rows[i].letters);
		const struct trace_device *dev = device_called(devices, "dev");

		assert_int_equal(dev->rearms, rows[i].rearms);
		assert_int_equal(dev->frames, rows[i].rearms);
		assert_int_equal(dev->looks_again, rows[i].again);
		trace_devices_close(devices);
	}
}

static void test_bounced_bytes(void **state)
{
	struct trace_devices *devices = composed("BMShAU BmsbU MSU");
	const struct trace_device *dev = device_called(devices, "dev");

	assert_int_equal(dev->bounced_maps, 2);
	assert_int_equal(dev->bounced_map_bytes, 2 * 2048);
	/* h copies nothing back: FROM_DEVICE. */
	assert_int_equal(dev->bounced_sync_bytes, 16 + 2048 + 16 + 16);
	assert_int_equal(dev->bounced_unmap_bytes, 2 * 2048);
	assert_int_equal(dev->unmap_differs, 1);
	assert_int_equal(dev->sync_bytes[false], 16 + 2048 + 16 + 16);
	assert_int_equal(dev->sync_bytes[true], 16 + 16);
	trace_devices_close(devices);
}

static void test_wrong_syncs(void **state)
{
	struct trace_devices *devices = composed("MSXtUS MbU MM");
	const struct trace_device *dev = device_called(devices, "dev");

	assert_int_equal(dev->outside, 1);
	assert_int_equal(dev->after_unmap, 1);
	assert_int_equal(trace_device_differing(dev), 2);
	assert_int_equal(dev->remapped, 1);
	assert_int_equal(dev->live, 1);
	assert_int_equal(dev->live_unsynced, 1);
	trace_devices_close(devices);
}

static void test_begun_in_the_middle(void **state)
{
	struct trace_devices *devices = composed("SRhShSU MU");
	const struct trace_device *dev = device_called(devices, "dev");

	assert_int_equal(dev->unseen_syncs, 6);
	assert_int_equal(dev->unseen_unmaps, 1);
	assert_int_equal(dev->syncs[false][DMA_NONE][DMA_FROM_DEVICE], 0);
	assert_int_equal(dev->syncs[false][DMA_FROM_DEVICE][DMA_FROM_DEVICE],
			 4);
	assert_int_equal(dev->frames, 1);
	assert_int_equal(trace_device_verdict(dev, false), TRACE_PEEKS);
	assert_int_equal(dev->after_unmap, 0);
	trace_devices_close(devices);
}

/* The trace begins between a look at the status and one at all of it. */
static void test_guessed_mapping_grows(void **state)
{
	struct trace_devices *devices = composed("WAWAW AtA");
	const struct trace_device *dev = device_called(devices, "dev");

	assert_int_equal(dev->untracked, 0);
	assert_int_equal(dev->outside, 0);
	assert_int_equal(dev->live, 1);
	trace_devices_close(devices);
	/* The rest lies in what the second sync has shown. */
	devices = composed("SAR");
	assert_int_equal(device_called(devices, "dev")->live, 1);
	trace_devices_close(devices);
}

static void test_verdicts(void **state)
{
	static const struct {
		const char *letters;
		bool every_call;
		enum trace_verdict verdict;
	} rows[] = {
		{"T", false, TRACE_NOTHING_RECEIVED},
		{"MU MU", false, TRACE_NOT_SEEN},
		{"MU MU", true, TRACE_MAPS_ONLY},
		{"MS", false, TRACE_SYNCS_ONCE},
		{"MU S", false, TRACE_SYNCS_ONCE},
		{"s", false, TRACE_SYNCS_ONCE},
		{"BMU BMU", false, TRACE_MAPS_ONLY},
		{"MAU MAU", false, TRACE_SYNCS_ONCE},
		{"MaaU MaU", false, TRACE_PEEKS},
		{"MbbU MbU", false, TRACE_SYNCS_ONCE},
		{"MAAU", false, TRACE_PEEKS},
		{"MShSU", false, TRACE_PEEKS},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct trace_devices *devices = composed(rows[i].letters);

		assert_int_equal(
			trace_device_verdict(device_called(devices, "dev"),
					     rows[i].every_call),
			rows[i].verdict);
		trace_devices_close(devices);
	}
}

#define LINE "a-1 [000] 1.%06u: "

/* A copy for each short frame, of its length, and the buffer goes back. */
static void test_copybreak(void **state)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct trace_devices *devices;

	assert_non_null(out);
	fprintf(out,
		LINE "dma_map_page: d dir=FROM_DEVICE dma_addr=1000 "
		     "size=2048 phys_addr=1000 attrs=\n",
		0);
	for (u32 i = 0; i < 100; i++) {
		u32 length = 60 + i * 37 % 200;

		fprintf(out,
			LINE "dma_sync_single_for_cpu: d dir=FROM_DEVICE "
			     "dma_addr=1000 size=%u\n",
			1 + 2 * i, length);
		fprintf(out,
			LINE "dma_sync_single_for_device: d dir=FROM_DEVICE "
			     "dma_addr=1000 size=%u\n",
			2 + 2 * i, length);
	}
	fclose(out);
	devices = text_devices(text);
	assert_int_equal(
		trace_device_verdict(device_called(devices, "d"), false),
		TRACE_COPYBREAK);
	trace_devices_close(devices);
	free(text);
}

static void test_scatterlists_and_probes(void **state)
{
	struct trace_devices *devices = golden_devices("names.trace");
	const struct trace_device *dev = device_called(devices, "0000:01:00.0");
	const struct trace_device *probed =
		device_called(devices, "0000:02:00.0");

	assert_int_equal(dev->maps[DMA_FROM_DEVICE], 1 + 2 + 2);
	assert_int_equal(dev->unmaps[DMA_FROM_DEVICE], 1 + 2 + 2);
	assert_int_equal(dev->failed_maps, 3);
	assert_int_equal(dev->allocs, 2);
	assert_int_equal(dev->alloc_bytes, 192);
	assert_int_equal(dev->frees, 2);
	assert_int_equal(dev->live, 1);
	assert_int_equal(dev->unseen_unmaps, 1);
	assert_int_equal(dev->outside + dev->after_unmap, 0);
	assert_int_equal(probed->maps[DMA_FROM_DEVICE], 1);
	assert_int_equal(probed->map_bytes[DMA_FROM_DEVICE], 1538);
	assert_int_equal(trace_devices_left_out(devices), 0);
	trace_devices_close(devices);
}

static void test_mixed_architectures(void **state)
{
	struct trace_devices *devices = golden_devices("mixed.trace");
	const struct trace_device *small =
		device_called(devices, "f0010000.eth");

	assert_int_equal(trace_devices_count(devices), 3);
	assert_int_equal(small->failed_maps, 1);
	assert_int_equal(small->maps[DMA_FROM_DEVICE], 1);
	assert_int_equal(small->live, 0);
	assert_int_equal(device_called(devices, "30000002")->life.count, 1);
	trace_devices_close(devices);
}

/* Ranges at the end of the address space, of no length, over one another. */
static void test_odd_ranges(void **state)
{
	static const char text[] =
		"a-1 [000] 1.1: dma_map_page: d dir=FROM_DEVICE "
		"dma_addr=fffffffffffffff0 size=4096\n"
		"a-1 [000] 1.2: dma_sync_single_for_cpu: d dir=FROM_DEVICE "
		"dma_addr=fffffffffffffffe size=18446744073709551615\n"
		"a-1 [000] 1.3: dma_map_page: d dir=TO_DEVICE dma_addr=0 "
		"size=18446744073709551615\n"
		"a-1 [000] 1.4: dma_map_page: d dir=TO_DEVICE dma_addr=10 "
		"size=16\n"
		"a-1 [000] 1.5: dma_unmap_page: d dir=TO_DEVICE dma_addr=10 "
		"size=16\n"
		"a-1 [000] 1.6: dma_map_page: d dir=FROM_DEVICE dma_addr=10 "
		"size=0\n"
		"a-1 [000] 1.4: dma_sync_single_for_cpu: d dir=FROM_DEVICE "
		"dma_addr=10 size=0\n"
		"a-1 [000] 0.1: dma_unmap_page: d dir=FROM_DEVICE dma_addr=10 "
		"size=0\n";
	struct trace_devices *devices = text_devices(text);
	const struct trace_device *d = device_called(devices, "d");

	assert_true(d->shared >= 1);
	assert_true(d->backward >= 1);
	assert_true(d->live <= 2);
	trace_devices_close(devices);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_e100),
		cmocka_unit_test(test_looks_of_a_frame),
		cmocka_unit_test(test_rearms),
		cmocka_unit_test(test_bounced_bytes),
		cmocka_unit_test(test_scatterlists_bounce),
		cmocka_unit_test(test_wrong_syncs),
		cmocka_unit_test(test_begun_in_the_middle),
		cmocka_unit_test(test_guessed_mapping_grows),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_copybreak),
		cmocka_unit_test(test_scatterlists_and_probes),
		cmocka_unit_test(test_mixed_architectures),
		cmocka_unit_test(test_odd_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
