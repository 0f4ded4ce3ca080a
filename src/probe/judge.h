/* Judging one finding in one series. A judge looks outcomes up, which become its proof, and
 * says a grade and a text, or nothing where the outcomes do not tell. */
#ifndef BP_PROBE_JUDGE_H
#define BP_PROBE_JUDGE_H

#include "probe/finding.h"

enum {
	BP__EVIDENCE_MAX = 256,
	BP__REUSES = 3,
};

struct bp__judge {
	bp_report *report;
	enum bp__series series;
	enum bp__grade grade;
	const char *text;
	size_t cases[BP__EVIDENCE_MAX];
	size_t count;
	bool
	    unsteady; /* a case was left out, as it answered otherwise when tried again */
};

/* A reuse setting: the option as it stands in an id, and in words. */
struct bp__reuse {
	const char *option;
	const char *words;
};

extern const struct bp__reuse bp__reuses[BP__REUSES];

/* Whether an outcome says something: it was tried here and gave a steady answer. */
bool
bp__is_usable(const struct bp__outcome *outcome);

/* The outcome of a case, its id being given without the series; it becomes proof. NULL when
 * it says nothing. */
const struct bp__outcome *
bp__look(struct bp__judge *judge, const char *sockets);

/* The same of a case whose sockets all came as far as bind(2). */
const struct bp__outcome *
bp__look_at_bind(struct bp__judge *judge, const char *sockets);

/* Makes an outcome proof, once. */
void
bp__add_evidence(struct bp__judge *judge, const struct bp__outcome *outcome);

void
bp__say(struct bp__judge *judge, enum bp__grade grade, const char *text);

/* "EADDRINUSE", or the call with it where that is not bind(2). */
const char *
bp__failure_text(struct bp__judge *judge, const struct bp__outcome *outcome);

/* Whether IPv4 traffic can be sent here at all: the plain IPv4 socket gets it. */
bool
bp__ipv4_flows(struct bp__judge *judge);

/* The judges, one for each row of the table of findings. */
void
bp__judge_ipv6(struct bp__judge *judge);
void
bp__judge_default(struct bp__judge *judge);
void
bp__judge_settable(struct bp__judge *judge);
void
bp__judge_off_honoured(struct bp__judge *judge);
void
bp__judge_on_honoured(struct bp__judge *judge);
void
bp__judge_both_orders(struct bp__judge *judge);
void
bp__judge_untouched(struct bp__judge *judge);
void
bp__judge_order(struct bp__judge *judge);
void
bp__judge_listen(struct bp__judge *judge);
void
bp__judge_override_same(struct bp__judge *judge);
void
bp__judge_override_other(struct bp__judge *judge);
void
bp__judge_closer_same(struct bp__judge *judge);
void
bp__judge_closer_other(struct bp__judge *judge);
void
bp__judge_mapped_twin(struct bp__judge *judge);
void
bp__judge_mapped_v6only(struct bp__judge *judge);
void
bp__judge_late(struct bp__judge *judge);
void
bp__judge_ephemeral(struct bp__judge *judge);
void
bp__judge_absent(struct bp__judge *judge);
void
bp__judge_scope(struct bp__judge *judge);
void
bp__judge_getaddrinfo(struct bp__judge *judge);
void
bp__judge_history(struct bp__judge *judge);
void
bp__judge_steady(struct bp__judge *judge);

#endif
