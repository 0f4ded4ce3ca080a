/* Reads UTF-8. */
#include <config.h>

#include "format/utf8.h"

/* How many bytes of valid UTF-8 (RFC 3629) begin here; 0 when they are none. */
static size_t
valid_length(const unsigned char *p)
{
	size_t n = p[0] < 0x80 ? 1
	    : p[0] < 0xc2      ? 0
	    : p[0] < 0xe0      ? 2
	    : p[0] < 0xf0      ? 3
			       : 4;
	if (p[0] > 0xf4 || (p[0] == 0xe0 && p[1] < 0xa0) ||
	    (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf0 && p[1] < 0x90) ||
	    (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	return n;
}

unsigned long
bp__utf8_read(const char *text, size_t *length)
{
	static const unsigned char leads[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	const unsigned char *p = (const unsigned char *)text;
	size_t n = valid_length(p);
	*length = n == 0 ? 1 : n;
	if (n == 0)
		return BP__REPLACEMENT;
	unsigned long code = p[0] & leads[n];
	for (size_t i = 1; i < n; i++)
		code = code << 6 | (p[i] & 0x3f);
	return code;
}
