/* Plain text of at most 80 columns. */
#ifndef BP_EXPLAIN_PAGE_H
#define BP_EXPLAIN_PAGE_H

#include "model/attribute.h"

#include <stddef.h>
#include <stdio.h>

enum {
	BP__PAGE_WIDTH = 80,
	BP__PAGE_TEXT = 2048,
};

/* One paragraph on its way. Starts as zero but for the first three. */
struct bp__page {
	FILE *out;
	const char *before; /* stands at the beginning of every line; NULL: nothing */
	const char *hanging; /* stands there from the second line on; NULL: before */
	char text[BP__PAGE_TEXT];
	size_t used;
};

/* Adds to the paragraph; what does not fit is cut. */
BP__PRINTF(2, 3)
void
bp__page_add(struct bp__page *page, const char *format, ...);

/* Writes the paragraph, folded at spaces, or else within a word, and begins the next. Bytes
 * that are not printable ASCII become '?', as does the star, which could end a comment: what
 * the host says is not to be trusted. */
void
bp__page_end(struct bp__page *page);

#endif
