/* What the system answered for one case. A failing call is a result like any other. */
#ifndef BP_MODEL_OUTCOME_H
#define BP_MODEL_OUTCOME_H

#include "model/arena.h"
#include "model/case.h"
#include "model/entry.h"

#include <stdbool.h>
#include <stddef.h>

/* The answer to one call, or to all calls of a socket: ok, the call that failed with its
 * native error number and name, or not applicable with a reason. */
struct bp__result {
	enum bp__call call; /* BP__CALL_NONE when nothing failed */
	int code;
	const char *name; /* EADDRINUSE; NULL when nothing failed */
	const char *reason; /* why the case could not be tried; else NULL */
};

static inline bool
bp__result_is_ok(const struct bp__result *result)
{
	return result->call == BP__CALL_NONE && result->reason == NULL;
}

bool
bp__result_equal(const struct bp__result *a, const struct bp__result *b);

/* Writes "ok", "n/a" or CALL:ENAME. Returns the buffer. */
char *
bp__result_format(const struct bp__result *result, char *buffer, size_t size);

enum {
	BP__RESULT_TEXT = 64,
	BP__UNKNOWN = -1, /* of a value the system did not tell */
};

/* What the system's own table of sockets has of a socket: a second witness beside the calls
 * that ask the socket itself. */
struct bp__witness {
	bool asked;
	bool found; /* it is in the table */
	enum bp__state state;
	int v6only; /* 0, 1 or BP__UNKNOWN */
	long long user; /* the number of its user; -1 where that is not told */
	struct bp__address local;
	unsigned port;
};

/* One socket as the system describes it. All but the result is empty unless it stands. */
struct bp__socket_state {
	struct bp__result result;
	struct bp__address local; /* getsockname(2); BP__FAMILY_NONE when it failed */
	unsigned port; /* the same; 0 when it failed or was not told */
	int v6only; /* read back: 0, 1 or BP__UNKNOWN */
	bool listening;
	struct bp__witness witness;
};

/* What became of what was sent to one target. Of wait:TIMEOUT the code is how many
 * milliseconds were waited. */
struct bp__delivery {
	size_t target; /* index into the report's targets */
	unsigned tries; /* how often it was sent */
	unsigned by[BP__SOCKETS_MAX]; /* how often each socket got it */
	struct bp__result nobody; /* how it showed that nobody did, the last time */
};

/* One call as --verbose shows it. */
struct bp__call_record {
	size_t socket; /* from 1; 0 is the client */
	const char *text; /* bind(0.0.0.0:7020) */
	struct bp__result result;
};

/* Whether nobody answered within the time that was waited. */
bool
bp__is_timeout(const struct bp__result *nobody);

/* Whether it was seen that nobody got it: it was refused, or no answer came in time. What
 * the client itself met, as a denial, shows nothing. */
bool
bp__shows_nobody(const struct bp__result *nobody);

enum {
	BP__NOBODY_TEXT = BP__RESULT_TEXT + 32,
};

/* Writes how it showed in words: "refused (connect:ECONNREFUSED)", "no answer within 250 ms
 * (wait:TIMEOUT)", or what the client met. Returns the buffer. */
char *
bp__nobody_format(const struct bp__result *nobody, char *buffer, size_t size);

/* Who got it in one character: the number of the socket, - for nobody, + for several. */
char
bp__delivery_letter(const struct bp__delivery *delivery);

/* One of the answers that a case gave when it was tried many times. */
struct bp__seen {
	unsigned long count;
	const char
	    *outcome; /* the result of the first socket that does not stand, or ok */
	const char *results; /* of each socket, with spaces between */
	const char
	    *by; /* who received, a letter for each target; empty if none was tried */
};

/* All of them, the most frequent first. */
struct bp__tally {
	unsigned long tries; /* 0 unless the case was to be tried many times */
	struct bp__seen *seen;
	size_t count;
};

struct bp__outcome {
	struct bp__case plan;
	struct bp__socket_state sockets[BP__SOCKETS_MAX];
	struct bp__delivery *deliveries;
	size_t delivery_count;
	bool unstable; /* a second try on a clean port answered otherwise */
	const char
	    *first_answer; /* what the first try had answered; NULL unless unstable */
	struct bp__call_record *calls;
	size_t call_count;
	struct bp__tally tally;
};

/* The result of the first socket that does not stand, or ok. */
const struct bp__result *
bp__outcome_result(const struct bp__outcome *outcome, size_t *socket);

/* Whether the table has the socket where getsockname(2) says that it is; a zone may be left
 * out. */
bool
bp__witness_agrees_on_place(const struct bp__socket_state *state);

/* In what the table, which was asked, and the socket itself disagree; NULL: in nothing. */
const char *
bp__witness_fault(const struct bp__socket_state *state);

/* Every socket stands. */
bool
bp__outcome_stands(const struct bp__outcome *outcome);

/* Could not be tried here. */
bool
bp__outcome_is_absent(const struct bp__outcome *outcome);

/* Counts the answer. Whatever the tally keeps of it is copied into the arena. */
void
bp__tally_add(
    struct bp__tally *tally, struct bp__arena *arena, const struct bp__outcome *outcome);

/* The protocol of a socket as BSD netstat(1) names it: tcp4, tcp6, tcp46, udp4, udp6,
 * udp46. IPv4-mapped sockets are tcp4 or udp4 by what they carry, and named tcp46 only when
 * IPv4 and IPv6 both can reach them. */
const char *
bp__outcome_protocol(const struct bp__outcome *outcome, size_t socket);

/* Whether the socket is bound to an address that takes in the target's. */
bool
bp__outcome_covers(
    const struct bp__outcome *outcome, size_t socket, const struct bp__address *target);

#endif
