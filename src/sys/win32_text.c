/* Turns texts from UTF-8 into UTF-16, and back. */
#include <config.h>

#include "sys/win32_text.h"

#include <windows.h>

#include <stdlib.h>
#include <string.h>

wchar_t *
bp__wide_of(const char *text)
{
	int length = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
	wchar_t *wide = calloc((size_t)length + 1, sizeof *wide);
	if (wide != NULL)
		MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, length);
	return wide;
}

char *
bp__narrow_of(const wchar_t *wide)
{
	int length = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
	char *text = calloc((size_t)length + 1, 1);
	if (text != NULL)
		WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, length, NULL, NULL);
	return text;
}

/* Whether the byte goes on with a character that began before it. */
static int
continues(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

void
bp__narrow(const wchar_t *wide, char *text, size_t size)
{
	char *whole = bp__narrow_of(wide);
	size_t length = whole == NULL ? 0 : strlen(whole);
	if (length >= size) {
		length = size - 1;
		while (length > 0 && continues(whole[length]))
			length--;
	}
	if (length > 0)
		memcpy(text, whole, length);
	text[length] = '\0';
	free(whole);
}
