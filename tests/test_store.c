// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Texts in files: whole or not at all. */
#include "cmocka_all.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "record/load.h"
#include "record/store.h"

static int make_folder(void **state)
{
	char *folder = strdup("/tmp/peekbench-store-XXXXXX");

	assert_non_null(mkdtemp(folder));
	*state = folder;
	return 0;
}

static size_t count_entries(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t count = 0;
	struct dirent *entry;

	while ((entry = readdir(dir)))
		count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
	closedir(dir);
	return count;
}

static int remove_folder(void **state)
{
	char command[256];

	snprintf(command, sizeof(command), "rm -rf %s", (char *)*state);
	assert_int_equal(system(command), 0);
	free(*state);
	return 0;
}

static void store(const char *path, const char *what)
{
	struct text text = {0};

	text_add(&text, "%s", what);
	assert_int_equal(store_writable(path), 0);
	assert_int_equal(store_text(path, &text), 0);
	text_free(&text);
}

static void assert_holds(const char *path, const char *what)
{
	struct text text;
	char why[256];

	assert_int_equal(load_text(path, &text, why, sizeof(why)), 0);
	assert_string_equal(text_string(&text), what);
	text_free(&text);
}

static void what_is_written_is_read(void **state)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/a.json", (char *)*state);
	store(path, "first\n");
	assert_holds(path, "first\n");
	store(path, "second, and more\n");
	assert_holds(path, "second, and more\n");
	assert_int_equal(count_entries(*state), 1);
}

static void a_name_in_gz_is_packed(void **state)
{
	char path[128], magic[2] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/a.json.gz", (char *)*state);
	store(path, "first\n");
	assert_holds(path, "first\n");
	file = fopen(path, "r");
	assert_int_equal(fread(magic, 1, 2, file), 2);
	fclose(file);
	assert_memory_equal(magic, "\x1f\x8b", 2);
}

static void a_new_file_replaces_none(void **state)
{
	struct text text = {0};
	char path[128];

	snprintf(path, sizeof(path), "%s/a.json", (char *)*state);
	text_add(&text, "first");
	assert_int_equal(store_text_new(path, &text), 0);
	text_add(&text, "second");
	assert_int_equal(store_text_new(path, &text), -EEXIST);
	assert_holds(path, "first");
	assert_int_equal(count_entries(*state), 1);
	text_free(&text);
}

static void the_umask_is_respected(void **state)
{
	char path[128];
	struct stat st;
	mode_t before = umask(026);

	snprintf(path, sizeof(path), "%s/a.json", (char *)*state);
	store(path, "first");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	store(path, "second");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	umask(before);
}

/* As a start of --procs writes it; the shorter one has no old tail. */
static void a_file_without_a_name_is_written_in_place(void **state)
{
	char path[64], *folder = *state;
	int fd = open(folder, O_TMPFILE | O_RDWR, 0600);

	assert_true(fd >= 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	store(path, "a long text");
	store(path, "short");
	assert_holds(path, "short");
	assert_int_equal(count_entries(folder), 0);
	close(fd);
}

/* A full disk, by way of a limit on file sizes: nothing half is left. */
static void failed_write_leaves_the_old_file(void **state)
{
	struct rlimit limit, old;
	struct text big = {0};
	char path[128];

	for (int i = 0; i < 10000; i++)
		text_add(&big, "ten bytes\n");
	snprintf(path, sizeof(path), "%s/a.json", (char *)*state);
	store(path, "small");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	limit = (struct rlimit){4096, old.rlim_max};
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(store_text(path, &big), -EFBIG);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_int_equal(count_entries(*state), 1);
	assert_holds(path, "small");
	text_free(&big);
}

static void full_device_is_an_errno(void **state)
{
	struct text text = {0};

	text_add(&text, "some");
	assert_int_equal(store_text("/dev/full", &text), -ENOSPC);
	assert_int_equal(store_text("/dev/null", &text), 0);
	text_free(&text);
}

/* A writer that is killed at any moment leaves the old file or the new one. */
static void a_killed_writer_leaves_no_part(void **state)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/a.json", (char *)*state);
	for (int i = 0; i < 50; i++) {
		struct timespec moment = {.tv_nsec = 40000 * i};
		pid_t child = fork();

		if (!child) {
			struct text text = {0};

			for (int k = 0; k < 1 << 16; k++)
				text_add(&text, "ten bytes\n");
			for (;;) {
				store_text_new(path, &text);
				unlink(path);
			}
		}
		nanosleep(&moment, NULL);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		unlink(path);
		assert_int_equal(count_entries(*state), 0);
	}
}

static void unwritable_places_are_known_beforehand(void **state)
{
	assert_int_equal(store_writable("/nonexistent/a.json"), -ENOENT);
	assert_int_equal(store_writable(*state), -EISDIR);
	assert_int_equal(store_writable("/dev/null/a.json"), -ENOTDIR);
	assert_int_equal(store_writable(""), -ENOENT);
}

#define STORE_TEST(f)                                                          \
	cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(what_is_written_is_read),
		STORE_TEST(a_name_in_gz_is_packed),
		STORE_TEST(a_new_file_replaces_none),
		STORE_TEST(the_umask_is_respected),
		STORE_TEST(a_file_without_a_name_is_written_in_place),
		STORE_TEST(failed_write_leaves_the_old_file),
		STORE_TEST(full_device_is_an_errno),
		STORE_TEST(unwritable_places_are_known_beforehand),
		STORE_TEST(a_killed_writer_leaves_no_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
