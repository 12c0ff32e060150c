// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "case_fixture.h"

#include <stdlib.h>

#include "cmocka_all.h"

#include "machine/hardware.h"
#include "runner/account.h"

static const struct tsc_calibration tsc = {
	.hz = 1000000000,
	.time_hz = 1000000000,
	.granularity_ticks = 1,
};
const struct slice_tools case_tools = {.tsc = &tsc};

static s64 value_of(enum axis_key key, const char *text)
{
	char why[512];
	s64 value = 0;

	if (axis_parse(key, text, &value, why, sizeof(why)))
		fail_msg("%s", why);
	return value;
}

void case_set(struct plan_case *plan, enum axis_key key, const char *text)
{
	plan->axes.value[key] = value_of(key, text);
}

void case_defaults(struct plan_case *plan, const char *strategy,
		   const char *platform)
{
	*plan = (struct plan_case){0};
	for (int key = 0; key < AXES; key++)
		plan->axes.value[key] = axis_default(key);
	case_set(plan, AXIS_STRATEGY, strategy);
	case_set(plan, AXIS_PLATFORM, platform);
}

struct plan_case *case_make(const char *strategy, const char *platform)
{
	struct plan_case *plan = calloc(1, sizeof(*plan));

	case_defaults(plan, strategy, platform);
	case_set(plan, AXIS_SIZE, "512");
	case_set(plan, AXIS_RING, "7");
	return plan;
}

int case_open(struct live_ground *ground, struct live_case *live,
	      const struct plan_case *plan, char *reason)
{
	int err = live_ground_open(ground, &plan->axes, tsc.hz, reason,
				   REASON_BYTES);

	if (!err)
		err = live_case_open(live, ground,
				     (size_t)plan->axes.value[AXIS_STRATEGY],
				     reason, REASON_BYTES);
	return err ? err : live_case_enter(live);
}

void case_may_skip(const char *reason)
{
	char lacks[REASON_BYTES];

	if (hardware_lacks(lacks, sizeof(lacks)) && !strcmp(reason, lacks))
		skip();
}

/* A few laps over the ring, so that every buffer was re-armed. */
struct integrity case_run(struct plan_case *plan, u64 frames)
{
	char reason[REASON_BYTES] = "";
	struct slice_sample sample = {0};
	struct integrity integrity;
	struct live_ground ground;
	struct ledger ledger;
	struct live_case live;

	axes_canonical(&plan->axes);
	axes_id(&plan->axes, plan->id, sizeof(plan->id));
	if (case_open(&ground, &live, plan, reason) ||
	    account_exact(&live, &ledger, reason, sizeof(reason))) {
		case_may_skip(reason);
		fail_msg("%s: %s", plan->id, reason);
	}
	assert_int_equal(slice_run(&live, &case_tools, frames, &sample), 0);
	assert_int_equal(sample.frames, frames);
	assert_int_equal(live.integrity.frames, frames);
	assert_int_equal(live.side->dd.count.misuse_count, 0);
	/* A replayed frame takes the ready path where none was due. */
	if (!live.integrity.wrong &&
	    account_check(&ledger, &sample, reason, sizeof(reason)))
		fail_msg("%s: %s", plan->id, reason);
	integrity = live.integrity;
	live_case_close(&live);
	live_ground_close(&ground);
	return integrity;
}

u32 case_hazards(const struct integrity *integrity)
{
	u32 hazards = 0;

	for (u32 bit = 0; bit < FRAME_HAZARDS; bit++)
		if (integrity->hazard[bit])
			hazards |= 1u << bit;
	return hazards;
}
