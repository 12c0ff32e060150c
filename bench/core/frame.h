/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * The pattern that a device writes, and the hazard that a wrong byte shows.
 *
 * Every 64-bit word of a frame is different for every frame number, buffer and
 * offset, and so is (nearly) every byte of it: an old byte cannot pass for a
 * new one.  The status words overlay the pattern, unless they are in coherent
 * memory.
 */
#ifndef CORE_FRAME_H
#define CORE_FRAME_H

#include <peekbench/rx.h>

/* Value of the driver's own bytes; a frame has no runs of it. */
#define FRAME_DRIVER_FILL RX_DRIVER_FILL

/*
 * Fill byte of a bounce pool before the first map: data of another user, which
 * reads as a status that is not ready.
 */
#define FRAME_FOREIGN_FILL 0x5eu

/* The same, but it reads as a status that is ready. */
#define FRAME_FOREIGN_READY 0xdeu

/*
 * H(ID, letter, key, says): the ways in which a frame can be wrong.  @ID is the
 * name, @letter its abbreviation in narrow tables, @key the name of its count
 * in documents, @says one clause without a full stop.
 *
 * HAZARDS_OF_FRAMES() are those of a frame that reached the driver.  UNDONE
 * concerns bytes of the driver: only the checker detects it, and no document
 * counts it.
 */
#define HAZARDS_OF_FRAMES(H)                                                   \
	H(LOST, 'L', "lost", "bytes the device wrote were overwritten")        \
	H(TORN, 'T', "torn",                                                   \
	  "ready, but some bytes are from before the device's write")          \
	H(STALE, 'S', "stale",                                                 \
	  "the device has finished, and a later look does not see it")         \
	H(LEAK, 'K', "leaked",                                                 \
	  "bytes that neither device nor driver wrote reached the driver")     \
	H(REPLAY, 'R', "replayed",                                             \
	  "a recycled buffer is ready again without a write of the device")
#define HAZARD_LIST(H)                                                         \
	HAZARDS_OF_FRAMES(H)                                                   \
	H(UNDONE, 'U', "undone", "the driver does not read what it wrote")

/* Numbers of the bits of enum frame_hazard. */
enum frame_hazard_bit {
#define HAZARD_BIT(id, ...) FRAME_##id##_BIT,
	HAZARD_LIST(HAZARD_BIT)
#undef HAZARD_BIT
		HAZARDS,
	FRAME_HAZARDS = FRAME_UNDONE_BIT,
};

enum frame_hazard {
#define HAZARD_MASK(id, ...) FRAME_##id = 1 << FRAME_##id##_BIT,
	HAZARD_LIST(HAZARD_MASK)
#undef HAZARD_MASK
};

/** frame_hazard_name() - "LOST", ...; @bit < HAZARDS is a bit number. */
const char *frame_hazard_name(u32 bit);

/** frame_hazard_letter() - 'L', ...; unique; @bit as above. */
char frame_hazard_letter(u32 bit);

/** frame_hazard_key() - "lost", ...; @bit as above. */
const char *frame_hazard_key(u32 bit);

/** frame_hazard_says() - the hazard in words, one clause; @bit as above. */
const char *frame_hazard_says(u32 bit);

/**
 * frame_word() - the payload word @word (of 8 bytes) of frame @sequence in
 * buffer @index.
 */
static inline u64 frame_word(u32 sequence, u32 index, u32 word)
{
	/*
	 * Odd multiplier: bijective, and byte k of the product depends on
	 * bytes 0..k of the frame number.
	 */
	u64 id = (u64)index << 48 | (u64)word << 32 | sequence;

	return id * 0x9e3779b97f4a7c15ull;
}

/**
 * frame_status_word() - the value that the device stores into each status word.
 */
static inline u32 frame_status_word(u32 sequence)
{
	return RX_DONE | (sequence & RX_SEQUENCE_MASK);
}

/** frame_status() - the same for a layout whose status may be a phase bit. */
static inline u32 frame_status(const struct rx_layout *layout, u32 sequence)
{
	return layout->phase_bit && !(sequence & 1)
		       ? sequence & RX_SEQUENCE_MASK
		       : frame_status_word(sequence);
}

/** frame_overlay_count() - number of status words in the buffer itself. */
static inline u32 frame_overlay_count(const struct rx_layout *layout)
{
	return layout->coherent_status ? 0 : layout->word_count;
}

/**
 * frame_image_word() - bytes [8 * @word, 8 * @word + 8) of a whole frame, as
 * one little-endian word, status words included.
 */
u64 frame_image_word(const struct rx_layout *layout, u32 sequence, u32 index,
		     u32 word);

/** frame_is_own() - is byte @at one of the driver's in the status region? */
static inline bool frame_is_own(const struct rx_layout *layout, u32 at)
{
	return at - layout->own_offset < layout->own_size;
}

/**
 * frame_plain_end() - the end of a run of plain words that starts at @word:
 * words that lie wholly inside the frame and hold no part of a status word, and
 * no byte of frame_is_own().
 *
 * Return: the first word from @word on that is not plain.
 */
u32 frame_plain_end(const struct rx_layout *layout, u32 word);

/* Difference of neighbouring words of a frame; see frame_word(). */
#define FRAME_WORD_STEP (0x9e3779b97f4a7c15ull << 32)

/**
 * struct frame_look - one frame the device has written, after the driver has
 * looked at it.
 * @layout: geometry of the buffer.
 * @sequence: the frame's number; they begin at 1 in each buffer.
 * @index: the buffer's position in the ring.
 * @seen: the CPU's side: the original buffer.
 * @memory: the device's side: bounce or original buffer.
 * @coherent: the buffer's words in coherent memory; read only if the layout has
 *	its status there.
 * @completed: the loop found the buffer ready.
 * @replayed: the buffer was ready before the device wrote this frame.
 * @processed: process_buf() ran; @sum is its result.
 * @sum: rx_frame_sum() as the driver computed it.
 */
struct frame_look {
	const struct rx_layout *layout;
	u32 sequence;
	u32 index;
	const u8 *seen;
	const u8 *memory;
	const u32 *coherent;
	bool completed;
	bool replayed;
	bool processed;
	u64 sum;
};

/**
 * frame_status_torn() - is a completed look wrong in its status words alone?
 *
 * A copy that goes byte by byte can read a word half written.  True if no plain
 * word of the payload is wrong.
 */
bool frame_status_torn(const struct frame_look *look);

/**
 * frame_check() - compare the driver's view of a frame with the device's
 * writes.
 *
 * Call it while the device writes nothing.  A completed look with wrong bytes
 * is LOST if the device-side memory no longer holds the frame, REPLAY if a
 * status word seen is an earlier frame's (or @replayed is set), else TORN,
 * whether the payload or the status word itself was read in pieces.  A look
 * that did not complete is STALE if the device-side memory holds the status,
 * LOST if not.  LEAK: bytes after the end of a short frame that the driver did
 * not write.
 *
 * Return: 0 or a set of enum frame_hazard.
 */
u32 frame_check(const struct frame_look *look);

#endif
