// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A kernel that has a complaint, which its console may show or not. */
#include <linux/module.h>
#include <linux/panic.h>

static bool silent;
module_param(silent, bool, 0400);
MODULE_PARM_DESC(silent, "only taint the kernel as a warning does");

static int __init peekwarn_init(void)
{
	if (silent)
		add_taint(TAINT_WARN, LOCKDEP_STILL_OK);
	else
		WARN_ON(1);
	return 0;
}

static void __exit peekwarn_exit(void)
{
}

module_init(peekwarn_init);
module_exit(peekwarn_exit);
MODULE_DESCRIPTION("a kernel that warns, for tests");
MODULE_LICENSE("Dual MIT/GPL");
