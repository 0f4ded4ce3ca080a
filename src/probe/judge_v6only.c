/* Judges IPV6_V6ONLY on one socket: its default, setting it, and whether it is honoured. */
#include <config.h>

#include "probe/judge.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Says of a socket on :: that no IPv6 traffic was seen to reach it. */
static void
say_unreached(struct bp__judge *judge, const struct bp__outcome *any6)
{
	if (bp__lacks_addresses(judge->report, any6, BP__INET6)) {
		bp__say(judge, BP__WARN,
		    "a socket on :: stands, but no IPv6 address leads to it");
		return;
	}
	bp__say_unseen(judge, any6, BP__INET6);
	bp__say(judge, BP__WARN,
	    bp__arena_printf(
		&judge->report->arena, "a socket on :: stands; %s", judge->unseen));
}

void
bp__judge_ipv6(struct bp__judge *judge)
{
	const struct bp__outcome *any6 = bp__look(judge, "any6");
	if (any6 == NULL)
		return;
	if (!bp__outcome_stands(any6))
		bp__say(judge, BP__WARN,
		    bp__arena_printf(&judge->report->arena, "no IPv6 socket: %s",
			bp__failure_text(judge, any6)));
	else if (any6->delivery_count > 0 &&
	    !bp__gets_family(judge->report, any6, 0, BP__INET6))
		say_unreached(judge, any6);
	else
		bp__say(judge, BP__PASS, "a socket on :: stands");
}

void
bp__judge_default(struct bp__judge *judge)
{
	const struct bp__outcome *any6 = bp__look(judge, "any6");
	if (any6 == NULL || !bp__outcome_stands(any6))
		return;
	int v6only = any6->sockets[0].v6only;
	const struct bp__outcome *plain = bp__look_at_plain(judge, BP__INET);
	enum bp__sight sight =
	    plain == NULL ? BP__UNSEEN : bp__see(judge, plain, any6, 0, BP__INET);
	struct bp__arena *arena = &judge->report->arena;
	const char *how = plain != NULL && sight == BP__UNSEEN ? "reads back as " : "";
	if (v6only == BP__UNKNOWN)
		bp__say(judge, BP__WARN, "IPV6_V6ONLY cannot be read back");
	else if (sight == (v6only == 0 ? BP__GETS_NOT : BP__GETS))
		bp__say(judge, BP__FAIL,
		    v6only == 0 ? "reads back as off, yet no IPv4 arrives"
				: "reads back as on, yet IPv4 arrives");
	else if (v6only == 0)
		bp__say(judge, BP__PASS,
		    bp__arena_printf(arena, "%soff, as RFC 3493 section 5.3 asks", how));
	else
		bp__say(judge, BP__WARN,
		    bp__arena_printf(
			arena, "%son, where RFC 3493 section 5.3 has it off", how));
}

/* How setting V6ONLY before bind went, alone on ::; NULL when it reads back as set. */
static const char *
setting_fault(struct bp__judge *judge, const char *sockets, int wanted)
{
	const struct bp__outcome *outcome = bp__look(judge, sockets);
	const char *word = wanted == 1 ? "on" : "off";
	struct bp__arena *arena = &judge->report->arena;
	if (outcome == NULL)
		return "";
	const struct bp__socket_state *state = &outcome->sockets[0];
	if (state->result.call == BP__CALL_V6ONLY)
		return bp__arena_printf(
		    arena, "setting %s is %s", word, state->result.name);
	if (!bp__outcome_stands(outcome))
		return "";
	if (state->v6only == BP__UNKNOWN)
		return bp__arena_printf(arena, "set %s, cannot be read back", word);
	if (state->v6only != wanted)
		return bp__arena_printf(
		    arena, "setting %s is accepted and ignored", word);
	return NULL;
}

void
bp__judge_settable(struct bp__judge *judge)
{
	const char *off = setting_fault(judge, "any6,v6only=off", 0);
	const char *on = setting_fault(judge, "any6,v6only=on", 1);
	if (off == NULL && on == NULL)
		bp__say(judge, BP__PASS, "can be set off and on, and reads back so");
	else if ((off == NULL || *off != '\0') && (on == NULL || *on != '\0'))
		bp__say(judge, BP__FAIL,
		    off == NULL ? on
			: on == NULL
			? off
			: bp__arena_printf(&judge->report->arena, "%s; %s", off, on));
}

void
bp__judge_off_honoured(struct bp__judge *judge)
{
	const struct bp__outcome *off = bp__look(judge, "any6,v6only=off");
	const struct bp__outcome *plain = bp__look_at_plain(judge, BP__INET);
	if (off == NULL || !bp__outcome_stands(off) || plain == NULL)
		return;
	enum bp__sight sight = bp__see(judge, plain, off, 0, BP__INET);
	if (sight == BP__GETS)
		bp__say(judge, BP__PASS, "set off, a socket on :: gets IPv4 traffic");
	else if (sight == BP__GETS_NOT)
		bp__say(judge, BP__FAIL,
		    "set off, a socket on :: still gets no IPv4 traffic");
}

void
bp__judge_on_honoured(struct bp__judge *judge)
{
	const struct bp__outcome *on = bp__look(judge, "any6,v6only=on");
	const struct bp__outcome *plain = bp__look_at_plain(judge, BP__INET);
	if (on == NULL || !bp__outcome_stands(on) || plain == NULL)
		return;
	enum bp__sight sight = bp__see(judge, plain, on, 0, BP__INET);
	if (sight == BP__GETS)
		bp__say(
		    judge, BP__FAIL, "set on, a socket on :: still gets IPv4 traffic");
	else if (sight == BP__GETS_NOT)
		bp__say(judge, BP__PASS, "set on, a socket on :: gets no IPv4 traffic");
}

void
bp__judge_late(struct bp__judge *judge)
{
	const struct bp__outcome *on = bp__look(judge, "any6,late-v6only=on");
	const struct bp__outcome *off = bp__look(judge, "any6,late-v6only=off");
	const struct bp__outcome *before = bp__look_at_bind(judge, "any6,v6only=on");
	if (on == NULL || off == NULL || before == NULL)
		return;
	bool refused_on = on->sockets[0].result.call == BP__CALL_LATE_V6ONLY;
	bool refused_off = off->sockets[0].result.call == BP__CALL_LATE_V6ONLY;
	if (refused_on && refused_off)
		bp__say(judge, BP__PASS,
		    bp__arena_printf(&judge->report->arena,
			"V6ONLY is fixed once bound: %s", on->sockets[0].result.name));
	else if (bp__outcome_stands(on) || bp__outcome_stands(off))
		bp__say(judge, BP__WARN,
		    "setting V6ONLY after bind(2) is accepted: set it before");
}
