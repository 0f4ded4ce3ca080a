/* The text of a report in pieces: each element of its array of cases, and the frame around
 * them. A piece is parsed by itself, so that no more than one case is held as JSON. */
#ifndef BP_ANALYSE_PIECES_H
#define BP_ANALYSE_PIECES_H

#include "bindprobe.h"

#include <stddef.h>

/* Where an element is in the text, without blanks around it. */
struct bp__piece {
	size_t start;
	size_t length;
};

/* Starts as zero; free it with bp__pieces_free(). */
struct bp__pieces {
	const char *text;
	size_t size;
	size_t start; /* behind the bracket that opens the array; 0 when none was found */
	size_t end; /* at the bracket that closes it */
	struct bp__piece *all;
	size_t count;
	size_t room;
};

/* Finds the pieces of a text, which has to outlive them. They are right if the text is JSON:
 * then each piece is, and the frame. If it is not, one of them is not either. BP_NO_MEMORY is
 * the only error. */
enum bp_status
bp__pieces_find(const char *text, size_t size, struct bp__pieces *pieces);

/* Parses the frame, in which the array is empty, or is whole when it was not found. The value
 * is Jansson's, to be given back to it; NULL when it is no JSON. */
void *
bp__pieces_parse_frame(const struct bp__pieces *pieces);

/* Parses a piece in the same way. */
void *
bp__pieces_parse(const struct bp__pieces *pieces, size_t i);

void
bp__pieces_free(struct bp__pieces *pieces);

#endif
