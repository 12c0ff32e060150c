/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The protocol of a guest's module and a process of the host, through the
 * guest's memory.  Both sides compile this file; widths, alignment and byte
 * order are those of record.h, and so is the ABI's number.
 */
#ifndef KERNEL_MAILBOX_H
#define KERNEL_MAILBOX_H

#include <linux/types.h>

/*
 * The page by which a host finds the stream in a guest's memory, without a log,
 * a disk or a network.
 *
 * @magic: PEEK_MAILBOX; together with @nonce, which the host gave to the
 *	module, and @self, the page's own guest physical address, it cannot be
 *	mistaken for another page.
 * @bytes: length of the stream so far; updated after the bytes are written.
 * @done: 1: the stream has ended.
 * @chunk: guest physical addresses of pieces of @chunk_bytes.
 */
#define PEEK_MAILBOX 0x786f626c69616d70ull
#define PEEK_MAILBOX_CHUNKS 480

struct peek_mailbox {
	__u64 magic;
	__u64 nonce;
	__u64 self;
	__u32 abi;
	__u32 chunk_bytes;
	__u64 bytes;
	__u64 done;
	__u64 host_page;
	__u64 chunk_count;
	__u64 chunk[PEEK_MAILBOX_CHUNKS];
};

/* Most frames of one job of the host process. */
#define PEEK_HOST_FRAMES 64

/**
 * struct peek_host_frame - one frame to write.
 * @address: guest physical, of the device's side of the buffer.
 * @coherent: guest physical, of the status words outside of it; 0: in it.
 */
struct peek_host_frame {
	__u64 address;
	__u64 coherent;
	__u32 sequence;
	__u32 index;
};

/**
 * struct peek_host_page - the page through which the guest and a device that is
 * a process of the host communicate; peek_mailbox.host_page is its address.
 *
 * State, a cache line for each writer.
 * @job: guest; a new number is a new job: @count frames to write, none granted;
 *	or, if @frames is not 0, @frames frames of @size bytes to send to its
 *	network device, @gap_ns apart.
 * @granted: guest; number of frames of the job that may be written.
 * @attached: host; number of the job it has accepted; 0 until the first one.
 * @written: host; number of frames of the job that are completely written.
 */
struct peek_host_page {
	__u64 job;
	__u32 count;
	__u32 size;
	__u32 status;
	__u32 short_frame;
	__u32 order;
	__u32 grain;
	__u32 gap_ns;
	__u32 frames;
	__u8 line0[88];
	__u64 granted;
	__u8 line1[120];
	__u64 attached;
	__u64 written;
	__u8 line2[112];
	struct peek_host_frame frame[PEEK_HOST_FRAMES];
};

_Static_assert(sizeof(struct peek_mailbox) == 3904, "peek_mailbox has changed");
_Static_assert(sizeof(struct peek_host_page) == 1920,
	       "peek_host_page has changed");

#endif
