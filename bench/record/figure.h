/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The list of figures: every quantity that a case can have.  Document keys,
 * units, column titles and the way two values are compared come from here.
 *
 * To add one, add a row and count it where it arises; every table, document
 * and picture finds it by its row.
 */
#ifndef RECORD_FIGURE_H
#define RECORD_FIGURE_H

#include <peekbench/env.h>

#include "machine/cache_geometry.h"

/*
 * PHASE(ID, key, says): the parts of a frame's life that are measured apart.
 * The last is a sum of others: not timed by itself.
 */
#define PHASE_LIST(P)                                                          \
	P(NOT_READY, "not_ready_peek", "one look that finds nothing")          \
	P(READY, "ready_peek", "the look that finds the frame")                \
	P(COMPLETION, "completion",                                            \
	  "the ready look and the processing, none of the looks before")       \
	P(REARM, "rearm", "giving the buffer back to the device")              \
	P(FRAME, "frame", "all looks at a frame and its processing")

enum phase {
#define PHASE_ID(id, ...) PHASE_##id,
	PHASE_LIST(PHASE_ID)
#undef PHASE_ID
		PHASES_AND_FRAME,
	PHASES = PHASE_FRAME,
};

/*
 * KIND(ID, name, says): how a value was obtained.  Every value that is shown
 * carries its kind.
 */
#define KIND_LIST(K)                                                           \
	K(ABSENT, "absent", "there is no value; the reason says why")          \
	K(MEASURED, "measured",                                                \
	  "read from a clock or counter of this machine")                      \
	K(SCALED, "scaled", "a multiplexed counter, extrapolated")             \
	K(PROXY, "proxy",                                                      \
	  "measured with instructions that stand in for those "                \
	  "of another architecture")                                           \
	K(EXACT, "exact", "counted byte by byte, the same in every run")       \
	K(MODELLED, "modelled",                                                \
	  "counted by the cache model, the same in every "                     \
	  "run")                                                               \
	K(INSTRUCTIONS, "instructions", "counted by an emulated CPU")          \
	K(TRACED, "traced", "read from the kernel's trace events")

enum kind {
#define KIND_ID(id, ...) KIND_##id,
	KIND_LIST(KIND_ID)
#undef KIND_ID
		KINDS,
};

/* Default units; a value of kind INSTRUCTIONS counts those instead of ticks. */
enum figure_unit {
	UNIT_TICKS,
	UNIT_NANOSECONDS,
	UNIT_BYTES,
	UNIT_CALLS,
	UNIT_EVENTS,
	UNIT_LINES,
	FIGURE_UNITS,
};

/**
 * enum figure_rule - how two values of a figure are compared.
 * @FIGURE_PAIRED: round by round, by statistics.
 * @FIGURE_EXACTLY: by cross-multiplication of sums; no chance is involved.
 * @FIGURE_NEVER: context only.
 */
enum figure_rule {
	FIGURE_PAIRED,
	FIGURE_EXACTLY,
	FIGURE_NEVER,
};

/*
 * FIGURE(ID, key, phase, unit, rule, title, old): @key in documents, @title
 * over a column, @old where peekbench-result/1 has it, if not under "metrics".
 */
#define FIGURES_OF_TIME(F)                                                     \
	F(NOT_READY_CYCLES, "cycles_per_not_ready_peek", NOT_READY, TICKS,     \
	  PAIRED, "notready", NULL)                                            \
	F(READY_CYCLES, "cycles_per_ready_peek", READY, TICKS, PAIRED,         \
	  "ready", NULL)                                                       \
	F(COMPLETION_CYCLES, "cycles_per_completion", COMPLETION, TICKS,       \
	  PAIRED, "complete", NULL)                                            \
	F(REARM_CYCLES, "cycles_per_rearm", REARM, TICKS, PAIRED, "rearm",     \
	  NULL)                                                                \
	F(PROCESSING_CYCLES, "cycles_per_processing", COMPLETION, TICKS,       \
	  PAIRED, "process", NULL)                                             \
	F(NOT_READY_P99, "p99_cycles_per_not_ready_peek", NOT_READY, TICKS,    \
	  PAIRED, "p99 nrdy", NULL)                                            \
	F(READY_P99, "p99_cycles_per_ready_peek", READY, TICKS, PAIRED,        \
	  "p99 rdy", NULL)                                                     \
	F(FRAME_CYCLES, "cycles_per_frame", FRAME, TICKS, PAIRED, "frame",     \
	  NULL)                                                                \
	F(BENCHMARK_TIME, "real_time", FRAME, NANOSECONDS, NEVER, "real ns",   \
	  NULL)

#define FIGURES_OF_BYTES(F)                                                    \
	F(NOT_READY_BYTES, "copied_bytes_per_not_ready_peek", NOT_READY,       \
	  BYTES, EXACTLY, "B/notready", "ledger.per_not_ready_peek")           \
	F(READY_BYTES, "copied_bytes_per_ready_peek", READY, BYTES, EXACTLY,   \
	  "B/ready", "ledger.per_ready_peek")                                  \
	F(COPIED, "copied_bytes_per_completion", FRAME, BYTES, EXACTLY,        \
	  "copied", "ledger.copied")                                           \
	F(NEEDED, "needed_bytes_per_frame", FRAME, BYTES, EXACTLY, "needed",   \
	  "ledger.needed")                                                     \
	F(COPIED_AGAIN, "copied_again_bytes_per_frame", FRAME, BYTES, EXACTLY, \
	  "again", "ledger.copied_again")                                      \
	F(COPIED_BACK, "copied_back_bytes_per_frame", FRAME, BYTES, EXACTLY,   \
	  "back", "ledger.copied_back")                                        \
	F(REARM_BYTES, "copied_bytes_per_rearm", REARM, BYTES, EXACTLY,        \
	  "B/rearm", "ledger.rearm")

#define FIGURES_OF_CALLS(F)                                                    \
	F(NOT_READY_FOR_CPU, "for_cpu_calls_not_ready_per_frame", NOT_READY,   \
	  CALLS, EXACTLY, "for_cpu", "ledger.syncs.not_ready.for_cpu")         \
	F(NOT_READY_FOR_DEVICE, "for_device_calls_not_ready_per_frame",        \
	  NOT_READY, CALLS, EXACTLY, "for_dev",                                \
	  "ledger.syncs.not_ready.for_device")                                 \
	F(READY_FOR_CPU, "for_cpu_calls_ready_per_frame", READY, CALLS,        \
	  EXACTLY, "for_cpu", "ledger.syncs.ready.for_cpu")                    \
	F(READY_FOR_DEVICE, "for_device_calls_ready_per_frame", READY, CALLS,  \
	  EXACTLY, "for_dev", "ledger.syncs.ready.for_device")

/* By counter, in the order of enum perf_counter, then by phase. */
#define FIGURES_OF_ONE_EVENT(F, ID, key, title)                                \
	F(NOT_READY_##ID, key "_per_not_ready_peek", NOT_READY, EVENTS,        \
	  PAIRED, title, NULL)                                                 \
	F(READY_##ID, key "_per_ready_peek", READY, EVENTS, PAIRED, title,     \
	  NULL)                                                                \
	F(COMPLETION_##ID, key "_per_completion", COMPLETION, EVENTS, PAIRED,  \
	  title, NULL)

#define FIGURE_EVENT_PHASES 3

#define FIGURES_OF_EVENTS(F)                                                   \
	FIGURES_OF_ONE_EVENT(F, CORE_CYCLES, "core_cycles", "core cyc")        \
	FIGURES_OF_ONE_EVENT(F, INSTRUCTIONS, "instructions", "instr")         \
	FIGURES_OF_ONE_EVENT(F, CACHE_REFERENCES, "cache_references", "refs")  \
	FIGURES_OF_ONE_EVENT(F, CACHE_MISSES, "cache_misses", "misses")        \
	FIGURES_OF_ONE_EVENT(F, EVENT_1, "event_1", "event 1")                 \
	FIGURES_OF_ONE_EVENT(F, EVENT_2, "event_2", "event 2")                 \
	FIGURES_OF_ONE_EVENT(F, EVENT_3, "event_3", "event 3")                 \
	FIGURES_OF_ONE_EVENT(F, EVENT_4, "event_4", "event 4")

/* Counts of the cache model, one phase: first what is compared, then parts. */
#define FIGURES_OF_ONE_MODEL(F, P, key)                                        \
	F(P##_L1, "l1_lines_per_" key, P, LINES, EXACTLY, "L1", NULL)          \
	F(P##_L2, "l2_lines_per_" key, P, LINES, EXACTLY, "L2", NULL)          \
	F(P##_L3, "l3_lines_per_" key, P, LINES, EXACTLY, "L3", NULL)          \
	F(P##_MEMORY, "memory_lines_per_" key, P, LINES, EXACTLY, "mem", NULL) \
	F(P##_WRITTEN, "written_lines_per_" key, P, LINES, EXACTLY, "wback",   \
	  NULL)                                                                \
	F(P##_MAINTAINED, "maintained_lines_per_" key, P, LINES, EXACTLY,      \
	  "maint", NULL)                                                       \
	F(P##_LOADS, "loads_per_" key, P, LINES, NEVER, "loads", "loads")      \
	F(P##_STORES, "stores_per_" key, P, LINES, NEVER, "stores", "stores")  \
	F(P##_WRITE_BACKS, "write_backs_per_" key, P, LINES, NEVER, "wback",   \
	  "write_backs")                                                       \
	F(P##_CLEANED, "cleaned_per_" key, P, LINES, NEVER, "clean",           \
	  "cleaned")                                                           \
	F(P##_INVALIDATED, "invalidated_per_" key, P, LINES, NEVER, "inval",   \
	  "invalidated")                                                       \
	F(P##_DROPPED_DIRTY, "dropped_dirty_per_" key, P, LINES, NEVER,        \
	  "dropped", "dropped_dirty")                                          \
	F(P##_PREFETCHES, "prefetches_per_" key, P, LINES, NEVER, "pref",      \
	  "prefetches")                                                        \
	F(P##_UNCACHED, "uncached_per_" key, P, LINES, NEVER, "uncached",      \
	  "uncached")                                                          \
	F(P##_STALE_LOADS, "stale_loads_per_" key, P, LINES, NEVER, "stale",   \
	  "stale_loads")                                                       \
	F(P##_OVERWRITTEN, "overwritten_per_" key, P, LINES, NEVER, "over",    \
	  "overwritten")                                                       \
	F(P##_L1_LOAD_MISSES, "l1_load_misses_per_" key, P, LINES, NEVER,      \
	  "L1 load", "load_misses.0")                                          \
	F(P##_L2_LOAD_MISSES, "l2_load_misses_per_" key, P, LINES, NEVER,      \
	  "L2 load", "load_misses.1")                                          \
	F(P##_L3_LOAD_MISSES, "l3_load_misses_per_" key, P, LINES, NEVER,      \
	  "L3 load", "load_misses.2")                                          \
	F(P##_L1_STORE_MISSES, "l1_store_misses_per_" key, P, LINES, NEVER,    \
	  "L1 store", "store_misses.0")                                        \
	F(P##_L2_STORE_MISSES, "l2_store_misses_per_" key, P, LINES, NEVER,    \
	  "L2 store", "store_misses.1")                                        \
	F(P##_L3_STORE_MISSES, "l3_store_misses_per_" key, P, LINES, NEVER,    \
	  "L3 store", "store_misses.2")                                        \
	F(P##_L1_EVICTED_DIRTY, "l1_evicted_dirty_per_" key, P, LINES, NEVER,  \
	  "L1 evict", "evicted_dirty.0")                                       \
	F(P##_L2_EVICTED_DIRTY, "l2_evicted_dirty_per_" key, P, LINES, NEVER,  \
	  "L2 evict", "evicted_dirty.1")                                       \
	F(P##_L3_EVICTED_DIRTY, "l3_evicted_dirty_per_" key, P, LINES, NEVER,  \
	  "L3 evict", "evicted_dirty.2")

#define FIGURES_OF_MODEL(F)                                                    \
	FIGURES_OF_ONE_MODEL(F, NOT_READY, "not_ready_peek")                   \
	FIGURES_OF_ONE_MODEL(F, READY, "ready_peek")                           \
	FIGURES_OF_ONE_MODEL(F, COMPLETION, "completion")                      \
	FIGURES_OF_ONE_MODEL(F, REARM, "rearm")                                \
	FIGURES_OF_ONE_MODEL(F, FRAME, "frame")

#define FIGURE_LIST(F)                                                         \
	FIGURES_OF_TIME(F)                                                     \
	FIGURES_OF_BYTES(F)                                                    \
	FIGURES_OF_CALLS(F)                                                    \
	FIGURES_OF_EVENTS(F)                                                   \
	FIGURES_OF_MODEL(F)

enum figure_id {
#define FIGURE_ID(id, ...) FIGURE_##id,
	FIGURE_LIST(FIGURE_ID)
#undef FIGURE_ID
		FIGURES,
	FIGURE_FIRST_EVENT = FIGURE_NOT_READY_CORE_CYCLES,
	FIGURE_FIRST_MODELLED = FIGURE_NOT_READY_L1,
	/* of one phase of the model: all counts, and those that are compared */
	FIGURE_MODEL_COUNTS = FIGURE_READY_L1 - FIGURE_NOT_READY_L1,
	FIGURE_MODEL_SUMS = FIGURE_NOT_READY_LOADS - FIGURE_NOT_READY_L1,
};

/** struct figure_facts - a row of the list. */
struct figure_facts {
	const char *key;
	enum phase phase;
	enum figure_unit unit;
	enum figure_rule rule;
	const char *title;
	const char *old;
};

/** figure_facts() - the row of @id. */
const struct figure_facts *figure_facts(enum figure_id id);

/** figure_find() - the figure with @key, or -EINVAL. */
int figure_find(const char *key);

/** figure_of_model() - the figure at @place of a phase: FIGURE_NOT_READY_LOADS
 * for @phase PHASE_COMPLETION is FIGURE_COMPLETION_LOADS. */
enum figure_id figure_of_model(enum phase phase, enum figure_id in_not_ready);

/** figure_is_modelled() - is it a count of the cache model? */
bool figure_is_modelled(enum figure_id id);

/** figure_is_derived() - do model_derive() and the counts of the model give it?
 * Documents do not hold it. */
bool figure_is_derived(enum figure_id id);

/** figure_is_event() - is it a count of a hardware counter? */
bool figure_is_event(enum figure_id id);

/** figure_unit_name() - "TSC cycles", "bytes", ... */
const char *figure_unit_name(enum figure_unit unit);

/** phase_key() - "not_ready_peek", ... */
const char *phase_key(enum phase phase);

/** phase_says() - "one look that finds nothing", ... */
const char *phase_says(enum phase phase);

/** kind_name() - "measured", ... */
const char *kind_name(enum kind kind);

/** kind_says() - one line for legends and docs. */
const char *kind_says(enum kind kind);

/** kind_find() - the kind with @name, or -EINVAL. */
int kind_find(const char *name);

/** kind_is_exact() - is a value of this kind the same in every run? */
static inline bool kind_is_exact(enum kind kind)
{
	return kind == KIND_EXACT || kind == KIND_MODELLED ||
	       kind == KIND_INSTRUCTIONS;
}

#endif
