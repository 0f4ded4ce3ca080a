/* How often is sent, and who is known to have received. */
#include <config.h>

#include <string.h>

#include "probe/deliver.h"
#include "probe/host.h"
#include "unit/probing.h"
#include "unit/unit.h"

enum {
	TARGETS = 16,
};

/* A run of single cases, each delivered to as in a run of the program. */
struct trial {
	struct bp__run run;
	struct bp_settings settings;
	bp_report report;
	struct bp__outcome outcome;
};

static void
start(struct trial *t, const struct fake_profile *profile)
{
	memset(t, 0, sizeof *t);
	fake_configure(profile);
	t->run = (struct bp__run){
	    .sys = bp__sys_start(),
	    .report = &t->report,
	    .arena = &t->report.arena,
	    .settings = &t->settings,
	};
	if (bp__sys_has_room(t->run.sys, 1))
		t->run.clients.transports = ~0U;
	t->report.port = PROBING_PORT;
	bp__observe_host(&t->run);
	assert_in_range(t->report.target_count, 1, TARGETS);
}

static void
deliver(struct trial *t, const char *id)
{
	struct bp__opened opened;
	struct bp_error error;
	t->outcome = (struct bp__outcome){.unstable = false};
	assert_int_equal(bp__case_parse(id, &t->outcome.plan, &error), BP_OK);
	bp__open_case(&t->run, &t->outcome, &opened);
	assert_true(bp__outcome_stands(&t->outcome));
	bp__deliver(&t->run, &t->outcome, &opened);
	bp__close_case(&t->run, &opened);
}

static const struct bp__delivery *
delivery_to(const struct trial *t, const char *target)
{
	for (size_t i = 0; i < t->outcome.delivery_count; i++) {
		const struct bp__delivery *delivery = &t->outcome.deliveries[i];
		if (strcmp(t->report.targets[delivery->target].text, target) == 0)
			return delivery;
	}
	fail_msg("no target %s", target);
	return NULL;
}

static void
stop(struct trial *t)
{
	bp__clients_close(t->run.sys, &t->run.clients);
	bp__sys_stop(t->run.sys);
	bp__arena_free(&t->report.arena);
	assert_int_equal(fake_open_sockets(), 0);
	assert_int_equal(fake_misuses(), 0);
	assert_int_equal(fake_sent_abroad(), 0);
}

/* As often as it takes to tell, by what was asked of the sockets and by what was seen. */
static void
tries_are_as_many_as_it_takes(void **state)
{
	static const struct {
		const char *profile;
		const char *id;
		const char *target;
		bool sweep;
		unsigned tries;
	} rows[] = {
	    {"linux", "tcp/any4", "127.0.0.1", false, 1},
	    {"linux", "tcp/any4", "::1", false, 1},
	    {"linux", "udp/any4,reuseaddr/any4,reuseaddr", "127.0.0.1", false, 2},
	    {"linux", "udp/any4,reuseport/loop4,reuseport", "127.0.0.1", false, 24},
	    {"linux", "udp/any4,reuseport/loop4,reuseport", "127.0.0.1", true, 24},
	    {"linux", "udp/any4,reuseport/loop4,reuseport", "192.0.2.2", false, 1},
	    {"linux", "tcp/any4,reuseport/any6,reuseport", "127.0.0.1", false, 24},
	    {"linux", "tcp/any4,reuseport/any6,reuseport", "192.0.2.2", false, 2},
	    {"linux", "tcp-bind/any4,reuseport/any6,reuseport", "127.0.0.1", false, 1},
	    {"linux", "udp/any4,reuseport/any4,reuseport", "127.0.0.1", false, 16},
	    {"linux", "udp/any4,reuseport/any4,reuseport", "192.0.2.2", false, 16},
	    {"noipv6", "udp/any4,reuseport/any4,reuseport", "192.0.2.2", false, 16},
	    {"linux", "udp/any4,reuseport/any4,reuseport", "127.0.0.1", true, 2},
	    {"linux", "tcp/loop6,reuseport/loop6,reuseport", "::1", true, 2},
	    {"linux", "tcp/loop6,reuseport/loop6,reuseport/loop6,reuseport", "::1", true,
		3},
	    {"gvisor", "udp/any4,reuseport/any6,reuseport", "192.0.2.2", true, 2},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trial t;
		start(&t, fake_profile(rows[i].profile));
		t.report.sweep = rows[i].sweep;
		deliver(&t, rows[i].id);
		unsigned tries = delivery_to(&t, rows[i].target)->tries;
		if (tries != rows[i].tries)
			fail_msg("%s to %s: %u tries", rows[i].id, rows[i].target, tries);
		stop(&t);
	}
}

/* Who got it at each target, a letter each. */
static const char *
letters(const struct trial *t, char buffer[TARGETS + 1])
{
	for (size_t i = 0; i < t->outcome.delivery_count; i++)
		buffer[i] = bp__delivery_letter(&t->outcome.deliveries[i]);
	buffer[t->outcome.delivery_count] = '\0';
	return buffer;
}

/* Clients are used again where the system can, and what is seen is the same where it cannot,
 * where it keeps the port, forgets the address or has no room. */
static void
clients_that_are_kept_change_no_answer(void **state)
{
	static const char *const ids[] = {
	    "tcp/any4",
	    "tcp/any6,v6only=on/any4",
	    "tcp/loop6,reuseport/loop6,reuseport",
	    "tcp-bind/any4",
	    "udp/any4",
	    "udp/loop6",
	    "udp/any4,reuseport/any4,reuseport",
	};
	struct fake_profile can = *fake_profile("linux");
	can.late_refusal = true;
	can.disconnects = false;
	struct fake_profile others[4] = {can, can, can, can};
	(void)state;
	can.disconnects = true;
	others[1].disconnects = others[1].keeps_port = true;
	others[2].disconnects = others[2].keeps_no_address = true;
	others[3].disconnects = others[3].short_of_room = true;
	for (size_t i = 0; i < COUNT(others); i++) {
		for (size_t k = 0; k < COUNT(ids); k++) {
			struct trial t;
			char first[TARGETS + 1];
			char again[TARGETS + 1];
			char other[TARGETS + 1];
			start(&t, &can);
			deliver(&t, ids[k]);
			assert_true(t.run.clients.count > 0);
			letters(&t, first);
			unsigned long calls = fake_calls();
			deliver(&t, ids[k]);
			assert_string_equal(letters(&t, again), first);
			calls = fake_calls() - calls;
			assert_true(t.run.clients.count > 0);
			stop(&t);
			start(&t, &others[i]);
			deliver(&t, ids[k]);
			unsigned long other_calls = fake_calls();
			deliver(&t, ids[k]);
			assert_string_equal(letters(&t, other), first);
			bool connects = strncmp(ids[k], "udp", 3) != 0;
			if (!others[i].keeps_port)
				assert_int_equal(t.run.clients.count, 0);
			else if (!connects)
				assert_true(calls < fake_calls() - other_calls);
			stop(&t);
		}
	}
}

/* The error of a datagram that comes after its case is over, when the client is about to be
 * kept, is not the answer of the next. */
static void
a_late_error_is_not_of_the_next_case(void **state)
{
	struct fake_profile profile = *fake_profile("linux");
	struct trial t;
	char buffer[TARGETS + 1];
	(void)state;
	profile.disconnects = true;
	profile.late_errors = true;
	start(&t, &profile);
	deliver(&t, "udp/loop6");
	assert_string_equal(delivery_to(&t, "127.0.0.1")->nobody.name, "TIMEOUT");
	assert_true(t.run.clients.count > 0);
	deliver(&t, "udp/any6,v6only=off");
	letters(&t, buffer);
	assert_int_equal(strspn(buffer, "1"), t.outcome.delivery_count);
	stop(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tries_are_as_many_as_it_takes),
	    cmocka_unit_test(clients_that_are_kept_change_no_answer),
	    cmocka_unit_test(a_late_error_is_not_of_the_next_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
