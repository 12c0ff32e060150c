// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "trace/event.h"

/* DMA_MAPPING_ERROR of kernels whose dma_addr_t has 32 bits. */
#define MAPPING_ERROR_32 0xffffffffull

static const struct trace_name names[] = {
	{"dma_sync_single_for_cpu", TRACE_FOR_CPU, false},
	{"dma_sync_single_for_device", TRACE_FOR_DEVICE, false},
	{"dma_map_page", TRACE_MAP, false},
	{"dma_unmap_page", TRACE_UNMAP, false},
	{"dma_map_phys", TRACE_MAP, false},
	{"dma_unmap_phys", TRACE_UNMAP, false},
	{"swiotlb_bounced", TRACE_BOUNCED, false},
	{"dma_map_sg", TRACE_MAP, true},
	{"dma_unmap_sg", TRACE_UNMAP, true},
	{"dma_map_sg_err", TRACE_NONE, true},
	{"dma_sync_sg_for_cpu", TRACE_FOR_CPU, true},
	{"dma_sync_sg_for_device", TRACE_FOR_DEVICE, true},
	{"dma_map_resource", TRACE_MAP, false},
	{"dma_unmap_resource", TRACE_UNMAP, false},
	{"dma_alloc", TRACE_ALLOC, false},
	{"dma_free", TRACE_FREE, false},
	{"dma_alloc_pages", TRACE_MAP, false},
	{"dma_free_pages", TRACE_UNMAP, false},
	{"dma_alloc_sgt", TRACE_MAP, false},
	{"dma_free_sgt", TRACE_UNMAP, false},
	{"dma_alloc_sgt_err", TRACE_NONE, false},
	{"dma_map_page_call", TRACE_MAP_CALL, false},
	{"dma_map_page_return", TRACE_MAP_RETURN, false},
};

static const char *const directions[] = {
	[DMA_BIDIRECTIONAL] = "BIDIRECTIONAL",
	[DMA_TO_DEVICE] = "TO_DEVICE",
	[DMA_FROM_DEVICE] = "FROM_DEVICE",
	[DMA_NONE] = "NONE",
};

/* The bit of each name: include/linux/dma-mapping.h. */
static const struct {
	const char *name;
	u32 bit;
} attributes[] = {
	{"WEAK_ORDERING", 1},
	{"WRITE_COMBINE", 2},
	{"NO_KERNEL_MAPPING", 4},
	{"SKIP_CPU_SYNC", 5},
	{"FORCE_CONTIGUOUS", 6},
	{"ALLOC_SINGLE_PAGES", 7},
	{"NO_WARN", 8},
	{"PRIVILEGED", 9},
	{"MMIO", 10},
	{"CACHE_CLEAN", 11},
	{"CACHELINES_OVERLAP", 11},
	{"REQUIRE_COHERENT", 12},
	{"CC_SHARED", 13},
};

const char *trace_direction_name(u32 dir)
{
	return directions[dir < DMA_NONE ? dir : DMA_NONE];
}

const struct trace_name *trace_name_find(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strncmp(names[i].name, name, length) &&
		    !names[i].name[length])
			return &names[i];
	return NULL;
}

const struct trace_name *trace_name_at(size_t i)
{
	return i < ARRAY_SIZE(names) ? &names[i] : NULL;
}

void trace_event_clear(struct trace_event *event, const struct trace_name *name)
{
	event->kind = name->kind;
	event->dir = DMA_NONE;
	event->sg = name->sg;
	event->failed = false;
	event->truncated = false;
	event->has_time = false;
	event->cpu = 0;
	event->pid = 0;
	event->count = 0;
	event->attrs = 0;
	event->time_ns = 0;
	event->task[0] = '\0';
	event->device[0] = '\0';
}

/* The value after " key=", or NULL. */
static const char *field(const char *text, const char *key)
{
	size_t length = strlen(key);

	for (const char *at = text; (at = strstr(at, key)); at += length)
		if (at > text && at[-1] == ' ' && at[length] == '=')
			return at + length + 1;
	return NULL;
}

static u32 digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (u32)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (u32)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (u32)(c - 'A') + 10;
	return 16;
}

/*
 * Return: the end of the number; NULL without a digit, or for more than 64
 * bits.
 */
static const char *number(const char *text, u32 base, u64 *value)
{
	u64 sum = 0;
	const char *at = text;

	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X')) {
		base = 16;
		at += 2;
	}
	text = at;
	for (; digit_of(*at) < base; at++)
		if (__builtin_mul_overflow(sum, base, &sum) ||
		    __builtin_add_overflow(sum, digit_of(*at), &sum))
			return NULL;
	*value = sum;
	return at == text ? NULL : at;
}

static bool number_field(const char *text, const char *key, u32 base,
			 u64 *value)
{
	const char *at = field(text, key);

	return at && number(at, base, value);
}

/*
 * Does @text begin with @word, without a letter, digit or underscore after it?
 */
static bool is_word(const char *text, const char *word)
{
	size_t length = strlen(word);
	char behind;

	if (strncmp(text, word, length))
		return false;
	behind = text[length];
	return behind != '_' && digit_of(behind) == 16 &&
	       (behind < 'A' || behind > 'Z');
}

static void read_direction(struct trace_event *event, const char *text)
{
	const char *at = field(text, "dir");
	u64 value;

	if (!at)
		return;
	for (u32 i = 0; i < ARRAY_SIZE(directions); i++)
		if (is_word(at, directions[i]))
			event->dir = (u8)i;
	if (number(at, 10, &value) && digit_of(*at) < 10 && value < DMA_NONE)
		event->dir = (u8)value;
}

static void read_attributes(struct trace_event *event, const char *text)
{
	const char *at = field(text, "attrs");

	if (!at || *at == ' ' || !*at)
		return;
	if (digit_of(*at) < 10) {
		number(at, 16, &event->attrs);
		return;
	}
	while (*at && *at != ' ') {
		for (size_t i = 0; i < ARRAY_SIZE(attributes); i++)
			if (is_word(at, attributes[i].name))
				event->attrs |= 1ull << attributes[i].bit;
		at += strcspn(at, " |");
		at += *at == '|';
	}
}

static void copy_device(struct trace_event *event, const char *from,
			size_t length)
{
	while (length && (from[length - 1] == ' ' || from[length - 1] == '"'))
		length--;
	if (length > sizeof(event->device) - 1)
		length = sizeof(event->device) - 1;
	for (size_t i = 0; i < length; i++)
		event->device[i] =
			from[i] < ' ' || from[i] > '~' ? '?' : from[i];
	event->device[length] = '\0';
}

/*
 * A device's name may contain blanks ("Fixed MDIO bus.0"), so it ends at the
 * next field.
 */
static void read_device(struct trace_event *event, const char *text)
{
	static const char *const behind[] = {
		" dir=", " dma_addr=", " dma_mask=", " nents=", " size="};
	const char *named = field(text, "device"), *end = NULL;

	if (named && *named == '"') {
		copy_device(event, named + 1, strcspn(named + 1, "\""));
		return;
	}
	if (named) {
		copy_device(event, named, strcspn(named, " "));
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(behind); i++) {
		const char *at = strstr(text, behind[i]);

		if (at && (!end || at < end))
			end = at;
	}
	text += strspn(text, " ");
	if (!strncmp(text, "dev_name: ", 10))
		text += 10;
	if (end && end > text)
		copy_device(event, text, (size_t)(end - text));
}

enum part { PART_ADDR, PART_SIZE, PART_PHYS };

static void set_part(struct trace_event *event, u32 i, enum part part,
		     u64 value)
{
	struct trace_segment *segment = &event->segment[i];

	if (i >= event->count) {
		*segment = (struct trace_segment){0};
		event->count = i + 1;
	}
	if (part == PART_ADDR)
		segment->addr = value;
	else if (part == PART_SIZE)
		segment->size = value;
	else
		segment->phys = value;
}

/*
 * Read {0x1000,0x2000}, the form of __print_array(); false if it is incomplete.
 */
static bool read_array(struct trace_event *event, const char *text,
		       const char *key, enum part part)
{
	const char *at = field(text, key);
	u64 value;
	u32 i = 0;

	if (!at || *at != '{')
		return false;
	while (*at == '{' || *at == ',') {
		if (at[1] == '}')
			return true;
		at = number(at + 1, 16, &value);
		if (!at)
			return false;
		if (i < TRACE_SEGMENTS)
			set_part(event, i++, part, value);
		else
			event->truncated = true;
	}
	return *at == '}';
}

static int read_list(struct trace_event *event, const char *text)
{
	u32 mapped;

	if (event->kind == TRACE_NONE)
		return 0;
	if (event->kind == TRACE_UNMAP)
		return read_array(event, text, "phys_addrs", PART_PHYS)
			       ? 0
			       : -EBADMSG;
	if (!read_array(event, text, "dma_addrs", PART_ADDR) ||
	    !read_array(event, text, "sizes", PART_SIZE))
		return -EBADMSG;
	mapped = event->count;
	if (event->kind == TRACE_MAP)
		read_array(event, text, "phys_addrs", PART_PHYS);
	event->count = mapped; /* an IOMMU joins entries */
	if (strstr(text, "[TRUNCATED]"))
		event->truncated = true;
	return 0;
}

static int read_single(struct trace_event *event, const char *text)
{
	u32 base = strstr(text, "[FAILED TO PARSE]") ? 10 : 16;
	struct trace_segment segment = {0};
	bool wants_addr = event->kind != TRACE_MAP_CALL &&
			  event->kind != TRACE_ALLOC &&
			  event->kind != TRACE_NONE;
	bool wants_size =
		event->kind != TRACE_MAP_RETURN && event->kind != TRACE_NONE;
	bool has_addr = number_field(text, "dma_addr", base, &segment.addr) ||
			number_field(text, "addr", base, &segment.addr) ||
			number_field(text, "dev_addr", base, &segment.addr);

	number_field(text, "phys_addr", base, &segment.phys);
	if ((wants_addr && !has_addr) ||
	    (!number_field(text, "size", 10, &segment.size) && wants_size))
		return -EBADMSG;
	event->count = 1;
	event->segment[0] = segment;
	return 0;
}

static bool needs_direction(enum trace_kind kind)
{
	return kind == TRACE_MAP || kind == TRACE_MAP_CALL ||
	       kind == TRACE_UNMAP || kind == TRACE_FOR_CPU ||
	       kind == TRACE_FOR_DEVICE;
}

static bool is_mapping_error(u64 addr)
{
	return addr == DMA_MAPPING_ERROR || addr == MAPPING_ERROR_32;
}

int trace_event_check(struct trace_event *event)
{
	if (needs_direction(event->kind) && event->dir == DMA_NONE)
		return -EBADMSG;
	if (event->kind != TRACE_MAP_RETURN && !event->device[0])
		return -EBADMSG;
	if (event->kind == TRACE_MAP || event->kind == TRACE_MAP_RETURN)
		event->failed = event->count &&
				is_mapping_error(event->segment[0].addr);
	return 0;
}

int trace_event_fields(struct trace_event *event, const char *text)
{
	int err = event->sg ? read_list(event, text) : read_single(event, text);

	if (err)
		return err;
	read_direction(event, text);
	read_attributes(event, text);
	read_device(event, text);
	return trace_event_check(event);
}
