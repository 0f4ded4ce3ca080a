/* Draws text: ink, padding, folding. */
#include <config.h>

#include "format/draw.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ECMA-48 SGR. Care is magenta, since yellow cannot be read on white. */
static const char *const inks[] = {
    [BP__INK_PLAIN] = "",
    [BP__INK_BOLD] = "\033[1m",
    [BP__INK_GOOD] = "\033[32m",
    [BP__INK_CARE] = "\033[35m",
    [BP__INK_BAD] = "\033[31m",
};
static_assert(sizeof inks / sizeof *inks == BP__INK_COUNT, "one row an ink");

static void
put_clean(FILE *stream, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		putc(text[i] >= 0x20 && text[i] < 0x7f ? text[i] : '?', stream);
}

static void
put_inked(bp_writer *writer, enum bp__ink ink, const char *text, size_t length)
{
	bool inked = writer->style.color && ink != BP__INK_PLAIN;
	fputs(inked ? inks[ink] : "", writer->stream);
	put_clean(writer->stream, text, length);
	fputs(inked ? "\033[0m" : "", writer->stream);
}

void
bp__draw(bp_writer *writer, enum bp__ink ink, const char *text, size_t width)
{
	size_t length = strlen(text);
	put_inked(writer, ink, text, length);
	for (size_t i = length; i < width; i++)
		putc(' ', writer->stream);
}

/* How much of the text fits in the room, ending before a space; all of a longer word. */
static size_t
fitting(const char *text, size_t room)
{
	size_t length = strlen(text);
	if (length <= room)
		return length;
	size_t end = room;
	while (end > 0 && text[end] != ' ')
		end--;
	if (end == 0)
		end = strcspn(text, " ");
	while (end > 0 && text[end - 1] == ' ')
		end--;
	return end;
}

void
bp__draw_folded(bp_writer *writer, enum bp__ink ink, const char *text, size_t column)
{
	for (;;) {
		size_t length = fitting(text, BP__WIDTH - column);
		put_inked(writer, ink, text, length);
		putc('\n', writer->stream);
		text += length + strspn(text + length, " ");
		if (*text == '\0')
			return;
		bp__draw(writer, BP__INK_PLAIN, "", column);
	}
}

size_t
bp__folding_column(const char *text, size_t column)
{
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		if (length < BP__WIDTH && column + length > BP__WIDTH)
			column = BP__WIDTH - length;
		text += length + strspn(text + length, " ");
	}
	return column;
}

void
bp__draw_fact(bp_writer *writer, const char *label, const char *text)
{
	bp__draw(writer, BP__INK_PLAIN, label, BP__LABEL);
	bp__draw_folded(writer, BP__INK_PLAIN, text, BP__LABEL);
}

void
bp__line_add(struct bp__line *line, const char *format, ...)
{
	size_t room = sizeof line->text - line->used;
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(line->text + line->used, room, format, arguments);
	va_end(arguments);
	if (length > 0)
		line->used += (size_t)length < room ? (size_t)length : room - 1;
}

void
bp__take_piece(const char **rest, size_t width, struct bp__line *piece)
{
	const char *text = *rest;
	size_t length = 0;
	for (size_t end = 0; text[end] != '\0';) {
		end += strspn(text + end, " ");
		end += strcspn(text + end, " ");
		if (end > width && length > 0)
			break;
		length = end;
	}
	*rest = text + length + strspn(text + length, " ");
	bp__line_add(piece, "%.*s", (int)length, text);
}

void
bp__draw_line(bp_writer *writer, enum bp__ink ink, struct bp__line *line)
{
	while (line->used > 0 && line->text[line->used - 1] == ' ')
		line->text[--line->used] = '\0';
	bp__draw(writer, ink, line->text, 0);
	putc('\n', writer->stream);
}
