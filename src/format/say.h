/* Words for what a report holds, the same in every format that people read. A function that
 * takes a line adds its words to it. */
#ifndef BP_FORMAT_SAY_H
#define BP_FORMAT_SAY_H

#include "analyse/behaves.h"
#include "format/draw.h"
#include "model/report.h"

/* That the addresses and names in a report are not those of its host. */
extern const char bp__say_redacted[];

/* Whether there is IPv6, and what IPV6_V6ONLY is by default; nothing when no case tells. */
void
bp__say_ipv6(const bp_report *report, struct bp__line *line);

/* What getaddrinfo(3) answers to a server. */
void
bp__say_passive(const struct bp__host *host, struct bp__line *line);

/* In which network of its own the probe ran, and with which settings; nothing where that was
 * the host's. */
void
bp__say_isolation(const struct bp__host *host, struct bp__line *line);

/* Which known systems are nearest, and in what the host differs; nothing where none was looked
 * for. */
void
bp__say_nearest(const bp_report *report, struct bp__line *line);

/* The case that a server which follows the verdict would be in; NULL when none stands. */
const struct bp__outcome *
bp__say_advised(const bp_report *report, enum bp__series series);

/* The first failing result of a case as "EADDRINUSE bind 2"; the buffer is returned. */
char *
bp__say_failure(const struct bp__outcome *outcome, char *buffer, size_t size);

/* The local address as BSD netstat(1) writes it: *.7020, 127.0.0.1.7020. */
void
bp__say_local(const struct bp__socket_state *state, char *buffer, size_t size);

/* LISTEN, CLOSED or a dash. */
const char *
bp__say_state(const struct bp__outcome *outcome, size_t socket);

/* V6ONLY as it was read back: on, off or ?; a dash where the socket has none. */
const char *
bp__say_v6only(const struct bp__outcome *outcome, size_t socket);

/* Why the socket was reached at no address: "nowhere", with how that showed where it should
 * have been, "not known" with what the client met, or "not tried". */
void
bp__say_nowhere(const bp_report *report, const struct bp__outcome *outcome, size_t socket,
    struct bp__line *line);

/* Where the socket was reached, with how often where others were too; or why nowhere. */
void
bp__say_where(const bp_report *report, const struct bp__outcome *outcome, size_t socket,
    struct bp__line *line);

/* Why a socket does not stand, with the number of the error. */
void
bp__say_result(const struct bp__result *result, struct bp__line *line);

/* The next targets that nobody got, with how that showed, from delivery *next on; false when
 * there are no more. The line begins anew. */
bool
bp__say_nobody(const bp_report *report, const struct bp__outcome *outcome, size_t *next,
    struct bp__line *line);

/* What the system's table of sockets, which was asked, has of the socket. */
void
bp__say_witness(const struct bp__outcome *outcome, size_t socket, struct bp__line *line);

/* A call with its answer. */
void
bp__say_call(const struct bp__call_record *record, struct bp__line *line);

/* How often each answer of a tally was seen; who received, where that is what differs. */
void
bp__say_seen(const struct bp__tally *tally, struct bp__line *line);

/* Whether a socket of the case stands. */
bool
bp__any_stands(const struct bp__outcome *outcome);

/* How a recipe went, in no more than the width where that can be: "works: use this", or the
 * first step that failed as "EADDRINUSE bind 2". */
void
bp__say_recipe(const struct bp__recipe_run *recipe, size_t width, struct bp__line *line);

/* Yes, no, or a dash where no client could be made for the family. */
const char *
bp__say_reached(const struct bp__recipe_run *recipe, enum bp__family family);

/* Recipes come series by series. How many there are of the first one, and whether those of
 * another went the same way. */
bool
bp__recipes_are_alike(const bp_report *report, size_t *first_count);

/* What a model explains in per cent, which is 100 only when nothing is missing. */
double
bp__say_share(const struct bp__behaves_model *model);

#endif
