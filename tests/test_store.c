// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Documents in files: whole or not at all, and read with suspicion. */
#include "cmocka_all.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/document.h"

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

static json_t *document(void)
{
	return json_pack("{s:{}, s:[], s:{s:s, s:[]}}", "context", "benchmarks",
			 "peekbench", "schema", RESULT_SCHEMA, "cases");
}

static void what_is_written_is_read(void **state)
{
	json_t *written = document(), *read;
	char path[128], why[256];

	snprintf(path, sizeof(path), "%s/a.json", (char *)*state);
	assert_int_equal(document_writable(path), 0);
	assert_int_equal(document_write(written, path), 0);
	assert_int_equal(document_write(written, path), 0);
	assert_int_equal(document_read(&read, path, why, sizeof(why)), 0);
	assert_true(json_equal(written, read));
	assert_int_equal(count_entries(*state), 1);
	json_decref(written);
	json_decref(read);
}

/* As a start of --procs writes it; the shorter one has no old tail. */
static void a_file_without_a_name_is_written_in_place(void **state)
{
	json_t *big = document(), *small = document(), *read;
	char path[64], why[256], *folder = *state;
	int fd = open(folder, O_TMPFILE | O_RDWR, 0600);

	assert_true(fd >= 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	json_object_set_new(big, "filler", json_string("some more"));
	assert_int_equal(document_writable(path), 0);
	assert_int_equal(document_write(big, path), 0);
	assert_int_equal(document_write(small, path), 0);
	assert_int_equal(document_read(&read, path, why, sizeof(why)), 0);
	assert_true(json_equal(small, read));
	assert_int_equal(count_entries(folder), 0);
	close(fd);
	json_decref(big);
	json_decref(small);
	json_decref(read);
}

/* A full disk, by way of a limit on file sizes: nothing half is left. */
static void failed_write_leaves_the_old_file(void **state)
{
	json_t *small = document(), *big = document(), *read;
	struct rlimit limit, old;
	char path[128], why[256];
	char *filler = calloc(1, 100001);

	memset(filler, 'x', 100000);
	json_object_set_new(big, "filler", json_string(filler));
	snprintf(path, sizeof(path), "%s/a.json", (char *)*state);
	assert_int_equal(document_write(small, path), 0);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &old);
	limit = (struct rlimit){4096, old.rlim_max};
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(document_write(big, path), -EFBIG);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_int_equal(count_entries(*state), 1);
	assert_int_equal(document_read(&read, path, why, sizeof(why)), 0);
	assert_true(json_equal(small, read));
	json_decref(small);
	json_decref(big);
	json_decref(read);
	free(filler);
}

static void full_device_is_an_errno(void **state)
{
	json_t *doc = document();

	(void)state;
	assert_int_equal(document_write(doc, "/dev/full"), -ENOSPC);
	assert_int_equal(document_write(doc, "/dev/null"), 0);
	json_decref(doc);
}

static void unwritable_places_are_known_beforehand(void **state)
{
	(void)state;
	assert_int_equal(document_writable("/nonexistent/a.json"), -ENOENT);
	assert_int_equal(document_writable(*state), -EISDIR);
	assert_int_equal(document_writable("/dev/null/a.json"), -ENOTDIR);
	assert_int_equal(document_writable(""), -ENOENT);
}

static void check_refused(const char *folder, const char *text,
			  const char *what)
{
	char path[128], why[256] = "";
	json_t *read = NULL;
	FILE *file;

	snprintf(path, sizeof(path), "%s/bad.json", folder);
	file = fopen(path, "w");
	fputs(text, file);
	fclose(file);
	if (document_read(&read, path, why, sizeof(why)) != -EINVAL)
		fail_msg("taken: %s", text);
	assert_null(read);
	if (!strstr(why, path) || !strstr(why, what))
		fail_msg("\"%s\" does not say %s", why, what);
}

static void foreign_documents_are_refused(void **state)
{
	const char *folder = *state;

	check_refused(folder, "", "not JSON");
	check_refused(folder, "{\"peekbench\": {\"schema\"", "not JSON");
	check_refused(folder, "{\"benchmarks\": []}", "not a peekbench");
	check_refused(folder, "[1, 2]", "not a peekbench");
	check_refused(folder,
		      "{\"peekbench\": {\"schema\": \"peekbench-result/2\", "
		      "\"cases\": []}}",
		      "peekbench-result/2");
	check_refused(folder,
		      "{\"peekbench\": {\"schema\": \"peekbench-result/1\"}}",
		      "damaged");
}

static void missing_document_is_an_errno(void **state)
{
	char why[256];
	json_t *read;

	assert_int_equal(
		document_read(&read, "/nonexistent.json", why, sizeof(why)),
		-ENOENT);
	assert_int_equal(document_read(&read, *state, why, sizeof(why)),
			 -EISDIR);
}

#define STORE_TEST(f)                                                          \
	cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(what_is_written_is_read),
		STORE_TEST(a_file_without_a_name_is_written_in_place),
		STORE_TEST(failed_write_leaves_the_old_file),
		STORE_TEST(full_device_is_an_errno),
		STORE_TEST(unwritable_places_are_known_beforehand),
		STORE_TEST(foreign_documents_are_refused),
		STORE_TEST(missing_document_is_an_errno),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
