/* Writes JSON. */
#include <config.h>

#include "format/json_put.h"

#include "format/utf8.h"

/* A character by its number, beyond the first plane as a pair of surrogates. */
static void
put_escaped(FILE *out, unsigned long code)
{
	if (code > 0xffff) {
		fprintf(out, "\\u%04lx", 0xd800 + ((code - 0x10000) >> 10));
		code = 0xdc00 + (code & 0x3ff);
	}
	fprintf(out, "\\u%04lx", code);
}

/* How many bytes from here on are ASCII that is written as it is, as nearly all are. */
static size_t
plain_length(const char *text)
{
	size_t n = 0;
	while (text[n] >= 0x20 && text[n] < 0x7f && text[n] != '"' && text[n] != '\\')
		n++;
	return n;
}

/* Writes one character that is not plain; returns how many bytes it has. */
static size_t
put_character(FILE *out, const char *text)
{
	size_t n;
	unsigned long code = bp__utf8_read(text, &n);
	if (code == '"' || code == '\\')
		fprintf(out, "\\%c", *text);
	else if (bp__utf8_is_seen(text, &n) && code != BP__REPLACEMENT)
		fwrite(text, 1, n, out);
	else
		put_escaped(out, code);
	return n;
}

void
bp__json_string(FILE *out, const char *text)
{
	putc('"', out);
	while (*text != '\0') {
		size_t n = plain_length(text);
		fwrite(text, 1, n, out);
		text += n;
		if (*text != '\0')
			text += put_character(out, text);
	}
	putc('"', out);
}

void
bp__json_pair(FILE *out, const char *before, const char *key, const char *text)
{
	fprintf(out, "%s\"%s\":", before, key);
	bp__json_string(out, text);
}

void
bp__json_flag(FILE *out, const char *key, bool value)
{
	fprintf(out, ",\"%s\":%s", key, value ? "true" : "false");
}

void
bp__json_strings(FILE *out, const char *const *texts, size_t count)
{
	putc('[', out);
	for (size_t i = 0; i < count; i++) {
		fputs(i == 0 ? "" : ",", out);
		bp__json_string(out, texts[i]);
	}
	putc(']', out);
}
