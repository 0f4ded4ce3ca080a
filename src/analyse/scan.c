/* Counts what JSON text is made of: each bracket, comma and colon is at most one value. */
#include <config.h>

#include "analyse/scan.h"

size_t
bp__scan_string(const char *text, size_t size, size_t i)
{
	for (i++; i < size && text[i] != '"'; i++) {
		if (text[i] == '\\')
			i++;
	}
	return i < size ? i : size;
}

static void
place(const char *text, size_t i, struct bp__excess *excess)
{
	size_t start = 0;
	excess->line = 1;
	for (size_t k = 0; k < i; k++) {
		if (text[k] != '\n')
			continue;
		excess->line++;
		start = k + 1;
	}
	excess->column = i - start + 1;
}

bool
bp__scan(const char *text, size_t size, const struct bp__limits *limits,
    struct bp__excess *excess)
{
	size_t depth = 0;
	size_t values = 0;
	for (size_t i = 0; i < size; i++) {
		switch (text[i]) {
		case '"':
			i = bp__scan_string(text, size, i);
			break;
		case '[':
		case '{':
			depth++;
			values++;
			break;
		case ']':
		case '}':
			depth -= depth > 0;
			break;
		case ',':
		case ':':
			values++;
			break;
		default:
			break;
		}
		if (depth <= limits->depth && values <= limits->values)
			continue;
		bool deep = depth > limits->depth;
		excess->what = deep ? "nested deeper than" : "of more values than";
		excess->limit = deep ? limits->depth : limits->values;
		place(text, i, excess);
		return false;
	}
	return true;
}
