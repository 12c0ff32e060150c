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
#define lenses_are_two old_lenses_are_two
#define lenses_make old_lenses_make
#define lenses_agree old_lenses_agree
#define lenses_free old_lenses_free
#define lens_case_beyond old_lens_case_beyond
#define lens_case_read old_lens_case_read
#define lens_order_name old_lens_order_name
#define lens_row_beyond old_lens_row_beyond
#define lens_row_differs old_lens_row_differs
#define lens_same_block old_lens_same_block
