/* Host facts: what the system says of itself, its interfaces and its settings. */
#ifndef BP_PROBE_HOST_H
#define BP_PROBE_HOST_H

#include "probe/run.h"

/* Fills the report's host and its targets. What cannot be asked is left empty and said in
 * the host's warning. */
void
bp__observe_host(struct bp__run *run);

#endif
