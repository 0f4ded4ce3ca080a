/* Delivery: sending to the addresses of this host, and telling which socket got it. */
#ifndef BP_PROBE_DELIVER_H
#define BP_PROBE_DELIVER_H

#include "probe/run.h"

/* Sends once to the address and the port of what is opened: a connection of TCP, a
 * datagram of UDP. Adds to the delivery's counts; the outcome is for the record. */
void
bp__try_address(struct bp__run *run, struct bp__outcome *outcome,
    const struct bp__opened *opened, const struct bp__address *to,
    struct bp__delivery *delivery);

/* Sends to every target of the report, and fills the outcome's deliveries. Several times
 * where more than one socket may get it. Sets run->missed where nobody got it though somebody
 * should have, or where it did not end as it did at other times: for a lack of memory, by the
 * clock, by a stranger's socket. */
void
bp__deliver(
    struct bp__run *run, struct bp__outcome *outcome, const struct bp__opened *opened);

/* Whether the delivery went to somebody. */
bool
bp__delivered(const struct bp__delivery *delivery);

#endif
