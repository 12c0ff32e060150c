// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "gbench/flags.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Longest part of an argument that an error message quotes. */
#define CULPRIT_CHARS 120

/**
 * struct flag - one flag of the library.
 * @name: without the dashes; in capitals it is the environment variable.
 * @wants: its valid values in words; of a refused flag, the replacement.
 * @take: parse a value that is not empty (for take_bool also NULL, no value)
 *	and store it; 0, -EINVAL, -ENOMEM.  NULL: the flag is refused.
 * @field: the field to set, if @take serves several flags.
 * @least, @most: bounds of a number.
 */
struct flag {
	const char *name;
	const char *wants;
	int (*take)(const struct flag *flag, struct gbench_flags *flags,
		    const char *value);
	size_t field;
	double least;
	double most;
};

static void *field_of(const struct flag *flag, struct gbench_flags *flags)
{
	return (char *)flags + flag->field;
}

/* The index of @value in the NULL-terminated @words, or -EINVAL. */
static int choose(const char *value, const char *const words[],
		  int (*compare)(const char *, const char *))
{
	for (int i = 0; words[i]; i++)
		if (!compare(value, words[i]))
			return i;
	return -EINVAL;
}

/* Return: 1 for true, 0 for false, or -EINVAL. */
static int parse_bool(const char *value)
{
	static const char *const words[] = {
		"false", "true", "no", "yes", "off", "on", "f",
		"t",	 "n",	 "y",  "0",   "1",   NULL,
	};
	int word = choose(value, words, strcasecmp);

	return word < 0 ? word : word % 2;
}

static int take_bool(const struct flag *flag, struct gbench_flags *flags,
		     const char *value)
{
	int given = value ? parse_bool(value) : true;

	if (given < 0)
		return given;
	*(bool *)field_of(flag, flags) = given;
	return 0;
}

static int take_text(const struct flag *flag, struct gbench_flags *flags,
		     const char *value)
{
	*(const char **)field_of(flag, flags) = value;
	return 0;
}

/* Plain decimal: strtod() alone would take "inf", "0x1p3" and " 1". */
static int parse_number(const struct flag *flag, const char *value,
			const char *digits, double *number)
{
	char *end;

	if (value[strspn(value, digits)])
		return -EINVAL;
	*number = strtod(value, &end);
	return *end || *number < flag->least || *number > flag->most ? -EINVAL
								     : 0;
}

static int take_seconds(const struct flag *flag, struct gbench_flags *flags,
			const char *value)
{
	double given;
	int err = parse_number(flag, value, "0123456789.eE+-", &given);

	if (!err)
		*(double *)field_of(flag, flags) = given;
	return err;
}

static int take_count(const struct flag *flag, struct gbench_flags *flags,
		      const char *value)
{
	double given;
	int err = parse_number(flag, value, "0123456789", &given);

	if (!err)
		*(int *)field_of(flag, flags) = (int)given;
	return err;
}

/*
 * Accepts the value "json" and sets nothing, because the file always is JSON.
 */
static int take_json(const struct flag *flag, struct gbench_flags *flags,
		     const char *value)
{
	(void)flag;
	(void)flags;
	return strcmp(value, "json") ? -EINVAL : 0;
}

static bool has_control(const char *text)
{
	while (*text && !iscntrl((unsigned char)*text))
		text++;
	return *text;
}

/* The library's own context keys, which may occur only once in JSON. */
static const char *const library_keys[] = {
	"date",	    "host_name",	   "executable",
	"num_cpus", "mhz_per_cpu",	   "caches",
	"load_avg", "cpu_scaling_enabled", "library_build_type",
	NULL,
};

static bool pair_valid(const struct gbench_flags *flags, const char *key,
		       const char *value)
{
	for (size_t i = 0; i < flags->context_count; i++)
		if (!strcmp(flags->context[i].key, key))
			return false;
	return *key && choose(key, library_keys, strcmp) < 0 &&
	       !strchr(value, '=') && !has_control(key) && !has_control(value);
}

/*
 * Add the pair "key=value" of @text; one allocation at the address of its key
 * holds both.
 */
static int add_pair(struct gbench_flags *flags, const char *text, size_t length)
{
	size_t count = flags->context_count;
	char *key = strndup(text, length);
	char *equals = key ? strchr(key, '=') : NULL;
	struct gbench_pair *grown;
	int err = key ? -EINVAL : -ENOMEM;

	if (!equals)
		goto out_free_key;
	*equals = '\0';
	if (!pair_valid(flags, key, equals + 1))
		goto out_free_key;
	err = -ENOMEM;
	grown = realloc(flags->context, (count + 1) * sizeof(*grown));
	if (!grown)
		goto out_free_key;
	grown[count] = (struct gbench_pair){.key = key, .value = equals + 1};
	flags->context = grown;
	flags->context_count++;
	return 0;

out_free_key:
	free(key);
	return err;
}

static void drop_pairs(struct gbench_flags *flags, size_t keep)
{
	while (flags->context_count > keep)
		free((char *)flags->context[--flags->context_count].key);
}

static int take_context(const struct flag *flag, struct gbench_flags *flags,
			const char *value)
{
	size_t before = flags->context_count;
	int err = 0;

	(void)flag;
	while (!err && value) {
		const char *comma = strchrnul(value, ',');

		err = add_pair(flags, value, (size_t)(comma - value));
		value = *comma ? comma + 1 : NULL;
	}
	if (err)
		drop_pairs(flags, before);
	return err;
}

#define FLAG(name_, take_, field_, wants_)                                     \
	.name = (name_), .take = (take_), .wants = (wants_),                   \
	.field = offsetof(struct gbench_flags, field_)
#define REFUSED(name_, instead)                                                \
	{                                                                      \
		.name = (name_), .wants = (instead)                            \
	}
#define NO_AGGREGATES                                                          \
	"--benchmark_out has single runs, and `peekbench show` their medians " \
	"with intervals"

/* All of ParseCommandLineFlags(), benchmark.cc of 1.7.1, but --v. */
static const struct flag table[] = {
	{FLAG("benchmark_list_tests", take_bool, list_tests, "true or false")},
	{FLAG("benchmark_filter", take_text, filter,
	      "a POSIX extended regular expression; . is every case")},
	{FLAG("benchmark_min_time", take_seconds, min_time_seconds,
	      "seconds, a plain number such as 0.5, from 1e-9 to 86400"),
	 .least = 1e-9, .most = 86400},
	{FLAG("benchmark_min_warmup_time", take_seconds, min_warmup_seconds,
	      "seconds, a plain number such as 0.5, from 0 to 86400"),
	 .most = 86400},
	{FLAG("benchmark_repetitions", take_count, repetitions,
	      "a whole number from 1 to 1000000"),
	 .least = 1, .most = 1000000},
	{FLAG("benchmark_enable_random_interleaving", take_bool,
	      random_interleaving, "true or false")},
	{FLAG("benchmark_out", take_text, out, "a file name")},
	{.name = "benchmark_out_format",
	 .take = take_json,
	 .wants = "json; `peekbench show --form csv` has the figures as CSV"},
	{FLAG("benchmark_context", take_context, context,
	      "key=value[,key=value...], each key once and none of the "
	      "library's own: date, host_name, executable, num_cpus, "
	      "mhz_per_cpu, caches, load_avg, cpu_scaling_enabled, "
	      "library_build_type")},
	REFUSED("benchmark_format",
		"`peekbench show --form csv` has the figures as CSV, "
		"--benchmark_out FILE the runs as Google Benchmark's JSON"),
	REFUSED("benchmark_color", "no output of peekbench has colours"),
	REFUSED("benchmark_counters_tabular",
		"`peekbench show --details` has a column for each figure"),
	REFUSED("benchmark_report_aggregates_only", NO_AGGREGATES),
	REFUSED("benchmark_display_aggregates_only", NO_AGGREGATES),
	REFUSED("benchmark_time_unit",
		"peekbench shows cycles, and --benchmark_out nanoseconds"),
	REFUSED("benchmark_perf_counters", "--event NAME counts a perf event"),
};

/*
 * @value is NULL if none was given; @culprit is the whole argument, for
 *	messages.
 */
static int take(const struct flag *flag, struct gbench_flags *flags,
		const char *value, const char *culprit, char *why,
		size_t why_size)
{
	int err = -EINVAL;

	if (flag->take && (value ? *value : flag->take == take_bool))
		err = flag->take(flag, flags, value);
	if (err && flag->take && !value)
		snprintf(why, why_size, "%s: write %s=VALUE; it wants %s",
			 culprit, culprit, flag->wants);
	else if (err)
		snprintf(why, why_size, "%.*s: %s %s", CULPRIT_CHARS, culprit,
			 flag->take ? "wants" : "refused:", flag->wants);
	return err;
}

static const struct flag *find(const char *name, size_t length, bool capitals)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const char *c = table[i].name;
		size_t n = 0;

		while (n < length && (capitals ? toupper(*c) : *c) == name[n])
			n++, c++;
		if (n == length && !*c)
			return &table[i];
	}
	return NULL;
}

int gbench_flags_parse(struct gbench_flags *flags, const char *arg, char *why,
		       size_t why_size)
{
	const char *equals = strchrnul(arg, '=');
	const struct flag *flag;
	int err;

	if (strncmp(arg, "--", 2))
		return 0;
	flag = find(arg + 2, (size_t)(equals - arg) - 2, false);
	if (flag) {
		err = take(flag, flags, *equals ? equals + 1 : NULL, arg, why,
			   why_size);
		return err ? err : 1;
	}
	if (strncmp(arg, "--benchmark", 11))
		return 0;
	snprintf(why, why_size, "%.*s: no such flag; there are", CULPRIT_CHARS,
		 arg);
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		size_t length = strlen(why);

		if (table[i].take)
			snprintf(why + length, why_size - length, " --%s",
				 table[i].name);
	}
	return -EINVAL;
}

int gbench_flags_parse_environment(struct gbench_flags *flags,
				   char *const environment[], char *why,
				   size_t why_size)
{
	int err = 0;

	for (; *environment && !err; environment++) {
		const char *equals = strchr(*environment, '=');
		const struct flag *flag;

		if (!equals || strncmp(*environment, "BENCHMARK_", 10))
			continue;
		flag = find(*environment, (size_t)(equals - *environment),
			    true);
		if (flag)
			err = take(flag, flags, equals + 1, *environment, why,
				   why_size);
	}
	return err;
}

void gbench_flags_destroy(struct gbench_flags *flags)
{
	drop_pairs(flags, 0);
	free(flags->context);
	flags->context = NULL;
}

void gbench_flags_init(struct gbench_flags *flags)
{
	*flags = (struct gbench_flags){.random_interleaving = true};
}
