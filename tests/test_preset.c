// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Preset files: what ships is sound, what is wrong is named by file and line.
 */
#include "cmocka_all.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "plan/preset.h"

static int read_text(const char *text, struct preset *preset, char *why,
		     size_t why_size, char *path)
{
	int fd, err;

	strcpy(path, "/tmp/peekbench-preset-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	err = preset_read(preset, path, why, why_size);
	unlink(path);
	return err;
}

static void check_refused(const char *text, int line, const char *culprit)
{
	struct preset *preset = calloc(1, sizeof(*preset));
	char why[1024] = "", path[64], where[96];
	int err = read_text(text, preset, why, sizeof(why), path);

	if (err != -EINVAL)
		fail_msg("taken: %s", text);
	snprintf(where, sizeof(where), "%s:%d: ", path, line);
	if (line && strncmp(why, where, strlen(where)))
		fail_msg("\"%s\" does not start with %s", why, where);
	if (!strstr(why, culprit))
		fail_msg("\"%s\" does not name %s", why, culprit);
	free(preset);
}

static void wrong_files_are_named_by_line(void **state)
{
	check_refused("[matrix]\nsize = 64\nsize = 128\n", 3, "size");
	check_refused("[matrix]\n\ncolour = red\n", 3, "colour");
	check_refused("[matrix]\nsize = 0\n", 2, "'0'");
	check_refused("[preset]\nrounds = many\n", 2, "many");
	check_refused("[preset]\nrounds = 0\n", 2, "rounds");
	check_refused("[preset]\nrounds = 3\nrounds = 4\n", 3, "rounds");
	check_refused("[preset]\nstarts = 201\n", 2, "starts");
	check_refused("[preset]\nstarts = 0x2\n", 2, "0x2");
	check_refused("[preset]\nstarts = 3\nstarts = 3\n", 3, "starts");
	check_refused("[preset]\nauthor = me\n", 2, "author");
	check_refused("[matrices]\nsize = 64\n", 1, "matrices");
	check_refused("[preset]\nrounds = 3\n[matrices]\n", 3, "matrices");
	check_refused("size = 64\n", 1, "");
	check_refused("[matrix]\nsize = 64\nnonsense\n", 3, "");
	check_refused("[matrix a]\nsize = 64\n[matrix b]\nsize = 1\n"
		      "[matrix a]\nready = 1\n",
		      6, "matrix a");
	check_refused("[preset]\nrounds = 3\n", 0, "no [matrix]");
	check_refused("", 0, "no [matrix]");
	check_refused("; nothing\n", 0, "no [matrix]");
	check_refused("[matrix]\n", 0, "no [matrix]");
	check_refused("[preset]\nround = 3\n", 2, "knows summary, starts");
	check_refused("[matrix]\nsize =\n", 2, "1 to 262144");
	check_refused("[matrix]\nstrategy = full_sink\n", 2,
		      "full_sync, no_ownership, no_ownership_resync");
	check_refused("[preset]\nrounds = 100001\n", 2, "1 to 100000");
	check_refused("[preset]\nrounds = 1.5\n", 2, "1 to 100000");
	check_refused("[preset]\nrounds = -1\n", 2, "1 to 100000");
	check_refused("[preset]\nrounds =\n", 2, "1 to 100000");
	check_refused("[matrix\nsize = 256\n", 1, "");
	check_refused("  [bogus] ; indented\n[matrix]\nsize = 64\n", 1,
		      "bogus");
}

static void more_sections_than_there_is_room_for(void **state)
{
	char text[1024] = "";

	for (int i = 0; i < 17; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "[matrix %d]\nready = %d\n", i, i);
	check_refused(text, 34, "16");
}

/* Where the tail of a comment begins, inih starts another line. */
static void a_line_too_long_for_the_reader_is_not_cut(void **state)
{
	for (int length = 192; length < 202; length++) {
		struct preset *preset = calloc(1, sizeof(*preset));
		char text[512], why[1024], path[64];

		snprintf(text, sizeof(text), "[matrix]\n; %0*dsize = 512\n",
			 length, 0);
		check_refused(text, 0, "");
		/* too long to be read, or an unknown key */
		snprintf(text, sizeof(text), "[matrix]\n; %0*d\nbogus = 1\n",
			 length, 0);
		assert_int_equal(
			read_text(text, preset, why, sizeof(why), path),
			-EINVAL);
		assert_non_null(
			strstr(why, strstr(why, "bogus") ? ":3: " : ":2: "));
		free(preset);
	}
}

static void garbage_is_refused(void **state)
{
	char junk[512];

	srand(3);
	for (int i = 0; i < 200; i++) {
		struct preset *preset = calloc(1, sizeof(*preset));
		char why[1024] = "", path[64];

		for (size_t b = 0; b < sizeof(junk) - 1; b++)
			junk[b] = (char)(1 + rand() % 255);
		junk[sizeof(junk) - 1] = '\0';
		assert_true(read_text(junk, preset, why, sizeof(why), path) <
			    0);
		assert_true(why[0] != '\0');
		free(preset);
	}
}

static void missing_file_is_an_errno(void **state)
{
	struct preset *preset = calloc(1, sizeof(*preset));
	char why[256];

	assert_int_equal(
		preset_read(preset, "/nonexistent/x.ini", why, sizeof(why)),
		-ENOENT);
	assert_non_null(strstr(why, "/nonexistent/x.ini"));
	free(preset);
}

static void matrices_are_read(void **state)
{
	struct preset *preset = calloc(1, sizeof(*preset));
	char why[256], path[64];

	assert_int_equal(
		read_text("; comment\n[preset]\nsummary = one line\n"
			  "starts = 5\nrounds = 7\n[matrix a]\nsize = 64, 128\n"
			  "[matrix b]\nready = 3\n",
			  preset, why, sizeof(why), path),
		0);
	assert_int_equal(preset->starts, 5);
	assert_int_equal(preset->rounds, 7);
	assert_string_equal(preset->summary, "one line");
	assert_int_equal(preset->matrix_count, 2);
	assert_int_equal(preset->matrices[0].axis[AXIS_SIZE].count, 2);
	assert_int_equal(preset->matrices[0].axis[AXIS_SIZE].value[1], 128);
	assert_int_equal(preset->matrices[1].axis[AXIS_READY].value[0], 3);
	assert_int_equal(preset->matrices[1].axis[AXIS_SIZE].count, 0);
	free(preset);
}

/* Every preset that ships reads, plans and has a line for `list`. */
static void shipped_presets_make_plans(void **state)
{
	const char *folder = PEEKBENCH_SOURCE_DIR "/bench/presets";
	struct preset *preset = calloc(1, sizeof(*preset));
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int found = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		char path[1024], why[1024];
		struct plan plan;

		if (!strstr(entry->d_name, ".ini"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (preset_read(preset, path, why, sizeof(why)) ||
		    plan_make(&plan, preset->matrices, preset->matrix_count,
			      why, sizeof(why)))
			fail_msg("%s", why);
		assert_true(plan.count > 0 || preset->drivers[0]);
		assert_true(preset->summary[0] != '\0');
		plan_free(&plan);
		found++;
	}
	closedir(dir);
	free(preset);
	assert_true(found >= 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_files_are_named_by_line),
		cmocka_unit_test(more_sections_than_there_is_room_for),
		cmocka_unit_test(a_line_too_long_for_the_reader_is_not_cut),
		cmocka_unit_test(garbage_is_refused),
		cmocka_unit_test(missing_file_is_an_errno),
		cmocka_unit_test(matrices_are_read),
		cmocka_unit_test(shipped_presets_make_plans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
