/* Folds plain text. */
#include <config.h>

#include "explain/page.h"

#include <stdarg.h>
#include <string.h>

void
bp__page_add(struct bp__page *page, const char *format, ...)
{
	size_t left = sizeof page->text - page->used;
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(page->text + page->used, left, format, arguments);
	va_end(arguments);
	if (length > 0)
		page->used += (size_t)length < left ? (size_t)length : left - 1;
}

static void
make_plain(char *text)
{
	for (unsigned char *p = (unsigned char *)text; *p != '\0'; p++) {
		if (*p < ' ' || *p > '~' || *p == '*' || *p == '\\')
			*p = '?';
	}
}

/* How much of the text goes on a line of this width: up to a space, or else to a mark that
 * an id may be broken after, or else all that fits. */
static size_t
line_length(const char *text, size_t width)
{
	static const char marks[] = " /,";
	if (strlen(text) <= width)
		return strlen(text);
	for (const char *mark = marks; *mark != '\0'; mark++) {
		for (size_t n = width; n > width / 3; n--) {
			if (text[n] == ' ' && *mark == ' ')
				return n;
			if (text[n - 1] == *mark && *mark != ' ')
				return n;
		}
	}
	return width;
}

void
bp__page_end(struct bp__page *page)
{
	const char *before = page->before == NULL ? "" : page->before;
	const char *text = page->text;
	page->text[page->used] = '\0';
	make_plain(page->text);
	do {
		size_t n = line_length(text, BP__PAGE_WIDTH - strlen(before));
		size_t kept = strlen(before);
		while (n == 0 && kept > 0 && before[kept - 1] == ' ')
			kept--;
		fprintf(page->out, "%.*s%.*s\n", (int)kept, before, (int)n, text);
		text += n;
		text += strspn(text, " ");
		before = page->hanging == NULL ? before : page->hanging;
	} while (*text != '\0');
	page->used = 0;
	page->text[0] = '\0';
}
