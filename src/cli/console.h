/* Where the program runs, a terminal or a console: its words, signals and clock. */
#ifndef BP_CLI_CONSOLE_H
#define BP_CLI_CONSOLE_H

#include <stdbool.h>
#include <stdio.h>

/* Readies the program and lets signals that end it, or their like, be seen by
 * stop_is_asked(), so that it can remove its unfinished file and close its sockets. Returns
 * the words of the command line in UTF-8, and how many there are; what was given serves
 * where no others can be had. */
char **
begin_console(int given, char **words, int *count);

/* Whether the program was asked to end. */
bool
stop_is_asked(void);

/* Ends the program as it was asked to, or returns the status. */
int
end_console(int status);

/* Whether the stream is a terminal, which shows colours and where a line can be written
 * over. */
bool
is_terminal(FILE *stream);

/* Seconds from some moment, for telling how long something took. */
double
seconds_now(void);

#endif
