/* Findings: statements derived from outcomes by pure functions, with their proof. */
#ifndef BP_PROBE_FINDING_H
#define BP_PROBE_FINDING_H

#include "model/report.h"

/* Derives every finding and the summary per series from the report's outcomes and host. */
void
bp__derive_findings(bp_report *report);

/* What a server should do on this host, in one or two sentences, from the report's
 * outcomes; NULL when they do not tell. */
const char *
bp__derive_verdict(bp_report *report);

/* An outcome a judgement may rest on: one that was tried here and gave a steady answer;
 * NULL otherwise. */
const struct bp__outcome *
bp__usable_outcome(const bp_report *report, enum bp__series series, const char *sockets);

/* Whether the socket got anything that was sent to the family; an IPv4-mapped target is
 * IPv4. */
bool
bp__gets_family(const bp_report *report, const struct bp__outcome *outcome, size_t socket,
    enum bp__family family);

/* Whether the delivery went to this socket at least once. */
static inline bool
bp__went_to(const struct bp__delivery *delivery, size_t socket)
{
	return delivery->by[socket] > 0;
}

#endif
