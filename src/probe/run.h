/* Running one case: opening its sockets, and asking the system about them. */
#ifndef BP_PROBE_RUN_H
#define BP_PROBE_RUN_H

#include "analyse/space.h"
#include "model/attribute.h"
#include "model/report.h"
#include "probe/client.h"
#include "sys/sys.h"

/* A way to a group, kept for the whole run. */
struct bp__group_line {
	enum bp_transport transport;
	size_t target; /* of the report */
	struct bp__sock sender; /* connected to the port that is probed */
	unsigned aim; /* that port; 0: none yet */
	struct bp__sock member; /* of the group, on a port of its own */
	struct bp__sock marker; /* connected to the member's port */
	struct bp__result result; /* why there is none; ok */
};

/* How sending to a target ended so far, by masks of transports. */
struct bp__experience {
	unsigned received; /* by a socket of ours */
	unsigned refused; /* where none of ours could */
	int codes[8]; /* of the last refusal, by the place of the transport's bit */
};

/* What a whole run shares. */
struct bp__run {
	struct bp__sys *sys;
	bp_report *report;
	struct bp__arena *arena; /* for what belongs to an outcome */
	const struct bp_settings *settings;
	struct bp__space *space; /* of the pairs of a plan too large to be read; NULL */
	const char *lacking[BP__SERIES_COUNT]; /* why a series has no sockets; NULL */
	bool tells_denial; /* a port that the user may not bind is probed as well */
	bool groups; /* datagrams are sent to groups too */
	struct bp__group_line lines[6]; /* three groups, two transports */
	size_t line_count;
	struct bp__clients clients;
	unsigned timeouts; /* how often a wait ended by the clock */
	unsigned waited; /* milliseconds of those waits */
	struct bp__experience *experience; /* with each target of the report; NULL */
	bool missed; /* something of the case at hand ended otherwise than it should */
	unsigned long strangers; /* how often others were seen on the port */
	bool lost; /* the port is another program's, and the run at its end */
	unsigned long nonce; /* how many datagrams were sent */
};

/* The sockets of a case while they stand, and the port they are on. */
struct bp__opened {
	struct bp__sock socks[BP__SOCKETS_MAX];
	size_t count;
	unsigned port;
};

/* A case of which nothing is open yet. */
struct bp__opened
bp__nothing_opened(unsigned port);

/* The system's option behind the call; BP__SYS_OPTION_COUNT when it sets none. */
enum bp__sys_option
bp__native_option(enum bp__call call);

/* What the system answered to the call, as a result; BP__SYS_ABSENT is n/a. */
struct bp__result
bp__answer(struct bp__run *run, enum bp__call call, int code);

/* Keeps a call for --verbose; the socket counts from 1, the client is 0. */
BP__PRINTF(5, 6)
void
bp__record(struct bp__run *run, struct bp__outcome *outcome, size_t socket,
    const struct bp__result *result, const char *format, ...);

/* Why the case cannot be tried on this host, in words; NULL when it can. */
const char *
bp__absence(struct bp__run *run, const struct bp__case *c);

/* Opens one more socket of the case as its spec says, and fills its state. The socket stays
 * open, as opened->socks[i], when it stands. */
void
bp__open_socket(struct bp__run *run, struct bp__outcome *outcome, size_t i,
    struct bp__opened *opened);

/* Opens all sockets of the case, lets them listen in the way of its series, and asks the
 * system for their state. */
void
bp__open_case(
    struct bp__run *run, struct bp__outcome *outcome, struct bp__opened *opened);

/* Closes what is open. */
void
bp__close_case(struct bp__run *run, struct bp__opened *opened);

#endif
