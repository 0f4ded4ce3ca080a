/* The findings. Each is a row with a function that judges one series; what the series say
 * is put together afterwards. Nothing here asks the system. */
#include <config.h>

#include "probe/finding.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	EVIDENCE_MAX = 256,
};

/* One finding being judged in one series. */
struct judge {
	bp_report *report;
	enum bp__series series;
	enum bp__grade grade;
	const char *text;
	size_t cases[EVIDENCE_MAX];
	size_t count;
	bool unsteady; /* a case was left out, as it answered otherwise when tried again */
};

static bool
is_usable(const struct bp__outcome *outcome)
{
	return outcome != NULL && !outcome->unstable && !bp__outcome_is_absent(outcome);
}

const struct bp__outcome *
bp__usable_outcome(const bp_report *report, enum bp__series series, const char *sockets)
{
	const struct bp__outcome *outcome = bp__report_find(report, series, sockets);
	return is_usable(outcome) ? outcome : NULL;
}

bool
bp__gets_family(const bp_report *report, const struct bp__outcome *outcome, size_t socket,
    enum bp__family family)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		struct bp__address to =
		    bp__address_unmapped(&report->targets[delivery->target].address);
		if (to.family == family && bp__went_to(delivery, socket))
			return true;
	}
	return false;
}

static void
add_evidence(struct judge *judge, const struct bp__outcome *outcome)
{
	size_t index = (size_t)(outcome - judge->report->outcomes);
	for (size_t i = 0; i < judge->count; i++) {
		if (judge->cases[i] == index)
			return;
	}
	if (judge->count < EVIDENCE_MAX)
		judge->cases[judge->count++] = index;
}

/* Whether a socket of the case was refused its family or an option, so that the case says
 * nothing of the rules of bind(2). */
static bool
fell_short(const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		enum bp__call call = outcome->sockets[i].result.call;
		if (call != BP__CALL_NONE && call < BP__CALL_BIND)
			return true;
	}
	return false;
}

/* The outcome of a case; NULL when it says nothing. */
static const struct bp__outcome *
peek(struct judge *judge, const char *sockets)
{
	const struct bp__outcome *outcome =
	    bp__report_find(judge->report, judge->series, sockets);
	judge->unsteady = judge->unsteady || (outcome != NULL && outcome->unstable);
	return is_usable(outcome) ? outcome : NULL;
}

/* The same, and it becomes evidence. */
static const struct bp__outcome *
look(struct judge *judge, const char *sockets)
{
	const struct bp__outcome *outcome = peek(judge, sockets);
	if (outcome != NULL)
		add_evidence(judge, outcome);
	return outcome;
}

/* The same of a case whose sockets all came as far as bind(2). */
static const struct bp__outcome *
look_at_bind(struct judge *judge, const char *sockets)
{
	const struct bp__outcome *outcome = peek(judge, sockets);
	if (outcome == NULL || fell_short(outcome))
		return NULL;
	add_evidence(judge, outcome);
	return outcome;
}

static void
say(struct judge *judge, enum bp__grade grade, const char *text)
{
	judge->grade = grade;
	judge->text = text;
}

/* "EADDRINUSE", or the call with it where that is not bind(2). */
static const char *
result_text(struct judge *judge, const struct bp__outcome *outcome)
{
	char text[BP__RESULT_TEXT];
	const struct bp__result *result = bp__outcome_result(outcome, NULL);
	if (result->call == BP__CALL_BIND)
		return result->name;
	return bp__arena_string(&judge->report->arena,
	    bp__result_format(result, text, sizeof text));
}

/* Whether IPv4 traffic can be sent here at all: the plain IPv4 socket gets it. */
static bool
ipv4_flows(struct judge *judge)
{
	const struct bp__outcome *any4 = look(judge, "any4");
	return any4 != NULL && bp__gets_family(judge->report, any4, 0, BP__INET);
}

static void
judge_ipv6(struct judge *judge)
{
	const struct bp__outcome *any6 = look(judge, "any6");
	if (any6 == NULL)
		return;
	if (!bp__outcome_stands(any6))
		say(judge, BP__WARN,
		    bp__arena_printf(&judge->report->arena, "no IPv6 socket: %s",
			result_text(judge, any6)));
	else if (any6->delivery_count > 0 &&
	    !bp__gets_family(judge->report, any6, 0, BP__INET6))
		say(judge, BP__WARN, "a socket on :: stands, but no IPv6 address leads to it");
	else
		say(judge, BP__PASS, "a socket on :: stands");
}

static void
judge_default(struct judge *judge)
{
	const struct bp__outcome *any6 = look(judge, "any6");
	if (any6 == NULL || !bp__outcome_stands(any6))
		return;
	int v6only = any6->sockets[0].v6only;
	bool gets4 = bp__gets_family(judge->report, any6, 0, BP__INET);
	if (v6only == BP__UNKNOWN)
		say(judge, BP__WARN, "IPV6_V6ONLY cannot be read back");
	else if (ipv4_flows(judge) && gets4 != (v6only == 0))
		say(judge, BP__FAIL,
		    v6only == 0 ? "reads back as off, yet no IPv4 arrives"
				: "reads back as on, yet IPv4 arrives");
	else if (v6only == 0)
		say(judge, BP__PASS, "off, as RFC 3493 section 5.3 asks");
	else
		say(judge, BP__WARN, "on, where RFC 3493 section 5.3 has it off");
}

/* How setting V6ONLY before bind went, alone on ::; NULL when it reads back as set. */
static const char *
setting_fault(struct judge *judge, const char *sockets, int wanted)
{
	const struct bp__outcome *outcome = look(judge, sockets);
	const char *word = wanted == 1 ? "on" : "off";
	struct bp__arena *arena = &judge->report->arena;
	if (outcome == NULL)
		return "";
	const struct bp__socket_state *state = &outcome->sockets[0];
	if (state->result.call == BP__CALL_V6ONLY)
		return bp__arena_printf(arena, "setting %s is %s", word, state->result.name);
	if (!bp__outcome_stands(outcome))
		return "";
	if (state->v6only == BP__UNKNOWN)
		return bp__arena_printf(arena, "set %s, cannot be read back", word);
	if (state->v6only != wanted)
		return bp__arena_printf(
		    arena, "setting %s is accepted and ignored", word);
	return NULL;
}

static void
judge_settable(struct judge *judge)
{
	const char *off = setting_fault(judge, "any6,v6only=off", 0);
	const char *on = setting_fault(judge, "any6,v6only=on", 1);
	if (off == NULL && on == NULL)
		say(judge, BP__PASS, "can be set off and on, and reads back so");
	else if ((off == NULL || *off != '\0') && (on == NULL || *on != '\0'))
		say(judge, BP__FAIL,
		    off == NULL	     ? on
			: on == NULL ? off
				     : bp__arena_printf(&judge->report->arena, "%s; %s", off, on));
}

static void
judge_off_honoured(struct judge *judge)
{
	const struct bp__outcome *off = look(judge, "any6,v6only=off");
	if (off == NULL || !bp__outcome_stands(off) || !ipv4_flows(judge))
		return;
	if (bp__gets_family(judge->report, off, 0, BP__INET))
		say(judge, BP__PASS, "set off, a socket on :: gets IPv4 traffic");
	else
		say(judge, BP__FAIL, "set off, a socket on :: still gets no IPv4 traffic");
}

static void
judge_on_honoured(struct judge *judge)
{
	const struct bp__outcome *on = look(judge, "any6,v6only=on");
	if (on == NULL || !bp__outcome_stands(on) || !ipv4_flows(judge))
		return;
	if (bp__gets_family(judge->report, on, 0, BP__INET))
		say(judge, BP__FAIL, "set on, a socket on :: still gets IPv4 traffic");
	else
		say(judge, BP__PASS, "set on, a socket on :: gets no IPv4 traffic");
}

/* What each order of the two wildcards does in words: "ok" or the failing result. */
static void
judge_untouched(struct judge *judge)
{
	const struct bp__outcome *up = look_at_bind(judge, "any4/any6");
	const struct bp__outcome *down = look_at_bind(judge, "any6/any4");
	struct bp__arena *arena = &judge->report->arena;
	if (up == NULL || down == NULL)
		return;
	bool up_stands = bp__outcome_stands(up);
	bool down_stands = bp__outcome_stands(down);
	if (up_stands && down_stands)
		say(judge, BP__PASS, "0.0.0.0 and :: share a port with V6ONLY untouched");
	else if (up_stands)
		say(judge, BP__WARN,
		    bp__arena_printf(arena, "with V6ONLY untouched :: then 0.0.0.0 is %s",
			result_text(judge, down)));
	else if (down_stands)
		say(judge, BP__WARN,
		    bp__arena_printf(arena, "with V6ONLY untouched 0.0.0.0 then :: is %s",
			result_text(judge, up)));
	else
		say(judge, BP__WARN,
		    bp__arena_printf(arena,
			"with V6ONLY untouched the second wildcard socket is %s",
			result_text(judge, up)));
}

static const struct {
	const char *option; /* as it stands in an id */
	const char *words;
} reuses[] = {
    {"", "no option"},
    {",reuseaddr", "SO_REUSEADDR"},
    {",reuseport", "SO_REUSEPORT"},
};

static const char *const v6onlys[] = {"", ",v6only=off", ",v6only=on"};

/* Whether the two orders of one setting differ; -1 when one was not tried. */
static int
order_differs(struct judge *judge, const char *v6only, const char *reuse)
{
	char up[BP__ID_SIZE];
	char down[BP__ID_SIZE];
	snprintf(up, sizeof up, "any4%s/any6%s%s", reuse, v6only, reuse);
	snprintf(down, sizeof down, "any6%s%s/any4%s", v6only, reuse, reuse);
	const struct bp__outcome *a = look_at_bind(judge, up);
	const struct bp__outcome *b = look_at_bind(judge, down);
	if (a == NULL || b == NULL)
		return -1;
	return !bp__result_equal(bp__outcome_result(a, NULL), bp__outcome_result(b, NULL));
}

static void
judge_order(struct judge *judge)
{
	int differing = 0;
	int judged = 0;
	for (size_t i = 0; i < COUNT(v6onlys); i++) {
		for (size_t k = 0; k < COUNT(reuses); k++) {
			int differs = order_differs(judge, v6onlys[i], reuses[k].option);
			judged += differs >= 0;
			differing += differs > 0;
		}
	}
	if (judged == 0)
		return;
	if (differing == 0)
		say(judge, BP__PASS, "the order of 0.0.0.0 and :: makes no difference");
	else
		say(judge, BP__WARN,
		    bp__arena_printf(&judge->report->arena,
			"the order of 0.0.0.0 and :: matters in %d of %d settings",
			differing, judged));
}

/* Whether both sockets stand and each gets its own family. The first is of AF_INET when
 * first is 0. */
static bool
serves_both(struct judge *judge, const struct bp__outcome *outcome, size_t inet)
{
	if (!bp__outcome_stands(outcome))
		return false;
	if (outcome->delivery_count == 0)
		return true;
	bool other = bp__gets_family(judge->report, outcome, 1 - inet, BP__INET);
	return !other && (!ipv4_flows(judge) ||
	    bp__gets_family(judge->report, outcome, inet, BP__INET));
}

/* Whether a socket could not even be made. */
static bool
lacks_family(const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (outcome->sockets[i].result.call == BP__CALL_SOCKET)
			return true;
	}
	return false;
}

static void
judge_both_orders(struct judge *judge)
{
	const struct bp__outcome *up = look(judge, "any4/any6,v6only=on");
	const struct bp__outcome *down = look(judge, "any6,v6only=on/any4");
	struct bp__arena *arena = &judge->report->arena;
	if (up == NULL || down == NULL || lacks_family(up) || lacks_family(down))
		return;
	bool up_serves = serves_both(judge, up, 0);
	bool down_serves = serves_both(judge, down, 1);
	if (up_serves && down_serves)
		say(judge, BP__PASS, "with V6ONLY on, both orders work, each socket its family");
	else if (!bp__outcome_stands(up) || !bp__outcome_stands(down))
		say(judge, BP__FAIL,
		    bp__arena_printf(arena, "with V6ONLY on: 0.0.0.0 then :: %s, :: then 0.0.0.0 %s",
			result_text(judge, up), result_text(judge, down)));
	else
		say(judge, BP__FAIL,
		    "with V6ONLY on both stand, but IPv4 does not go to the IPv4 socket");
}

static void
judge_listen(struct judge *judge)
{
	const bp_report *report = judge->report;
	size_t judged = 0;
	for (size_t i = 0; i < report->outcome_count; i++) {
		const struct bp__outcome *outcome = &report->outcomes[i];
		if (outcome->plan.series != judge->series || outcome->plan.count < 2)
			continue;
		judge->unsteady = judge->unsteady || outcome->unstable;
		if (!is_usable(outcome))
			continue;
		judged++;
		if (bp__outcome_result(outcome, NULL)->call == BP__CALL_LISTEN)
			add_evidence(judge, outcome);
	}
	if (judged == 0)
		return;
	if (judge->count == 0)
		say(judge, BP__PASS, "no listen(2) fails once bound");
	else
		say(judge, BP__WARN,
		    bp__arena_printf(&judge->report->arena,
			"listen(2) fails once bound in %zu of %zu cases",
			judge->count, judged));
}

/* A first socket, and a second one that may take its traffic. */
struct rivals {
	const char *first;
	const char *second;
};

static const struct rivals override_rivals[] = {
    {"any6,v6only=off", "any4"},
};

static const struct rivals closer_rivals[] = {
    {"any4", "loop4"},
    {"any6,v6only=off", "loop4"},
    {"any6", "loop6"},
    {"any4", "host4"},
    {"any6", "host6"},
};

/* Puts the outcome, which is evidence, before the rest. */
static void
put_first(struct judge *judge, const struct bp__outcome *outcome)
{
	size_t index = (size_t)(outcome - judge->report->outcomes);
	size_t i = 0;
	while (judge->cases[i] != index)
		i++;
	memmove(judge->cases + 1, judge->cases, i * sizeof *judge->cases);
	judge->cases[0] = index;
}

/* Whether traffic that goes to the first socket when it is alone goes to the second when
 * both stand. False as well where the second is refused; -1 when a case was not tried, or
 * nothing that the second could take can be sent here. */
static int
takes_over(struct judge *judge, const struct rivals *rivals, const char *reuse,
    const char *user)
{
	char pair[BP__ID_SIZE];
	char single[BP__ID_SIZE];
	snprintf(pair, sizeof pair, "%s%s/%s%s%s", rivals->first, reuse, rivals->second,
	    reuse, user);
	snprintf(single, sizeof single, "%s%s", rivals->first, reuse);
	const struct bp__outcome *both = look_at_bind(judge, pair);
	const struct bp__outcome *alone = look_at_bind(judge, single);
	if (both == NULL || alone == NULL || !bp__outcome_stands(alone) ||
	    alone->delivery_count == 0)
		return -1;
	if (!bp__outcome_stands(both))
		return 0;
	enum bp__takeover taken = bp__takeover(judge->report, alone, both);
	if (taken >= BP__TAKES_SOME)
		put_first(judge, both);
	return taken == BP__TAKES_UNKNOWN ? -1 : taken >= BP__TAKES_SOME;
}

/* With no option set a take-over is a fault of the system. SO_REUSEADDR was not made for
 * it; SO_REUSEPORT on both sockets of one user asks for it. Of another user it is never
 * wanted. */
static void
judge_rivals(struct judge *judge, const struct rivals *rivals, size_t count, bool other)
{
	static const enum bp__grade same_grades[] = {BP__FAIL, BP__WARN, BP__PASS};
	const char *user = other ? ",user=other" : "";
	enum bp__grade grade = BP__PASS;
	const char *words = NULL;
	size_t judged = 0;
	for (size_t k = 0; k < COUNT(reuses); k++) {
		bool taken = false;
		for (size_t i = 0; i < count; i++) {
			int answer = takes_over(judge, &rivals[i], reuses[k].option, user);
			judged += answer >= 0;
			taken = taken || answer > 0;
		}
		if (!taken)
			continue;
		enum bp__grade here = other ? BP__FAIL : same_grades[k];
		grade = here > grade ? here : grade;
		words = words == NULL ? reuses[k].words
				      : bp__arena_printf(&judge->report->arena, "%s, %s",
					    words, reuses[k].words);
	}
	if (judged == 0)
		return;
	say(judge, grade,
	    words == NULL
		? "no traffic is taken"
		: bp__arena_printf(&judge->report->arena,
		      "traffic is taken with %s", words));
}

static void
judge_override_same(struct judge *judge)
{
	judge_rivals(judge, override_rivals, COUNT(override_rivals), false);
}

static void
judge_override_other(struct judge *judge)
{
	judge_rivals(judge, override_rivals, COUNT(override_rivals), true);
}

static void
judge_closer_same(struct judge *judge)
{
	judge_rivals(judge, closer_rivals, COUNT(closer_rivals), false);
}

static void
judge_closer_other(struct judge *judge)
{
	judge_rivals(judge, closer_rivals, COUNT(closer_rivals), true);
}

static void
judge_mapped_twin(struct judge *judge)
{
	static const char *const pairs[] = {
	    "mapany/any4", "any4/mapany", "maploop/loop4", "loop4/maploop"};
	size_t judged = 0;
	size_t standing = 0;
	const char *failure = NULL;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		const struct bp__outcome *outcome = look_at_bind(judge, pairs[i]);
		if (outcome == NULL)
			continue;
		judged++;
		if (bp__outcome_stands(outcome))
			standing++;
		else if (failure == NULL)
			failure = result_text(judge, outcome);
	}
	struct bp__arena *arena = &judge->report->arena;
	if (judged == 0)
		return;
	if (standing == 0)
		say(judge, BP__PASS,
		    bp__arena_printf(arena,
			"::ffff:a.b.c.d and a.b.c.d cannot both be bound: %s", failure));
	else
		say(judge, BP__WARN,
		    bp__arena_printf(arena,
			"::ffff:a.b.c.d beside a.b.c.d is allowed in %zu of %zu cases",
			standing, judged));
}

static void
judge_mapped_v6only(struct judge *judge)
{
	const struct bp__outcome *outcomes[] = {
	    look_at_bind(judge, "mapany,v6only=on"),
	    look_at_bind(judge, "maploop,v6only=on"),
	};
	enum bp__grade grade = BP__GRADE_NONE;
	const char *text = NULL;
	for (size_t i = 0; i < COUNT(outcomes); i++) {
		enum bp__grade here = BP__PASS;
		if (outcomes[i] == NULL)
			continue;
		if (bp__outcome_stands(outcomes[i]))
			here = bp__gets_family(judge->report, outcomes[i], 0, BP__INET)
			    ? BP__FAIL
			    : BP__WARN;
		if (here <= grade)
			continue;
		grade = here;
		text = here == BP__PASS
		    ? bp__arena_printf(&judge->report->arena,
			  "with V6ONLY on a mapped address is refused: %s",
			  result_text(judge, outcomes[i]))
		    : here == BP__FAIL
		    ? "with V6ONLY on a mapped address is bound and gets IPv4 traffic"
		    : "with V6ONLY on a mapped address is bound and gets nothing";
	}
	say(judge, grade, text);
}

static void
judge_late(struct judge *judge)
{
	const struct bp__outcome *on = look(judge, "any6,late-v6only=on");
	const struct bp__outcome *off = look(judge, "any6,late-v6only=off");
	const struct bp__outcome *before = peek(judge, "any6,v6only=on");
	if (on == NULL || off == NULL || before == NULL || fell_short(before))
		return;
	bool refused_on = on->sockets[0].result.call == BP__CALL_LATE_V6ONLY;
	bool refused_off = off->sockets[0].result.call == BP__CALL_LATE_V6ONLY;
	if (refused_on && refused_off)
		say(judge, BP__PASS,
		    bp__arena_printf(&judge->report->arena,
			"V6ONLY is fixed once bound: %s", on->sockets[0].result.name));
	else if (bp__outcome_stands(on) || bp__outcome_stands(off))
		say(judge, BP__WARN, "setting V6ONLY after bind(2) is accepted: set it before");
}

static void
judge_ephemeral(struct judge *judge)
{
	static const char *const ids[] = {
	    "any4,port=0/any6,v6only=on", "any6,v6only=on,port=0/any4"};
	size_t judged = 0;
	for (size_t i = 0; i < COUNT(ids); i++) {
		const struct bp__outcome *outcome = look_at_bind(judge, ids[i]);
		if (outcome == NULL)
			continue;
		judged++;
		if (bp__outcome_stands(outcome))
			continue;
		say(judge, BP__WARN,
		    bp__arena_printf(&judge->report->arena,
			"the port chosen for one family was not had for the other: %s",
			result_text(judge, outcome)));
		return;
	}
	if (judged > 0)
		say(judge, BP__PASS, "the port chosen for one family can be had for the other");
}

static void
judge_absent(struct judge *judge)
{
	const struct bp__outcome *outcomes[] = {
	    look_at_bind(judge, "absent4"), look_at_bind(judge, "absent6")};
	const char *refusal = NULL;
	for (size_t i = 0; i < COUNT(outcomes); i++) {
		if (outcomes[i] == NULL)
			continue;
		if (bp__outcome_stands(outcomes[i])) {
			say(judge, BP__WARN, "an address the host does not have can be bound");
			return;
		}
		if (outcomes[i]->sockets[0].result.call == BP__CALL_BIND)
			refusal = outcomes[i]->sockets[0].result.name;
	}
	if (refusal != NULL)
		say(judge, BP__PASS,
		    bp__arena_printf(&judge->report->arena,
			"an address the host does not have is %s", refusal));
}

static void
judge_scope(struct judge *judge)
{
	const struct bp__outcome *scoped = look_at_bind(judge, "link6");
	const struct bp__outcome *bare = look_at_bind(judge, "link6-unscoped");
	if (scoped == NULL || bare == NULL)
		return;
	if (!bp__outcome_stands(scoped))
		say(judge, BP__FAIL,
		    bp__arena_printf(&judge->report->arena,
			"a link-local address with its scope is %s",
			result_text(judge, scoped)));
	else if (bp__outcome_stands(bare))
		say(judge, BP__WARN, "a link-local address binds without a scope too");
	else
		say(judge, BP__PASS,
		    bp__arena_printf(&judge->report->arena,
			"a link-local address needs its scope: %s without",
			bare->sockets[0].result.name));
}

static void
judge_getaddrinfo(struct judge *judge)
{
	const struct bp__passive *passive = &judge->report->host.passive;
	const struct bp__passive *addrconfig = &judge->report->host.addrconfig;
	if (look(judge, "any4") == NULL || look(judge, "any6") == NULL)
		return;
	if (passive->count == 0) {
		say(judge, BP__FAIL, "getaddrinfo(3) gives no passive address");
		return;
	}
	if (passive->count < 2)
		say(judge, BP__WARN, "getaddrinfo(3) gives one passive address only");
	else if (addrconfig->count < passive->count)
		say(judge, BP__WARN, "AI_ADDRCONFIG leaves a family out");
	else if (passive->addresses[0].family == BP__INET)
		say(judge, BP__WARN,
		    "0.0.0.0 comes first: a server that takes only the first has no IPv6");
	else
		say(judge, BP__PASS, ":: comes first, and 0.0.0.0 after it");
}

static void
judge_steady(struct judge *judge)
{
	size_t judged = 0;
	for (size_t i = 0; i < judge->report->outcome_count; i++) {
		const struct bp__outcome *outcome = &judge->report->outcomes[i];
		if (outcome->plan.series != judge->series)
			continue;
		judged++;
		if (outcome->unstable)
			add_evidence(judge, outcome);
	}
	if (judged == 0)
		return;
	if (judge->count == 0)
		say(judge, BP__PASS, "no case answered otherwise when it was tried again");
	else
		say(judge, BP__WARN,
		    bp__arena_printf(&judge->report->arena,
			"%zu of %zu cases answered otherwise when tried again",
			judge->count, judged));
}

#define TCP BP__BIT(BP__TCP)
#define LATE BP__BIT(BP__TCP_LATE)
#define UDP BP__BIT(BP__UDP)

/* To add a finding is to add a row and its function. */
static const struct {
	const char *id;
	unsigned series;
	void (*judge)(struct judge *judge);
} rows[] = {
    {"ipv6-available", TCP | UDP, judge_ipv6},
    {"v6only-default", TCP | UDP, judge_default},
    {"v6only-settable", TCP | UDP, judge_settable},
    {"v6only-off-honoured", TCP | UDP, judge_off_honoured},
    {"v6only-on-honoured", TCP | UDP, judge_on_honoured},
    {"v6only-on-both-orders", TCP | LATE | UDP, judge_both_orders},
    {"wildcard-untouched", TCP | LATE | UDP, judge_untouched},
    {"wildcard-order", TCP | LATE | UDP, judge_order},
    {"listen-conflict", TCP | LATE, judge_listen},
    {"override-same-user", TCP | UDP, judge_override_same},
    {"override-other-user", TCP | UDP, judge_override_other},
    {"closer-same-user", TCP | UDP, judge_closer_same},
    {"closer-other-user", TCP | UDP, judge_closer_other},
    {"mapped-twin", TCP | UDP, judge_mapped_twin},
    {"mapped-v6only", TCP | UDP, judge_mapped_v6only},
    {"v6only-late", TCP | UDP, judge_late},
    {"ephemeral-both", TCP | UDP, judge_ephemeral},
    {"absent-address", TCP | UDP, judge_absent},
    {"link-local-scope", TCP | UDP, judge_scope},
    {"getaddrinfo-order", TCP, judge_getaddrinfo},
    {"steady", TCP | LATE | UDP, judge_steady},
};

/* Adds what one series says to the finding: the worst grade, each text once, all proof,
 * that of the worst grade first. */
static void
merge(struct bp__finding *finding, const struct judge *judge, bool alone)
{
	struct bp__arena *arena = &judge->report->arena;
	size_t *cases = bp__arena_array(arena, finding->count + judge->count, sizeof *cases);
	const char *name = bp__series_name(judge->series);
	if (judge->grade == BP__GRADE_NONE || cases == NULL)
		return;
	size_t *before = cases;
	size_t *added = cases + finding->count;
	if (judge->grade > finding->grade) {
		finding->grade = judge->grade;
		before = cases + judge->count;
		added = cases;
	}
	for (size_t i = 0; i < finding->count; i++)
		before[i] = finding->cases[i];
	for (size_t i = 0; i < judge->count; i++)
		added[i] = judge->cases[i];
	finding->cases = cases;
	finding->count += judge->count;
	if (alone)
		finding->text = judge->text;
	else
		finding->text = bp__arena_printf(arena, "%s%s%s: %s", finding->text,
		    *finding->text == '\0' ? "" : "; ", name, judge->text);
}

/* Whether all series that judged say the same. */
static bool
agree(const struct judge judges[BP__SERIES_COUNT])
{
	const char *text = NULL;
	for (size_t i = 0; i < BP__SERIES_COUNT; i++) {
		if (judges[i].grade == BP__GRADE_NONE)
			continue;
		if (text != NULL && strcmp(text, judges[i].text) != 0)
			return false;
		text = judges[i].text;
	}
	return true;
}

/* A finding passes on all its cases or not at all: with one left out as unsteady, what
 * remains may still warn or fail. Whether that was so. */
static bool
withhold(struct judge judges[BP__SERIES_COUNT])
{
	bool unsteady = false;
	bool withheld = false;
	for (size_t i = 0; i < BP__SERIES_COUNT; i++)
		unsteady = unsteady || judges[i].unsteady;
	for (size_t i = 0; unsteady && i < BP__SERIES_COUNT; i++) {
		if (judges[i].grade != BP__PASS)
			continue;
		judges[i].grade = BP__GRADE_NONE;
		withheld = true;
	}
	return withheld;
}

static void
derive(bp_report *report, size_t row, struct judge judges[BP__SERIES_COUNT])
{
	struct bp__finding *finding = &report->findings[report->finding_count++];
	finding->id = rows[row].id;
	finding->text = "";
	for (size_t i = 0; i < BP__SERIES_COUNT; i++) {
		judges[i] = (struct judge){
		    .report = report, .series = (enum bp__series)i, .text = ""};
		if ((rows[row].series & BP__BIT(i)) == 0)
			continue;
		rows[row].judge(&judges[i]);
	}
	bool withheld = withhold(judges);
	bool alone = agree(judges);
	for (size_t i = 0; i < BP__SERIES_COUNT; i++) {
		if ((rows[row].series & BP__BIT(i)) != 0)
			report->summaries[i].grades[judges[i].grade]++;
	}
	for (size_t i = 0; i < BP__SERIES_COUNT; i++)
		merge(finding, &judges[i], alone);
	if (finding->grade == BP__GRADE_NONE)
		finding->text = withheld
		    ? "a case it rests on answered otherwise when tried again"
		    : "nothing to judge by here";
}

void
bp__derive_findings(bp_report *report)
{
	static const size_t count = COUNT(rows);
	report->findings = bp__arena_array(&report->arena, count, sizeof *report->findings);
	struct judge *judges =
	    bp__arena_array(&report->arena, BP__SERIES_COUNT, sizeof *judges);
	if (report->findings == NULL || judges == NULL)
		return;
	report->summary_count = BP__SERIES_COUNT;
	for (size_t i = 0; i < BP__SERIES_COUNT; i++)
		report->summaries[i].series = (enum bp__series)i;
	for (size_t row = 0; row < count; row++)
		derive(report, row, judges);
}
