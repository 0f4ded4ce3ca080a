/* The system calls of a run: recorded once through the linker's --wrap, then made again by
 * a bare loop, so that the runner is measured against the very calls it makes. */
#ifndef BP_TESTS_BENCH_CALLS_H
#define BP_TESTS_BENCH_CALLS_H

#include <stdbool.h>
#include <stddef.h>

/* Recording appends each call of the system layer while it is on. */
void
calls_record(bool on);

/* How many calls are recorded. */
size_t
calls_count(void);

/* Makes all recorded calls again. */
void
calls_replay(void);

/* Forgets them. */
void
calls_clear(void);

#endif
