/* Texts as Windows has them, in UTF-16, and as we do. */
#ifndef BP_SYS_WIN32_TEXT_H
#define BP_SYS_WIN32_TEXT_H

#include <stddef.h>
#include <wchar.h>

/* The text in UTF-16, to be freed; NULL when there is no memory. */
wchar_t *
bp__wide_of(const char *text);

/* Writes the text in UTF-8, cut between characters where it does not fit. */
void
bp__narrow(const wchar_t *wide, char *text, size_t size);

/* The text in UTF-8, to be freed; NULL when there is no memory. */
char *
bp__narrow_of(const wchar_t *wide);

#endif
