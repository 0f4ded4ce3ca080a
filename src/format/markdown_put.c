/* Escapes text for Markdown. */
#include <config.h>

#include "format/markdown_put.h"

#include <stdbool.h>
#include <string.h>

#include "format/draw.h"
#include "format/html_put.h"
#include "format/utf8.h"

/* Parts two things that would mean something together. */
static const char apart[] = "&#8203;";

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '_';
}

/* What stands for a character that means something wherever it is. */
static const struct {
	char character;
	const char *text;
} escapes[] = {
    {'&', "&amp;"},
    {'<', "&lt;"},
    {'>', "&gt;"},
    {'|', "&#124;"}, /* a backslash before it is read in more than one way */
    {'\\', "&#92;"},
    {'`', "&#96;"},
    {'*', "\\*"},
    {'[', "\\["},
    {']', "\\]"},
    {'~', "\\~"},
};

static void
put_byte(FILE *out, char c)
{
	for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
		if (escapes[i].character == c) {
			fputs(escapes[i].text, out);
			return;
		}
	}
	putc(c, out);
}

/* Whether what is at p begins a link: a mention @name, a reference #1, !1, %1, ~name, $1, &1
 * or GH-1, or an address of the web. These are looked for in the page, behind all escapes. */
static bool
begins_link(const char *text, const char *p)
{
	bool inside = p > text && is_word(p[-1]);
	if (strchr("@#!%~$&^", *p) != NULL)
		return is_word(p[1]) || p[1] == '"' || p[1] == '{';
	if (*p == ':')
		return p[1] == '/' && p[2] == '/';
	if (*p == '-')
		return p - text >= 2 && (p[-1] | 0x20) == 'h' && (p[-2] | 0x20) == 'g';
	return !inside && (*p | 0x20) == 'w' && (p[1] | 0x20) == 'w' &&
	    (p[2] | 0x20) == 'w';
}

/* Between letters an underscore is itself. */
static void
put_underscore(FILE *out, const char *text, const char *p)
{
	bool inside =
	    p > text && is_word(p[-1]) && is_word(p[1]) && p[-1] != '_' && p[1] != '_';
	fputs(inside ? "_" : "\\_", out);
}

void
bp__md_prose(FILE *out, const char *text)
{
	for (const char *p = text; *p != '\0';) {
		size_t n;
		if (!bp__utf8_is_seen(p, &n))
			putc('?', out);
		else if (n > 1)
			fwrite(p, 1, n, out);
		else if (*p == '_')
			put_underscore(out, text, p);
		else
			put_byte(out, *p);
		if (begins_link(text, p))
			fputs(apart, out);
		p += n;
	}
}

/* The longest row of backticks, which the fence has to be longer than. */
static size_t
longest_row(const char *text)
{
	size_t longest = 0;
	for (; *text != '\0'; text++) {
		size_t n = strspn(text, "`");
		longest = n > longest ? n : longest;
		text += n > 0 ? n - 1 : 0;
	}
	return longest;
}

/* What cannot be seen, or is no UTF-8, becomes '?'. So does a bar behind a backslash, as
 * readers of tables do not agree on how to write it. */
static void
put_inside(FILE *out, const char *text)
{
	for (const char *p = text; *p != '\0';) {
		size_t n;
		if (!bp__utf8_is_seen(p, &n) || (*p == '|' && p > text && p[-1] == '\\'))
			putc('?', out);
		else if (*p == '|')
			fputs("\\|", out);
		else
			fwrite(p, 1, n, out);
		p += n;
	}
}

static void
put_fence(FILE *out, size_t n)
{
	while (n-- > 0)
		putc('`', out);
}

void
bp__md_code(FILE *out, const char *text)
{
	size_t length = strlen(text);
	size_t fence = longest_row(text) + 1;
	if (length == 0)
		return;
	bool spaced =
	    strchr("` ", text[0]) != NULL || strchr("` ", text[length - 1]) != NULL;
	put_fence(out, fence);
	fputs(spaced ? " " : "", out);
	put_inside(out, text);
	fputs(spaced ? " " : "", out);
	put_fence(out, fence);
}

void
bp__md_words(FILE *out, const char *text)
{
	const char *before = "";
	while (*text != '\0') {
		struct bp__line word = {.used = 0};
		size_t length = strcspn(text, " ");
		bp__line_add(&word, "%.*s", (int)length, text);
		fputs(before, out);
		bp__md_code(out, word.text);
		before = " ";
		text += length;
		text += strspn(text, " ");
	}
}

void
bp__md_rule(FILE *out, size_t n)
{
	putc('|', out);
	for (size_t i = 0; i < n; i++)
		fputs(" --- |", out);
	putc('\n', out);
}

void
bp__md_head(FILE *out, const char *const *cells, size_t n)
{
	putc('|', out);
	for (size_t i = 0; i < n; i++) {
		putc(' ', out);
		bp__md_prose(out, cells[i]);
		fputs(" |", out);
	}
	putc('\n', out);
	bp__md_rule(out, n);
}

void
bp__md_pair(FILE *out, const char *label, const char *text)
{
	fprintf(out, "| %s | ", label);
	bp__md_prose(out, text);
	fputs(" |\n", out);
}

void
bp__md_fold(FILE *out, const char *words, const char *code)
{
	fprintf(out, "\n<details><summary>%s", words);
	if (*code != '\0') {
		fputs("<code>", out);
		bp__html_text(out, code);
		fputs("</code>", out);
	}
	fputs("</summary>\n\n", out);
}

void
bp__md_end_fold(FILE *out)
{
	fputs("\n</details>\n", out);
}

void
bp__md_fence(FILE *out, const char *language)
{
	fprintf(out, "~~~~~~%s\n", language);
}

/* The line is set in where it could be taken for the end of the block. */
void
bp__md_line(FILE *out, const char *line)
{
	fputs(line[strspn(line, " ")] == '~' ? "    " : "", out);
	for (const char *p = line; *p != '\0';) {
		size_t n;
		if (!bp__utf8_is_seen(p, &n) && *p != '\t')
			putc('?', out);
		else
			fwrite(p, 1, n, out);
		p += n;
	}
	putc('\n', out);
}

void
bp__md_end_fence(FILE *out)
{
	fputs("~~~~~~\n", out);
}
