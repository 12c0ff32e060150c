// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/replay.h"

#include <stdio.h>
#include <stdlib.h>

/* Room for the axes in a replay string. */
#define REPLAY_AXES_BYTES 256

static bool ends_in(const struct check_program *program,
		    const struct check_way *way, u32 hazard)
{
	struct check_state state = check_start(program);
	u32 raised = 0;

	for (u32 i = 0; i < way->count; i++) {
		raised = check_apply(program, &state, way->moves[i]);
		if (raised & CHECK_IMPOSSIBLE)
			return false;
	}
	return raised & hazard;
}

int check_replay_confirm(const struct check_program *program,
			 const struct check_verdict *verdict)
{
	for (u32 bit = 0; bit < HAZARDS; bit++)
		if (verdict->hazards >> bit & 1 &&
		    !ends_in(program, &verdict->way[bit], 1u << bit))
			return -EIO;
	return 0;
}

/* FNV-1a, 32 bits: enough to find a string damaged by a mail client. */
static u32 checksum(const char *text, size_t length)
{
	u32 hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (u8)text[i]) * 16777619u;
	return hash;
}

/*
 * Cell 0 of an any-order copy is written as a step of the CPU without a number,
 * and cell 0 of an unordered device as a step of the device.
 */
static char letter(struct check_move move)
{
	static const char letters[CHECK_ACTORS] = {[CHECK_CPU] = 'c',
						   [CHECK_DEVICE] = 'd',
						   [CHECK_FILL] = 'f',
						   [CHECK_EVICT] = 'e',
						   [CHECK_NEIGHBOUR] = 'n'};

	if (move.actor == CHECK_DEVICE && move.cell)
		return 'w';
	return move.actor == CHECK_CPU && move.cell ? 'o' : letters[move.actor];
}

static bool is_counted(char c)
{
	return c == 'c' || c == 'd' || c == 'n';
}

static size_t write_moves(const struct check_way *way, char *text, size_t size)
{
	size_t used = 0;

	for (u32 i = 0; i < way->count && used < size;) {
		char c = letter(way->moves[i]);
		u32 number = way->moves[i].cell;

		if (is_counted(c)) {
			number = 0;
			while (i < way->count && letter(way->moves[i]) == c) {
				number++;
				i++;
			}
		} else {
			i++;
		}
		used += (size_t)snprintf(text + used, size - used, "%c%u", c,
					 number);
	}
	return used;
}

/*
 * Write the axes that differ from the values implied by a string without them.
 */
static void write_axes(const struct check_row *row, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (u32 i = 0; i < CHECK_AXES && used < size; i++) {
		enum axis_key key = check_axis_key(i);

		if (row->value[i] != axis_before(key, false))
			used += (size_t)snprintf(
				text + used, size - used, ",%s=%s",
				axis_name(key),
				axis_value_name(key, row->value[i]));
	}
}

int check_replay_write(const struct check_row *row, u32 bit,
		       const struct check_way *way, char *text,
		       size_t text_size)
{
	char dirtied[4] = "", axes[REPLAY_AXES_BYTES];
	size_t used;

	write_axes(row, axes, sizeof(axes));
	if (row->dirtied)
		snprintf(dirtied, sizeof(dirtied), "d%u", row->dirtied % 10);
	used = (size_t)snprintf(
		text, text_size, "%s/%s/%s/%s/%s/%s/%ux%u%s%s%s%s/%s/",
		row->strategy->name, row->platform->name,
		check_status_name(row->status), check_copy_name(row->copy),
		check_frame_name(row->short_frames),
		check_rearm_name(row->rearm), row->cells, row->peeks,
		row->recycle ? "r" : "",
		row->lines == CHECK_LINES_SHARED ? "s" : "", dirtied, axes,
		frame_hazard_name(bit));

	if (used < text_size)
		used += write_moves(way, text + used, text_size - used);
	if (used + 10 > text_size)
		return -E2BIG;
	snprintf(text + used, text_size - used, "/%08x", checksum(text, used));
	return 0;
}

static int refuse(char *why, const char *what)
{
	snprintf(why, CHECK_WHY_BYTES, "%s", what);
	return -EINVAL;
}

static bool known_letter(char c, struct check_move *move)
{
	switch (c) {
	case 'c':
	case 'o':
		move->actor = CHECK_CPU;
		return true;
	case 'd':
	case 'w':
		move->actor = CHECK_DEVICE;
		return true;
	case 'n':
		move->actor = CHECK_NEIGHBOUR;
		return true;
	case 'f':
		move->actor = CHECK_FILL;
		return true;
	case 'e':
		move->actor = CHECK_EVICT;
		return true;
	}
	return false;
}

static int read_moves(struct check_replay *replay, const char *text, char *why)
{
	while (*text && *text != '/') {
		struct check_move move = {0};
		char c = *text++;
		u32 number = 0, digits = 0;

		while (*text >= '0' && *text <= '9' && digits++ < 4)
			number = number * 10 + (u32)(*text++ - '0');
		if (!known_letter(c, &move) || !digits)
			return refuse(why,
				      "its moves are not of c, d, o, w, f, "
				      "e, n and a number each");
		if (!is_counted(c)) {
			move.cell = (u8)number;
			number = 1;
		}
		if (number > CHECK_MOST_MOVES - replay->count)
			return refuse(why, "it has too many moves");
		while (number--)
			replay->moves[replay->count++] = move;
	}
	return 0;
}

static int read_hazard(struct check_replay *replay, const char *name, char *why)
{
	for (u32 bit = 0; bit < HAZARDS; bit++) {
		if (!strcmp(frame_hazard_name(bit), name)) {
			replay->hazard_bit = bit;
			return 0;
		}
	}
	return refuse(why, "it names no hazard");
}

static bool read_digit(const char **text, u32 *number)
{
	char c = **text;

	if (c < '0' || c > '9')
		return false;
	*number = (u32)(c - '0');
	++*text;
	return true;
}

/* Read axes such as ",order=status_first". */
static bool read_axes(struct check_replay *replay, char *text)
{
	char *rest = NULL, *value;
	char why[CHECK_WHY_BYTES];
	s64 number;

	for (u32 i = 0; i < CHECK_AXES; i++)
		replay->value[i] = (u8)axis_before(check_axis_key(i), false);
	for (char *word = strtok_r(text, ",", &rest); word;
	     word = strtok_r(NULL, ",", &rest)) {
		u32 i = 0;

		value = strchr(word, '=');
		if (!value)
			return false;
		*value++ = '\0';
		while (i < CHECK_AXES &&
		       strcmp(axis_name(check_axis_key(i)), word))
			i++;
		if (i == CHECK_AXES || axis_parse(check_axis_key(i), value,
						  &number, why, sizeof(why)))
			return false;
		replay->value[i] = (u8)number;
	}
	return true;
}

/* Read a digit, optional r, s and d with a digit, then axes. */
static bool read_peeks(struct check_replay *replay, char *whole)
{
	const char *text = whole;

	if (!read_digit(&text, &replay->peeks))
		return false;
	replay->recycle = *text == 'r';
	text += replay->recycle;
	replay->shared_lines = *text == 's';
	text += replay->shared_lines;
	if (*text == 'd') {
		text++;
		if (!read_digit(&text, &replay->dirtied) || !replay->dirtied)
			return false;
	}
	return (!*text || *text == ',') &&
	       read_axes(replay, whole + (text - whole));
}

int check_replay_read(struct check_replay *replay, const char *text, char *why)
{
	const char *sum = strrchr(text, '/');
	char hazard[16];
	char peeks[8 + REPLAY_AXES_BYTES];
	int moves_at = 0;
	u32 given;
	char end;

	*replay = (struct check_replay){0};
	if (!sum || strlen(sum) != 9 ||
	    sscanf(sum, "/%8x%c", &given, &end) != 1)
		return refuse(why, "it does not end in a checksum of 8 digits");
	if (given != checksum(text, (size_t)(sum - text)))
		return refuse(why, "it is damaged: its checksum does not fit");
	if (sscanf(text,
		   "%63[^/]/%63[^/]/%15[^/]/%15[^/]/%15[^/]/%15[^/]/"
		   "%1ux%263[^/]/%15[^/]/%n",
		   replay->strategy, replay->platform, replay->status,
		   replay->copy, replay->frame, replay->rearm, &replay->cells,
		   peeks, hazard, &moves_at) != 9 ||
	    !moves_at || !read_peeks(replay, peeks))
		return refuse(why, "it does not have the nine parts of a "
				   "replay string");
	if (read_hazard(replay, hazard, why))
		return -EINVAL;
	return read_moves(replay, text + moves_at, why);
}
