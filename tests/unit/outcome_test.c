/* Outcomes and reports: the words for them, and finding one. */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "model/outcome.h"
#include "model/report.h"
#include "unit/unit.h"

static const struct bp__result ok = {.call = BP__CALL_NONE};
static const struct bp__result in_use = {
    .call = BP__CALL_BIND, .code = 98, .name = "EADDRINUSE"};
static const struct bp__result absent = {.reason = "needs root"};

static struct bp__outcome
outcome_of(const char *id)
{
	struct bp_error error = {.text = ""};
	struct bp__outcome outcome = {.unstable = false};
	if (bp__case_parse(id, &outcome.plan, &error) != BP_OK)
		fail_msg("%s", error.text);
	return outcome;
}

static void
results_are_written_as_reports_have_them(void **state)
{
	static const struct {
		struct bp__result result;
		const char *text;
	} rows[] = {
	    {{.call = BP__CALL_NONE}, "ok"},
	    {{.reason = "no global IPv6 address"}, "n/a"},
	    {{.call = BP__CALL_BIND, .code = 98, .name = "EADDRINUSE"},
		"bind:EADDRINUSE"},
	    {{.call = BP__CALL_LISTEN, .code = 10048, .name = "EADDRINUSE"},
		"listen:EADDRINUSE"},
	    {{.call = BP__CALL_SOCKET, .code = 97, .name = "EAFNOSUPPORT"},
		"socket:EAFNOSUPPORT"},
	    {{.call = BP__CALL_V6ONLY, .code = 22, .name = "EINVAL"}, "v6only:EINVAL"},
	    {{.call = BP__CALL_LATE_V6ONLY, .code = 22, .name = "EINVAL"},
		"late-v6only:EINVAL"},
	    {{.call = BP__CALL_REUSEADDR, .code = 1, .name = "EPERM"}, "reuseaddr:EPERM"},
	    {{.call = BP__CALL_REUSEPORT, .code = 92, .name = "ENOPROTOOPT"},
		"reuseport:ENOPROTOOPT"},
	    {{.call = BP__CALL_REUSEPORT_LB, .code = 42, .name = "ENOPROTOOPT"},
		"reuseport_lb:ENOPROTOOPT"},
	    {{.call = BP__CALL_EXCLUSIVE, .code = 10022, .name = "EINVAL"},
		"exclusive:EINVAL"},
	    {{.call = BP__CALL_CONNECT, .code = 61, .name = "ECONNREFUSED"},
		"connect:ECONNREFUSED"},
	    {{.call = BP__CALL_WAIT, .name = "TIMEOUT"}, "wait:TIMEOUT"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[BP__RESULT_TEXT];
		assert_string_equal(
		    bp__result_format(&rows[i].result, text, sizeof text), rows[i].text);
		assert_int_equal(bp__result_is_ok(&rows[i].result), i == 0);
	}
}

static void
results_are_equal_when_they_say_the_same(void **state)
{
	struct bp__result renamed = in_use;
	const struct bp__result others[] = {
	    ok,
	    absent,
	    {.call = BP__CALL_LISTEN, .code = 98, .name = "EADDRINUSE"},
	    {.call = BP__CALL_BIND, .code = 99, .name = "EADDRNOTAVAIL"},
	    {.call = BP__CALL_BIND, .code = 98, .name = "EADDRINUSE", .reason = "x"},
	};
	const struct bp__result other_reason = {.reason = "no address"};
	char reason[] = "needs root";
	const struct bp__result same_reason = {.reason = reason};
	(void)state;
	renamed.name = NULL;
	assert_true(bp__result_equal(&in_use, &renamed));
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(bp__result_equal(&in_use, &others[i]));
	assert_true(bp__result_equal(&absent, &same_reason));
	assert_false(bp__result_equal(&absent, &other_reason));
}

static void
the_first_socket_that_fails_is_the_result(void **state)
{
	struct bp__outcome outcome = outcome_of("tcp/any4/any6/loop4");
	size_t socket = 77;
	(void)state;
	assert_true(bp__outcome_stands(&outcome));
	outcome.sockets[2].result = absent;
	assert_ptr_equal(
	    bp__outcome_result(&outcome, &socket), &outcome.sockets[2].result);
	assert_int_equal(socket, 2);
	outcome.sockets[1].result = in_use;
	assert_ptr_equal(
	    bp__outcome_result(&outcome, &socket), &outcome.sockets[1].result);
	assert_int_equal(socket, 1);
	assert_false(bp__outcome_stands(&outcome));
	outcome.sockets[0].result = in_use;
	bp__outcome_result(&outcome, &socket);
	assert_int_equal(socket, 0);
}

/* Slots past the sockets of the case say nothing. */
static void
sockets_the_case_has_not_do_not_count(void **state)
{
	struct bp__outcome outcome = outcome_of("tcp/any4/any6");
	(void)state;
	outcome.sockets[2].result = in_use;
	outcome.sockets[3].result = absent;
	assert_true(bp__outcome_stands(&outcome));
	assert_false(bp__outcome_is_absent(&outcome));
}

static void
absent_means_one_socket_could_not_be_tried(void **state)
{
	struct bp__outcome outcome = outcome_of("tcp/any4/host6");
	(void)state;
	assert_false(bp__outcome_is_absent(&outcome));
	outcome.sockets[1].result = in_use;
	assert_false(bp__outcome_is_absent(&outcome));
	outcome.sockets[1].result = absent;
	assert_true(bp__outcome_is_absent(&outcome));
	assert_false(bp__outcome_stands(&outcome));
}

static void
protocols_are_named_as_netstat_does(void **state)
{
	static const struct {
		const char *id;
		const char *local;
		int v6only;
		const char *protocol;
	} rows[] = {
	    {"tcp/any4", "0.0.0.0", BP__UNKNOWN, "tcp4"},
	    {"udp/loop4", "127.0.0.1", BP__UNKNOWN, "udp4"},
	    {"tcp/any6", "::", 0, "tcp46"},
	    {"tcp-late/any6", "::", 0, "tcp46"},
	    {"tcp/any6", "::", 1, "tcp6"},
	    {"tcp/any6", "::", BP__UNKNOWN, "tcp6"},
	    {"udp/any6", "::", 0, "udp46"},
	    {"udp/any6", "::", 1, "udp6"},
	    {"tcp/loop6", "::1", 0, "tcp6"},
	    {"udp/link6", "fe80::1%eth0", 0, "udp6"},
	    {"tcp/maploop", "::ffff:127.0.0.1", 0, "tcp4"},
	    {"udp/mapany", "::ffff:0.0.0.0", 0, "udp4"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bp__outcome outcome = outcome_of(rows[i].id);
		outcome.sockets[0].local = bp__address_of(rows[i].local);
		outcome.sockets[0].v6only = rows[i].v6only;
		assert_string_equal(bp__outcome_protocol(&outcome, 0), rows[i].protocol);
	}
}

/* A socket whose address the system did not tell is not said to be dual-stack. */
static void
an_untold_address_is_not_called_dual_stack(void **state)
{
	struct bp__outcome outcome = outcome_of("tcp/any6");
	(void)state;
	outcome.sockets[0].local.family = BP__FAMILY_NONE;
	outcome.sockets[0].v6only = BP__UNKNOWN;
	assert_string_equal(bp__outcome_protocol(&outcome, 0), "tcp6");
}

static void
a_socket_covers_what_its_address_takes_in(void **state)
{
	static const struct {
		const char *id;
		const char *local;
		int v6only;
		const char *target;
		bool covers;
	} rows[] = {
	    {"tcp/any4", "0.0.0.0", BP__UNKNOWN, "127.0.0.1", true},
	    {"tcp/any4", "0.0.0.0", BP__UNKNOWN, "::ffff:127.0.0.1", true},
	    {"tcp/any4", "0.0.0.0", BP__UNKNOWN, "::1", false},
	    {"tcp/loop4", "127.0.0.1", BP__UNKNOWN, "127.0.0.1", true},
	    {"tcp/loop4", "127.0.0.1", BP__UNKNOWN, "192.0.2.2", false},
	    {"tcp/any6", "::", 0, "127.0.0.1", true},
	    {"tcp/any6", "::", 0, "::1", true},
	    {"tcp/any6", "::", 1, "127.0.0.1", false},
	    {"tcp/any6", "::", 1, "::1", true},
	    {"tcp/loop6", "::1", 0, "::1", true},
	    {"tcp/loop6", "::1", 0, "fd00::2", false},
	    {"tcp/maploop", "::ffff:127.0.0.1", 0, "127.0.0.1", true},
	    {"tcp/maploop", "::ffff:127.0.0.1", 0, "::1", false},
	    {"tcp/link6", "fe80::1%eth0", 0, "fe80::1%eth0", true},
	    {"tcp/link6", "fe80::1%eth0", 0, "fe80::1%eth1", false},
	    {"mptcp/link6", "fe80::1", 0, "fe80::1%eth0", true},
	    {"mptcp/link6", "fe80::1", 0, "fe80::2%eth0", false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bp__outcome outcome = outcome_of(rows[i].id);
		struct bp__address target = bp__address_of(rows[i].target);
		outcome.sockets[0].local = bp__address_of(rows[i].local);
		outcome.sockets[0].v6only = rows[i].v6only;
		if (bp__outcome_covers(&outcome, 0, &target) != rows[i].covers)
			fail_msg("%s and %s", rows[i].id, rows[i].target);
		outcome.sockets[0].result = in_use;
		assert_false(bp__outcome_covers(&outcome, 0, &target));
	}
}

/* How much of what the first socket gets alone the second takes: at two addresses, of four
 * tries each. */
static void
a_takeover_is_told_by_its_extent(void **state)
{
	static const struct {
		unsigned alone[2]; /* got by the first socket */
		unsigned taken[2]; /* got by the second */
		enum bp__takeover takeover;
	} rows[] = {
	    {{1, 1}, {0, 0}, BP__TAKES_NOTHING},
	    {{1, 1}, {4, 4}, BP__TAKES_ALL},
	    {{1, 1}, {4, 0}, BP__TAKES_SOME},
	    {{1, 1}, {2, 2}, BP__TAKES_SOME},
	    {{0, 1}, {4, 4}, BP__TAKES_ALL},
	    {{0, 1}, {4, 0}, BP__TAKES_NOTHING},
	    {{0, 0}, {4, 4}, BP__TAKES_UNKNOWN},
	};
	struct bp__target targets[] = {
	    {.address = bp__address_of("127.0.0.1")},
	    {.address = bp__address_of("192.0.2.2")},
	};
	const struct bp__result refused = {
	    .call = BP__CALL_CONNECT, .code = 111, .name = "ECONNREFUSED"};
	const bp_report report = {.targets = targets, .target_count = COUNT(targets)};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bp__delivery before[2] = {
		    {.target = 0, .tries = 4}, {.target = 1, .tries = 4}};
		struct bp__delivery after[2] = {
		    {.target = 0, .tries = 4}, {.target = 1, .tries = 4}};
		struct bp__outcome alone = outcome_of("tcp/any4");
		struct bp__outcome both = outcome_of("tcp/any4/any4");
		for (size_t k = 0; k < 2; k++) {
			after[k].nobody = refused;
			before[k].by[0] = rows[i].alone[k];
			after[k].by[1] = rows[i].taken[k];
			both.sockets[k].local = bp__address_of("0.0.0.0");
		}
		alone.deliveries = before;
		both.deliveries = after;
		alone.delivery_count = both.delivery_count = 2;
		assert_int_equal(bp__takeover(&report, &alone, &both), rows[i].takeover);
	}
}

static void
a_report_finds_outcomes_by_series_and_sockets(void **state)
{
	struct bp__outcome outcomes[] = {
	    outcome_of("tcp/any4/any6"),
	    outcome_of("tcp/any6/any4"),
	    outcome_of("udp/any4/any6"),
	    outcome_of("tcp/any6,v6only=on,reuseaddr"),
	};
	bp_report report = {.outcomes = outcomes, .outcome_count = COUNT(outcomes)};
	(void)state;
	assert_ptr_equal(bp__report_find(&report, BP__TCP, "any6/any4"), &outcomes[1]);
	assert_ptr_equal(bp__report_find(&report, BP__UDP, "any4/any6"), &outcomes[2]);
	assert_ptr_equal(
	    bp__report_find(&report, BP__TCP, "any6,reuseaddr,v6only=on"), &outcomes[3]);
	assert_null(bp__report_find(&report, BP__UDP, "any6/any4"));
	assert_null(bp__report_find(&report, BP__TCP_LATE, "any4/any6"));
	assert_null(bp__report_find(&report, BP__TCP, "nonsense"));
	report.outcome_count = 1;
	assert_null(bp__report_find(&report, BP__TCP, "any6/any4"));
}

static void
words_for_series_grades_and_verdicts_differ(void **state)
{
	static const struct {
		const char *name;
		enum bp_transport transport;
		enum bp__listens listens;
	} series[] = {
	    {"tcp", BP_TCP, BP__AT_ONCE},
	    {"tcp-late", BP_TCP, BP__WHEN_ALL_ARE_BOUND},
	    {"tcp-bind", BP_TCP, BP__NEVER},
	    {"udp", BP_UDP, BP__NEVER},
	    {"mptcp", BP_MPTCP, BP__AT_ONCE},
	    {"mptcp-late", BP_MPTCP, BP__WHEN_ALL_ARE_BOUND},
	    {"mptcp-bind", BP_MPTCP, BP__NEVER},
	    {"sctp", BP_SCTP, BP__AT_ONCE},
	    {"sctp-late", BP_SCTP, BP__WHEN_ALL_ARE_BOUND},
	    {"sctp-bind", BP_SCTP, BP__NEVER},
	    {"udplite", BP_UDPLITE, BP__NEVER},
	    {"dccp", BP_DCCP, BP__AT_ONCE},
	    {"dccp-late", BP_DCCP, BP__WHEN_ALL_ARE_BOUND},
	    {"dccp-bind", BP_DCCP, BP__NEVER},
	};
	static const char *const grades[] = {"N/A", "PASS", "WARN", "FAIL"};
	static const char *const verdicts[] = {"works", "partly", "fails", "n/a"};
	(void)state;
	assert_int_equal(COUNT(series), BP__SERIES_COUNT);
	assert_int_equal(COUNT(grades), BP__GRADE_COUNT);
	assert_int_equal(COUNT(verdicts), BP__VERDICT_COUNT);
	for (int i = 0; i < BP__SERIES_COUNT; i++) {
		assert_string_equal(bp__series_name((enum bp__series)i), series[i].name);
		assert_int_equal(
		    bp__series_transport((enum bp__series)i), series[i].transport);
		assert_int_equal(
		    bp__series_listens((enum bp__series)i), series[i].listens);
	}
	for (int i = 0; i < BP__GRADE_COUNT; i++)
		assert_string_equal(bp__grade_name((enum bp__grade)i), grades[i]);
	for (int i = 0; i < BP__VERDICT_COUNT; i++)
		assert_string_equal(bp__verdict_name((enum bp__verdict)i), verdicts[i]);
}

static void
a_freed_report_frees_its_arena(void **state)
{
	bp_report *report = calloc(1, sizeof *report);
	(void)state;
	assert_non_null(report);
	assert_non_null(bp__arena_array(&report->arena, 100, 100));
	bp_report_free(report);
	bp_report_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(results_are_written_as_reports_have_them),
	    cmocka_unit_test(results_are_equal_when_they_say_the_same),
	    cmocka_unit_test(the_first_socket_that_fails_is_the_result),
	    cmocka_unit_test(sockets_the_case_has_not_do_not_count),
	    cmocka_unit_test(absent_means_one_socket_could_not_be_tried),
	    cmocka_unit_test(protocols_are_named_as_netstat_does),
	    cmocka_unit_test(an_untold_address_is_not_called_dual_stack),
	    cmocka_unit_test(a_socket_covers_what_its_address_takes_in),
	    cmocka_unit_test(a_takeover_is_told_by_its_extent),
	    cmocka_unit_test(a_report_finds_outcomes_by_series_and_sockets),
	    cmocka_unit_test(words_for_series_grades_and_verdicts_differ),
	    cmocka_unit_test(a_freed_report_frees_its_arena),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
