/* Faults. Every call of a run is made to fail in turn, and another program takes the port
 * at every moment. Whatever happens, the probe leaves nothing open and claims nothing it
 * did not see:
 *
 *  - the run ends well, or says in one line why not;
 *  - a case that is not as it is without the fault says so: it is unstable, or carries
 *    the error, or was not tried;
 *  - a finding, a recipe or a verdict that is not as without the fault rests on such a
 *    case, and none gets better for a case left out, or for an error of the moment. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "unit/probing.h"
#include "unit/unit.h"

/* Some of each kind of case, so that every finding has something to judge by. */
static const char *const cases[] = {
    "tcp/any4",
    "tcp/any6",
    "tcp/any6,v6only=off",
    "tcp/any6,v6only=on",
    "tcp/any4/any6",
    "tcp/any6/any4",
    "tcp/any6,v6only=off/any4",
    "tcp/any4/any6,v6only=on",
    "tcp/any6,v6only=on/any4",
    "tcp/any4/loop4",
    "tcp/any6,late-v6only=on",
    "tcp/any6,late-v6only=off",
    "tcp/mapany/any4",
    "tcp/maploop,v6only=on",
    "tcp/link6",
    "tcp/link6-unscoped",
    "tcp/absent4",
    "tcp-late/any4,reuseaddr/any6,v6only=off,reuseaddr",
    "udp/any4",
    "udp/any6,v6only=off,reuseaddr",
    "udp/any6,v6only=off,reuseaddr/any4,reuseaddr",
    "udp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other",
    "udp/any4,port=0/any6,v6only=on",
};

/* The last calls of a run look at the port once more, in each of four ways: what happens
 * behind the look is not seen. */
enum {
	LAST_LOOK = 16,
};

/* One run without a fault, and one with it. */
struct pair {
	const bp_report *clean;
	const bp_report *faulty;
	int code; /* of the fault; 0 for an intruder */
	bool passing; /* the fault is of the moment, so a second try is without it */
	char what[80];
};

static bool
carries_result(const struct pair *pair, const struct bp__result *result)
{
	return result->call != BP__CALL_NONE && pair->code != 0 &&
	    result->code == pair->code;
}

/* Whether the outcome itself says that something went wrong. */
static bool
is_marked(const struct pair *pair, const struct bp__outcome *outcome)
{
	if (outcome->unstable || bp__outcome_is_absent(outcome))
		return true;
	for (size_t i = 0; i < outcome->plan.count; i++) {
		const struct bp__socket_state *state = &outcome->sockets[i];
		bool stands = bp__result_is_ok(&state->result);
		bool inet6 = bp__spec_family(&outcome->plan.sockets[i]) == BP__INET6;
		if (carries_result(pair, &state->result) ||
		    (stands &&
			(state->port == 0 || (inet6 && state->v6only == BP__UNKNOWN))))
			return true;
	}
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		if (carries_result(pair, &outcome->deliveries[i].nobody))
			return true;
	}
	return false;
}

static bool
carries_error(const struct pair *pair, const struct bp__outcome *outcome)
{
	return !outcome->unstable && is_marked(pair, outcome);
}

static const struct bp__delivery *
delivery_to(
    const bp_report *report, const struct bp__outcome *outcome, const char *target)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		if (strcmp(report->targets[delivery->target].text, target) == 0)
			return delivery;
	}
	return NULL;
}

/* Whether the client itself could not be made, so that nothing was learned. */
static bool
lacked_client(const struct bp__delivery *delivery)
{
	enum bp__call call = delivery->nobody.call;
	return call != BP__CALL_NONE && call <= BP__CALL_BIND;
}

static bool
same_receivers(const struct bp__delivery *a, const struct bp__delivery *b)
{
	unsigned received = 0;
	for (size_t i = 0; i < BP__SOCKETS_MAX; i++) {
		if ((a->by[i] > 0) != (b->by[i] > 0))
			return false;
		received += a->by[i];
	}
	if (bp__is_timeout(&a->nobody) && bp__is_timeout(&b->nobody))
		return true; /* how long it waited is not of the answer */
	return received > 0 || bp__result_equal(&a->nobody, &b->nobody) ||
	    (lacked_client(a) && lacked_client(b));
}

/* Compares at the targets of the faulty run: where getifaddrs(3) fails they are fewer,
 * and the host's warning says so. */
static bool
same_deliveries(
    const struct pair *pair, const struct bp__outcome *a, const struct bp__outcome *b)
{
	if (a->delivery_count != b->delivery_count && pair->faulty->host.warning == NULL)
		return false;
	for (size_t i = 0; i < b->delivery_count; i++) {
		const char *target = pair->faulty->targets[b->deliveries[i].target].text;
		const struct bp__delivery *other = delivery_to(pair->clean, a, target);
		if (other == NULL || !same_receivers(&b->deliveries[i], other))
			return false;
	}
	return true;
}

static bool
same_outcome(const struct pair *pair, size_t i)
{
	const struct bp__outcome *a = &pair->clean->outcomes[i];
	const struct bp__outcome *b = &pair->faulty->outcomes[i];
	for (size_t k = 0; k < a->plan.count; k++) {
		const struct bp__socket_state *before = &a->sockets[k];
		const struct bp__socket_state *now = &b->sockets[k];
		if (!bp__result_equal(&before->result, &now->result) ||
		    before->v6only != now->v6only ||
		    before->listening != now->listening ||
		    !bp__address_equal(&before->local, &now->local))
			return false;
	}
	return same_deliveries(pair, a, b);
}

static void
check_outcomes(const struct pair *pair)
{
	assert_int_equal(pair->faulty->outcome_count, pair->clean->outcome_count);
	for (size_t i = 0; i < pair->clean->outcome_count; i++) {
		const struct bp__outcome *outcome = &pair->faulty->outcomes[i];
		char id[BP__ID_SIZE];
		if (same_outcome(pair, i) || is_marked(pair, outcome))
			continue;
		fail_msg("%s: %s is not as it was", pair->what,
		    bp__case_format(&outcome->plan, id, sizeof id));
	}
}

/* Whether one of the cases the finding rests on is marked in the faulty run. */
static bool
rests_on(const struct pair *pair, const struct bp__finding *finding,
    bool (*holds)(const struct pair *pair, const struct bp__outcome *outcome))
{
	for (size_t i = 0; i < finding->count; i++) {
		if (holds(pair, &pair->faulty->outcomes[finding->cases[i]]))
			return true;
	}
	return false;
}

static bool
is_host_marked(const struct pair *pair)
{
	const struct bp__host *host = &pair->faulty->host;
	return host->warning != NULL || host->passive.result.call != BP__CALL_NONE ||
	    host->addrconfig.result.call != BP__CALL_NONE;
}

static void
check_findings(const struct pair *pair)
{
	assert_int_equal(pair->faulty->finding_count, pair->clean->finding_count);
	for (size_t i = 0; i < pair->clean->finding_count; i++) {
		const struct bp__finding *before = &pair->clean->findings[i];
		const struct bp__finding *now = &pair->faulty->findings[i];
		if (before->grade == now->grade || now->grade == BP__GRADE_NONE)
			continue;
		if (!rests_on(pair, before, is_marked) &&
		    !rests_on(pair, now, is_marked) && !is_host_marked(pair))
			fail_msg("%s: %s is %s: %s", pair->what, now->id,
			    bp__grade_name(now->grade), now->text);
		if (now->grade == BP__PASS && before->grade != BP__GRADE_NONE &&
		    (pair->passing ||
			(!rests_on(pair, before, carries_error) &&
			    !rests_on(pair, now, carries_error))))
			fail_msg("%s: %s passes: %s", pair->what, now->id, now->text);
	}
}

static bool
is_recipe_marked(const struct pair *pair, const struct bp__recipe_run *recipe)
{
	for (size_t i = 0; i < recipe->step_count; i++) {
		if (carries_result(pair, &recipe->steps[i].result))
			return true;
	}
	return recipe->verdict == BP__NOT_JUDGED ||
	    carries_result(pair, &recipe->client4) ||
	    carries_result(pair, &recipe->client6);
}

static void
check_recipes(const struct pair *pair)
{
	bool marked = is_host_marked(pair);
	assert_int_equal(pair->faulty->recipe_count, pair->clean->recipe_count);
	for (size_t i = 0; i < pair->clean->recipe_count; i++)
		marked = marked || is_recipe_marked(pair, &pair->faulty->recipes[i]);
	for (size_t i = 0; i < pair->clean->recipe_count; i++) {
		const struct bp__recipe_run *before = &pair->clean->recipes[i];
		const struct bp__recipe_run *now = &pair->faulty->recipes[i];
		if (before->verdict != now->verdict && !is_recipe_marked(pair, now) &&
		    !is_host_marked(pair))
			fail_msg("%s: %s %s", pair->what, now->id,
			    bp__verdict_name(now->verdict));
		if (now->verdict == BP__WORKS && before->verdict != BP__WORKS &&
		    pair->passing)
			fail_msg("%s: %s works", pair->what, now->id);
		if (before->use_this != now->use_this && !marked)
			fail_msg("%s: %s is to be used", pair->what, now->id);
	}
}

static void
check_verdict(const struct pair *pair)
{
	bool marked = false;
	for (size_t i = 0; i < pair->faulty->outcome_count; i++)
		marked = marked || is_marked(pair, &pair->faulty->outcomes[i]);
	if (!marked && strcmp(pair->clean->verdict, pair->faulty->verdict) != 0)
		fail_msg("%s: %s", pair->what, pair->faulty->verdict);
}

/* What holds of every run, however it ended. */
static void
check_run(const char *what, const struct probing *run)
{
	if (fake_open_sockets() != 0 || fake_misuses() != 0 || fake_sent_abroad() != 0 ||
	    !fake_stopped())
		fail_msg("%s: %zu sockets open, %u misused, %u sent abroad%s", what,
		    fake_open_sockets(), fake_misuses(), fake_sent_abroad(),
		    fake_stopped() ? "" : ", not stopped");
	if (run->status == BP_OK) {
		assert_non_null(run->report);
		return;
	}
	assert_null(run->report);
	assert_int_equal(run->status, run->error.status);
	assert_true(strlen(run->error.text) > 10);
	assert_null(strchr(run->error.text, '\n'));
	if (run->status != BP_CANNOT_PROBE && run->status != BP_NO_MEMORY)
		fail_msg("%s: status %d", what, run->status);
}

static void
check_pair(struct pair *pair, const struct probing *run)
{
	check_run(pair->what, run);
	if (run->status != BP_OK)
		return;
	pair->faulty = run->report;
	check_outcomes(pair);
	check_findings(pair);
	check_recipes(pair);
	check_verdict(pair);
}

/* Runs the plan with one fault, and compares it with the clean run. Whether it ended
 * well. */
static bool
try_fault(const struct fake_profile *profile, const bp_plan *plan, const bp_report *clean,
    unsigned long n, enum fake_error error)
{
	struct pair pair = {.clean = clean};
	fake_configure(profile);
	pair.code = fake_code(error);
	pair.passing = bp__sys_is_passing(pair.code);
	snprintf(pair.what, sizeof pair.what, "%s, call %lu %s", profile->name, n,
	    fake_error_name(error));
	fake_fail_call(n, pair.code);
	struct probing run = probing_run(plan);
	check_pair(&pair, &run);
	bp_report_free(run.report);
	return run.status == BP_OK;
}

/* A clean run of the plan; *calls is how many calls it made. */
static struct probing
run_clean(const struct fake_profile *profile, const bp_plan *plan, unsigned long *calls)
{
	fake_configure(profile);
	struct probing run = probing_run(plan);
	assert_int_equal(run.status, BP_OK);
	*calls = fake_calls();
	return run;
}

/* Fails every call on the first system, and every third on the others. */
static void
fail_calls(const char *const *names, size_t count, enum fake_error error)
{
	bp_plan *plan = probing_cases(cases, COUNT(cases));
	for (size_t i = 0; i < count; i++) {
		const struct fake_profile *profile = fake_profile(names[i]);
		unsigned long calls;
		unsigned long tried = 0;
		unsigned long ended_well = 0;
		struct probing clean = run_clean(profile, plan, &calls);
		for (unsigned long n = 1 + i % 3; n <= calls; n += i == 0 ? 1 : 3) {
			ended_well += try_fault(profile, plan, clean.report, n, error);
			tried++;
		}
		assert_true(tried > 100);
		assert_true(ended_well > tried * 9 / 10);
		bp_report_free(clean.report);
	}
	bp_plan_free(plan);
}

static void
any_call_may_fail_for_want_of_descriptors(void **state)
{
	static const char *const names[] = {"linux", "freebsd4", "windows", "stingy"};
	(void)state;
	fail_calls(names, COUNT(names), FAKE_EMFILE);
}

static void
any_call_may_be_interrupted(void **state)
{
	static const char *const names[] = {"lwip", "linux-user", "darwin"};
	(void)state;
	fail_calls(names, COUNT(names), FAKE_EINTR);
}

static void
any_call_may_find_the_address_in_use(void **state)
{
	static const char *const names[] = {"openbsd", "linux", "dragonfly", "contrary"};
	(void)state;
	fail_calls(names, COUNT(names), FAKE_EADDRINUSE);
}

static void
any_call_may_be_denied(void **state)
{
	static const char *const names[] = {
	    "freebsd", "linux-v6only", "noipv6", "noipv4"};
	(void)state;
	fail_calls(names, COUNT(names), FAKE_EACCES);
}

/* An error the made-up kernel itself never gives. */
static void
any_call_may_fail_with_an_odd_error(void **state)
{
	static const char *const names[] = {"linux", "windows", "lwipv6", "gvisor"};
	(void)state;
	fail_calls(names, COUNT(names), FAKE_EIO);
}

/* The core suite has thousands of calls: some of them are drawn. */
static void
drawn_calls_of_the_core_suite_may_fail(void **state)
{
	static const enum fake_error errors[] = {FAKE_ENOBUFS, FAKE_EADDRINUSE,
	    FAKE_EPERM, FAKE_EIO, FAKE_EAGAIN, FAKE_ECONNRESET};
	uint64_t seed = 0x5eed7;
	bp_plan *plan = probing_suite("core");
	(void)state;
	for (size_t i = 0; i < fake_profile_count; i++) {
		const struct fake_profile *profile = &fake_profiles[i];
		unsigned long calls;
		if (profile->families[0] == '\0')
			continue;
		struct probing clean = run_clean(profile, plan, &calls);
		for (int k = 0; k < 40; k++)
			try_fault(profile, plan, clean.report,
			    1 + unit_random(&seed, (unsigned)calls),
			    errors[unit_random(&seed, COUNT(errors))]);
		bp_report_free(clean.report);
	}
	bp_plan_free(plan);
}

/* From some call on nothing works any more: the run ends, with nothing left open. */
static void
all_calls_may_fail_from_any_call_on(void **state)
{
	static const enum fake_error errors[] = {
	    FAKE_EMFILE, FAKE_EADDRINUSE, FAKE_EACCES, FAKE_EIO, FAKE_EINTR, FAKE_EAGAIN};
	bp_plan *plan = probing_cases(cases, COUNT(cases));
	unsigned long calls;
	struct probing clean = run_clean(fake_profile("linux"), plan, &calls);
	(void)state;
	bp_report_free(clean.report);
	for (unsigned long n = 1; n <= calls; n++) {
		enum fake_error error = errors[n % COUNT(errors)];
		fake_configure(fake_profile("linux"));
		fake_fail_from(n, fake_code(error));
		struct probing run = probing_run(plan);
		check_run(fake_error_name(error), &run);
		assert_true(fake_calls() < 4 * calls);
		if (n + LAST_LOOK < calls)
			assert_int_not_equal(run.status, BP_OK);
		bp_report_free(run.report);
	}
	bp_plan_free(plan);
}

/* One function never works: every case says so, and nothing is claimed of what it would
 * have told. */
static void
any_function_may_fail_for_good(void **state)
{
	static const char *const functions[] = {"bp__sys_start", "bp__sys_open",
	    "bp__sys_set", "bp__sys_get", "bp__sys_bind_as", "bp__sys_listen",
	    "bp__sys_local", "bp__sys_connect", "bp__sys_disconnect", "bp__sys_failure",
	    "bp__sys_accept", "bp__sys_send", "bp__sys_receive", "bp__sys_wait",
	    "bp__sys_abort_on_close", "bp__sys_resolve", "bp__sys_each_address"};
	static const enum fake_error errors[] = {FAKE_EMFILE, FAKE_EIO, FAKE_EACCES};
	bp_plan *plan = probing_cases(cases, COUNT(cases));
	unsigned long calls;
	struct probing clean = run_clean(fake_profile("linux"), plan, &calls);
	(void)state;
	for (size_t n = 0; n < COUNT(functions) * COUNT(errors); n++) {
		const char *function = functions[n / COUNT(errors)];
		struct pair pair = {.clean = clean.report};
		fake_configure(fake_profile("linux"));
		pair.code = fake_code(errors[n % COUNT(errors)]);
		snprintf(pair.what, sizeof pair.what, "%s %s", function,
		    fake_error_name(errors[n % COUNT(errors)]));
		fake_fail_function(function, pair.code);
		struct probing run = probing_run(plan);
		check_pair(&pair, &run);
		if (fake_calls() > 20 * calls)
			fail_msg("%s: %lu calls", pair.what, fake_calls());
		bp_report_free(run.report);
	}
	bp_report_free(clean.report);
	bp_plan_free(plan);
}

/* Another program takes the port at call n, and has it for some calls or for good. */
static struct probing
run_with_intruder(const struct fake_profile *profile, const bp_plan *plan,
    unsigned long n, unsigned long calls)
{
	const struct fake_intruder intruder = {
	    .port = PROBING_PORT,
	    .transports = n % 2 == 0 ? BP_TCP : BP_TCP | BP_UDP,
	    .families = n % 3 == 0 ? "4" : "46",
	    .from = n,
	    .until = calls == 0 ? 0 : n + calls,
	};
	fake_configure(profile);
	fake_intrude(&intruder);
	return probing_run(plan);
}

static void
a_port_taken_for_good_is_noticed(void **state)
{
	static const char *const names[] = {
	    "linux", "freebsd4", "openbsd", "lwip", "windows"};
	bp_plan *plan = probing_cases(cases, COUNT(cases));
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct fake_profile *profile = fake_profile(names[i]);
		unsigned long calls;
		struct probing clean = run_clean(profile, plan, &calls);
		bp_report_free(clean.report);
		for (unsigned long n = 1; n + LAST_LOOK < calls; n += 7) {
			struct probing run = run_with_intruder(profile, plan, n, 0);
			check_run(names[i], &run);
			if (run.status != BP_CANNOT_PROBE)
				fail_msg(
				    "%s, call %lu: status %d", names[i], n, run.status);
			assert_non_null(strstr(run.error.text, "7020"));
			assert_non_null(strstr(run.error.text, "in use"));
			assert_non_null(strstr(run.error.text, "process 812 (intruder)"));
		}
	}
	bp_plan_free(plan);
}

/* Whether the first socket of the case found the port in use, which it never does where
 * nobody else is on it. */
static bool
met_the_intruder(const struct bp__outcome *outcome)
{
	const struct bp__result *result = &outcome->sockets[0].result;
	return outcome->unstable ||
	    (!bp__result_is_ok(result) && result->name != NULL &&
		strcmp(result->name, "EADDRINUSE") == 0);
}

/* Taken for a moment, the port makes single cases unstable, and no other case differs. */
static void
a_port_taken_for_a_moment_is_noticed(void **state)
{
	const struct fake_profile *profile = fake_profile("linux");
	bp_plan *plan = probing_cases(cases, COUNT(cases));
	unsigned long calls;
	unsigned unstable = 0;
	struct probing clean = run_clean(profile, plan, &calls);
	(void)state;
	for (unsigned long n = 1; n < calls; n++) {
		struct pair pair = {.clean = clean.report};
		struct probing run = run_with_intruder(profile, plan, n, 2);
		snprintf(pair.what, sizeof pair.what, "intruder at call %lu", n);
		check_run(pair.what, &run);
		pair.faulty = run.report;
		for (size_t i = 0; run.report != NULL && i < run.report->outcome_count;
		     i++) {
			bool met = met_the_intruder(&run.report->outcomes[i]);
			unstable += run.report->outcomes[i].unstable;
			if (!met && !same_outcome(&pair, i))
				fail_msg("%s: case %zu is not as it was", pair.what, i);
		}
		bp_report_free(run.report);
	}
	assert_true(unstable > 0);
	bp_report_free(clean.report);
	bp_plan_free(plan);
}

/* How many cases and recipes are told as sure, and otherwise than without the intruder. */
static size_t
count_wrong(const struct pair *pair)
{
	size_t wrong = 0;
	for (size_t i = 0; i < pair->faulty->outcome_count; i++) {
		const struct bp__outcome *outcome = &pair->faulty->outcomes[i];
		char id[BP__ID_SIZE];
		if (same_outcome(pair, i) || outcome->unstable ||
		    bp__outcome_is_absent(outcome))
			continue;
		print_message("# %s: %s\n", pair->what,
		    bp__case_format(&outcome->plan, id, sizeof id));
		wrong++;
	}
	for (size_t i = 0; i < pair->faulty->recipe_count; i++) {
		const struct bp__recipe_run *recipe = &pair->faulty->recipes[i];
		if (recipe->verdict == pair->clean->recipes[i].verdict ||
		    recipe->verdict == BP__NOT_JUDGED)
			continue;
		print_message("# %s: %s %s\n", pair->what, recipe->id,
		    bp__verdict_name(recipe->verdict));
		wrong++;
	}
	return wrong;
}

/* Nothing is told otherwise that is told as sure, however long the intruder stays. */
static void
nothing_rests_on_a_port_that_was_taken(void **state)
{
	static const char *const plain[] = {"tcp/any4", "tcp/any6", "tcp/any4/any6",
	    "udp/any4", "udp/any6", "udp/any6,v6only=on/any4"};
	static const unsigned long stays[] = {2, 9, 23, 60, 140};
	const struct fake_profile *profile = fake_profile("linux");
	bp_plan *plan = probing_cases(plain, COUNT(plain));
	unsigned long calls;
	size_t wrong = 0;
	struct probing clean = run_clean(profile, plan, &calls);
	(void)state;
	for (unsigned long n = 0; n < calls * COUNT(stays); n++) {
		const unsigned long from = 1 + n / (unsigned long)COUNT(stays);
		const unsigned long stay = stays[n % COUNT(stays)];
		struct probing run = run_with_intruder(profile, plan, from, stay);
		struct pair pair = {.clean = clean.report, .faulty = run.report};
		snprintf(pair.what, sizeof pair.what, "intruder at call %lu for %lu",
		    from, stay);
		wrong += run.report == NULL ? 0 : count_wrong(&pair);
		bp_report_free(run.report);
	}
	assert_int_equal(wrong, 0);
	bp_report_free(clean.report);
	bp_plan_free(plan);
}

/* Nor on one that others take again and again, though two tries may meet them. */
static void
nothing_rests_on_a_port_that_is_taken_again(void **state)
{
	static const char *const plain[] = {"tcp/any4", "tcp/any6", "tcp/any4/any6",
	    "tcp/any6/loop6", "udp/any4", "udp/any6", "udp/any6,v6only=on/any4"};
	static const unsigned often[] = {40, 150, 600};
	const struct fake_profile *profile = fake_profile("linux");
	bp_plan *plan = probing_cases(plain, COUNT(plain));
	unsigned long calls;
	size_t wrong = 0;
	size_t whole = 0;
	struct probing clean = run_clean(profile, plan, &calls);
	(void)state;
	for (unsigned n = 0; n < 3000; n++) {
		const struct fake_intruder intruder = {
		    .port = PROBING_PORT,
		    .transports = BP_TCP | BP_UDP,
		    .families = n % 3 == 0 ? "4"
			: n % 3 == 1       ? "6"
					   : "46",
		    .from = 1 + n,
		    .until = 3 + n,
		    .again = often[n % COUNT(often)],
		    .seed = n + 1,
		};
		struct pair pair = {.clean = clean.report};
		fake_configure(profile);
		fake_intrude(&intruder);
		struct probing run = probing_run(plan);
		pair.faulty = run.report;
		snprintf(pair.what, sizeof pair.what, "seed %u", n + 1);
		wrong += run.report == NULL ? 0 : count_wrong(&pair);
		whole += run.report != NULL;
		bp_report_free(run.report);
	}
	print_message("# %zu of 3000 runs were whole\n", whole);
	assert_true(whole > 1000);
	assert_int_equal(wrong, 0);
	bp_report_free(clean.report);
	bp_plan_free(plan);
}

/* A port that the system chooses for IPv4 is another program's for IPv6: the case is tried
 * on the next one, and is unstable. */
static void
a_chosen_port_taken_in_the_other_family_is_noticed(void **state)
{
	static const char *const chosen[] = {"tcp/any4,port=0/any6,v6only=on"};
	bp_plan *plan = probing_cases(chosen, COUNT(chosen));
	unsigned long calls;
	struct probing clean = run_clean(fake_profile("linux"), plan, &calls);
	const struct fake_intruder intruder = {
	    .port = clean.report->outcomes[0].sockets[0].port,
	    .transports = BP_TCP,
	    .families = "6",
	};
	(void)state;
	assert_false(clean.report->outcomes[0].unstable);
	fake_configure(fake_profile("linux"));
	fake_intrude(&intruder);
	struct probing run = probing_run(plan);
	assert_int_equal(run.status, BP_OK);
	assert_true(run.report->outcomes[0].unstable);
	assert_true(bp__outcome_stands(&run.report->outcomes[0]));
	bp_report_free(run.report);
	bp_report_free(clean.report);
	bp_plan_free(plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(any_call_may_fail_for_want_of_descriptors),
	    cmocka_unit_test(any_call_may_be_interrupted),
	    cmocka_unit_test(any_call_may_find_the_address_in_use),
	    cmocka_unit_test(any_call_may_be_denied),
	    cmocka_unit_test(any_call_may_fail_with_an_odd_error),
	    cmocka_unit_test(drawn_calls_of_the_core_suite_may_fail),
	    cmocka_unit_test(all_calls_may_fail_from_any_call_on),
	    cmocka_unit_test(any_function_may_fail_for_good),
	    cmocka_unit_test(a_port_taken_for_good_is_noticed),
	    cmocka_unit_test(a_port_taken_for_a_moment_is_noticed),
	    cmocka_unit_test(nothing_rests_on_a_port_that_was_taken),
	    cmocka_unit_test(nothing_rests_on_a_port_that_is_taken_again),
	    cmocka_unit_test(a_chosen_port_taken_in_the_other_family_is_noticed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
