/* The program in C that makes the calls of a case, inside a report. */
#ifndef BP_FORMAT_REPRODUCER_H
#define BP_FORMAT_REPRODUCER_H

#include "model/report.h"

#include <stdio.h>

/* Room to write a program to before it is copied; NULL where there is none, as when no file
 * can be made, and then no program is. To be closed with fclose(3). */
FILE *
bp__reproducer_room(void);

/* Gives put() the program of the case line by line, each without its newline. False when it
 * could not be written, and nothing was put. */
bool
bp__reproducer_copy(FILE *room, const bp_report *report,
    const struct bp__outcome *outcome, void (*put)(FILE *out, const char *line),
    FILE *out);

#endif
