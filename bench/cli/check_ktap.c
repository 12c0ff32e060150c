// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A test a row. */
#include "check/replay.h"
#include "cli/check_report.h"
#include "cli/cli.h"

bool check_report_fails(const struct check_row *row,
			const struct check_verdict *verdict)
{
	return verdict->hazards && row->strategy->role == PEEK_CANDIDATE;
}

static void add_row(struct ktap *ktap, const struct check_row *row,
		    const struct check_verdict *verdict)
{
	char hazards[64], replay[CHECK_REPLAY_BYTES];
	struct text id = {0}, name = {0};
	enum ktap_result result = KTAP_PASS;

	check_args_id(&id, row);
	text_add(&name, "%.*s", (int)id.length - 2, text_string(&id) + 1);
	check_report_hazards(verdict->hazards, hazards);
	ktap_note(ktap, "proven", "%s", hazards);
	ktap_note(ktap, "states", "%llu", (unsigned long long)verdict->states);
	for (u32 bit = 0; bit < HAZARDS; bit++)
		if (verdict->hazards >> bit & 1 &&
		    !check_replay_write(row, bit, &verdict->way[bit], replay,
					sizeof(replay)))
			ktap_note(ktap, "replay", "%s", replay);
	if (!verdict->exhausted)
		ktap_note(ktap, "fails", "NOT EXHAUSTED");
	if (!verdict->exhausted || check_report_fails(row, verdict))
		result = KTAP_FAIL;
	else if (verdict->hazards)
		result = KTAP_XFAIL;
	ktap_test(ktap, result, text_string(&name), hazards);
	text_free(&name);
	text_free(&id);
}

int check_report_ktap(const struct check_matrix *matrix)
{
	struct text out = {0};
	struct ktap ktap = ktap_open(&out, NULL, matrix->count);

	for (u32 i = 0; i < matrix->count; i++)
		add_row(&ktap, &matrix->rows[i], &matrix->verdicts[i]);
	return cli_print(&out, CLI_DONE);
}
