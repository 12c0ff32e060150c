// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <linux/string.h>

#include "core/layout.h"
#include "core/ring.h"
#include "kernel/module/driver.h"
#include "kernel/module/session.h"

static bool is_text(const char *text)
{
	return strnlen(text, PEEK_NAME_BYTES) < PEEK_NAME_BYTES;
}

static bool is_script(const struct peek_script *script)
{
	for (u32 hook = 0; hook < PEEK_HOOKS; hook++) {
		if (script->count[hook] > PEEK_SCRIPT_SYNCS)
			return false;
		for (u32 i = 0; i < script->count[hook]; i++)
			if (script->sync[hook][i].range >= PEEK_RANGES ||
			    script->sync[hook][i].dir > DMA_NONE)
				return false;
	}
	return true;
}

/* The range of a table may leave the mapping of a smaller buffer. */
static bool fits(const struct peek_script *script, u32 size)
{
	for (u32 hook = 0; hook < PEEK_HOOKS; hook++)
		for (u32 i = 0; i < script->count[hook]; i++) {
			const struct peek_sync *sync = &script->sync[hook][i];

			if (sync->range == PEEK_RANGE_BYTES &&
			    (sync->offset >= size ||
			     sync->size > size - sync->offset))
				return false;
		}
	return true;
}

static bool is_case(const struct peek_request *r)
{
	if (r->interpreted &&
	    (!is_script(&r->script) || !fits(&r->script, r->size)))
		return false;
	return r->size && r->size <= PEEK_MOST_BYTES && r->ring &&
	       r->ring <= PEEK_MOST_RING && r->status < RX_STATUSES &&
	       r->rearm < RX_REARMS && r->mapped < RX_MAPPEDS &&
	       r->synced < RX_SYNCEDS && r->looks <= PEEK_MOST_LOOKS &&
	       r->rounds && r->rounds <= PEEK_MOST_ROUNDS && r->frames &&
	       r->frames <= PEEK_MOST_FRAMES && r->short_frame <= 1 &&
	       r->order <= 1 && r->timed <= 1 && r->counted <= 1 &&
	       r->gap_ns <= PEEK_MOST_GAP_NS && r->grain >= 8 &&
	       r->grain % 8 == 0 && r->grain <= PEEK_MOST_BYTES &&
	       r->processing < RX_PROCESSES && r->align < 256 &&
	       r->align % 4 == 0 && r->events <= r->timed &&
	       r->swiotlb < PEEK_SWIOTLBS &&
	       (!r->swiotlb || (!r->timed && !r->counted)) &&
	       r->dirtied <= r->looks && (!r->dirtied || r->short_frame) &&
	       (u64)r->ring * ALIGN(r->size, 256) <= PEEK_MOST_RING_BYTES;
}

int request_check(const struct peek_request *r)
{
	bool good = r->head.magic == PEEK_MAGIC && r->head.abi == PEEK_ABI &&
		    r->head.bytes == sizeof(*r) && is_text(r->strategy) &&
		    is_text(r->device);

	if (!good)
		return -EINVAL;
	switch (r->head.type) {
	case PEEK_REQUEST_CASE:
		good = is_case(r);
		break;
	case PEEK_REQUEST_CALLS:
		good = r->size && r->size <= PEEK_MOST_BYTES && r->rounds &&
		       r->rounds <= PEEK_MOST_ROUNDS;
		break;
	case PEEK_REQUEST_SEND:
		good = r->size && r->size <= PEEK_MOST_BYTES && r->frames &&
		       r->frames <= PEEK_MOST_FRAMES &&
		       r->gap_ns <= PEEK_MOST_GAP_NS;
		break;
	case PEEK_REQUEST_WATCH:
		good = r->swiotlb < PEEK_SWIOTLBS;
		break;
	case PEEK_REQUEST_UNWATCH:
	case PEEK_REQUEST_END:
		break;
	default:
		good = false;
	}
	return good ? 0 : -EINVAL;
}

int request_run(struct session *session, const struct peek_request *request)
{
	switch (request->head.type) {
	case PEEK_REQUEST_CASE:
		return case_run(session, request);
	case PEEK_REQUEST_CALLS:
		return calls_run(session, request);
	case PEEK_REQUEST_WATCH:
		return driver_watch(session, request);
	case PEEK_REQUEST_SEND:
		return driver_send(session, request);
	case PEEK_REQUEST_UNWATCH:
		return driver_unwatch(session);
	default:
		records_end(&session->stream);
		return 0;
	}
}
