/* Gathers the outcomes of a report into a space. */
#ifndef BP_ANALYSE_GATHER_H
#define BP_ANALYSE_GATHER_H

#include "analyse/space.h"
#include "model/report.h"

/* Says which kinds of address the report's targets are. BP_NO_MEMORY is the only error. */
enum bp_status
bp__gather_targets(struct bp__space *space, bp_report *report);

/* Adds the outcome to the space, with who received if that was tried; an unstable one is left
 * out. The arena is for what is needed meanwhile. BP_NO_MEMORY is the only error. */
enum bp_status
bp__gather(
    struct bp__space *space, struct bp__arena *arena, const struct bp__outcome *outcome);

#endif
