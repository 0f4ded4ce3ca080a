/* Redacted reports: between who has a report and the format that writes it stands what hands
 * on a copy of it, with stand-ins for what tells its host. */
#ifndef BP_FORMAT_REDACT_H
#define BP_FORMAT_REDACT_H

#include "model/writer.h"

#include <stdbool.h>

/* Makes the writer, whose format is set, write what it is given redacted. Its field failed is
 * set when memory runs out on the way, and nothing more is written. False when there is no
 * memory to begin with. */
bool
bp__redact(bp_writer *writer);

/* Frees what that made; NULL is allowed. */
void
bp__redaction_free(struct bp__redaction *redaction);

#endif
