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

/* Whether what was sent to the target is of the family. */
bool
bp__is_of_family(
    const bp_report *report, const struct bp__delivery *delivery, enum bp__family family);

/* Whether it was seen who got it, or that nobody did. */
bool
bp__is_seen(const struct bp__delivery *delivery);

/* "IPv4" or "IPv6". */
const char *
bp__family_word(enum bp__family family);

enum {
	BP__UNSEEN_TEXT = 160,
};

/* Writes why the family's traffic to a socket that stands says nothing: what the client met,
 * or that there is no answer, or a refusal, where a socket stands, as from a firewall. */
void
bp__why_unseen(const bp_report *report, const struct bp__outcome *outcome,
    enum bp__family family, char why[BP__UNSEEN_TEXT]);

/* Whether the delivery went to this socket at least once. */
static inline bool
bp__went_to(const struct bp__delivery *delivery, size_t socket)
{
	return delivery->by[socket] > 0;
}

#endif
