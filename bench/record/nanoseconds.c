// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "record/facts.h"

double document_tick_ns(const struct document *document)
{
	double hz = fact_number(document, "timer.tsc_hz");

	return hz > 0 ? 1e9 / hz : 0;
}
