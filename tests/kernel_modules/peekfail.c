// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Fault injection for kernels that have none: the nth call that peekbench.ko
 * makes of a function that may fail does fail, and what it takes and gives
 * back is counted.  x86 only.
 */
#include <linux/kprobes.h>
#include <linux/module.h>

#define NO_MEMORY ((unsigned long)-ENOMEM)

/** enum kind - what is taken and given back; each balance must end at 0. */
enum kind { MEMORY, PAGES, COHERENT, MAPPING, CHANNEL, EVENT, ANY, KINDS };

static unsigned int nth;
module_param(nth, uint, 0600);
MODULE_PARM_DESC(nth, "which call fails, counted down; 0: none does");

static unsigned int failed;
module_param(failed, uint, 0600);
MODULE_PARM_DESC(failed, "calls that were made to fail");

/* busybox's insmod tries a second time what has failed. */
static bool once;
module_param(once, bool, 0600);
MODULE_PARM_DESC(once, "after a failed call no module is loaded");

static int balance[KINDS];
module_param_array(balance, int, NULL, 0400);
MODULE_PARM_DESC(balance, "memory, pages, coherent, mapping, channel, event");

/** struct point - a function that takes, or gives back. */
struct point {
	const char *symbol;
	enum kind kind;
	bool gives;
	u8 argument; /* a NULL in it gives nothing back */
	unsigned long error;
};

/* kvfree() jumps to the other two, which return to its caller. */
static const struct point points[] = {
	{.symbol = "kmalloc_trace", .kind = MEMORY},
	{.symbol = "__kmalloc", .kind = MEMORY},
	{.symbol = "kmalloc_large", .kind = MEMORY},
	{.symbol = "kvmalloc_node", .kind = MEMORY},
	{.symbol = "kfree", .kind = MEMORY, .gives = true},
	{.symbol = "vfree", .kind = MEMORY, .gives = true},
	{.symbol = "get_zeroed_page", .kind = PAGES},
	{.symbol = "__get_free_pages", .kind = PAGES},
	{.symbol = "alloc_pages_exact", .kind = PAGES},
	{.symbol = "free_pages", .kind = PAGES, .gives = true},
	{.symbol = "free_pages_exact", .kind = PAGES, .gives = true},
	{.symbol = "dma_alloc_attrs", .kind = COHERENT},
	{.symbol = "dma_free_attrs",
	 .kind = COHERENT,
	 .gives = true,
	 .argument = 2},
	{.symbol = "dma_map_page_attrs", .kind = MAPPING, .error = ~0ul},
	{.symbol = "dma_unmap_page_attrs", .kind = MAPPING, .gives = true},
	{.symbol = "dma_request_chan_by_mask",
	 .kind = CHANNEL,
	 .error = NO_MEMORY},
	{.symbol = "dma_release_channel", .kind = CHANNEL, .gives = true},
	{.symbol = "perf_event_create_kernel_counter",
	 .kind = EVENT,
	 .error = NO_MEMORY},
	{.symbol = "perf_event_release_kernel", .kind = EVENT, .gives = true},
	{.symbol = "devm_kmalloc", .kind = ANY},
	{.symbol = "dmam_alloc_attrs", .kind = ANY},
	{.symbol = "pcim_enable_device", .kind = ANY, .error = NO_MEMORY},
	{.symbol = "pcim_iomap_regions", .kind = ANY, .error = NO_MEMORY},
	{.symbol = "misc_register", .kind = ANY, .error = NO_MEMORY},
	{.symbol = "__pci_register_driver", .kind = ANY, .error = NO_MEMORY},
	{.symbol = "register_kprobe", .kind = ANY, .error = NO_MEMORY},
	{.symbol = "bus_register_notifier", .kind = ANY, .error = NO_MEMORY},
};

static struct kprobe probes[ARRAY_SIZE(points)];
static struct module *victim;
static DEFINE_RAW_SPINLOCK(lock);

/* Where a failed call goes on: nothing but its return. */
static noinline notrace void only_return(void)
{
	asm volatile("");
}

static bool called_by_victim(const struct pt_regs *regs)
{
	unsigned long caller = *(unsigned long *)regs->sp;

	return victim && within_module(caller, victim);
}

static int give(const struct point *point, struct pt_regs *regs)
{
	if (regs_get_kernel_argument(regs, point->argument))
		balance[point->kind]--;
	return 0;
}

static int take(const struct point *point, struct pt_regs *regs)
{
	if (nth && !--nth) {
		failed++;
		regs->ax = point->error;
		regs->ip = (unsigned long)only_return;
		return 1;
	}
	if (point->kind != ANY)
		balance[point->kind]++;
	return 0;
}

static int hit(struct kprobe *probe, struct pt_regs *regs)
{
	const struct point *point = &points[probe - probes];
	unsigned long flags;
	int skip;

	if (!called_by_victim(regs))
		return 0;
	raw_spin_lock_irqsave(&lock, flags);
	skip = point->gives ? give(point, regs) : take(point, regs);
	raw_spin_unlock_irqrestore(&lock, flags);
	return skip;
}
NOKPROBE_SYMBOL(hit);

static int module_event(struct notifier_block *block, unsigned long event,
			void *data)
{
	struct module *module = data;

	if (strcmp(module->name, "peekbench"))
		return NOTIFY_DONE;
	if (event == MODULE_STATE_COMING && once && failed)
		return notifier_from_errno(-EAGAIN);
	victim = event == MODULE_STATE_GOING ? NULL : module;
	return NOTIFY_DONE;
}

/* When a module goes, its exit function has run. */
static struct notifier_block modules = {.notifier_call = module_event};

static void remove_probes(size_t count)
{
	while (count--)
		unregister_kprobe(&probes[count]);
}

static int __init peekfail_init(void)
{
	int err = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(points); i++) {
		probes[i] = (struct kprobe){.symbol_name = points[i].symbol,
					    .pre_handler = hit};
		err = register_kprobe(&probes[i]);
		if (err)
			break;
	}
	if (!err)
		err = register_module_notifier(&modules);
	if (err) {
		pr_alert("peekfail: %s: %d\n",
			 i < ARRAY_SIZE(points) ? points[i].symbol : "modules",
			 err);
		remove_probes(i);
	}
	return err;
}

static void __exit peekfail_exit(void)
{
	unregister_module_notifier(&modules);
	remove_probes(ARRAY_SIZE(points));
}

module_init(peekfail_init);
module_exit(peekfail_exit);
MODULE_DESCRIPTION("fails the nth call that peekbench makes, for tests");
MODULE_LICENSE("Dual MIT/GPL");
