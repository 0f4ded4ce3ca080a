/* Who receives what is sent to a group or to the broadcast address of loopback. */
#ifndef BP_PROBE_GROUP_H
#define BP_PROBE_GROUP_H

#include "probe/run.h"

/* Sends a datagram to the target, a group on loopback or the broadcast address of that, and
 * notes which sockets of the case had a copy. The groups are joined on loopback by a socket
 * of the run, on another port. */
void
bp__send_to_group(struct bp__run *run, struct bp__outcome *outcome,
    const struct bp__opened *opened, struct bp__delivery *delivery);

/* Closes what the run has opened for groups. */
void
bp__close_groups(struct bp__run *run);

#endif
