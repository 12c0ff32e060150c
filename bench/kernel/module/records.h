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
 * @mailbox: one page, which also lists the pieces.
 * @host_page: one page for a process of the host that writes frames; NULL if
 *	there is none.
 * @chunk: the pieces, mailbox->chunk_count of them.
 * @number: number of the next record.
 * @lost: number of records dropped for lack of room.
 */
struct records {
	struct peek_mailbox *mailbox;
	struct peek_host_page *host_page;
	void *chunk[PEEK_MAILBOX_CHUNKS];
	u32 number;
	u64 lost;
};

/**
 * records_open() - make an empty stream.
 * @nonce: for the host that searches the mailbox; 0 without such a host.
 *
 * Return: 0, the caller calls records_close(); -ENOMEM.
 */
int records_open(struct records *s, u64 nonce);

/** records_close() - free the stream. */
void records_close(struct records *s);

/**
 * records_put() - append @record, whose head is filled in here.
 * @bytes: of the record, a multiple of 8.
 *
 * A record for which there is no memory is dropped and counted; the reader
 * finds the gap in the numbers and the count in struct peek_end.
 */
void records_put(struct records *s, enum peek_record_type type, void *record,
		 u32 bytes);

/** kernel_taint() - the kernel's taint flags, by their bits. */
u32 kernel_taint(void);

/** records_end() - write the last record and mark the stream as ended. */
void records_end(struct records *s);

/**
 * records_copy() - copy bytes from *@pos on to user memory, for read(2).
 *
 * Return: the number of bytes, 0 at the end; -EFAULT; -EINVAL for a negative
 * *@pos.
 */
ssize_t records_copy(const struct records *s, char __user *to, size_t count,
		     loff_t *pos);

#endif
