/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Two documents, field by field. */
#ifndef TESTS_RECORD_EQUAL_H
#define TESTS_RECORD_EQUAL_H

#include "record/document.h"

/** assert_records_equal() - fail where the records differ in any field. */
void assert_records_equal(const struct document *a, const struct document *b);

/** assert_record_equal() - of one case, and its second run. */
void assert_record_equal(const struct record *a, const struct record *b);

/** reread() - @document as it would be read from its file. */
void reread(struct document *to, const struct document *document);

#endif
