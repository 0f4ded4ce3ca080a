/* A made-up kernel, whose lists the files of the BSD family read through their own sysctl(3):
 * compiled with their headers, linked and run on this machine, as all of them pass arguments
 * the same way on x86-64. */
#ifndef BP_TESTS_MADE_UP_H
#define BP_TESTS_MADE_UP_H

#include <sys/types.h>

#include <stddef.h>

enum {
	PORT = 7020, /* the one that is asked about */
	ROOT = 0,
	USER = 1001,
	SERVER = 77, /* processes */
	CHILD = 78,
};

/* Starts a list anew, and adds a row to it. */
void
begin_list(void);
void
add_row(const void *row, size_t size);

/* The answer of sysctl(3): what list there is. */
int
answer(void *bytes, size_t *size);

/* Sets errno and returns -1. */
int
fail(int code);

#endif
