/* Asks the system's own table of sockets about ours. */
#include <config.h>

#include "probe/witness.h"

/* A look at the table on behalf of one case. */
struct look {
	struct bp__outcome *outcome;
	unsigned long long
	    owners[BP__SOCKETS_MAX]; /* of our sockets; 0: not asked about */
};

/* Whether the look is to find the socket. */
static bool
is_wanted(const struct bp__outcome *outcome, size_t i, unsigned port)
{
	const struct bp__socket_state *state = &outcome->sockets[i];
	bool connects =
	    bp__transport_connects(bp__series_transport(outcome->plan.series));
	return bp__result_is_ok(&state->result) &&
	    !bp__spec_is_closed(&outcome->plan.sockets[i]) && state->port == port &&
	    (state->listening || !connects);
}

static void
take_entry(void *context, const struct bp__entry *entry)
{
	struct look *look = context;
	for (size_t i = 0; i < look->outcome->plan.count; i++) {
		if (look->owners[i] == 0 || look->owners[i] != entry->owner)
			continue;
		look->outcome->sockets[i].witness = (struct bp__witness){
		    .asked = true,
		    .found = true,
		    .state = entry->state,
		    .v6only = entry->v6only,
		    .user = entry->user,
		    .local = entry->address,
		    .port = entry->port,
		};
	}
}

/* Notes, for all that is left of the run, why the table is no witness. */
static void
renounce(struct bp__run *run, const char *why, int code)
{
	char name[32];
	run->report->unwitnessed = code == 0
	    ? why
	    : bp__arena_printf(
		  run->arena, "%s: %s", why, bp__sys_error_name(code, name, sizeof name));
}

/* Prepares the look; whether there is anything to look for. */
static bool
note_owners(struct bp__run *run, struct look *look, const struct bp__opened *opened)
{
	bool any = false;
	for (size_t i = 0; i < look->outcome->plan.count; i++) {
		if (!is_wanted(look->outcome, i, opened->port))
			continue;
		int code =
		    bp__sys_socket_owner(run->sys, &opened->socks[i], &look->owners[i]);
		if (code != 0) {
			renounce(run,
			    "this system's table of sockets does not tell which are ours",
			    code == BP__SYS_ABSENT ? 0 : code);
			return false;
		}
		any = true;
	}
	return any;
}

void
bp__ask_witness(
    struct bp__run *run, struct bp__outcome *outcome, const struct bp__opened *opened)
{
	struct look look = {.outcome = outcome};
	enum bp_transport transport = bp__series_transport(outcome->plan.series);
	const struct bp__sys_query query = {
	    .port = opened->port,
	    /* The table of TCP has those of MPTCP too. */
	    .transports = transport == BP_MPTCP ? BP_TCP : transport,
	    .quick = true,
	};
	struct bp__sys_table table = {.source = ""};
	if (run->report->unwitnessed != NULL || !note_owners(run, &look, opened))
		return;
	int code = bp__sys_each_socket(run->sys, &query, &table, take_entry, &look);
	if (code != 0)
		renounce(run, "the kernel's table of sockets is not to be had", code);
	else if (table.lacking != NULL)
		renounce(run,
		    bp__arena_printf(&run->report->arena,
			"the kernel's table of sockets does not tell all: %s",
			table.lacking),
		    0);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		struct bp__witness *witness = &outcome->sockets[i].witness;
		witness->asked = run->report->unwitnessed == NULL && look.owners[i] != 0;
		witness->found = witness->found && witness->asked;
	}
}
