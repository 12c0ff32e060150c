// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plan/strategies.h"

#define PEEK_STRATEGY(name)                                                    \
	extern const struct peek_loops name##_loops, name##_loops_1,           \
		name##_loops_2, name##_loops_3;
#include "../../strategies/list.h"
#undef PEEK_STRATEGY

#define PEEK_STRATEGY(name)                                                    \
	{&name##_loops, &name##_loops_1, &name##_loops_2, &name##_loops_3},
static const struct peek_loops *const loops[][STRATEGY_INSTANCES] = {
#include "../../strategies/list.h"
};
#undef PEEK_STRATEGY

static const char *const role_names[] = {
	[PEEK_CANDIDATE] = "candidate",
	[PEEK_CONTROL] = "control",
	[PEEK_HARNESS] = "harness",
};

const char *strategy_role_name(enum peek_role role)
{
	return role_names[role];
}

int strategy_role_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(role_names); i++)
		if (!strcmp(role_names[i], name))
			return (int)i;
	return -EINVAL;
}

const struct peek_loops *strategy_instance(size_t i, u32 instance)
{
	if (i >= ARRAY_SIZE(loops))
		return (const struct peek_loops *)(uintptr_t)i;
	return loops[i][instance];
}

const struct peek_loops *strategy_loops_at(size_t i)
{
	return strategy_instance(i, 0);
}

size_t strategy_count(void)
{
	return ARRAY_SIZE(loops);
}
