/* Tries a case, and tells a rule of the system from what others do on the port meanwhile. */
#include <config.h>

#include "probe/observe.h"
#include "probe/deliver.h"
#include "probe/port.h"
#include "probe/witness.h"

enum {
	TRIES = 2, /* of a case that may owe its answer to others */
	TRIES_AMONG_OTHERS = 3, /* once others were seen on the port */
};

/* Whether another socket could stand beside one of these on the same address, or take it
 * over: then bind(2) succeeds where a service is. */
static bool
may_share(const struct bp__case *c)
{
	const unsigned sharing =
	    BP__BIT(BP__REUSEADDR) | BP__BIT(BP__REUSEPORT) | BP__BIT(BP__REUSEPORT_LB);
	for (size_t i = 0; i < c->count; i++) {
		if ((c->sockets[i].options & sharing) != 0)
			return true;
	}
	return false;
}

/* Another program on the port is the reason for any socket that finds it in use, as far as
 * one try can tell. In a sweep, whose answers are told in rules, only for the first: nothing
 * of ours is on the port then. A port that the system chose was free for the first alone. */
static bool
failed_for_now(const struct bp__run *run, const struct bp__outcome *outcome)
{
	bool any =
	    !run->report->sweep || bp__spec_chooses_port(&outcome->plan.sockets[0]);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		const struct bp__result *result = &outcome->sockets[i].result;
		if (bp__result_is_ok(result) || result->reason != NULL)
			continue;
		if (bp__sys_is_passing(result->code) ||
		    ((i == 0 || any) && bp__sys_is_in_use(result->code)))
			return true;
	}
	return false;
}

static bool
is_surprising(const struct bp__run *run, const struct bp__outcome *outcome)
{
	return run->missed || failed_for_now(run, outcome);
}

static bool
same_receivers(const struct bp__delivery *a, const struct bp__delivery *b)
{
	for (size_t i = 0; i < BP__SOCKETS_MAX; i++) {
		if ((a->by[i] > 0) != (b->by[i] > 0))
			return false;
	}
	if (bp__is_timeout(&a->nobody) || bp__is_timeout(&b->nobody))
		return bp__is_timeout(&a->nobody) == bp__is_timeout(&b->nobody);
	return bp__result_equal(&a->nobody, &b->nobody);
}

static bool
same_answer(const struct bp__outcome *a, const struct bp__outcome *b)
{
	for (size_t i = 0; i < a->plan.count; i++) {
		if (!bp__result_equal(&a->sockets[i].result, &b->sockets[i].result))
			return false;
	}
	if (a->delivery_count != b->delivery_count)
		return false;
	for (size_t i = 0; i < a->delivery_count; i++) {
		if (!same_receivers(&a->deliveries[i], &b->deliveries[i]))
			return false;
	}
	return true;
}

static void
open_and_send(struct bp__run *run, struct bp__outcome *outcome, struct bp__opened *opened)
{
	run->missed = false;
	bp__open_case(run, outcome, opened);
	if (!run->report->sweep)
		bp__ask_witness(run, outcome, opened);
	if (bp__outcome_stands(outcome) && !run->settings->no_delivery)
		bp__deliver(run, outcome, opened);
}

/* Leaves the case untried, as the port is another program's. */
static void
give_up(struct bp__run *run, struct bp__outcome *outcome, struct bp__opened *opened)
{
	run->lost = true;
	*opened = bp__nothing_opened(run->report->port);
	for (size_t i = 0; i < outcome->plan.count; i++)
		outcome->sockets[i] = (struct bp__socket_state){
		    .result.reason = "another program has the port",
		    .v6only = BP__UNKNOWN,
		};
}

void
bp__try_case(struct bp__run *run, struct bp__outcome *outcome, struct bp__opened *opened)
{
	if (may_share(&outcome->plan) && bp__absence(run, &outcome->plan) == NULL &&
	    !bp__await_port(run, bp__series_transport(outcome->plan.series)))
		give_up(run, outcome, opened);
	else
		open_and_send(run, outcome, opened);
}

/* What the first try answered, in words, where the second answered otherwise. */
static const char *
describe_first(struct bp__run *run, const struct bp__outcome *first)
{
	char text[BP__RESULT_TEXT];
	size_t socket;
	const struct bp__result *result = bp__outcome_result(first, &socket);
	if (bp__result_is_ok(result))
		return "other receivers";
	bp__result_format(result, text, sizeof text);
	return bp__arena_printf(run->arena, "%s on socket %zu", text, socket + 1);
}

/* How many tries have to agree. With others on the port, two that meet the same may be chance;
 * and that it is in use where nothing of ours is on it is never a rule. */
static int
tries_for(const struct bp__run *run, const struct bp__outcome *outcome)
{
	const struct bp__result *first = &outcome->sockets[0].result;
	bool alone = run->strangers == 0 &&
	    (bp__result_is_ok(first) || !bp__sys_is_in_use(first->code));
	return alone ? TRIES : TRIES_AMONG_OTHERS;
}

/* Tries the case once more, and says whether the answer is that of the first try, and owed to
 * nobody else: so many of whom had been met before. */
static bool
confirm(struct bp__run *run, const struct bp__outcome *first, unsigned long strangers,
    struct bp__outcome *outcome, struct bp__opened *opened)
{
	bp__close_case(run, opened);
	*outcome = (struct bp__outcome){.plan = first->plan};
	if (!bp__await_port(run, bp__series_transport(first->plan.series))) {
		give_up(run, outcome, opened);
		return false;
	}
	open_and_send(run, outcome, opened);
	bool same = same_answer(first, outcome);
	if (same && (run->strangers == strangers || !is_surprising(run, outcome)))
		return true;
	outcome->unstable = true;
	outcome->first_answer =
	    same ? "the same, while others used the port" : describe_first(run, first);
	run->strangers += !same;
	return false;
}

void
bp__observe_case(
    struct bp__run *run, struct bp__outcome *outcome, struct bp__opened *opened)
{
	const unsigned long strangers = run->strangers;
	bp__try_case(run, outcome, opened);
	if (run->lost || !is_surprising(run, outcome))
		return;
	const struct bp__outcome first = *outcome;
	for (int i = 1; i < tries_for(run, outcome); i++) {
		if (!confirm(run, &first, strangers, outcome, opened))
			return;
	}
}
