/* Reading UTF-8 that comes from outside, and so may be none. */
#ifndef BP_FORMAT_UTF8_H
#define BP_FORMAT_UTF8_H

#include <stddef.h>

enum {
	BP__REPLACEMENT = 0xfffd, /* stands for a byte that is no UTF-8 */
};

/* The character that the text begins with, and how many bytes it takes: one byte and the
 * replacement character where that is no valid UTF-8 (RFC 3629). */
unsigned long
bp__utf8_read(const char *text, size_t *length);

#endif
