/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The one list of strategies, read by C, by CMake and by Kbuild: one line
 * each, PEEK_STRATEGY(<name>) for strategies/<name>.c.  The order is the order
 * of rows in every table.
 */
PEEK_STRATEGY(full_sync)
PEEK_STRATEGY(no_ownership)
PEEK_STRATEGY(no_ownership_resync)
PEEK_STRATEGY(partial_copy)
PEEK_STRATEGY(header_giveback)
PEEK_STRATEGY(armed_giveback)
PEEK_STRATEGY(dirty_tracking)
PEEK_STRATEGY(ownership_tracking)
PEEK_STRATEGY(after_only)
PEEK_STRATEGY(peek_word)
PEEK_STRATEGY(coherent_status)
PEEK_STRATEGY(blind_reread)
PEEK_STRATEGY(null)
