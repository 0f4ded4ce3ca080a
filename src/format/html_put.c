/* Escapes text for HTML. */
#include <config.h>

#include "format/html_put.h"

#include "format/utf8.h"

void
bp__html_text(FILE *out, const char *text)
{
	for (const char *p = text; *p != '\0';) {
		size_t n;
		unsigned long code = bp__utf8_read(p, &n);
		if (!bp__utf8_is_seen(p, &n))
			code = BP__REPLACEMENT;
		if (code >= 0x80 || code == '&' || code == '<' || code == '>' ||
		    code == '"' || code == '\'')
			fprintf(out, "&#%lu;", code);
		else
			putc((int)code, out);
		p += n;
	}
}
