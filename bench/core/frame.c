// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "core/frame.h"

/* Little-endian, as every machine this runs on. */
static __always_inline u64 load_word(const u8 *at)
{
	u64 word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/* @size < 8 bytes as one little-endian word, without a call to memcpy(). */
static u64 load_end(const u8 *at, u32 size)
{
	u64 word = 0;

	while (size--)
		word = word << 8 | at[size];
	return word;
}

/* The sum of eight words, which a compiler may add in any order. */
static __always_inline u64 sum_line(const u8 *at)
{
	return load_word(at) + load_word(at + 8) + load_word(at + 16) +
	       load_word(at + 24) + load_word(at + 32) + load_word(at + 40) +
	       load_word(at + 48) + load_word(at + 56);
}

/*
 * Four cache lines an iteration: a branch predictor learns the end of so few
 * iterations, wherever the code is placed.
 */
u64 rx_frame_sum(const void *data, u32 size)
{
	const u8 *at = data;
	u64 sum = 0;
	u32 i = 0;

	for (; i + 256 <= size; i += 256)
		sum += sum_line(at + i) + sum_line(at + i + 64) +
		       sum_line(at + i + 128) + sum_line(at + i + 192);
	for (; i + 64 <= size; i += 64)
		sum += sum_line(at + i);
	for (; i + 8 <= size; i += 8)
		sum += load_word(at + i);
	return sum + load_end(at + i, size - i);
}

static u64 overlay(u64 word, u32 first_byte, u32 status_offset, u32 status)
{
	u32 shift;

	if (status_offset < first_byte || status_offset >= first_byte + 8)
		return word;
	shift = (status_offset - first_byte) * 8;
	return (word & ~(0xffffffffull << shift)) | (u64)status << shift;
}

u64 frame_image_word(const struct rx_layout *layout, u32 sequence, u32 index,
		     u32 word)
{
	u32 status = frame_status(layout, sequence);
	u64 image = frame_word(sequence, index, word);

	for (u32 i = 0; i < frame_overlay_count(layout); i++)
		image = overlay(image, word * 8, layout->word[i], status);
	return image;
}

/*
 * Mask of the bytes [word * 8, word * 8 + 8) of the buffer that a frame fills.
 */
static u64 frame_mask(const struct rx_layout *layout, u32 word)
{
	u32 first = word * 8;
	u32 status_end = layout->status_offset + layout->status_size;
	u64 mask = 0;

	if (first + 8 <= layout->frame_size && !layout->own_size)
		return ~0ull;
	for (u32 byte = 0; byte < 8 && first + byte < layout->size; byte++) {
		u32 at = first + byte;

		if (!frame_is_own(layout, at) &&
		    (at < layout->frame_size ||
		     (at >= layout->status_offset && at < status_end)))
			mask |= 0xffull << (byte * 8);
	}
	return mask;
}

/* Mask of the bytes of that word that are the driver's in the header. */
static u64 own_mask(const struct rx_layout *layout, u32 word)
{
	u64 mask = 0;

	for (u32 byte = 0; byte < 8; byte++)
		if (frame_is_own(layout, word * 8 + byte))
			mask |= 0xffull << (byte * 8);
	return mask;
}

/*
 * Are the bytes of @mask in @seen those of a driver, which has written them or
 * cleared them with the status?
 */
static bool is_own(u64 seen, u64 mask)
{
	for (u32 byte = 0; byte < 64; byte += 8) {
		u8 value = (u8)(seen >> byte);

		if (mask >> byte & 1 && value && value != FRAME_DRIVER_FILL)
			return false;
	}
	return true;
}

static u64 load_bytes(const u8 *at, u32 size)
{
	return size < 8 ? load_end(at, size) : load_word(at);
}

struct comparison {
	bool seen_wrong;
	bool memory_wrong;
	bool leaked;
	u64 sum;
};

static void compare_word(const struct frame_look *look, u32 word,
			 struct comparison *c)
{
	const struct rx_layout *layout = look->layout;
	u32 first = word * 8;
	u32 size = layout->size - first < 8 ? layout->size - first : 8;
	u64 valid = size < 8 ? (1ull << (size * 8)) - 1 : ~0ull;
	u64 mask = frame_mask(layout, word);
	u64 image = frame_image_word(layout, look->sequence, look->index, word);
	u64 seen = load_bytes(look->seen + first, size);
	u64 memory = load_bytes(look->memory + first, size);
	u64 own = FRAME_DRIVER_FILL * 0x0101010101010101ull;
	u64 header = own_mask(layout, word);

	c->seen_wrong |= ((seen ^ image) & mask) != 0;
	c->memory_wrong |= ((memory ^ image) & mask) != 0;
	c->leaked |= ((seen ^ own) & ~mask & ~header & valid) != 0;
	/* With the status in coherent memory, the driver's bytes are there. */
	c->leaked |= !layout->coherent_status && !is_own(seen, header);
	image = (image & ~header) | (seen & header);
	if (first + 8 <= layout->process_size)
		c->sum += image;
	else if (first < layout->process_size)
		c->sum += image &
			  ((1ull << ((layout->process_size - first) * 8)) - 1);
}

u32 frame_plain_end(const struct rx_layout *layout, u32 word)
{
	u32 end = layout->frame_size / 8;

	for (u32 i = 0; i < frame_overlay_count(layout); i++) {
		u32 status = layout->word[i] / 8;

		if (status >= word && status < end)
			end = status;
	}
	if (layout->own_size && layout->own_offset / 8 >= word &&
	    layout->own_offset / 8 < end)
		end = layout->own_offset / 8;
	return end > word ? end : word;
}

/* Compare the words [from, to), none of which holds a status. */
static void compare_plain(const struct frame_look *look, u32 from, u32 to,
			  struct comparison *c)
{
	u64 image = frame_word(look->sequence, look->index, from);
	u64 seen_wrong = 0, memory_wrong = 0, sum = 0;
	u32 summed = look->layout->process_size / 8;

	for (u32 word = from; word < to; word++, image += FRAME_WORD_STEP) {
		seen_wrong |= load_word(look->seen + word * 8) ^ image;
		memory_wrong |= load_word(look->memory + word * 8) ^ image;
		sum += word < summed ? image : 0;
	}
	c->seen_wrong |= seen_wrong != 0;
	c->memory_wrong |= memory_wrong != 0;
	c->sum += sum;
}

static void compare_all(const struct frame_look *look, struct comparison *c)
{
	u32 words = (look->layout->size + 7) / 8;

	for (u32 word = 0; word < words; word++) {
		u32 end = frame_plain_end(look->layout, word);

		compare_plain(look, word, end, c);
		word = end;
		if (word < words)
			compare_word(look, word, c);
	}
}

/* Status word @i of the copy @at, or the coherent one. */
static u32 status_word(const struct frame_look *look, const u8 *at, u32 i)
{
	const struct rx_layout *layout = look->layout;

	return layout->coherent_status ? look->coherent[i]
				       : (u32)load_end(at + layout->word[i], 4);
}

/*
 * Are the status words of the copy @at, or the coherent ones, those of @look's
 * frame?
 */
static bool status_is(const struct frame_look *look, const u8 *at)
{
	u32 status = frame_status(look->layout, look->sequence);

	for (u32 i = 0; i < look->layout->word_count; i++)
		if (status_word(look, at, i) != status)
			return false;
	return true;
}

/*
 * Does the payload seen belong to frame @sequence?  Compares its first plain
 * word.  True if the status is in coherent memory, which is not copied, or if
 * the buffer has no plain word.
 */
static bool payload_is(const struct frame_look *look, u32 sequence)
{
	u32 words = look->layout->frame_size / 8;

	for (u32 word = 0; word < words && !look->layout->coherent_status;
	     word++)
		if (frame_plain_end(look->layout, word) > word)
			return load_word(look->seen + word * 8) ==
			       frame_word(sequence, look->index, word);
	return true;
}

/*
 * Did the driver see a status word of an earlier frame together with that
 * frame's payload?  A copy that goes byte by byte can read a word half written,
 * which belongs to no frame.
 */
static bool is_older_frame(const struct frame_look *look)
{
	u32 status = frame_status(look->layout, look->sequence);

	for (u32 i = 0; i < look->layout->word_count; i++) {
		u32 word = status_word(look, look->seen, i);
		u32 sequence = word & RX_SEQUENCE_MASK;

		if (!((word ^ status) & RX_DONE) && sequence &&
		    sequence < (look->sequence & RX_SEQUENCE_MASK) &&
		    payload_is(look, sequence))
			return true;
	}
	return false;
}

/* The hazards of a completed look whose bytes are wrong. */
static u32 classify_wrong(const struct frame_look *look,
			  const struct comparison *c)
{
	if (c->memory_wrong)
		return FRAME_LOST;
	return is_older_frame(look) ? FRAME_REPLAY : FRAME_TORN;
}

bool frame_status_torn(const struct frame_look *look)
{
	const struct rx_layout *layout = look->layout;
	struct comparison c = {0};
	u32 end = layout->frame_size / 8;

	if (!look->completed || status_is(look, look->seen))
		return false;
	for (u32 word = 0; word < end; word++) {
		u32 plain = frame_plain_end(layout, word);

		compare_plain(look, word, plain, &c);
		word = plain;
	}
	return !c.seen_wrong;
}

u32 frame_check(const struct frame_look *look)
{
	struct comparison c = {0};
	u32 hazards = look->replayed ? FRAME_REPLAY : 0;

	compare_all(look, &c);
	if (!look->completed) {
		if (status_is(look, look->memory))
			hazards |= FRAME_STALE;
		if (c.memory_wrong)
			hazards |= FRAME_LOST;
		return hazards;
	}
	if (c.seen_wrong || (look->processed && look->sum != c.sum))
		hazards |= classify_wrong(look, &c);
	else if (c.memory_wrong)
		hazards |= FRAME_LOST;
	if (c.leaked)
		hazards |= FRAME_LEAK;
	return hazards;
}

static const struct {
	const char *name;
	const char *key;
	const char *says;
	char letter;
} hazards[HAZARDS] = {
#define HAZARD_ROW(id, letter, key, says) {#id, key, says, letter},
	HAZARD_LIST(HAZARD_ROW)
#undef HAZARD_ROW
};

const char *frame_hazard_name(u32 bit)
{
	return hazards[bit].name;
}

char frame_hazard_letter(u32 bit)
{
	return hazards[bit].letter;
}

const char *frame_hazard_key(u32 bit)
{
	return hazards[bit].key;
}

const char *frame_hazard_says(u32 bit)
{
	return hazards[bit].says;
}
