// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "measure/perf_names.h"

#include <ctype.h>
#include <perfmon/pfmlib_perf_event.h>
#include <stdio.h>

#define NEAREST 5
#define NAME_BYTES PERF_EVENT_NAME_BYTES

/* The names most similar to a wanted one, the most similar first. */
struct nearest {
	const char *wanted;
	u32 count;
	u32 distance[NEAREST];
	char name[NEAREST][NAME_BYTES];
};

static u32 least_of(u32 a, u32 b, u32 c)
{
	u32 least = a < b ? a : b;

	return least < c ? least : c;
}

/* Letters to insert, drop or replace (Levenshtein), without regard to case. */
static u32 edit_distance(const char *a, const char *b)
{
	u32 row[NAME_BYTES + 1];
	u32 length = (u32)strnlen(b, NAME_BYTES);

	for (u32 j = 0; j <= length; j++)
		row[j] = j;
	for (u32 i = 1; *a; a++, i++) {
		u32 corner = row[0];

		row[0] = i;
		for (u32 j = 1; j <= length; j++) {
			u32 same = tolower((unsigned char)*a) ==
				   tolower((unsigned char)b[j - 1]);
			u32 value = least_of(row[j] + 1, row[j - 1] + 1,
					     corner + !same);

			corner = row[j];
			row[j] = value;
		}
	}
	return row[length];
}

/*
 * A name that contains the wanted one, or is its beginning, counts as more
 * similar than the difference in length.
 */
static u32 distance_of(const char *wanted, const char *name)
{
	return edit_distance(wanted, name) / (strcasestr(name, wanted) ? 4 : 1);
}

static bool is_listed(const struct nearest *n, const char *name)
{
	for (u32 i = 0; i < n->count; i++)
		if (!strcmp(n->name[i], name))
			return true;
	return false;
}

static void consider(struct nearest *n, const char *name)
{
	u32 distance = distance_of(n->wanted, name);
	u32 at = n->count;

	if (is_listed(n, name))
		return;
	while (at && distance < n->distance[at - 1])
		at--;
	if (at == NEAREST)
		return;
	if (n->count < NEAREST)
		n->count++;
	for (u32 i = n->count - 1; i > at; i--) {
		n->distance[i] = n->distance[i - 1];
		memcpy(n->name[i], n->name[i - 1], NAME_BYTES);
	}
	n->distance[at] = distance;
	snprintf(n->name[at], NAME_BYTES, "%s", name);
}

/* Every event of the PMUs that this machine has. */
static void consider_events(struct nearest *n)
{
	for (int pmu = 0; pmu < PFM_PMU_MAX; pmu++) {
		pfm_pmu_info_t info = {.size = sizeof(info)};
		pfm_event_info_t event = {.size = sizeof(event)};

		if (pfm_get_pmu_info((pfm_pmu_t)pmu, &info) != PFM_SUCCESS ||
		    !info.is_present)
			continue;
		for (int i = info.first_event; i != -1;
		     i = pfm_get_event_next(i))
			if (pfm_get_event_info(i, PFM_OS_PERF_EVENT, &event) ==
			    PFM_SUCCESS)
				consider(n, event.name);
	}
}

/* Every attribute of the event that @name begins with; false: no such event. */
static bool consider_masks(struct nearest *n, const char *name)
{
	char event_name[NAME_BYTES];
	pfm_event_info_t event = {.size = sizeof(event)};
	int i;

	snprintf(event_name, sizeof(event_name), "%.*s",
		 (int)strcspn(name, ":"), name);
	i = pfm_find_event(event_name);
	if (i < 0 ||
	    pfm_get_event_info(i, PFM_OS_PERF_EVENT, &event) != PFM_SUCCESS)
		return false;
	for (int a = 0; a < event.nattrs; a++) {
		pfm_event_attr_info_t attr = {.size = sizeof(attr)};

		if (pfm_get_event_attr_info(i, a, PFM_OS_PERF_EVENT, &attr) ==
		    PFM_SUCCESS)
			consider(n, attr.name);
	}
	return true;
}

static void explain(const char *name, int err, char *why, size_t why_size)
{
	const char *colon = strchr(name, ':');
	struct nearest n = {.wanted = name};
	bool known = false;
	size_t used;

	if (err != PFM_ERR_NOTFOUND && colon) {
		n.wanted = colon + 1;
		known = consider_masks(&n, name);
	}
	if (!known) {
		n.wanted = name;
		consider_events(&n);
	}
	used = (size_t)snprintf(why, why_size, "'%.100s': %s", name,
				pfm_strerror(err));
	for (u32 i = 0; i < n.count && used < why_size; i++)
		used += (size_t)snprintf(why + used, why_size - used, "%s%s",
					 i	 ? ", "
					 : known ? "; it takes "
						 : "; nearest: ",
					 n.name[i]);
}

int perf_event_find(const char *name, struct perf_event *event, char *why,
		    size_t why_size)
{
	struct perf_event_attr attr = {.size = sizeof(attr)};
	pfm_perf_encode_arg_t arg = {.attr = &attr, .size = sizeof(arg)};
	int err = pfm_initialize();

	if (err != PFM_SUCCESS) {
		snprintf(why, why_size, "libpfm4 does not start: %s",
			 pfm_strerror(err));
		return -EIO;
	}
	if (!*name || strlen(name) >= sizeof(event->name)) {
		snprintf(why, why_size, "'%.40s' is no event's name", name);
		return -EINVAL;
	}
	err = pfm_get_os_event_encoding(name, PFM_PLM3, PFM_OS_PERF_EVENT,
					&arg);
	if (err != PFM_SUCCESS) {
		explain(name, err, why, why_size);
		return -EINVAL;
	}
	*event = (struct perf_event){
		.type = attr.type,
		.config = attr.config,
		.config1 = attr.config1,
		.config2 = attr.config2,
		.user = !attr.exclude_user,
		.kernel = !attr.exclude_kernel,
	};
	snprintf(event->name, sizeof(event->name), "%s", name);
	return 0;
}

int perf_linux_add(struct perf_linux_events *events, const char *name,
		   char *why, size_t why_size)
{
	int err;

	if (events->extra_count == PERF_EXTRAS) {
		snprintf(why, why_size, "more than %d events", PERF_EXTRAS);
		return -EINVAL;
	}
	for (u32 i = 0; i < events->extra_count; i++) {
		if (strcasecmp(events->extra[i].name, name))
			continue;
		snprintf(why, why_size, "'%s' twice", name);
		return -EINVAL;
	}
	err = perf_event_find(name, &events->extra[events->extra_count], why,
			      why_size);
	events->extra_count += !err;
	return err;
}
