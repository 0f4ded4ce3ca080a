/* The report: host facts, outcomes, recipes, findings. Everything in it lives in its arena,
 * and dies with it. */
#ifndef BP_MODEL_REPORT_H
#define BP_MODEL_REPORT_H

#include "bindprobe.h"
#include "model/arena.h"
#include "model/case.h"
#include "model/outcome.h"

#include <string.h>

struct bp__setting {
	const char *name;
	const char *value;
};

struct bp__interface {
	const char *name;
	const char *flags; /* words with spaces between, as "up loopback" */
	struct bp__address *addresses;
	size_t count;
};

/* What getaddrinfo(3) with AI_PASSIVE answered, in order. */
struct bp__passive {
	struct bp__address addresses[8];
	size_t count;
	struct bp__result result; /* its name is that of the EAI_ code */
};

/* A network of the probe's own, apart from the host's. */
struct bp__isolation {
	const char *namespaces; /* "user and network namespace" */
	const char *interfaces; /* "veth pair" */
	const char *missing; /* what it could not be given; NULL when it has all */
	const char *simulated; /* a change that is made to look so, and how; NULL */
	struct bp__setting *changes; /* settings that are not the host's */
	size_t change_count;
};

struct bp__host {
	const char *system; /* as uname(2) says, which may not be so */
	const char *release;
	const char *machine;
	const char *environment; /* container, gVisor, WSL, ..., or unknown */
	const char *evidence; /* for the environment */
	const char *user; /* "root" or "plain user", or as the system says */
	const char *warning; /* what could not be asked; NULL when all was */
	const struct bp__isolation *isolation; /* NULL: the host's network was probed */
	struct bp__interface *interfaces;
	size_t interface_count;
	struct bp__setting *settings;
	size_t setting_count;
	struct bp__passive passive; /* without AI_ADDRCONFIG */
	struct bp__passive addrconfig; /* with it */
	struct bp__address kinds[BP__KIND_COUNT]; /* family NONE: not here */
	const char *devices[BP__DEVICE_COUNT]; /* names of interfaces; NULL: not here */
};

/* An address that traffic is sent to, always one of this host, or a group or broadcast
 * address on its loopback interface, which datagrams alone are sent to and which stand behind
 * all others. An IPv4-mapped one is sent to from an AF_INET6 socket. */
struct bp__target {
	struct bp__address address;
	const char *text;
	bool group;
};

enum {
	BP__RECIPE_STEPS = 3,
};

/* One socket a recipe opened, or tried to. */
struct bp__recipe_step {
	struct bp__socket_spec spec;
	struct bp__result result;
};

/* How a recipe judged: the words are in bp__verdict_name(). */
enum bp__verdict {
	BP__WORKS = 0, /* every family of the host is served */
	BP__PARTLY, /* it runs and serves only one of two families */
	BP__FAILS, /* the server gives up, or nobody is served */
	BP__NOT_JUDGED, /* it could not be tried */
	BP__VERDICT_COUNT,
};

const char *
bp__verdict_name(enum bp__verdict verdict);

/* A recipe as it was tried. */
struct bp__recipe_run {
	const char *id;
	const char *text;
	const char *users; /* well-known servers that do it; "" when none is named */
	enum bp__series series;
	struct bp__recipe_step steps[BP__RECIPE_STEPS];
	size_t step_count;
	bool gave_up; /* a failure was fatal to the server */
	bool reached4, reached6; /* a modern client reached it over the family */
	struct bp__result client4, client6; /* why not */
	enum bp__verdict verdict;
	bool use_this; /* the one to use here */
};

/* The words are in bp__grade_name(). */
enum bp__grade {
	BP__GRADE_NONE = 0, /* nothing to judge by here */
	BP__PASS,
	BP__WARN,
	BP__FAIL,
	BP__GRADE_COUNT,
};

const char *
bp__grade_name(enum bp__grade grade);

/* The text of a finding that has no other to say why it has no grade. */
extern const char bp__nothing_to_judge[];

/* A statement derived from outcomes, with the cases that prove it. */
struct bp__finding {
	const char *id;
	enum bp__grade grade;
	const char *text;
	size_t *cases; /* indices of outcomes */
	size_t count;
};

/* Whether the finding has no grade, and says why. */
static inline bool
bp__finding_says_why_not(const struct bp__finding *finding)
{
	return finding->grade == BP__GRADE_NONE &&
	    strcmp(finding->text, bp__nothing_to_judge) != 0;
}

/* How many findings of a series have each grade. */
struct bp__summary {
	enum bp__series series;
	unsigned grades[BP__GRADE_COUNT];
};

/* Why cases were left out of a sweep, and how many. */
struct bp__absence {
	const char *reason;
	size_t cases;
};

/* The known systems that answered most alike: as alike as each other, and how much that is. */
struct bp__nearest {
	const char **names;
	size_t name_count;
	size_t compared; /* cases that both have tried */
	const char **differing; /* the ids of those that differ */
	size_t differing_count;
};

struct bp__rules;
struct bp__behaves;
struct bp__grids;

enum {
	BP__KEPT_MAX =
	    8192, /* cases whose outcomes are kept; a plan of more is a sweep */
};

/* Which parts are shown of a report that was read back. */
enum bp__part {
	BP__WHOLE = 0,
	BP__PART_CASES = 1,
	BP__PART_FINDINGS = 2,
	BP__PART_RULES = 4,
};

struct bp_report {
	struct bp__arena arena;
	const char *version; /* of the program that probed */
	const char **suites; /* that were asked for, by name */
	size_t suite_count;
	bool picked; /* cases were named or picked one by one */
	bool has_calls; /* each call of each case was kept */
	bool redacted; /* addresses and names of interfaces are stand-ins */
	unsigned parts; /* mask of enum bp__part */
	int v6only_default; /* of a new AF_INET6 socket; known where there are rules */
	const struct bp__rules *rules; /* of many pairs, told in few words; NULL */
	const struct bp__behaves *behaves; /* the same beside known systems; NULL */
	const struct bp__grids *grids; /* the same address by address; NULL */
	bool
	    sweep; /* more cases than are kept: each was written as it came, and is gone */
	size_t planned; /* cases of the plan */
	size_t done; /* cases that were run */
	bool stopped; /* the caller ended the sweep before its end */
	struct bp__absence *absences; /* of a sweep */
	size_t absence_count;
	unsigned port;
	bool port_chosen; /* by us, not by the caller */
	bool has_tables; /* of a suite that text has tables for */
	bool by_case; /* cases were picked, so show them one by one */
	bool judged; /* findings were derived */
	struct bp__host host;
	struct bp__target *targets;
	size_t target_count;
	struct bp__outcome *outcomes;
	size_t outcome_count;
	struct bp__recipe_run *recipes;
	size_t recipe_count;
	struct bp__finding *findings;
	size_t finding_count;
	struct bp__summary summaries[BP__SERIES_COUNT];
	size_t summary_count;
	struct bp__nearest nearest; /* without names where none was looked for */
	const char *verdict; /* what should my server do here; NULL when not judged */
	const char *unwitnessed; /* why no table of sockets is a witness; NULL: one is */
};

/* Says how text draws a report of so many cases, by its suites and whether cases were
 * picked. */
void
bp__report_choose_view(bp_report *report, size_t cases);

/* Whether the suite was asked for by this name. */
bool
bp__report_asks(const bp_report *report, const char *suite);

/* Gives the kinds of address that are a number theirs. */
void
bp__report_set_numbers(bp_report *report);

/* The absent addresses that are a target, and so an address of the host, are not there for
 * cases. */
void
bp__report_drop_present(bp_report *report);

/* The outcome of the case with this id in this series, its id being given without the
 * series ("any4/any6"); NULL when the report has none. */
const struct bp__outcome *
bp__report_find(const bp_report *report, enum bp__series series, const char *sockets);

/* Whether no client of this host could be made for a family, by what it met, as where the
 * family has no address: then nothing is known of the server. */
bool
bp__client_is_absent(const struct bp__result *client);

/* What a second socket makes of the traffic that its first gets when it stands alone. */
enum bp__takeover {
	BP__TAKES_UNKNOWN = 0, /* none of what it could take can be sent here */
	BP__TAKES_NOTHING,
	BP__TAKES_SOME, /* beside the first, or only at some addresses */
	BP__TAKES_ALL, /* all of what it could take */
};

/* Compares the deliveries of the first socket alone with those of both, at the addresses
 * the second is bound to. */
enum bp__takeover
bp__takeover(const bp_report *report, const struct bp__outcome *alone,
    const struct bp__outcome *both);

#endif
