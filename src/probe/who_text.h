/* What is said of who has a port. */
#ifndef BP_PROBE_WHO_TEXT_H
#define BP_PROBE_WHO_TEXT_H

#include "model/entry.h"

/* Gives the answer its sentence. */
void
bp__who_tell(struct bp__who *who);

#endif
