// SPDX-License-Identifier: GPL-2.0 OR MIT
/* libFuzzer: preset files, and the plans they make. */
#include <unistd.h>

#include "fuzz.h"
#include "plan/plan.h"
#include "plan/preset.h"

#define WHY 1280

static int seen(void *ctx, const char *file)
{
	(void)ctx;
	(void)file;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct preset *preset = malloc(sizeof(*preset));
	char path[32], why[WHY] = "";
	struct plan plan;
	int fd = fuzz_file(data, size, path);

	require(preset);
	preset_plugins(path, seen, NULL);
	if (preset_read(preset, path, why, sizeof(why)))
		require(why[0]);
	else if (!plan_make(&plan, preset->matrices, preset->matrix_count, why,
			    sizeof(why)))
		plan_free(&plan);
	close(fd);
	free(preset);
	return 0;
}
