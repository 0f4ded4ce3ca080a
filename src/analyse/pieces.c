/* Cuts the text of a report where its cases begin and end. */
#include <config.h>

#include "analyse/pieces.h"
#include "analyse/scan.h"

#include <jansson.h>

#include <stdlib.h>
#include <string.h>

/* The key whose array is cut. One that is written with escapes is not found, which is no harm:
 * the frame then has its array. */
static const char key[] = "\"cases\"";

enum {
	FIRST_ROOM = 256,
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Adds what is from start to end as an element. */
static bool
add_piece(struct bp__pieces *pieces, size_t start, size_t end)
{
	if (pieces->count == pieces->room) {
		size_t room = pieces->room == 0 ? FIRST_ROOM : 2 * pieces->room;
		struct bp__piece *all = realloc(pieces->all, room * sizeof *all);
		if (all == NULL)
			return false;
		pieces->all = all;
		pieces->room = room;
	}
	while (start < end && is_blank(pieces->text[start]))
		start++;
	while (end > start && is_blank(pieces->text[end - 1]))
		end--;
	pieces->all[pieces->count++] = (struct bp__piece){start, end - start};
	return true;
}

/* Where the next bracket, comma or end of the text is, strings passed over. */
static size_t
next_mark(const struct bp__pieces *pieces, size_t i)
{
	for (; i < pieces->size; i++) {
		switch (pieces->text[i]) {
		case '"':
			i = bp__scan_string(pieces->text, pieces->size, i);
			break;
		case '[':
		case '{':
		case ']':
		case '}':
		case ',':
			return i;
		default:
			break;
		}
	}
	return pieces->size;
}

/* What stands at the end of the text, or at a mark. */
static char
mark_at(const struct bp__pieces *pieces, size_t i)
{
	return i < pieces->size ? pieces->text[i] : '\0';
}

/* Whether all from i to the end is blank but one colon. */
static bool
is_colon(const struct bp__pieces *pieces, size_t i, size_t end)
{
	size_t colons = 0;
	for (; i < end; i++) {
		if (pieces->text[i] == ':')
			colons++;
		else if (!is_blank(pieces->text[i]))
			return false;
	}
	return colons == 1;
}

/* Whether what stands before the bracket is the key: after a brace or a comma, at which it
 * begins. */
static bool
is_led_by_key(const struct bp__pieces *pieces, size_t start, size_t bracket)
{
	const size_t length = sizeof key - 1;
	while (start < bracket && is_blank(pieces->text[start]))
		start++;
	return bracket - start > length &&
	    memcmp(pieces->text + start, key, length) == 0 &&
	    is_colon(pieces, start + length, bracket);
}

/* Finds the bracket that opens the array, as a member of the outermost object. */
static bool
find_start(struct bp__pieces *pieces)
{
	size_t depth = 0;
	size_t last = 0; /* behind the mark before */
	for (size_t i = next_mark(pieces, 0); i < pieces->size;
	     i = next_mark(pieces, i + 1)) {
		char mark = pieces->text[i];
		if (mark == '[' && depth == 1 && is_led_by_key(pieces, last, i)) {
			pieces->start = i + 1;
			return true;
		}
		if (mark == '[' || mark == '{')
			depth++;
		else if (mark != ',')
			depth -= depth > 0;
		last = i + 1;
	}
	return false;
}

/* Cuts the array to its end, or that of the text; false when there is no memory. */
static bool
cut(struct bp__pieces *pieces)
{
	size_t depth = 0;
	size_t start = pieces->start;
	for (size_t i = next_mark(pieces, start);; i = next_mark(pieces, i + 1)) {
		char mark = mark_at(pieces, i);
		bool opens = mark == '[' || mark == '{';
		bool ends = mark == '\0' || (depth == 0 && !opens && mark != ',');
		if (ends || (depth == 0 && mark == ',')) {
			if (!add_piece(pieces, start, i))
				return false;
			start = i + 1;
		} else if (mark != ',') {
			depth = opens ? depth + 1 : depth - 1;
		}
		if (ends) {
			pieces->end = i;
			return true;
		}
	}
}

enum bp_status
bp__pieces_find(const char *text, size_t size, struct bp__pieces *pieces)
{
	*pieces = (struct bp__pieces){.text = text, .size = size};
	if (!find_start(pieces))
		return BP_OK;
	if (!cut(pieces))
		return BP_NO_MEMORY;
	if (pieces->count == 1 && pieces->all[0].length == 0)
		pieces->count = 0;
	return BP_OK;
}

/* Gives out the frame as a stream of bytes. */
struct frame {
	const struct bp__pieces *pieces;
	size_t at;
};

static size_t
give(void *buffer, size_t size, void *context)
{
	struct frame *frame = context;
	const struct bp__pieces *pieces = frame->pieces;
	if (frame->at == pieces->start)
		frame->at = pieces->end;
	size_t end = frame->at < pieces->start ? pieces->start : pieces->size;
	size_t given = end - frame->at < size ? end - frame->at : size;
	memcpy(buffer, pieces->text + frame->at, given);
	frame->at += given;
	return given;
}

void *
bp__pieces_parse_frame(const struct bp__pieces *pieces)
{
	struct frame frame = {.pieces = pieces};
	return json_load_callback(give, &frame, JSON_REJECT_DUPLICATES, NULL);
}

void *
bp__pieces_parse(const struct bp__pieces *pieces, size_t i)
{
	const struct bp__piece *piece = &pieces->all[i];
	return json_loadb(pieces->text + piece->start, piece->length,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
}

void
bp__pieces_free(struct bp__pieces *pieces)
{
	free(pieces->all);
	*pieces = (struct bp__pieces){.text = NULL};
}
