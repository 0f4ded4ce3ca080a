/* The console of Windows. */
#include <config.h>

#include "cli/console.h"

#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

/* Set by the handler, which runs in a thread of its own. */
static volatile sig_atomic_t asked;

/* Windows ends the program when this returns from an event other than an interrupt; it ends
 * by itself before. */
static BOOL WINAPI
note_event(DWORD event)
{
	asked = 1;
	if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
		Sleep(INFINITE);
	return TRUE;
}

static char *
narrow_of(const wchar_t *wide)
{
	int size = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
	char *text = calloc((size_t)size + 1, 1);
	if (text != NULL)
		WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, size, NULL, NULL);
	return text;
}

/* Whether the character parts words. */
static bool
is_blank(wchar_t c)
{
	return c == L' ' || c == L'\t';
}

/* Takes the backslashes at the beginning: those before a quotation mark stand for half of
 * them, and an odd one makes the mark a character of the word. Returns what follows. */
static const wchar_t *
take_backslashes(const wchar_t *from, wchar_t **to)
{
	size_t count = wcsspn(from, L"\\");
	bool is_before_mark = from[count] == L'"';
	size_t kept = is_before_mark ? count / 2 : count;
	wmemset(*to, L'\\', kept);
	*to += kept;
	from += count;
	if (is_before_mark && count % 2 != 0)
		*(*to)++ = *from++;
	return from;
}

/* Writes the next word, as programs of Windows split their command line. Returns what follows
 * it. */
static const wchar_t *
take_word(const wchar_t *from, wchar_t *word)
{
	bool is_quoted = false;
	while (*from != L'\0' && (is_quoted || !is_blank(*from))) {
		if (*from == L'\\') {
			from = take_backslashes(from, &word);
		} else if (*from != L'"') {
			*word++ = *from++;
		} else if (is_quoted && from[1] == L'"') { /* two within a pair are one */
			*word++ = *from++;
			from++;
		} else {
			is_quoted = !is_quoted;
			from++;
		}
	}
	*word = L'\0';
	while (is_blank(*from))
		from++;
	return from;
}

/* The words in UTF-8, for as long as the program runs; NULL when they cannot be had. The
 * C runtime has them in the code page of the system, with * and ? replaced by the names of
 * files; and CommandLineToArgvW() is in a library of the desktop, which is not everywhere and
 * takes longer to load than all others. */
static char **
utf8_words(int *count)
{
	const wchar_t *line = GetCommandLineW();
	size_t length = wcslen(line);
	wchar_t *word = calloc(length + 1, sizeof *word);
	char **words = calloc(length + 2, sizeof *words);
	*count = 0;
	while (word != NULL && words != NULL && (*line != L'\0' || *count == 0)) {
		line = take_word(line, word);
		words[*count] = narrow_of(word);
		if (words[(*count)++] == NULL)
			words = NULL;
	}
	free(word);
	return words;
}

static void
make_binary(FILE *stream)
{
	if (_fileno(stream) >= 0)
		_setmode(_fileno(stream), _O_BINARY);
}

char **
begin_console(int given, char **words, int *count)
{
	int own = 0;
	char **own_words = utf8_words(&own);
	SetConsoleCtrlHandler(note_event, TRUE);
	make_binary(stdin);
	make_binary(stdout);
	make_binary(stderr);
	*count = own_words == NULL ? given : own;
	return own_words == NULL ? words : own_words;
}

bool
stop_is_asked(void)
{
	return asked != 0;
}

/* As shells know a program that was interrupted. */
int
end_console(int status)
{
	return asked != 0 ? (int)STATUS_CONTROL_C_EXIT : status;
}

/* A console understands ECMA-48 when it is told to, since Windows 10 1511. */
bool
is_terminal(FILE *stream)
{
	DWORD mode = 0;
	HANDLE console = _fileno(stream) < 0 ? INVALID_HANDLE_VALUE
					     : (HANDLE)_get_osfhandle(_fileno(stream));
	return GetConsoleMode(console, &mode) != 0 &&
	    SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

double
seconds_now(void)
{
	LARGE_INTEGER now;
	LARGE_INTEGER frequency;
	QueryPerformanceCounter(&now);
	QueryPerformanceFrequency(&frequency);
	return (double)now.QuadPart / (double)frequency.QuadPart;
}
