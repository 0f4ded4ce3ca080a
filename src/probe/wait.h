/* Waits: how long each is, and that all together are bounded. */
#ifndef BP_PROBE_WAIT_H
#define BP_PROBE_WAIT_H

#include "probe/run.h"

enum {
	BP__WAIT_MS = 250, /* the full time */
};

/* Whether a wait is still given its full time: no longer once several ended by the clock,
 * which is the way of this host then and no accident. */
bool
bp__is_patient(const struct bp__run *run);

/* How long to wait for an answer, in milliseconds. */
int
bp__wait_ms(const struct bp__run *run);

/* Counts a wait of so many milliseconds that ended by the clock. */
void
bp__note_timeout(struct bp__run *run, int waited);

/* Whether the run has waited so long in all that nothing more is to be sent. */
bool
bp__has_waited_enough(const struct bp__run *run);

/* How it shows that nobody answered within so many milliseconds. */
struct bp__result
bp__timeout(int waited);

#endif
