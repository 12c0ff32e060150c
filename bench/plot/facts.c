// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "plot/facts.h"

#include <string.h>

#define COMMIT_DIGITS 12

static const char *guest_fact(const struct document *document, const char *key)
{
	const json_t *boots = json_object_get(
		json_object_get(document->head, "kernel"), "boots");
	const char *text = json_string_value(
		json_object_get(json_array_get(boots, 0), key));

	return text ? text : "?";
}

void facts_machine(const struct document *document, struct text *text)
{
	const char *hypervisor = document_fact(document, "host.hypervisor");

	if (strcmp(guest_fact(document, "qemu"), "?")) {
		text_add(text, "guest: Linux %s %s, %s, -cpu %s",
			 guest_fact(document, "release"),
			 guest_fact(document, "arch"),
			 guest_fact(document, "qemu"),
			 guest_fact(document, "cpu"));
		return;
	}
	text_add(text, "%s, Linux %s, ",
		 document_fact(document, "host.cpu_model"),
		 document_fact(document, "host.kernel_release"));
	if (!strcmp(hypervisor, "none"))
		text_add(text, "not virtual");
	else
		text_add(text, "virtual machine (%s)", hypervisor);
}

void facts_run(const struct document *document, struct text *text)
{
	const json_t *tool = json_object_get(document->head, "tool");

	text_add(text, "preset %s, seed %lld, %.10s, peekbench %s at %.*s%s",
		 document_fact(document, "preset"),
		 (long long)json_integer_value(
			 json_object_get(document->head, "seed")),
		 document_fact(document, "utc"),
		 document_fact(document, "tool.version"), COMMIT_DIGITS,
		 document_fact(document, "tool.commit"),
		 json_is_true(json_object_get(tool, "dirty")) ? " with changes"
							      : "");
}
