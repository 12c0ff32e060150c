// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The ledger of one frame, like runner/account.c in user space. */
#include <linux/string.h>

#include "kernel/module/slice.h"

enum { NOT_READY, READY, COMPLETION, REARM };

static void mark_fresh(struct kernel_ring *kr, u8 *fresh)
{
	const struct rx_layout *layout = &kr->ring.layout;

	memset(fresh, 1, layout->frame_size);
	memset(fresh + layout->status_offset, 1, layout->status_size);
}

static u32 frame_bytes(const struct rx_layout *layout)
{
	u32 outside = layout->status_offset >= layout->frame_size
			      ? layout->status_size
			      : 0;

	return layout->frame_size + outside;
}

static int check_books(const struct kernel_ring *kr,
		       const struct watch_follow *follow, u64 copied_back,
		       struct peek_case *book)
{
	if (follow->news + follow->again != book->copied ||
	    follow->back != copied_back) {
		snprintf(book->reason, sizeof(book->reason),
			 "ledger: %llu + %llu bytes booked, %llu copied",
			 follow->news, follow->again, book->copied);
		return -EPROTO;
	}
	if (follow->size && kr->completed[0] && follow->news != book->needed) {
		snprintf(book->reason, sizeof(book->reason),
			 "ledger: the device wrote %llu bytes, %llu arrived",
			 book->needed, follow->news);
		return -EPROTO;
	}
	return 0;
}

/* For a buffer that does not bounce there are no copies to follow. */
static void follow_start(struct kernel_ring *kr, struct watch_follow *follow,
			 u8 *fresh)
{
	phys_addr_t memory = kernel_device_phys(kr->kd, kr->bufs[0].dma);
	bool bounced = !kernel_ring_harness(kr) &&
		       memory != virt_to_phys(kr->bufs[0].data);

	memset(follow, 0, sizeof(*follow));
	memset(fresh, 0, kr->ring.layout.size);
	follow->start = memory;
	follow->fresh = fresh;
	follow->size = bounced ? kr->ring.layout.size : 0;
}

static int book_frame(struct kernel_ring *kr, struct watch *watch, u8 *fresh,
		      struct peek_case *book, bool *replayed)
{
	u64 copied = watch->count.copied, looked;
	u64 back = watch->count.copied_back;
	u32 looks = kr->request->looks;
	int err;

	kr->loops->dirty_each(kr->bufs, 1, looks, kr->request->dirtied);
	looked = watch->count.copied;
	*replayed = looks && is_ready(kr->bufs);
	if (looks)
		book->per_not_ready_peek = (looked - copied) / looks;
	err = kernel_ring_write(kr, 0);
	if (err)
		return err;
	mark_fresh(kr, fresh);
	watch->follow.phase = COMPLETION;
	kr->loops->complete_each(kr->bufs, 1);
	kr->completed[0] = is_ready(kr->bufs);
	kr->replayed[0] = *replayed;
	book->needed = frame_bytes(&kr->ring.layout);
	book->per_ready_peek = watch->count.copied - looked;
	book->copied = watch->count.copied - copied;
	book->copied_again = watch->follow.again;
	book->copied_back = watch->count.copied_back - back;
	return check_books(kr, &watch->follow, book->copied_back, book);
}

int kernel_slice_book(struct kernel_ring *kr, struct watch *watch, u8 *fresh,
		      struct peek_case *book)
{
	struct watch_follow *follow = &watch->follow;
	bool replayed = false;
	u64 before;
	int err;

	follow_start(kr, follow, fresh);
	err = book_frame(kr, watch, fresh, book, &replayed);
	if (err)
		return replayed && err == -EPROTO ? 0 : err;
	kernel_ring_verify(kr, 0, 1, true);
	follow->phase = REARM;
	before = watch->count.copied + watch->count.copied_back;
	err = kernel_ring_rearm(kr, 0, 1);
	book->rearm = watch->count.copied + watch->count.copied_back - before;
	follow->size = 0;
	book->booked = !err && !replayed;
	return err;
}
