// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "compare/differ.h"

#include <string.h>

#include "record/facts.h"

/* Values of one axis that are told apart; of more, the axis is not. */
#define MOST_VALUES 64u

bool documents_are_one(const struct document *a, const struct document *b)
{
	return a->hash[0] && !strcmp(a->hash, b->hash);
}

static u32 hosts_differ(const struct document *a, const struct document *b)
{
	static const struct {
		const char *path;
		enum differ differ;
	} facts[] = {
		{"host.cpu_model", DIFFER_MACHINE},
		{"host.microcode", DIFFER_MACHINE},
		{"host.hypervisor", DIFFER_MACHINE},
		{"host.online_pus", DIFFER_MACHINE},
		{"host.memory_total_bytes", DIFFER_MACHINE},
		{"host.kernel_release", DIFFER_KERNEL},
		{"host.kernel_version", DIFFER_KERNEL},
	};
	u32 differ = 0;

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
		if (strcmp(fact_text(a, "%s", facts[i].path),
			   fact_text(b, "%s", facts[i].path)))
			differ |= facts[i].differ;
	return differ;
}

/* One fact of a boot of each. */
static bool same_fact(const struct document *a, size_t boot,
		      const struct document *b, size_t other, const char *key)
{
	return !strcmp(boot_text(a, boot, key), boot_text(b, other, key));
}

size_t boot_counterpart(const struct document *a, size_t boot,
			const struct document *b)
{
	size_t count = boot_count(b);

	for (size_t i = 0; i < count; i++)
		if (same_fact(a, boot, b, i, axis_name(AXIS_GUEST)) &&
		    same_fact(a, boot, b, i, axis_name(AXIS_PLATFORM)) &&
		    same_fact(a, boot, b, i, axis_name(AXIS_COPY)))
			return i;
	return NO_BOOT;
}

static u32 boots_differ(const struct document *a, size_t boot,
			const struct document *b, size_t other)
{
	/* Older documents lack the @newer; a build may carry the version of
	 * another. */
	static const struct {
		const char *key;
		enum differ differ;
		bool newer;
	} facts[] = {
		{"qemu", DIFFER_MACHINE, false},
		{"cpu", DIFFER_MACHINE, false},
		{"machine", DIFFER_MACHINE, false},
		{"accel", DIFFER_MACHINE, true},
		{"release", DIFFER_KERNEL, false},
		{"version", DIFFER_KERNEL, false},
		{"kernel_package", DIFFER_KERNEL, false},
		{"kernel_image_sha256", DIFFER_KERNEL, true},
		{"copy_routine", DIFFER_COPY, false},
	};
	u32 differ = 0;

	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		const char *key = facts[i].key;
		bool known = boot_text(a, boot, key)[0] &&
			     boot_text(b, other, key)[0];

		if ((known || !facts[i].newer) &&
		    !same_fact(a, boot, b, other, key))
			differ |= facts[i].differ;
	}
	return differ;
}

/* An emulated CPU counts the same on any host; the host's own kernel does not.
 */
static bool runs_on_host(const struct document *document)
{
	size_t boots = boot_count(document);

	for (size_t i = 0; i < boots; i++)
		if (!strcmp(boot_text(document, i, "kind"),
			    kind_name(KIND_MEASURED)))
			return true;
	return !boots;
}

u32 documents_differ(const struct document *a, const struct document *b)
{
	size_t boots = boot_count(a);
	u32 differ = 0;

	if (runs_on_host(a) || runs_on_host(b))
		differ |= hosts_differ(a, b);
	for (size_t i = 0; i < boots; i++) {
		size_t other = boot_counterpart(a, i, b);

		if (other != NO_BOOT)
			differ |= boots_differ(a, i, b, other);
	}
	return differ;
}

/** struct values - what an axis has in a document. */
struct values {
	const char *text[MOST_VALUES];
	size_t count;
};

static bool has(const struct values *values, const char *text)
{
	for (size_t i = 0; i < values->count; i++)
		if (!strcmp(values->text[i], text))
			return true;
	return false;
}

/* Return: false if there are too many. */
static bool read_values(struct values *values, const struct document *document,
			enum axis_key key,
			const struct compare_options *options)
{
	values->count = 0;
	for (size_t i = 0; i < document->count; i++) {
		const struct record *c = &document->records[i];

		if (!compare_takes(c, options) || has(values, c->axis[key]))
			continue;
		if (values->count == MOST_VALUES)
			return false;
		values->text[values->count++] = c->axis[key];
	}
	return true;
}

u32 documents_apart(const struct document *a, const struct document *b,
		    const struct compare_options *options)
{
	u32 apart = 0;

	for (int key = 0; key < AXES; key++) {
		struct values left, right;
		bool common = false;

		if (!read_values(&left, a, key, options) ||
		    !read_values(&right, b, key, options) || !left.count ||
		    !right.count)
			continue;
		for (size_t i = 0; i < left.count; i++)
			common |= has(&right, left.text[i]);
		apart |= (u32)!common << key;
	}
	return apart;
}
