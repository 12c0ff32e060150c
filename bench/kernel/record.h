/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The protocol of the kernel module and user space: requests that are written
 * to /dev/peekbench, one in each write(2), and the stream of records that
 * read(2) returns.  Both sides compile this file.
 *
 * Members have a fixed width and their natural alignment; byte order is
 * little-endian, as on all supported machines.  A reserve is zero when sent and
 * ignored when read.  A record of an unknown type is skipped by its length; a
 * reader refuses another PEEK_ABI.
 */
#ifndef KERNEL_RECORD_H
#define KERNEL_RECORD_H

#include <linux/types.h>

#include <peekbench/script.h>

#define PEEK_ABI 4
#define PEEK_MAGIC 0x6b656570u /* "peek" */

#define PEEK_NAME_BYTES 32
#define PEEK_TEXT_BYTES 128
#define PEEK_HYPERVISOR_BYTES 16

/* Limits of a request; beyond them write(2) returns -EINVAL. */
#define PEEK_MOST_BYTES (256u << 10)
#define PEEK_MOST_RING 1024u
#define PEEK_MOST_RING_BYTES (4u << 20)
#define PEEK_MOST_LOOKS 1024u
#define PEEK_MOST_ROUNDS 10000u
#define PEEK_MOST_FRAMES 65536u
#define PEEK_MOST_GAP_NS 1000000u

/** enum peek_record_type - the values of peek_head.type. */
enum peek_record_type {
	PEEK_RECORD_HELLO = 1,
	PEEK_RECORD_DEVICE = 2,
	PEEK_RECORD_CASE = 3,
	PEEK_RECORD_SLICE = 4,
	PEEK_RECORD_CALL = 5,
	PEEK_RECORD_COPY = 6,
	PEEK_RECORD_END = 7,
	PEEK_RECORD_EVENT = 8,
	PEEK_RECORD_OVERWRITE = 9,
	PEEK_REQUEST_CASE = 32,
	PEEK_REQUEST_CALLS = 33,
	PEEK_REQUEST_WATCH = 34,
	PEEK_REQUEST_UNWATCH = 35,
	PEEK_REQUEST_END = 36,
	PEEK_REQUEST_SEND = 37,
};

/**
 * struct peek_head - the head of every request and every record.
 * @magic: PEEK_MAGIC.
 * @type: enum peek_record_type.
 * @abi: PEEK_ABI.
 * @bytes: of the whole record, this head included; a multiple of 8.
 * @number: of a record: counts from 0; a gap means that records were lost.
 */
struct peek_head {
	__u32 magic;
	__u16 type;
	__u16 abi;
	__u32 bytes;
	__u32 number;
};

/**
 * enum peek_swiotlb - states of swiotlb: that of today's kernel, and those of
 * 2022 (rows of dma/platform.c), which the module can make.
 * @PEEK_SWIOTLB_COPY_BACK: aa6f8dcbab47: for_device copies to the bounce buffer
 *	for a FROM_DEVICE mapping, too.
 * @PEEK_SWIOTLB_NO_MAP_COPY: before ddbd89deb7d3: to map FROM_DEVICE copies
 *	nothing.
 */
enum peek_swiotlb {
	PEEK_SWIOTLB_TODAY,
	PEEK_SWIOTLB_COPY_BACK,
	PEEK_SWIOTLB_NO_MAP_COPY,
	PEEK_SWIOTLBS,
};

/**
 * struct peek_request - one request.
 * @case_index: the caller's number, returned in every record of the case.
 * @size: bytes of a buffer, or of a call.
 * @status: enum rx_status of core/layout.h.
 * @short_frame: 1: frames leave the end of the payload unwritten.
 * @rearm: enum rx_rearm of core/ring.h.
 * @looks: not-ready looks before each frame; not used with a live device.
 * @ring: number of buffers.
 * @rounds: number of slices.
 * @frames: frames of one slice.
 * @order: enum device_order of device/writer.h.
 * @grain: bytes of one write of the host process, a multiple of 8.
 * @gap_ns: its wait after each grain.
 * @timed: 0: measure no times, because they have no meaning on this machine.
 * @counted: 0: do not count copies, because counting slows the driver, which
 *	races with a live device.
 * @processing: enum rx_process of core/layout.h.
 * @dirtied: number of looks before which the driver writes into the buffer.
 * @align: bytes from a 256-byte boundary to a buffer, below 256.
 * @events: 1: count the hardware's events in timed parts.
 * @strategy, @device: names, 0-terminated.  PEEK_REQUEST_WATCH: @device is a
 *	driver's name.  PEEK_REQUEST_SEND: the host process sends @frames of
 *	@size bytes to its network device, about @gap_ns apart.
 * @swiotlb: enum peek_swiotlb; a state other than today's is neither timed nor
 *	counted, because kprobes make it.
 * @mapped, @synced: enum rx_mapped and enum rx_synced of core/layout.h.
 * @interpreted: 1: the strategy is the table @script, called @strategy.
 */
struct peek_request {
	struct peek_head head;
	__u32 case_index;
	__u32 size;
	__u32 status;
	__u32 short_frame;
	__u32 rearm;
	__u32 looks;
	__u32 ring;
	__u32 rounds;
	__u32 frames;
	__u32 order;
	__u32 grain;
	__u32 gap_ns;
	__u32 timed;
	__u32 counted;
	__u32 processing;
	__u32 dirtied;
	__u32 align;
	__u32 events;
	char strategy[PEEK_NAME_BYTES];
	char device[PEEK_NAME_BYTES];
	__u32 swiotlb;
	__u32 mapped;
	__u32 synced;
	__u32 interpreted;
	struct peek_script script;
	__u8 reserve[24];
};

/** enum peek_string_feature - x86's features of string instructions. */
enum peek_string_feature {
	PEEK_STRING_ERMS = 1,
	PEEK_STRING_REP_GOOD = 2,
	PEEK_STRING_FSRM = 4,
};

/**
 * struct peek_hello - the module, its kernel and its clock; the first record.
 * @pair_ticks: ticks of @pair_count empty pairs of stamps together.
 * @stamp_ticks: ticks of @pair_count steps from one peek_clock() to the next,
 *	together.
 * @tick_hz: ticks per second of the clock, 0 if unknown.
 * @step_ticks: ticks of one step of the clock.
 * @release, @version, @machine: as of uname(2).
 * @clock: as stamp_clock().
 * @invariant: 1: the clock's rate is constant and it does not stop.
 * @taint: as in /proc/sys/kernel/tainted, this module's own marks included.
 * @hypervisor: the signature in x86's CPUID leaf 0x40000000; empty if there is
 *	none.
 * @string_features: bits of enum peek_string_feature, by which x86's memcpy()
 *	is chosen.
 */
struct peek_hello {
	struct peek_head head;
	__u64 pair_ticks;
	__u64 stamp_ticks;
	__u64 pair_count;
	__u64 tick_hz;
	__u64 step_ticks;
	char release[PEEK_TEXT_BYTES];
	char version[PEEK_TEXT_BYTES];
	char machine[PEEK_NAME_BYTES];
	char clock[PEEK_NAME_BYTES];
	__u32 invariant;
	__u32 taint;
	char hypervisor[PEEK_HYPERVISOR_BYTES];
	__u32 string_features;
	__u8 reserve[36];
};

/**
 * enum peek_skip_sync - the value of device.dma_skip_sync, by which Linux
 * (since 6.10) skips the sync functions.
 */
enum peek_skip_sync {
	PEEK_SKIP_SYNC_NONE, /* not in this kernel */
	PEEK_SKIP_SYNC_OFF,
	PEEK_SKIP_SYNC_ON,
};

/**
 * struct peek_device_record - the kernel's facts about a device.
 * @case_index: that of the request that opened it.
 * @bounced: 1: a streaming mapping has another address than its buffer.
 * @coherent: 1: no cache maintenance.
 * @need_sync: dma_need_sync() of a mapping.
 * @iommu: type of the IOMMU domain, 0: none.
 * @counting: 1: copies can be counted, by kprobes.
 * @name: as requested; @detail: dev_name().
 * @skip_sync: enum peek_skip_sync.
 */
struct peek_device_record {
	struct peek_head head;
	__u32 case_index;
	__u32 bounced;
	__u32 coherent;
	__u32 need_sync;
	__u32 iommu;
	__u32 counting;
	char name[PEEK_NAME_BYTES];
	char detail[PEEK_NAME_BYTES];
	__u32 skip_sync;
	__u8 reserve[28];
};

/* Phases of a frame's life, as in runner/sample.h. */
#define PEEK_PHASES 4

/* Events counted, numbered as the generic ones of enum perf_counter. */
#define PEEK_EVENTS 4

/** enum peek_event_state - the state of a counter. */
enum peek_event_state {
	PEEK_EVENT_MEASURED,
	PEEK_EVENT_DEAD_ZERO,
	PEEK_EVENT_NOT_SUPPORTED,
	PEEK_EVENT_NOT_COUNTED,
	PEEK_EVENT_FAILED,
	PEEK_EVENT_STATES,
};

/**
 * struct peek_event - one counter of a case that asked for @events.
 *
 * It counts the kernel's side on the CPU that is timed, and is on the PMU all
 * the time or not at all.  One that could not be opened, or showed a wrong
 * count for work of known size, is not used in the case.
 * @event: number of the event, 0 to PEEK_EVENTS - 1.
 * @state: enum peek_event_state.
 * @cpu: the CPU that is timed.
 * @empty: events of @empty_spans spans with an empty pair of stamps, together;
 *	each pair of stamps adds as many to the count of a span.
 * @text: result of its self-test, or the reason why it is missing or failed.
 */
struct peek_event {
	struct peek_head head;
	__u32 case_index;
	__u32 event;
	__u32 state;
	__u32 cpu;
	__u64 empty;
	__u64 empty_spans;
	char text[PEEK_TEXT_BYTES];
	__u8 reserve[32];
};

/**
 * struct peek_span - one phase, summed over one slice.
 * @ticks: between the stamps, as read; @stamps pairs of them.
 * @count: looks, completions or re-arms.
 * @copied: bounce to original, bytes.
 * @copied_back: original to bounce, bytes.
 * @for_cpu, @for_device: calls of the sync functions.
 * @for_cpu_bytes, @for_device_bytes: bytes of those calls.
 * @events: by number, as read.
 * @uncounted: bit by number: the count is missing or incomplete.
 *
 * Times and counts come from two passes of the same shape, so that no kprobe is
 * timed.
 */
struct peek_span {
	__u64 ticks;
	__u64 stamps;
	__u64 count;
	__u64 copied;
	__u64 copied_back;
	__u64 for_cpu;
	__u64 for_device;
	__u64 for_cpu_bytes;
	__u64 for_device_bytes;
	__u64 events[PEEK_EVENTS];
	__u32 uncounted;
	__u32 pad;
};

/** struct peek_slice - one slice; @frames were written and verified. */
struct peek_slice {
	struct peek_head head;
	__u32 case_index;
	__u32 round;
	__u64 start_ns;
	__u64 frames;
	struct peek_span span[PEEK_PHASES];
	__u8 reserve[32];
};

#define PEEK_HAZARDS 5

/**
 * struct peek_case - the result of a case; follows all of its slices.
 *
 * For a watched driver: @frames: received by its network devices; @copied and
 * @copied_back: total; nothing was verified.  @sent: frames that the host
 *	process has sent; @errors: increase of the network devices' error
 *	counters;
 * @late, @overwritten: see struct peek_overwrite.
 * @err: 0, or -errno with @reason.
 * @booked: 1: @needed to @rearm are valid; they are of one frame, counted byte
 *	by byte.
 * @hazard: frames by bit number of enum frame_hazard of core/frame.h.
 * @needed .. @rearm: as struct ledger of runner/sample.h.
 * @status_torn: torn frames with the right payload and a half-written status
 *	word.
 * @changed: calls that were changed for another state of swiotlb.
 */
struct peek_case {
	struct peek_head head;
	__u32 case_index;
	__s32 err;
	__u32 booked;
	__u32 pad;
	__u64 frames;
	__u64 wrong;
	__u64 hazard[PEEK_HAZARDS];
	__u64 needed;
	__u64 copied;
	__u64 copied_again;
	__u64 copied_back;
	__u64 per_not_ready_peek;
	__u64 per_ready_peek;
	__u64 rearm;
	__u64 status_torn;
	char reason[PEEK_TEXT_BYTES];
	__u64 changed;
	__u64 sent;
	__u64 errors;
	__u64 late;
	__u64 overwritten;
	__u8 reserve[16];
};

/**
 * struct peek_overwrite - a status that the device wrote and a sync overwrote;
 * sent for the first ones of a case.
 *
 * A look, for_cpu, finds @seen in the bounce buffer.  Before the for_device
 * (FROM_DEVICE) that follows it the device has written @written; this counts
 * under peek_case.late.  If the next look finds @seen again, the for_device has
 * overwritten it.
 * @address: the device's address of the mapping; @size: bytes synced.
 * @seen, @written: the first four bytes there.
 * @look_ns, @sync_ns, @again_ns: start of the three calls, by one clock.
 */
struct peek_overwrite {
	struct peek_head head;
	__u32 case_index;
	__u32 size;
	__u64 address;
	__u32 seen;
	__u32 written;
	__u64 look_ns;
	__u64 sync_ns;
	__u64 again_ns;
};

/** enum peek_call - the DMA API's calls. */
enum peek_call {
	PEEK_CALL_MAP,
	PEEK_CALL_FOR_CPU,
	PEEK_CALL_FOR_DEVICE,
	PEEK_CALL_UNMAP,
	PEEK_CALL_BOUNCE,
	PEEK_CALLS,
};

/**
 * struct peek_call_record - @count calls of one kind.
 * @case_index: that of the request.
 * @call: enum peek_call; PEEK_CALL_BOUNCE is swiotlb's copy inside one.
 * @direction: enum dma_data_direction.
 * @size: bytes of each.
 * @ticks: between the stamps, @stamps pairs; 0 for the calls of a watched
 *	driver.
 */
struct peek_call_record {
	struct peek_head head;
	__u32 case_index;
	__u32 call;
	__u32 direction;
	__u32 size;
	__u64 count;
	__u64 ticks;
	__u64 stamps;
	__u8 reserve[24];
};

/**
 * struct peek_copy - one copy of the frame that was counted byte by byte.
 * @phase: as in peek_slice.
 * @back: 1: original to bounce.
 * @offset: from the mapping's start; @size: bytes.
 */
struct peek_copy {
	struct peek_head head;
	__u32 case_index;
	__u32 phase;
	__u32 back;
	__u32 offset;
	__u32 size;
	__u32 pad;
};

/**
 * struct peek_end - the last record.
 * @lost: number of records dropped for lack of room.
 * @taint: as in struct peek_hello, at the end.
 */
struct peek_end {
	struct peek_head head;
	__u64 lost;
	__u32 taint;
	__u32 pad;
};

#define PEEK_SIZE(type, bytes)                                                 \
	_Static_assert(sizeof(struct type) == (bytes), #type " has changed")

PEEK_SIZE(peek_head, 16);
PEEK_SIZE(peek_request, 680);
PEEK_SIZE(peek_hello, 440);
PEEK_SIZE(peek_device_record, 136);
PEEK_SIZE(peek_event, 208);
PEEK_SIZE(peek_span, 112);
PEEK_SIZE(peek_slice, 520);
PEEK_SIZE(peek_case, 336);
PEEK_SIZE(peek_call_record, 80);
PEEK_SIZE(peek_copy, 40);
PEEK_SIZE(peek_overwrite, 64);
PEEK_SIZE(peek_end, 32);

#undef PEEK_SIZE

#endif
