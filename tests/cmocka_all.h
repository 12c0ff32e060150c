/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* cmocka wants these in front of it, in this order. */
#ifndef TESTS_CMOCKA_ALL_H
#define TESTS_CMOCKA_ALL_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/* Every test has a state, and few look at it. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

#endif
