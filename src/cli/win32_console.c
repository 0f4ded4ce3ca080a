/* The console of Windows. */
#include <config.h>

#include "cli/console.h"

#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <shellapi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

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

/* The words in UTF-8, for as long as the program runs; NULL when they cannot be had. The
 * C runtime has them in the code page of the system, with * and ? replaced by the names of
 * files. */
static char **
utf8_words(int *count)
{
	wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), count);
	char **words = wide == NULL ? NULL : calloc((size_t)*count + 1, sizeof *words);
	for (int i = 0; words != NULL && i < *count; i++) {
		words[i] = narrow_of(wide[i]);
		if (words[i] == NULL)
			return NULL;
	}
	LocalFree(wide);
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
takes_color(void)
{
	DWORD mode = 0;
	HANDLE console = GetStdHandle(STD_OUTPUT_HANDLE);
	return GetConsoleMode(console, &mode) != 0 &&
	    SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

bool
shows_progress(void)
{
	DWORD mode = 0;
	HANDLE console = GetStdHandle(STD_ERROR_HANDLE);
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
