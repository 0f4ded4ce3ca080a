/* Drawing text for a terminal: 80 columns of plain ASCII, in few colours. */
#ifndef BP_FORMAT_DRAW_H
#define BP_FORMAT_DRAW_H

#include "model/attribute.h"
#include "model/writer.h"

enum {
	BP__WIDTH = 80,
	BP__LABEL = 15, /* columns of the labels at the left */
};

/* Inks that can be read on dark and on light ground alike. */
enum bp__ink {
	BP__INK_PLAIN = 0,
	BP__INK_BOLD,
	BP__INK_GOOD,
	BP__INK_CARE,
	BP__INK_BAD,
	BP__INK_COUNT,
};

/* Writes the text in an ink, padded with spaces to the width. Bytes that are not printable
 * ASCII become '?', as all text may come from the host. */
void
bp__draw(bp_writer *writer, enum bp__ink ink, const char *text, size_t width);

/* Writes the text from the given column on, folded at spaces to the width of the page, each
 * further line indented as far; then ends the line. */
void
bp__draw_folded(bp_writer *writer, enum bp__ink ink, const char *text, size_t column);

/* The column to fold the text from so that its longest word fits: the one given, or one
 * further to the left. */
size_t
bp__folding_column(const char *text, size_t column);

/* A label, and the text beside it, folded. */
void
bp__draw_fact(bp_writer *writer, const char *label, const char *text);

/* Text put together piece by piece in memory; what does not fit is cut. */
struct bp__line {
	char text[2048];
	size_t used;
};

BP__PRINTF(2, 3)
void
bp__line_add(struct bp__line *line, const char *format, ...);

/* Takes as many words off the text as fit in the width, one at least, and adds them to the
 * piece. */
void
bp__take_piece(const char **rest, size_t width, struct bp__line *piece);

/* Writes the line without the spaces it ends with, and ends it. */
void
bp__draw_line(bp_writer *writer, enum bp__ink ink, struct bp__line *line);

#endif
