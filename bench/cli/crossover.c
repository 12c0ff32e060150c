// SPDX-License-Identifier: GPL-2.0 OR MIT
/* peekbench crossover: where the order of two strategies flips. */
#include <string.h>

#include "cli/cli.h"
#include "report/crossover.h"
#include "report/document.h"

static int crossover_main(int argc, char **argv)
{
	json_t *document;
	char why[1280] = "";
	int found;

	if (argc != 1 || argv[0][0] == '-')
		return cli_fail("crossover: one result document%s%s",
				argc ? ", not " : "", argc ? argv[0] : "");
	if (document_read(&document, argv[0], why, sizeof(why)))
		return cli_fail("%s", why);
	found = crossover_print(stdout, document, why, sizeof(why));
	json_decref(document);
	if (found < 0)
		return cli_fail("crossover: %s: %s", argv[0],
				why[0] ? why : strerror(-found));
	if (!found)
		printf("no two safe strategies over two sizes or two ready "
		       "ratios\n");
	return cli_flush(CLI_DONE);
}

const struct cli_verb cli_crossover = {
	.name = "crossover",
	.usage = "crossover RESULT.json",
	.run = crossover_main,
};
