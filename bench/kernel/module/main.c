// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * peekbench.ko: the strategies over the kernel's own DMA API.
 *
 * /dev/peekbench takes one struct peek_request in each write(2) and carries it
 * out before it returns; read(2) returns the stream of records.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/utsname.h>

#include "kernel/module/device.h"
#include "kernel/module/session.h"
#include "kernel/module/stamp.h"

static unsigned long long mailbox;
module_param(mailbox, ullong, 0400);
MODULE_PARM_DESC(mailbox, "number by which a host finds the records in memory");

static bool emulated;
module_param(emulated, bool, 0400);
MODULE_PARM_DESC(emulated, "the machine counts instructions (QEMU -icount)");

/* Static, because misc_register() and module_exit() pass no pointer. */
static struct session *the_session;

static struct session *session_of(struct file *file)
{
	return container_of(file->private_data, struct session, misc);
}

static ssize_t peekbench_read(struct file *file, char __user *to, size_t count,
			      loff_t *pos)
{
	struct session *session = session_of(file);
	ssize_t done;

	if (mutex_lock_interruptible(&session->lock))
		return -EINTR;
	done = records_copy(&session->stream, to, count, pos);
	mutex_unlock(&session->lock);
	return done;
}

static ssize_t peekbench_write(struct file *file, const char __user *from,
			       size_t count, loff_t *pos)
{
	struct session *session = session_of(file);
	struct peek_request request;
	int err;

	if (count != sizeof(request))
		return -EINVAL;
	if (copy_from_user(&request, from, sizeof(request)))
		return -EFAULT;
	err = request_check(&request);
	if (err)
		return err;
	if (mutex_lock_interruptible(&session->lock))
		return -EINTR;
	err = request_run(session, &request);
	mutex_unlock(&session->lock);
	return err ? err : count;
}

static const struct file_operations peekbench_fops = {
	.owner = THIS_MODULE,
	.read = peekbench_read,
	.write = peekbench_write,
	.llseek = default_llseek,
};

#define CALIBRATIONS 64

static void calibrate(struct peek_hello *hello)
{
	unsigned long flags;

	local_irq_save(flags);
	for (u32 i = 0; i < CALIBRATIONS; i++) {
		u64 start = stamp_now();

		hello->pair_ticks += stamp_now() - start;
		start = peek_clock(NULL);
		hello->stamp_ticks += peek_clock(NULL) - start;
	}
	local_irq_restore(flags);
	hello->pair_count = CALIBRATIONS;
}

static void hello_put(struct session *session)
{
	struct peek_hello hello = {.tick_hz = stamp_hz(),
				   .step_ticks = stamp_step(),
				   .invariant = stamp_invariant(),
				   .taint = kernel_taint()};

	calibrate(&hello);
	strscpy(hello.release, utsname()->release, sizeof(hello.release));
	strscpy(hello.version, utsname()->version, sizeof(hello.version));
	strscpy(hello.machine, utsname()->machine, sizeof(hello.machine));
	hello.string_features = stamp_string_features();
	stamp_hypervisor(hello.hypervisor);
	strscpy(hello.clock, stamp_clock(), sizeof(hello.clock));
	records_put(&session->stream, PEEK_RECORD_HELLO, &hello, sizeof(hello));
}

static int open_session(struct session *session)
{
	int err = records_open(&session->stream, mailbox);

	if (err)
		return err;
	mutex_init(&session->lock);
	session->misc = (struct miscdevice){
		.minor = MISC_DYNAMIC_MINOR,
		.name = "peekbench",
		.fops = &peekbench_fops,
		.mode = 0600,
	};
	hello_put(session);
	err = kernel_devices_register();
	if (err)
		goto out_stream;
	err = misc_register(&session->misc);
	if (err)
		goto out_devices;
	return 0;
out_devices:
	kernel_devices_unregister();
out_stream:
	records_close(&session->stream);
	return err;
}

static int __init peekbench_init(void)
{
	int err = -ENOMEM;

	stamp_start(emulated);
	the_session = kzalloc(sizeof(*the_session), GFP_KERNEL);
	if (the_session)
		err = open_session(the_session);
	if (err)
		kfree(the_session);
	return err;
}

static void __exit peekbench_exit(void)
{
	misc_deregister(&the_session->misc);
	kernel_devices_unregister();
	if (the_session->watch) {
		watch_stop(the_session->watch);
		swiotlb_state_stop(&the_session->swiotlb);
	}
	kfree(the_session->watch);
	records_close(&the_session->stream);
	kfree(the_session);
	the_session = NULL;
}

module_init(peekbench_init);
module_exit(peekbench_exit);
MODULE_DESCRIPTION("How to look into a receive buffer a device may be writing");
MODULE_LICENSE("Dual MIT/GPL");
