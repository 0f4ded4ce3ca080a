/* Writing HTML. All text may come from the host or from a report of someone else's: whatever
 * it holds, it is shown and does nothing. */
#ifndef BP_FORMAT_HTML_PUT_H
#define BP_FORMAT_HTML_PUT_H

#include "format/draw.h"

#include <stddef.h>
#include <stdio.h>

/* Text for the content of an element or a quoted attribute, in ASCII. What cannot be seen,
 * or is no UTF-8, becomes the replacement character. */
void
bp__html_text(FILE *out, const char *text);

/* The same with the end of a line: for what stands in a pre element. */
void
bp__html_line(FILE *out, const char *line);

/* A name for the id of an element and for a link to it, made from any text. */
void
bp__html_anchor(FILE *out, const char *text);

/* An element with this text. The tag is what stands in its brackets: td class="bad". */
void
bp__html_element(FILE *out, const char *tag, const char *text);

/* An element with a link to the anchor of the target. */
void
bp__html_link(FILE *out, const char *tag, const char *target, const char *text);

/* A table of this class, with its caption and its n columns. */
void
bp__html_table(FILE *out, const char *class, const char *caption,
    const char *const *columns, size_t n);
void
bp__html_end_table(FILE *out);

/* The class of what has the ink. */
const char *
bp__html_class(enum bp__ink ink);

/* Lines of our own, as they are. */
void
bp__html_lines(FILE *out, const char *const *lines, size_t n);

#endif
