/* Looks over the text of a JSON document before it is parsed, so that what would take too
 * much memory is refused before it does. */
#ifndef BP_ANALYSE_SCAN_H
#define BP_ANALYSE_SCAN_H

#include "analyse/read.h"

#include <stdbool.h>
#include <stddef.h>

/* Where the text went beyond a limit, counted from 1, and what there is too much of. */
struct bp__excess {
	size_t line;
	size_t column; /* in bytes */
	const char *what; /* "nested deeper than", "more values than" */
	size_t limit;
};

/* Whether the text keeps to the limits. That it is JSON is for others to find out. */
bool
bp__scan(const char *text, size_t size, const struct bp__limits *limits,
    struct bp__excess *excess);

/* Where the string that begins at i ends: at its closing quote, or where the text does. */
size_t
bp__scan_string(const char *text, size_t size, size_t i);

#endif
