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
	    unsteady; /* a case was left out that answered otherwise when tried again, or fell
		       * short of what another could do */
	const char *unseen; /* why traffic that it rests on was not seen; NULL */
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

/* What was seen of a family's traffic to a socket. */
enum bp__sight {
	BP__UNSEEN = 0, /* it could not be judged, as the judge's unseen says */
	BP__GETS,
	BP__GETS_NOT, /* at an address where the plain socket of the family gets it */
};

/* The plain socket of the family, alone on its wildcard, which shows whether traffic can be
 * seen here at all; NULL when it does not stand or was not tried. */
const struct bp__outcome *
bp__look_at_plain(struct bp__judge *judge, enum bp__family family);

/* Whether the client had no address of the family to send from, at any target. */
bool
bp__lacks_addresses(
    const bp_report *report, const struct bp__outcome *outcome, enum bp__family family);

/* Looks at a socket's traffic of the family, beside that of the plain one. */
enum bp__sight
bp__see(struct bp__judge *judge, const struct bp__outcome *plain,
    const struct bp__outcome *outcome, size_t socket, enum bp__family family);

/* Notes that traffic of the family could not be judged, by what the outcome met. */
void
bp__say_unseen(
    struct bp__judge *judge, const struct bp__outcome *outcome, enum bp__family family);

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
bp__judge_table(struct bp__judge *judge);
void
bp__judge_steady(struct bp__judge *judge);

#endif
