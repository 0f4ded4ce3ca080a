/* Judges what kinds of address do: mapped, port 0, absent, link-local, and the order that
 * getaddrinfo(3) has; and whether the answers were steady. */
#include <config.h>

#include "probe/judge.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

void
bp__judge_mapped_twin(struct bp__judge *judge)
{
	/* With V6ONLY off, or as it comes where that cannot be set: on, it refuses a mapped
	 * address by itself. */
	static const char *const pairs[][2] = {
	    {"mapany,v6only=off/any4", "mapany/any4"},
	    {"any4/mapany,v6only=off", "any4/mapany"},
	    {"maploop,v6only=off/loop4", "maploop/loop4"},
	    {"loop4/maploop,v6only=off", "loop4/maploop"},
	};
	size_t judged = 0;
	size_t standing = 0;
	const char *failure = NULL;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		const struct bp__outcome *outcome = bp__look_at_bind(judge, pairs[i][0]);
		if (outcome == NULL)
			outcome = bp__look_at_bind(judge, pairs[i][1]);
		if (outcome == NULL)
			continue;
		judged++;
		if (bp__outcome_stands(outcome))
			standing++;
		else if (failure == NULL)
			failure = bp__failure_text(judge, outcome);
	}
	struct bp__arena *arena = &judge->report->arena;
	if (judged == 0)
		return;
	if (standing == 0)
		bp__say(judge, BP__PASS,
		    bp__arena_printf(arena,
			"::ffff:a.b.c.d and a.b.c.d cannot both be bound: %s", failure));
	else
		bp__say(judge, BP__WARN,
		    bp__arena_printf(arena,
			"::ffff:a.b.c.d beside a.b.c.d is allowed in %zu of %zu cases",
			standing, judged));
}

void
bp__judge_mapped_v6only(struct bp__judge *judge)
{
	const struct bp__outcome *outcomes[] = {
	    bp__look_at_bind(judge, "mapany,v6only=on"),
	    bp__look_at_bind(judge, "maploop,v6only=on"),
	};
	const struct bp__outcome *plain = bp__look_at_plain(judge, BP__INET);
	enum bp__sight sight = BP__UNSEEN;
	enum bp__grade grade = BP__GRADE_NONE;
	const char *text = NULL;
	for (size_t i = 0; i < COUNT(outcomes); i++) {
		enum bp__grade here = BP__PASS;
		if (outcomes[i] == NULL)
			continue;
		if (bp__outcome_stands(outcomes[i])) {
			sight = plain == NULL
			    ? BP__UNSEEN
			    : bp__see(judge, plain, outcomes[i], 0, BP__INET);
			here = sight == BP__GETS ? BP__FAIL : BP__WARN;
		}
		if (here <= grade)
			continue;
		grade = here;
		text = here == BP__PASS
		    ? bp__arena_printf(&judge->report->arena,
			  "with V6ONLY on a mapped address is refused: %s",
			  bp__failure_text(judge, outcomes[i]))
		    : here == BP__FAIL
		    ? "with V6ONLY on a mapped address is bound and gets IPv4 traffic"
		    : sight == BP__GETS_NOT
		    ? "with V6ONLY on a mapped address is bound and gets nothing"
		    : "with V6ONLY on a mapped address is bound";
	}
	bp__say(judge, grade, text);
}

void
bp__judge_ephemeral(struct bp__judge *judge)
{
	static const char *const ids[] = {
	    "any4,port=0/any6,v6only=on", "any6,v6only=on,port=0/any4"};
	bool judged = false;
	for (size_t i = 0; i < COUNT(ids); i++) {
		const struct bp__outcome *outcome = bp__look_at_bind(judge, ids[i]);
		if (outcome == NULL)
			continue;
		judged = true;
		if (bp__outcome_stands(outcome))
			continue;
		bp__say(judge, BP__WARN,
		    bp__arena_printf(&judge->report->arena,
			"the port chosen for one family was not had for the other: %s",
			bp__failure_text(judge, outcome)));
		return;
	}
	if (judged)
		bp__say(judge, BP__PASS,
		    "the port chosen for one family can be had for the other");
}

void
bp__judge_absent(struct bp__judge *judge)
{
	const struct bp__outcome *outcomes[] = {
	    bp__look_at_bind(judge, "absent4"), bp__look_at_bind(judge, "absent6")};
	const char *refusal = NULL;
	for (size_t i = 0; i < COUNT(outcomes); i++) {
		if (outcomes[i] == NULL)
			continue;
		if (bp__outcome_stands(outcomes[i])) {
			bp__say(judge, BP__WARN,
			    "an address the host does not have can be bound");
			return;
		}
		if (outcomes[i]->sockets[0].result.call == BP__CALL_BIND)
			refusal = outcomes[i]->sockets[0].result.name;
	}
	if (refusal != NULL)
		bp__say(judge, BP__PASS,
		    bp__arena_printf(&judge->report->arena,
			"an address the host does not have is %s", refusal));
}

void
bp__judge_scope(struct bp__judge *judge)
{
	const struct bp__outcome *scoped = bp__look_at_bind(judge, "link6");
	const struct bp__outcome *bare = bp__look_at_bind(judge, "link6-unscoped");
	if (scoped == NULL || bare == NULL)
		return;
	if (!bp__outcome_stands(scoped))
		bp__say(judge, BP__FAIL,
		    bp__arena_printf(&judge->report->arena,
			"a link-local address with its scope is %s",
			bp__failure_text(judge, scoped)));
	else if (bp__outcome_stands(bare))
		bp__say(
		    judge, BP__WARN, "a link-local address binds without a scope too");
	else
		bp__say(judge, BP__PASS,
		    bp__arena_printf(&judge->report->arena,
			"a link-local address needs its scope: %s without",
			bare->sockets[0].result.name));
}

void
bp__judge_getaddrinfo(struct bp__judge *judge)
{
	const struct bp__passive *passive = &judge->report->host.passive;
	const struct bp__passive *addrconfig = &judge->report->host.addrconfig;
	if (bp__look(judge, "any4") == NULL || bp__look(judge, "any6") == NULL)
		return;
	if (passive->count == 0) {
		bp__say(judge, BP__FAIL,
		    bp__arena_printf(&judge->report->arena,
			"getaddrinfo(3) gives no passive address: %s",
			passive->result.name != NULL ? passive->result.name
						     : "an empty list"));
		return;
	}
	if (passive->count < 2)
		bp__say(judge, BP__WARN, "getaddrinfo(3) gives one passive address only");
	else if (addrconfig->count < passive->count)
		bp__say(judge, BP__WARN, "AI_ADDRCONFIG leaves a family out");
	else if (passive->addresses[0].family == BP__INET)
		bp__say(judge, BP__WARN,
		    "0.0.0.0 comes first: a server that takes only the first has no IPv6");
	else
		bp__say(judge, BP__PASS, ":: comes first, and 0.0.0.0 after it");
}

void
bp__judge_steady(struct bp__judge *judge)
{
	size_t judged = 0;
	for (size_t i = 0; i < judge->report->outcome_count; i++) {
		const struct bp__outcome *outcome = &judge->report->outcomes[i];
		if (outcome->plan.series != judge->series)
			continue;
		judged++;
		if (outcome->unstable)
			bp__add_evidence(judge, outcome);
	}
	if (judged == 0)
		return;
	if (judge->count == 0)
		bp__say(judge, BP__PASS,
		    "no case answered otherwise when it was tried again");
	else
		bp__say(judge, BP__WARN,
		    bp__arena_printf(&judge->report->arena,
			"%zu of %zu cases answered otherwise when tried again",
			judge->count, judged));
}
