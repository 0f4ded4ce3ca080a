/* Escapes text for HTML. */
#include <config.h>

#include "format/html_put.h"

#include <assert.h>
#include <string.h>

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

void
bp__html_line(FILE *out, const char *line)
{
	size_t tabs = strspn(line, "\t");
	for (size_t i = 0; i < tabs; i++)
		putc('\t', out);
	bp__html_text(out, line + tabs);
	putc('\n', out);
}

void
bp__html_anchor(FILE *out, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/,:=._-";
	for (const char *p = text; *p != '\0'; p++) {
		if (strchr(plain, *p) != NULL)
			putc(*p, out);
		else
			fprintf(out, "%%%02X", (unsigned)(unsigned char)*p);
	}
}

static void
end_element(FILE *out, const char *tag)
{
	fprintf(out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

void
bp__html_element(FILE *out, const char *tag, const char *text)
{
	fprintf(out, "<%s>", tag);
	bp__html_text(out, text);
	end_element(out, tag);
}

void
bp__html_link(FILE *out, const char *tag, const char *target, const char *text)
{
	fprintf(out, "<%s><a href=\"#", tag);
	bp__html_anchor(out, target);
	fputs("\">", out);
	bp__html_text(out, text);
	fputs("</a>", out);
	end_element(out, tag);
}

void
bp__html_table(FILE *out, const char *class, const char *caption,
    const char *const *columns, size_t n)
{
	fprintf(
	    out, "<div class=\"wide\" tabindex=\"0\">\n<table class=\"%s\">\n", class);
	bp__html_element(out, "caption", caption);
	fputs("\n<thead><tr>", out);
	for (size_t i = 0; i < n; i++)
		bp__html_element(
		    out, columns[i][0] == '\0' ? "td" : "th scope=\"col\"", columns[i]);
	fputs("</tr></thead>\n<tbody>\n", out);
}

void
bp__html_end_table(FILE *out)
{
	fputs("</tbody>\n</table>\n</div>\n", out);
}

const char *
bp__html_class(enum bp__ink ink)
{
	static const char *const classes[] = {
	    [BP__INK_PLAIN] = "plain",
	    [BP__INK_BOLD] = "plain",
	    [BP__INK_GOOD] = "good",
	    [BP__INK_CARE] = "care",
	    [BP__INK_BAD] = "bad",
	};
	static_assert(
	    sizeof classes / sizeof *classes == BP__INK_COUNT, "a class an ink");
	return classes[ink];
}

void
bp__html_lines(FILE *out, const char *const *lines, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s\n", lines[i]);
}
