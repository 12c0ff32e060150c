/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Names that record/ and compare/ have taken over: gone with report/. */
#define compare_within old_compare_within
#define compare_between old_compare_between
#define comparison_free old_comparison_free
#define compare_is_regression old_compare_is_regression
#define compare_verdict old_compare_verdict
#define compare_takes old_compare_takes
#define compare_pairs old_compare_pairs
#define compare_floor old_compare_floor
#define compare_finish old_compare_finish
#define compare_exactly old_compare_exactly
#define crossover_axis old_crossover_axis
