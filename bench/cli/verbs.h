/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The list of verbs, in the order of help. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#define VERB_LIST(V)                                                           \
	V(run)                                                                 \
	V(show)                                                                \
	V(check)                                                               \
	V(list)                                                                \
	V(compare)                                                             \
	V(cite)                                                                \
	V(plot)                                                                \
	V(trace)                                                               \
	V(selfcheck)                                                           \
	V(crossover)                                                           \
	V(host)                                                                \
	V(help)

#endif
