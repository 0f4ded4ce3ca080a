/* The terminal and the signals of POSIX. */
#include <config.h>

#include "cli/console.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

/* Set by the handler: the one thing a handler can do here. */
static volatile sig_atomic_t last_signal;

static void
note_signal(int number)
{
	last_signal = number;
}

/* A closed pipe, and a file that may grow no more, are told by the write that fails. */
char **
begin_console(int given, char **words, int *count)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = note_signal};
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct sigaction old;
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	*count = given;
	return words;
}

bool
stop_is_asked(void)
{
	return last_signal != 0;
}

int
end_console(int status)
{
	int number = last_signal;
	if (number != 0) {
		signal(number, SIG_DFL);
		raise(number);
	}
	return status;
}

bool
is_terminal(FILE *stream)
{
	return isatty(fileno(stream)) != 0;
}

double
seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
