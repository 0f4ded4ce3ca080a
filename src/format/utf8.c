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

bool
bp__utf8_is_seen(const char *text, size_t *length)
{
	/* Unicode 15: categories Cc, Cf, Zl, Zp, and what is for private use or none. */
	static const struct {
		unsigned long first, last;
	} hidden[] = {
	    {0x0000, 0x001f},
	    {0x007f, 0x009f},
	    {0x00ad, 0x00ad},
	    {0x0600, 0x0605},
	    {0x061c, 0x061c},
	    {0x06dd, 0x06dd},
	    {0x070f, 0x070f},
	    {0x180e, 0x180e},
	    {0x200b, 0x200f},
	    {0x2028, 0x202e},
	    {0x2060, 0x206f},
	    {0xe000, 0xf8ff},
	    {0xfe00, 0xfe0f},
	    {0xfeff, 0xfeff},
	    {0xfff0, 0xfffb},
	    {0xfffe, 0xffff},
	    {0xe0000, 0x10ffff},
	};
	unsigned long code = bp__utf8_read(text, length);
	if (code == BP__REPLACEMENT && *length == 1)
		return false;
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		if (code >= hidden[i].first && code <= hidden[i].last)
			return false;
	}
	return true;
}
