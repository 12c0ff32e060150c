/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The stream of records: grows in pieces, read by read(2) or by a host. */
#ifndef KERNEL_MODULE_RECORDS_H
#define KERNEL_MODULE_RECORDS_H

#include <linux/mutex.h>
#include <linux/types.h>

#include "kernel/mailbox.h"
#include "kernel/record.h"

/**
 * struct records - all records since the module was loaded.
 * @mailbox: one page; also says which pieces there are.
 * @host_page: one page for a process of the host that writes frames; NULL if
 *	there is none.
 * @chunk: the pieces, mailbox->chunk_count of them.
 * @number: of the next record.
 * @lost: records that found no room.
 */
struct records {
	struct peek_mailbox *mailbox;
	struct peek_host_page *host_page;
	void *chunk[PEEK_MAILBOX_CHUNKS];
	u32 number;
	u64 lost;
};

/**
 * records_open() - an empty stream.
 * @nonce: for a host that looks for the mailbox; 0: there is none.
 *
 * Return: 0, the caller calls records_close(); -ENOMEM.
 */
int records_open(struct records *s, u64 nonce);

/** records_close() - free it. */
void records_close(struct records *s);

/**
 * records_put() - append @record, whose head is filled in here.
 * @bytes: of the record, a multiple of 8.
 *
 * A record that finds no memory is counted, not reported: the gap in the
 * numbers and struct peek_end tell the reader.
 */
void records_put(struct records *s, enum peek_record_type type, void *record,
		 u32 bytes);

/** records_end() - the last record; a host may stop waiting. */
void records_end(struct records *s, u32 taint);

/**
 * records_copy() - bytes from *@pos on to user memory, as a read(2) does.
 *
 * Return: how many, 0 at the end; -EFAULT; -EINVAL for a negative *@pos.
 */
ssize_t records_copy(const struct records *s, char __user *to, size_t count,
		     loff_t *pos);

#endif
