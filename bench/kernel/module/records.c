// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "kernel/module/records.h"

#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define CHUNK_ORDER 4
#define CHUNK_BYTES ((u64)PAGE_SIZE << CHUNK_ORDER)

/* Longest time for which a polling host may use an address that it has read. */
#define HOST_GRACE_MS 50

static int open_host_page(struct records *s)
{
	BUILD_BUG_ON(sizeof(*s->host_page) > PAGE_SIZE);
	s->host_page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!s->host_page)
		return -ENOMEM;
	s->mailbox->host_page = virt_to_phys(s->host_page);
	return 0;
}

int records_open(struct records *s, u64 nonce)
{
	struct peek_mailbox *mailbox = (void *)get_zeroed_page(GFP_KERNEL);

	BUILD_BUG_ON(sizeof(*mailbox) > PAGE_SIZE);
	memset(s, 0, sizeof(*s));
	if (!mailbox)
		return -ENOMEM;
	s->mailbox = mailbox;
	if (nonce && open_host_page(s)) {
		free_page((unsigned long)mailbox);
		return -ENOMEM;
	}
	mailbox->nonce = nonce;
	mailbox->self = virt_to_phys(mailbox);
	mailbox->abi = PEEK_ABI;
	mailbox->chunk_bytes = CHUNK_BYTES;
	smp_store_release(&mailbox->magic, PEEK_MAILBOX);
	return 0;
}

void records_close(struct records *s)
{
	/* these pages must not look like a mailbox to their next user */
	WRITE_ONCE(s->mailbox->magic, 0);
	if (s->host_page) {
		smp_store_release(&s->mailbox->host_page, 0);
		msleep(HOST_GRACE_MS);
		free_page((unsigned long)s->host_page);
	}
	for (u64 i = 0; i < s->mailbox->chunk_count; i++)
		free_pages((unsigned long)s->chunk[i], CHUNK_ORDER);
	free_page((unsigned long)s->mailbox);
	s->mailbox = NULL;
}

static bool grow(struct records *s)
{
	struct peek_mailbox *mailbox = s->mailbox;
	u64 i = mailbox->chunk_count;

	if (i == PEEK_MAILBOX_CHUNKS)
		return false;
	s->chunk[i] = (void *)__get_free_pages(
		GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN, CHUNK_ORDER);
	if (!s->chunk[i])
		return false;
	mailbox->chunk[i] = virt_to_phys(s->chunk[i]);
	smp_store_release(&mailbox->chunk_count, i + 1);
	return true;
}

static void append(struct records *s, const u8 *from, u32 bytes)
{
	u64 at = s->mailbox->bytes;
	u32 done = 0;

	while (done < bytes) {
		u64 offset = (at + done) % CHUNK_BYTES;
		u32 piece = min_t(u64, bytes - done, CHUNK_BYTES - offset);

		memcpy(s->chunk[(at + done) / CHUNK_BYTES] + offset,
		       from + done, piece);
		done += piece;
	}
	smp_store_release(&s->mailbox->bytes, at + bytes);
}

void records_put(struct records *s, enum peek_record_type type, void *record,
		 u32 bytes)
{
	struct peek_head *head = record;

	*head = (struct peek_head){
		.magic = PEEK_MAGIC,
		.type = type,
		.abi = PEEK_ABI,
		.bytes = bytes,
		.number = s->number++,
	};
	while (s->mailbox->bytes + bytes >
	       s->mailbox->chunk_count * CHUNK_BYTES) {
		if (!grow(s)) {
			s->lost++;
			return;
		}
	}
	append(s, record, bytes);
}

/* test_taint() is exported, the whole mask is not. */
u32 kernel_taint(void)
{
	u32 mask = 0;

	for (u32 flag = 0; flag < TAINT_FLAGS_COUNT; flag++)
		if (test_taint(flag))
			mask |= BIT(flag);
	return mask;
}

void records_end(struct records *s)
{
	struct peek_end end = {.lost = s->lost, .taint = kernel_taint()};

	records_put(s, PEEK_RECORD_END, &end, sizeof(end));
	smp_store_release(&s->mailbox->done, 1);
}

ssize_t records_copy(const struct records *s, char __user *to, size_t count,
		     loff_t *pos)
{
	u64 bytes = smp_load_acquire(&s->mailbox->bytes);
	size_t done = 0;

	if (*pos < 0)
		return -EINVAL;
	if (*pos >= bytes)
		return 0;
	count = min_t(u64, count, bytes - *pos);
	while (done < count) {
		u64 at = *pos + done;
		u64 offset = at % CHUNK_BYTES;
		size_t piece = min_t(u64, count - done, CHUNK_BYTES - offset);

		if (copy_to_user(to + done, s->chunk[at / CHUNK_BYTES] + offset,
				 piece))
			return -EFAULT;
		done += piece;
	}
	*pos += done;
	return done;
}
