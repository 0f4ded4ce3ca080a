/* Observing one case: when its answer is taken for sure. */
#ifndef BP_PROBE_OBSERVE_H
#define BP_PROBE_OBSERVE_H

#include "probe/run.h"

/* Opens the case and sends to it, once. Where a socket of it could share the port with those
 * of another program, the port is seen to be free first, so that nothing is ever bound over
 * them: run->lost is set where it stays taken, and nothing of the case is tried. */
void
bp__try_case(struct bp__run *run, struct bp__outcome *outcome, struct bp__opened *opened);

/* Tries the case, and again on a free port where the answer may be of the moment, once, or
 * twice where others were met in the run: it is unstable when the tries disagree, or others
 * were on the port meanwhile. The sockets of the last try are left open. */
void
bp__observe_case(
    struct bp__run *run, struct bp__outcome *outcome, struct bp__opened *opened);

#endif
