/* Reading UTF-8 that comes from outside, and so may be none. */
#ifndef BP_FORMAT_UTF8_H
#define BP_FORMAT_UTF8_H

#include <stdbool.h>
#include <stddef.h>

enum {
	BP__REPLACEMENT = 0xfffd, /* stands for a byte that is no UTF-8 */
};

/* The character that the text begins with, and how many bytes it takes: one byte and the
 * replacement character where that is no valid UTF-8 (RFC 3629). */
unsigned long
bp__utf8_read(const char *text, size_t *length);

/* Whether the character that the text begins with is valid and is seen where it is written:
 * neither a control, nor without width, nor one that turns the direction of what is beside
 * it. How many bytes it takes, as above. */
bool
bp__utf8_is_seen(const char *text, size_t *length);

#endif
