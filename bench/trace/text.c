// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Lines of all three programs are "task-pid [cpu] flags time: name: fields"
 * with different spaces; perf has "comm pid" and "system:name:".  A line
 * without "[cpu]" continues the one before, because mail programs break lines
 * at blanks.
 */
#include "trace/text.h"

#include <stdlib.h>

/* A scatterlist of 128 entries, wrapped at 72 columns, has about 90. */
#define CONTINUATIONS 200u
/* Words between "[cpu]" and the time: flags, and not all have them. */
#define WORDS_BEFORE_TIME 3u

struct trace_text {
	trace_event_fn *fn;
	void *ctx;
	int err;
	struct trace_count count;
	bool line_is_cut;
	u32 continuations;
	size_t line_bytes;
	size_t pending_bytes;
	struct trace_event event;
	char line[TRACE_TEXT_BYTES];
	char pending[TRACE_TEXT_BYTES];
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(const char *text)
{
	size_t length = 0;

	while (is_digit(text[length]))
		length++;
	return length;
}

/*
 * The decimal number at @text; saturates, because no valid count is near 2^64.
 */
static u64 value_of(const char *text, size_t length)
{
	u64 sum = 0;

	for (size_t i = 0; i < length; i++)
		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, (u64)(text[i] - '0'), &sum))
			return UINT64_MAX;
	return sum;
}

/* The next "[cpu]" at or after @from, or NULL. */
static const char *find_cpu(const char *line, const char *from)
{
	for (const char *at = from; (at = strchr(at, '[')); at++) {
		size_t length = digits(at + 1);

		if (length && length < 6 && at[length + 1] == ']' &&
		    (at == line || at[-1] == ' ' || at[-1] == '\t') &&
		    (at[length + 2] == ' ' || !at[length + 2]))
			return at;
	}
	return NULL;
}

/* Read "83.571135:" as nanoseconds; returns its end, or NULL. */
static const char *read_time(const char *word, struct trace_event *event)
{
	size_t whole = digits(word), parts;
	u64 seconds = value_of(word, whole), ns = 0;

	if (!whole)
		return NULL;
	word += whole;
	if (*word == ':') /* a clock that does not count seconds */
		return word + 1;
	if (*word != '.')
		return NULL;
	parts = digits(++word);
	if (!parts || word[parts] != ':')
		return NULL;
	for (size_t i = 0; i < 9; i++)
		ns = ns * 10 + (i < parts ? (u64)(word[i] - '0') : 0);
	if (seconds < UINT64_MAX / 1000000000u - 1) {
		event->has_time = true;
		event->time_ns = seconds * 1000000000u + ns;
	}
	return word + parts + 1;
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/*
 * Read "task-pid", "task-pid (tgid)" or "comm pid/tid", @length bytes long,
 * after "instance: " if trace-cmd reports several buffers.
 */
static void read_task(struct trace_event *event, const char *text,
		      size_t length)
{
	const char *colon = memmem(text, length, ": ", 2);
	size_t end, start;

	if (colon) {
		length -= (size_t)(colon + 2 - text);
		text = colon + 2;
	}

	while (length && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		length--;
	if (length && text[length - 1] == ')') {
		while (length && text[length - 1] != '(')
			length--;
		length -= length ? 1 : 0;
		while (length && text[length - 1] == ' ')
			length--;
	}
	end = length;
	while (length && is_digit(text[length - 1]))
		length--;
	event->pid = (u32)value_of(text + length, end - length);
	if (length && text[length - 1] == '/')
		while (length && text[length - 1] != ' ')
			length--;
	while (length && (text[length - 1] == ' ' || text[length - 1] == '-'))
		length--;
	start = strspn(text, " \t");
	for (end = 0; start + end < length && end < sizeof(event->task) - 1;
	     end++) {
		char c = text[start + end];

		event->task[end] = c < ' ' || c > '~' ? '?' : c;
	}
	event->task[end] = '\0';
}

/* Return: the word after the time; NULL if @cpu is not the head of an event. */
static const char *behind_time(const char *cpu, struct trace_event *event)
{
	const char *at = skip_blanks(strchr(cpu, ']') + 1);

	for (u32 i = 0; i <= WORDS_BEFORE_TIME; i++) {
		const char *end = read_time(at, event);

		if (end)
			return skip_blanks(end);
		at = skip_blanks(at + strcspn(at, " \t"));
	}
	return NULL;
}

/* Read "name:" or "system:name:"; the name ends at the last colon. */
static const struct trace_name *read_name(const char **at)
{
	const char *word = *at, *name;
	size_t length = strcspn(word, " \t");

	if (length < 2 || word[length - 1] != ':')
		return NULL;
	for (name = word + length - 1; name > word && name[-1] != ':'; name--)
		;
	*at = word + length;
	return trace_name_find(name, (size_t)(word + length - 1 - name));
}

static int emit(struct trace_text *text)
{
	text->count.events++;
	text->err = text->fn(text->ctx, &text->event);
	return text->err;
}

/* Skip the period that perf prints between time and name. */
static const char *skip_period(const char *at)
{
	size_t length = digits(at);

	return length && (at[length] == ' ' || at[length] == '\t')
		       ? skip_blanks(at + length)
		       : at;
}

static int take_pending(struct trace_text *text)
{
	static const struct trace_name none = {"", TRACE_NONE, false};
	const char *line = text->pending, *cpu = line, *at = NULL;
	const struct trace_name *name;
	struct trace_event head;

	if (!text->pending_bytes)
		return 0;
	text->pending_bytes = 0;
	trace_event_clear(&head, &none);
	for (cpu = find_cpu(line, line); cpu; cpu = find_cpu(line, cpu + 1)) {
		at = behind_time(cpu, &head);
		if (at)
			break;
	}
	if (!cpu)
		return 0;
	at = skip_period(at);
	name = read_name(&at);
	if (!name) {
		text->count.others++;
		return 0;
	}
	trace_event_clear(&text->event, name);
	text->event.has_time = head.has_time;
	text->event.time_ns = head.time_ns;
	text->event.cpu = (u32)value_of(cpu + 1, digits(cpu + 1));
	read_task(&text->event, line, (size_t)(cpu - line));
	if (trace_event_fields(&text->event, at)) {
		text->count.broken++;
		return 0;
	}
	return emit(text);
}

/* The length of a quotation mark such as "> > " or "| ". */
static size_t quotation(const char *line)
{
	size_t length = 0, marks = 0;

	while (line[length] == '>' || line[length] == '|' ||
	       (line[length] == ' ' && length < 80))
		marks += line[length++] != ' ';
	return marks ? length : 0;
}

static u64 number_behind(const char *line, const char *mark)
{
	const char *at = strstr(line, mark);

	return at ? value_of(at + strlen(mark), digits(at + strlen(mark))) : 0;
}

static void add_saturated(u64 *sum, u64 value)
{
	if (__builtin_add_overflow(*sum, value, sum))
		*sum = UINT64_MAX;
}

/* Copy untrusted text: other than plain characters are replaced. */
static void copy_plain(char *to, size_t size, const char *from, size_t length)
{
	size_t i;

	for (i = 0; i < length && i + 1 < size; i++)
		to[i] = from[i] < ' ' || from[i] > '~' ? '?' : from[i];
	to[i] = '\0';
}

static void read_note(struct trace_count *count, const char *line)
{
	static const char joint[] = ", driver ";
	const char *note = line + sizeof(TRACE_NOTE) - 1;
	const char *device = line + sizeof(TRACE_DRIVER) - 1, *driver;
	struct trace_driver *entry;

	if (!strncmp(line, TRACE_NOTE, sizeof(TRACE_NOTE) - 1) &&
	    count->note_count < TRACE_NOTES) {
		copy_plain(count->notes[count->note_count++], TRACE_NOTE_BYTES,
			   note, strlen(note));
		return;
	}
	if (strncmp(line, TRACE_DRIVER, sizeof(TRACE_DRIVER) - 1))
		return;
	driver = strstr(device, joint);
	if (!driver || count->driver_count == TRACE_DRIVERS)
		return;
	entry = &count->drivers[count->driver_count++];
	copy_plain(entry->device, sizeof(entry->device), device,
		   (size_t)(driver - device));
	driver += sizeof(joint) - 1;
	copy_plain(entry->driver, sizeof(entry->driver), driver,
		   strlen(driver));
}

const char *trace_driver_of(const struct trace_count *count, const char *device)
{
	for (u32 i = 0; i < count->driver_count; i++)
		if (!strcmp(count->drivers[i].device, device))
			return count->drivers[i].driver;
	return "";
}

/* Read the head of `trace`: "# entries-in-buffer/entries-written: 262/300". */
static void read_comment(struct trace_text *text, const char *line)
{
	static const char mark[] = "entries-in-buffer/entries-written: ";
	const char *at = strstr(line, mark);
	u64 held, written;
	size_t length;

	if (!strncmp(line, TRACE_EVERY_CALL, strlen(TRACE_EVERY_CALL)))
		text->count.every_call = true;
	read_note(&text->count, line);
	if (!at)
		return;
	at += strlen(mark);
	length = digits(at);
	held = value_of(at, length);
	if (at[length] != '/')
		return;
	written = value_of(at + length + 1, digits(at + length + 1));
	if (written > held)
		add_saturated(&text->count.overwritten, written - held);
}

/* Read "CPU:0 [LOST 12 EVENTS]" of ftrace, or "CPU:0 [12 EVENTS DROPPED]". */
static bool read_loss(struct trace_text *text, const char *line)
{
	if (strncmp(line, "CPU:", 4))
		return false;
	if (strstr(line, "[LOST "))
		add_saturated(&text->count.lost, number_behind(line, "[LOST "));
	else if (strstr(line, "EVENTS DROPPED]"))
		add_saturated(&text->count.lost, number_behind(line, " ["));
	else
		return false;
	return true;
}

static void keep(struct trace_text *text, const char *line, bool joined)
{
	size_t used = joined ? text->pending_bytes : 0;
	size_t room = sizeof(text->pending) - 1 - used, length = strlen(line);

	if (joined && room) {
		text->pending[used++] = ' ';
		room--;
	}
	if (length > room)
		length = room;
	memcpy(text->pending + used, line, length);
	text->pending_bytes = used + length;
	text->pending[text->pending_bytes] = '\0';
}

static int take_line(struct trace_text *text)
{
	char *line = text->line;
	size_t length = text->line_bytes;
	int err = 0;

	text->line_bytes = 0;
	text->line_is_cut = false;
	text->count.lines++;
	while (length && (line[length - 1] == '\r' || line[length - 1] == ' '))
		length--;
	line[length] = '\0';
	for (char *nul = line;
	     (nul = memchr(nul, '\0', (size_t)(line + length - nul)));)
		*nul = '?';
	line += quotation(line);
	if (find_cpu(line, line)) {
		err = take_pending(text);
		text->continuations = 0;
		keep(text, line, false);
	} else if (*line == '#' || read_loss(text, line)) {
		err = take_pending(text);
		read_comment(text, line);
	} else if (text->pending_bytes && *line) {
		if (text->continuations++ < CONTINUATIONS)
			keep(text, skip_blanks(line), true);
	}
	return err;
}

static void add_bytes(struct trace_text *text, const char *bytes, size_t size)
{
	size_t room = sizeof(text->line) - 1 - text->line_bytes;

	if (size > room) {
		text->count.cut += !text->line_is_cut;
		text->line_is_cut = true;
		size = room;
	}
	memcpy(text->line + text->line_bytes, bytes, size);
	text->line_bytes += size;
}

int trace_text_feed(struct trace_text *text, const char *bytes, size_t size)
{
	while (size && !text->err) {
		const char *end = memchr(bytes, '\n', size);
		size_t length = end ? (size_t)(end - bytes) : size;

		add_bytes(text, bytes, length);
		if (!end)
			break;
		take_line(text);
		bytes = end + 1;
		size -= length + 1;
	}
	return text->err;
}

int trace_text_end(struct trace_text *text)
{
	if (!text->err && text->line_bytes)
		take_line(text);
	if (!text->err)
		take_pending(text);
	return text->err;
}

const struct trace_count *trace_text_count(const struct trace_text *text)
{
	return &text->count;
}

int trace_text_open(struct trace_text **text, trace_event_fn *fn, void *ctx)
{
	*text = calloc(1, sizeof(**text));
	if (!*text)
		return -ENOMEM;
	(*text)->fn = fn;
	(*text)->ctx = ctx;
	return 0;
}

void trace_text_close(struct trace_text *text)
{
	free(text);
}
