/* The system's own table of sockets as a second witness. */
#ifndef BP_PROBE_WITNESS_H
#define BP_PROBE_WITNESS_H

#include "probe/run.h"

/* Notes of each socket of the case that stands what the table has of it, by one look at the
 * table. Sockets of TCP and its like that do not listen are left out: the system would have to
 * go through all that it has. Nothing is noted where the table does not tell which sockets are
 * ours, or not all that is noted. */
void
bp__ask_witness(
    struct bp__run *run, struct bp__outcome *outcome, const struct bp__opened *opened);

#endif
