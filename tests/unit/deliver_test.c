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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tries_are_as_many_as_it_takes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
