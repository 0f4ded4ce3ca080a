/* What the probe sees on made-up systems. The answers are written out by hand from
 * what is known of each system, so both the probe and the made-up kernel have to be
 * right. See probing_answer() for how an answer is written. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "unit/probing.h"
#include "unit/unit.h"

struct row {
	const char *id;
	const char *answer;
};

/* Where V6ONLY on is honoured, the two wildcards never meet. */
static const struct row both_families[] = {
    {"tcp/any4", "ok 1-1-"},
    {"tcp/any6,v6only=on", "ok -1-1"},
    {"tcp/any4/any6,v6only=on", "ok ok 1212"},
    {"tcp/any6,v6only=on/any4", "ok ok 2121"},
    {"tcp-late/any4/any6,v6only=on", "ok ok 1212"},
    {"tcp-late/any6,v6only=on/any4", "ok ok 2121"},
    {"tcp/any4,reuseaddr/any6,v6only=on,reuseaddr", "ok ok 1212"},
    {"udp/any4", "ok 1-1-"},
    {"udp/any6,v6only=on", "ok -1-1"},
    {"udp/any4/any6,v6only=on", "ok ok 1212"},
    {"udp/any6,v6only=on/any4", "ok ok 2121"},
    {"tcp/any4,port=0/any6,v6only=on", "ok ok 1212"},
    {"udp/any6,v6only=on,port=0/any4", "ok ok 2121"},
    {"tcp/absent4", "bind:EADDRNOTAVAIL"},
    {"udp/absent6", "bind:EADDRNOTAVAIL"},
    {"udp/link6", "ok ----"},
};

static const struct row linux_rows[] = {
    {"tcp/any6", "ok 1111"},
    {"tcp/any6,v6only=off", "ok 1111"},
    {"tcp/any4/any6", "ok bind:EADDRINUSE"},
    {"tcp/any6/any4", "ok bind:EADDRINUSE"},
    {"udp/any4/any6", "ok bind:EADDRINUSE"},
    {"udp/any6/any4", "ok bind:EADDRINUSE"},
};

/* The rules of Linux, whatever net.ipv6.bindv6only says. */
static const struct row linux_rules[] = {
    {"tcp/any4/any6,v6only=off", "ok bind:EADDRINUSE"},
    {"tcp/any6,v6only=off/any4", "ok bind:EADDRINUSE"},
    {"tcp/any4,reuseaddr/any6,v6only=off,reuseaddr", "ok bind:EADDRINUSE"},
    {"tcp/any6,v6only=off,reuseaddr/any4,reuseaddr", "ok bind:EADDRINUSE"},
    {"tcp-late/any4,reuseaddr/any6,v6only=off,reuseaddr", "ok listen:EADDRINUSE"},
    {"tcp-late/any6,v6only=off,reuseaddr/any4,reuseaddr", "ok listen:EADDRINUSE"},
    {"tcp/any4,reuseport/any6,v6only=off,reuseport", "ok ok 1212"},
    {"tcp/any6,v6only=off,reuseport/any4,reuseport", "ok ok 2121"},
    {"tcp/any4/loop4", "ok bind:EADDRINUSE"},
    {"tcp/any4,reuseaddr/loop4,reuseaddr", "ok bind:EADDRINUSE"},
    {"tcp/any4,reuseport/loop4,reuseport", "ok ok 2-1-"},
    {"tcp/any6,v6only=off,reuseport/loop4,reuseport", "ok ok 2111"},
    {"udp/any4/any6,v6only=off", "ok bind:EADDRINUSE"},
    {"udp/any4,reuseaddr/any6,v6only=off,reuseaddr", "ok ok 1212"},
    {"udp/any6,v6only=off,reuseaddr/any4,reuseaddr", "ok ok 2121"},
    {"udp/any4,reuseaddr/loop4,reuseaddr", "ok ok 2-1-"},
    {"udp/any4,reuseaddr/host4,reuseaddr", "ok ok 1-2-"},
    {"tcp/mapany,v6only=on", "bind:EINVAL"},
    {"tcp/maploop,v6only=on", "bind:EINVAL"},
    {"tcp/any6,late-v6only=on", "late-v6only:EINVAL"},
    {"tcp/link6-unscoped", "bind:EINVAL"},
};

/* SO_REUSEADDR has no user check, SO_REUSEPORT has. */
static const struct row linux_other_user[] = {
    {"tcp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other", "ok bind:EADDRINUSE"},
    {"tcp/any6,v6only=off,reuseport/any4,reuseport,user=other", "ok bind:EADDRINUSE"},
    {"udp/any6,v6only=off/any4,user=other", "ok bind:EADDRINUSE"},
    {"udp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other", "ok ok 2121"},
    {"udp/any4,reuseaddr/loop4,reuseaddr,user=other", "ok ok 2-1-"},
    {"udp/any6,v6only=off,reuseaddr/loop4,reuseaddr,user=other", "ok ok 2111"},
    {"udp/any4,reuseport/loop4,reuseport,user=other", "ok bind:EADDRINUSE"},
};

static const struct row no_other_user[] = {
    {"tcp/any6,v6only=off/any4,user=other", "n/a n/a"},
    {"udp/any4,reuseaddr/loop4,reuseaddr,user=other", "n/a n/a"},
};

/* V6ONLY is on unless it is set off. */
static const struct row default_on[] = {
    {"tcp/any6", "ok -1-1"},
    {"tcp/any4/any6", "ok ok 1212"},
    {"tcp/any6/any4", "ok ok 2121"},
    {"udp/any4/any6", "ok ok 1212"},
    {"udp/any6/any4", "ok ok 2121"},
};

static const struct row freebsd4_rows[] = {
    {"tcp/any6", "ok 1111"},
    {"tcp/any4/any6", "ok ok 1212"},
    {"tcp/any4/any6,v6only=off", "ok ok 1212"},
    {"tcp/any6/any4", "ok ok 2121"},
    {"tcp/any6,v6only=off/any4", "ok ok 2121"},
    {"tcp-late/any6,v6only=off/any4", "ok ok 2121"},
    {"udp/any6,v6only=off/any4", "ok ok 2121"},
    {"tcp/any6,v6only=off/any4,user=other", "ok ok 2121"},
    {"udp/any6,v6only=off/any4,user=other", "ok ok 2121"},
    {"tcp/any6,v6only=off/loop4", "ok bind:EADDRINUSE"},
    {"tcp/any4,reuseaddr/loop4,reuseaddr,user=other", "ok bind:EADDRINUSE"},
};

/* FreeBSD 13 and XNU: the order matters where :: takes IPv4 too. */
static const struct row bsd_rules[] = {
    {"tcp/any4/any6,v6only=off", "ok ok 1212"},
    {"tcp/any6,v6only=off/any4", "ok bind:EADDRINUSE"},
    {"tcp/any4,reuseaddr/any6,v6only=off,reuseaddr", "ok ok 1212"},
    {"tcp/any6,v6only=off,reuseaddr/any4,reuseaddr", "ok bind:EADDRINUSE"},
    {"tcp/any4,reuseport/any6,v6only=off,reuseport", "ok ok 1212"},
    {"tcp/any6,v6only=off,reuseport/any4,reuseport", "ok ok 2121"},
    {"udp/any4/any6,v6only=off", "ok ok 1212"},
    {"udp/any6,v6only=off/any4", "ok bind:EADDRINUSE"},
    {"tcp/any6,v6only=off,reuseport/any4,reuseport,user=other", "ok bind:EADDRINUSE"},
    {"tcp/any4,reuseport/loop4,reuseport,user=other", "ok bind:EADDRINUSE"},
};

static const struct row netbsd_rows[] = {
    {"tcp/any4/any6,v6only=off", "ok ok 1212"},
    {"tcp/any6,v6only=off/any4", "ok bind:EADDRINUSE"},
    {"tcp/any4,reuseaddr/any6,v6only=off,reuseaddr", "ok ok 1212"},
    {"tcp/any6,v6only=off,reuseaddr/any4,reuseaddr", "ok ok 2121"},
    {"tcp/any4,reuseport/any6,v6only=off,reuseport", "ok ok 1212"},
    {"tcp/any6,v6only=off,reuseport/any4,reuseport", "ok ok 2121"},
    {"tcp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other", "ok bind:EADDRINUSE"},
    {"udp/any6,v6only=off/any4", "ok bind:EADDRINUSE"},
};

static const struct row darwin_rows[] = {
    {"tcp/any6", "ok 1111"},
    {"tcp/any4/any6", "ok ok 1212"},
    {"tcp/any6/any4", "ok bind:EADDRINUSE"},
};

static const struct row openbsd_rows[] = {
    {"tcp/any6,v6only=off", "v6only:EINVAL"},
    {"udp/any6,v6only=off", "v6only:EINVAL"},
    {"tcp/any4/any6,v6only=off", "ok v6only:EINVAL"},
    {"tcp/any6,v6only=off/any4", "v6only:EINVAL ok"},
};

static const struct row dragonfly_rows[] = {
    {"tcp/any6,v6only=off", "ok -1-1"},
    {"tcp/any4/any6,v6only=off", "ok ok 1212"},
    {"tcp/any6,v6only=off/any4", "ok ok 2121"},
    {"tcp/any6,late-v6only=off", "ok -1-1"},
};

static const struct row windows_rows[] = {
    {"tcp/any6,v6only=off", "ok 1111"},
    {"tcp/any6,v6only=off/any4", "ok bind:EADDRINUSE"},
    {"tcp/any6,v6only=off,reuseaddr/any4,reuseaddr", "ok ok 2121"},
    {"udp/any6,v6only=off,reuseaddr/any4,reuseaddr", "ok ok 2121"},
    {"tcp/any4/loop4", "ok ok 2-1-"},
    {"tcp/any4,reuseport", "n/a"},
    {"tcp/any4,reuseport/any6,reuseport", "n/a n/a"},
    {"tcp/any6,late-v6only=off", "late-v6only:EINVAL"},
};

static const struct row noipv6_rows[] = {
    {"tcp/any4", "ok 1-1."},
    {"tcp/any6", "socket:EAFNOSUPPORT"},
    {"tcp/any4/any6,v6only=on", "ok socket:EAFNOSUPPORT"},
    {"tcp/any6/any4", "socket:EAFNOSUPPORT ok"},
    {"udp/any6,v6only=off/any4", "socket:EAFNOSUPPORT ok"},
    {"udp/any6/host6", "n/a n/a"},
    {"udp/link6", "n/a"},
};

static const struct row noipv4_rows[] = {
    {"tcp/any4", "socket:EAFNOSUPPORT"},
    {"tcp/any6", "ok -1.1"},
    {"tcp/any6,v6only=off", "ok -1.1"},
    {"tcp/any6,v6only=on/any4", "ok socket:EAFNOSUPPORT"},
    {"udp/any4/host4", "n/a n/a"},
};

static const struct row lwip_rows[] = {
    {"tcp/any6", "ok 1111"},
    {"tcp/any4/any6", "ok listen:EADDRINUSE"},
    {"tcp/any6/any4", "ok listen:EADDRINUSE"},
    {"tcp-late/any4/any6", "ok listen:EADDRINUSE"},
    {"tcp/any4,reuseaddr/any6,v6only=off,reuseaddr", "ok ok 1212"},
    {"tcp/any6,v6only=off,reuseaddr/any4,reuseaddr", "ok ok 2121"},
    {"tcp/any4,reuseport", "reuseport:ENOPROTOOPT"},
    {"udp/any4/any6", "ok bind:EADDRINUSE"},
};

static const struct row stingy_rows[] = {
    {"tcp/any4/any6,v6only=on", "ok ok 12.."},
    {"tcp/any4/host4", "n/a n/a"},
    {"tcp/any4,port=0/any6,v6only=on", "ok n/a"},
    {"tcp/link6", "n/a"},
};

static const struct row gvisor_rows[] = {
    {"tcp/any6", "ok 1111"},
    {"tcp/any4/any6", "ok bind:EADDRINUSE"},
    {"tcp/any6/any4", "ok bind:EADDRINUSE"},
    {"tcp/any4,reuseport/any6,v6only=off,reuseport", "ok ok *2*2"},
    {"tcp/any6,v6only=off,reuseport/any4,reuseport,user=other", "ok ok *1*1"},
    {"tcp/any4,reuseaddr/loop4,reuseaddr", "ok ok 2-1-"},
};

static const struct row lwipv6_rows[] = {
    {"tcp/any6", "ok 1111"},
    {"tcp/any4/any6", "ok bind:EADDRINUSE"},
    {"tcp/any6/any4", "ok ok 2121"},
    {"tcp/any6,v6only=on", "v6only:ENOPROTOOPT"},
};

static const struct row contrary_rows[] = {
    {"tcp/any6,v6only=on", "ok 1111"},
    {"tcp/any4/any6,v6only=on", "ok bind:EADDRINUSE"},
    {"udp/absent4", "ok ----"},
    {"tcp/link6-unscoped", "ok ----"},
    {"tcp/maploop,v6only=on", "ok 1---"},
};

#define ROWS(rows)                  \
	{                           \
		(rows), COUNT(rows) \
	}

static const struct {
	const char *profile;
	struct {
		const struct row *rows;
		size_t count;
	} tables[4];
} systems[] = {
    {"linux",
	{ROWS(both_families), ROWS(linux_rows), ROWS(linux_rules),
	    ROWS(linux_other_user)}},
    {"linux-v6only",
	{ROWS(both_families), ROWS(default_on), ROWS(linux_rules),
	    ROWS(linux_other_user)}},
    {"linux-user",
	{ROWS(both_families), ROWS(linux_rows), ROWS(linux_rules), ROWS(no_other_user)}},
    {"freebsd4", {ROWS(both_families), ROWS(freebsd4_rows)}},
    {"freebsd", {ROWS(both_families), ROWS(default_on), ROWS(bsd_rules)}},
    {"netbsd", {ROWS(both_families), ROWS(default_on), ROWS(netbsd_rows)}},
    {"darwin", {ROWS(both_families), ROWS(darwin_rows), ROWS(bsd_rules)}},
    {"openbsd", {ROWS(both_families), ROWS(default_on), ROWS(openbsd_rows)}},
    {"dragonfly", {ROWS(both_families), ROWS(default_on), ROWS(dragonfly_rows)}},
    {"windows",
	{ROWS(both_families), ROWS(default_on), ROWS(windows_rows), ROWS(no_other_user)}},
    {"noipv6", {ROWS(noipv6_rows), ROWS(no_other_user)}},
    {"noipv4", {ROWS(noipv4_rows)}},
    {"lwip", {ROWS(both_families), ROWS(lwip_rows), ROWS(no_other_user)}},
    {"stingy", {ROWS(stingy_rows), ROWS(no_other_user)}},
    {"gvisor", {ROWS(both_families), ROWS(gvisor_rows)}},
    {"lwipv6", {ROWS(lwipv6_rows)}},
    {"contrary", {ROWS(contrary_rows)}},
};

static void
check_rows(
    const bp_report *report, const char *profile, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char buffer[PROBING_ANSWER];
		const char *answer =
		    probing_answer(report, rows[i].id, buffer, sizeof buffer);
		if (strcmp(answer, rows[i].answer) != 0)
			fail_msg("%s: %s is '%s', not '%s'", profile, rows[i].id, answer,
			    rows[i].answer);
	}
}

static void
every_system_answers_as_it_is_known_to(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(systems); i++) {
		struct probing run =
		    probing_system(fake_profile(systems[i].profile), "core");
		assert_int_equal(run.status, BP_OK);
		for (size_t k = 0; k < COUNT(systems[i].tables); k++)
			check_rows(run.report, systems[i].profile,
			    systems[i].tables[k].rows, systems[i].tables[k].count);
		bp_report_free(run.report);
	}
}

/* A closed port, an unlinked datagram, a socket: all is as it was. Nothing was sent to
 * another host, and no answer was left to a second look. */
static void
a_run_leaves_nothing_behind_on_any_system(void **state)
{
	(void)state;
	for (size_t i = 0; i < fake_profile_count; i++) {
		struct probing run = probing_system(&fake_profiles[i], "core");
		assert_true(fake_calls() > 0);
		assert_int_equal(fake_open_sockets(), 0);
		assert_int_equal(fake_time_waits(), 0);
		assert_int_equal(fake_sent_abroad(), 0);
		assert_int_equal(fake_misuses(), 0);
		assert_true(fake_stopped());
		for (size_t k = 0; run.status == BP_OK && k < run.report->outcome_count;
		     k++)
			assert_false(run.report->outcomes[k].unstable);
		bp_report_free(run.report);
	}
}

/* The number is the system's own, the name the one all systems share. */
static void
errors_keep_the_number_of_their_system(void **state)
{
	static const struct {
		const char *profile;
		int code;
	} rows[] = {{"linux", 98}, {"darwin", 48}, {"windows", 10048}};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct probing run =
		    probing_system(fake_profile(rows[i].profile), "core");
		const struct bp__outcome *outcome =
		    bp__report_find(run.report, BP__TCP, "any6,v6only=off/any4");
		assert_non_null(outcome);
		assert_int_equal(outcome->sockets[1].result.code, rows[i].code);
		assert_string_equal(outcome->sockets[1].result.name, "EADDRINUSE");
		bp_report_free(run.report);
	}
}

static void
assert_reason(
    const bp_report *report, const char *sockets, size_t socket, const char *reason)
{
	const struct bp__outcome *outcome = bp__report_find(report, BP__TCP, sockets);
	assert_non_null(outcome);
	const char *given = outcome->sockets[socket].result.reason;
	if (given == NULL || strcmp(given, reason) != 0)
		fail_msg("%s: %s", sockets, given == NULL ? "no reason" : given);
}

static void
what_cannot_be_tried_has_its_reason(void **state)
{
	(void)state;
	struct probing run = probing_system(fake_profile("windows"), "core");
	assert_reason(
	    run.report, "any4,reuseport", 0, "SO_REUSEPORT is not defined here");
	assert_reason(run.report, "any4/loop4,user=other", 1, "needs root");
	bp_report_free(run.report);
	run = probing_system(fake_profile("stingy"), "core");
	assert_reason(
	    run.report, "any4/host4", 1, "the addresses of this host are not known");
	assert_reason(run.report, "link6", 0, "the addresses of this host are not known");
	assert_reason(run.report, "any4,port=0/any6,v6only=on", 1,
	    "the system did not tell the port it chose");
	assert_non_null(run.report->host.warning);
	assert_non_null(strstr(run.report->host.warning, "EPERM"));
	bp_report_free(run.report);
	run = probing_system(fake_profile("noipv6"), "core");
	assert_reason(run.report, "any6/host6", 1, "no global IPv6 address");
	assert_reason(run.report, "link6", 0, "no link-local IPv6 address");
	bp_report_free(run.report);
}

/* Whatever the system's default, an IPv4-mapped target is sent to from a socket that may,
 * so that what is seen is the listener's doing. */
static void
mapped_targets_are_reached_where_ipv4_is(void **state)
{
	static const char *const profiles[] = {
	    "linux", "linux-v6only", "freebsd4", "freebsd", "darwin", "windows"};
	(void)state;
	for (size_t i = 0; i < COUNT(profiles); i++) {
		struct probing run = probing_system(fake_profile(profiles[i]), "core");
		const struct bp__outcome *outcome =
		    bp__report_find(run.report, BP__UDP, "any6,v6only=off");
		size_t reached = 0;
		for (size_t k = 0; k < outcome->delivery_count; k++) {
			const struct bp__delivery *delivery = &outcome->deliveries[k];
			const char *text = run.report->targets[delivery->target].text;
			if (strcmp(text, "::ffff:127.0.0.1") == 0)
				reached += delivery->by[0];
		}
		if (reached != 1)
			fail_msg("%s: ::ffff:127.0.0.1 was not reached", profiles[i]);
		bp_report_free(run.report);
	}
}

/* The protocols that only some systems have take the same forms; MPTCP has the ports of
 * TCP. */
static void
other_protocols_are_tried_alike(void **state)
{
	static const struct {
		const char *profile;
		const char *id;
		const char *answer;
	} rows[] = {
	    {"linux", "mptcp/any6,v6only=on/any4", "ok ok 2121"},
	    {"linux", "mptcp-late/any4,reuseaddr/any6,v6only=off,reuseaddr",
		"ok listen:EADDRINUSE"},
	    {"linux", "mptcp-bind/any6,v6only=off/any4", "ok bind:EADDRINUSE"},
	    {"linux", "sctp/any4/any6,v6only=on", "ok ok 1212"},
	    {"linux", "udplite/any6,v6only=off,reuseaddr/any4,reuseaddr", "ok ok 2121"},
	    {"linux", "dccp/any4", "socket:EPROTONOSUPPORT"},
	    {"freebsd", "mptcp/any4", "n/a"},
	    {"windows", "udplite/any6/any4", "n/a n/a"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row row = {rows[i].id, rows[i].answer};
		bp_plan *plan = probing_cases(&rows[i].id, 1);
		fake_configure(fake_profile(rows[i].profile));
		struct probing run = probing_run(plan);
		if (run.status != BP_OK)
			fail_msg("%s: %s", rows[i].id, run.error.text);
		check_rows(run.report, rows[i].profile, &row, 1);
		assert_int_equal(fake_open_sockets(), 0);
		bp_report_free(run.report);
		bp_plan_free(plan);
	}
}

/* Where a datagram goes to every socket on the port, each is told to have got it. */
static void
a_copy_is_seen_too(void **state)
{
	static const char *const ids[] = {"udp/loop4,reuseport/loop4,reuseport"};
	struct fake_profile profile = *fake_profile("linux");
	(void)state;
	profile.copies = true;
	fake_configure(&profile);
	bp_plan *plan = probing_cases(ids, COUNT(ids));
	struct probing run = probing_run(plan);
	assert_int_equal(run.status, BP_OK);
	const struct bp__delivery *delivery = &run.report->outcomes[0].deliveries[0];
	assert_true(delivery->tries > 0);
	assert_int_equal(delivery->by[0], delivery->tries);
	assert_int_equal(delivery->by[1], delivery->tries);
	bp_report_free(run.report);
	bp_plan_free(plan);
}

/* Both sockets of a pair that balances get some of it, and the counts add up: where it was
 * asked for, and where a system does it unasked. */
static void
balance_is_counted(void **state)
{
	static const char *const ids[] = {"udp/any4,reuseport/any6,v6only=off,reuseport",
	    "udp/any4,reuseaddr/any6,v6only=off,reuseaddr"};
	struct fake_profile profile = *fake_profile("gvisor");
	(void)state;
	profile.balancing |= 1U << BP__SYS_REUSEADDR;
	for (size_t i = 0; i < COUNT(ids); i++) {
		bp_plan *plan = probing_cases(&ids[i], 1);
		fake_configure(&profile);
		struct probing run = probing_run(plan);
		const struct bp__delivery *delivery =
		    &run.report->outcomes[0].deliveries[0];
		assert_string_equal(
		    run.report->targets[delivery->target].text, "127.0.0.1");
		assert_true(delivery->tries >= 8);
		assert_int_equal(delivery->by[0], delivery->tries / 2);
		assert_int_equal(delivery->by[1], delivery->tries / 2);
		bp_report_free(run.report);
		bp_plan_free(plan);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_system_answers_as_it_is_known_to),
	    cmocka_unit_test(a_run_leaves_nothing_behind_on_any_system),
	    cmocka_unit_test(errors_keep_the_number_of_their_system),
	    cmocka_unit_test(what_cannot_be_tried_has_its_reason),
	    cmocka_unit_test(mapped_targets_are_reached_where_ipv4_is),
	    cmocka_unit_test(other_protocols_are_tried_alike),
	    cmocka_unit_test(a_copy_is_seen_too),
	    cmocka_unit_test(balance_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
