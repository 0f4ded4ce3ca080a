/* A whole run on made-up systems: the port, the order of cases, the settings of a run,
 * and what is said of the host. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "probe/plan.h"
#include "unit/probing.h"
#include "unit/unit.h"

static struct probing
run_on_port(const char *profile, const char *id, unsigned port)
{
	const struct bp_settings settings = {.port = port};
	struct probing run = {.report = NULL};
	bp_plan *plan = probing_cases(&id, 1);
	fake_configure(fake_profile(profile));
	run.status = bp_probe(plan, &settings, NULL, &run.report, &run.error);
	bp_plan_free(plan);
	return run;
}

static void
assert_cannot_probe(const struct probing *run, const char *const *words, size_t count)
{
	assert_int_equal(run->status, BP_CANNOT_PROBE);
	assert_null(run->report);
	assert_int_equal(fake_open_sockets(), 0);
	assert_true(fake_stopped());
	for (size_t i = 0; i < count; i++) {
		if (words[i] != NULL && strstr(run->error.text, words[i]) == NULL)
			fail_msg("'%s' is not in: %s", words[i], run->error.text);
	}
}

/* A port that is taken in one protocol and family only is not free. */
static void
a_busy_port_is_told_with_who_has_it(void **state)
{
	static const struct {
		unsigned transports;
		const char *families;
		const char *holder;
	} rows[] = {
	    {BP_TCP, "4", "tcp4 0.0.0.0:7020"},
	    {BP_TCP, "6", "tcp6 [::]:7020"},
	    {BP_UDP, "4", "udp4 0.0.0.0:7020"},
	    {BP_UDP, "6", "udp6 [::]:7020"},
	};
	static const char *const profiles[] = {
	    "linux", "darwin", "openbsd", "windows", "lwip"};
	(void)state;
	for (size_t n = 0; n < COUNT(rows) * COUNT(profiles); n++) {
		size_t i = n % COUNT(rows);
		const struct fake_intruder intruder = {.port = PROBING_PORT,
		    .transports = rows[i].transports,
		    .families = rows[i].families,
		    .from = 1};
		const char *const words[] = {
		    "port 7020 is in use", rows[i].holder, "process 812 (intruder)"};
		bp_plan *plan = probing_suite("facts");
		fake_configure(fake_profile(profiles[n / COUNT(rows)]));
		fake_intrude(&intruder);
		struct probing run = probing_run(plan);
		assert_cannot_probe(&run, words, COUNT(words));
		bp_plan_free(plan);
	}
}

/* Where the system does not tell who has the port, the way it is taken is named. */
static void
a_busy_port_is_told_with_the_way_it_is_taken(void **state)
{
	static const struct {
		unsigned transports;
		const char *families;
		const char *way;
	} rows[] = {
	    {BP_TCP, "4", "tcp4,"},
	    {BP_TCP, "6", "tcp6,"},
	    {BP_UDP, "4", "udp4,"},
	    {BP_UDP, "6", "udp6,"},
	};
	struct fake_profile profile = *fake_profile("linux");
	bp_plan *plan = probing_suite("facts");
	(void)state;
	profile.hides_holder = true;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct fake_intruder intruder = {.port = PROBING_PORT,
		    .transports = rows[i].transports,
		    .families = rows[i].families,
		    .from = 1};
		const char *const words[] = {"in use", rows[i].way, "does not tell"};
		fake_configure(&profile);
		fake_intrude(&intruder);
		struct probing run = probing_run(plan);
		assert_cannot_probe(&run, words, COUNT(words));
	}
	bp_plan_free(plan);
}

static void
a_port_that_another_probe_has_is_not_probed(void **state)
{
	static const char *const words[] = {
	    "port 7020 is in use", "another bindprobe (process 7020)"};
	const char *ids[] = {"tcp/any6", "udp/any6"};
	(void)state;
	for (size_t i = 0; i < COUNT(ids); i++) {
		bp_plan *plan = probing_cases(&ids[i], 1);
		fake_configure(fake_profile("linux"));
		fake_claim(PROBING_PORT);
		struct probing run = probing_run(plan);
		if (i == 0)
			assert_cannot_probe(&run, words, COUNT(words));
		else
			assert_int_equal(run.status, BP_OK);
		bp_report_free(run.report);
		bp_plan_free(plan);
	}
}

/* Another program comes when the first case has ended: the second could share with it. */
static void
a_port_that_is_taken_in_a_run_is_not_bound_over(void **state)
{
	static const char *const words[] = {
	    "lost during the run", "process 812 (intruder)"};
	const char *ids[] = {"tcp/any6,v6only=on", "tcp/any4,reuseport"};
	(void)state;
	for (unsigned long from = 40; from < 70; from++) {
		const struct fake_intruder intruder = {.port = PROBING_PORT,
		    .transports = BP_TCP,
		    .families = "4",
		    .from = from};
		bp_plan *plan = probing_cases(ids, COUNT(ids));
		fake_configure(fake_profile("linux"));
		fake_intrude(&intruder);
		struct probing run = probing_run(plan);
		assert_cannot_probe(&run, words, COUNT(words));
		bp_plan_free(plan);
	}
}

/* A plan of TCP alone does not mind who has the port in UDP. */
static void
a_port_busy_in_another_protocol_is_no_matter(void **state)
{
	const struct fake_intruder intruder = {
	    .port = PROBING_PORT, .transports = BP_UDP, .families = "46", .from = 1};
	const char *id = "tcp/any6";
	bp_plan *plan = probing_cases(&id, 1);
	(void)state;
	fake_configure(fake_profile("linux"));
	fake_intrude(&intruder);
	struct probing run = probing_run(plan);
	assert_int_equal(run.status, BP_OK);
	bp_report_free(run.report);
	bp_plan_free(plan);
}

static void
a_privileged_port_is_told_apart(void **state)
{
	static const char *const words[] = {"port 80", "privilege", "EACCES"};
	(void)state;
	struct probing run = run_on_port("linux-user", "tcp/any4", 80);
	assert_cannot_probe(&run, words, COUNT(words));
	run = run_on_port("linux", "tcp/any4", 80);
	assert_int_equal(run.status, BP_OK);
	bp_report_free(run.report);
}

static void
a_host_without_either_family_is_told(void **state)
{
	static const char *const words[] = {"neither IPv4 nor IPv6", "EAFNOSUPPORT"};
	(void)state;
	for (unsigned port = 0; port <= PROBING_PORT; port += PROBING_PORT) {
		struct probing run = run_on_port("nonet", "udp/any4", port);
		assert_cannot_probe(&run, words, COUNT(words));
	}
}

static void
a_free_port_is_chosen_when_none_is_named(void **state)
{
	static const char *const profiles[] = {
	    "linux", "freebsd", "windows", "noipv6", "noipv4", "lwip"};
	(void)state;
	for (size_t i = 0; i < COUNT(profiles); i++) {
		struct probing run =
		    run_on_port(profiles[i], "tcp/any6,v6only=on/any4", 0);
		assert_int_equal(run.status, BP_OK);
		assert_true(run.report->port_chosen);
		assert_in_range(run.report->port, 1, 65535);
		const struct bp__socket_state *socket =
		    &run.report->outcomes[0].sockets[0];
		if (bp__result_is_ok(&socket->result))
			assert_int_equal(socket->port, run.report->port);
		bp_report_free(run.report);
	}
}

/* The port the system offers first is another program's in the other protocol. */
static void
a_chosen_port_is_free_in_every_protocol(void **state)
{
	const struct bp_settings settings = {.port = 0};
	bp_plan *plan = probing_suite("facts");
	bp_report *report;
	struct bp_error error;
	(void)state;
	fake_configure(fake_profile("linux"));
	assert_int_equal(bp_probe(plan, &settings, NULL, &report, &error), BP_OK);
	unsigned first = report->port;
	bp_report_free(report);
	const struct fake_intruder intruder = {
	    .port = first, .transports = BP_UDP, .families = "4", .from = 1};
	fake_configure(fake_profile("linux"));
	fake_intrude(&intruder);
	assert_int_equal(bp_probe(plan, &settings, NULL, &report, &error), BP_OK);
	assert_int_not_equal(report->port, first);
	bp_report_free(report);
	bp_plan_free(plan);
}

static void
a_system_that_hides_the_port_asks_for_one(void **state)
{
	static const char *const words[] = {"did not tell which", "name one"};
	(void)state;
	struct probing run = run_on_port("stingy", "tcp/any4", 0);
	assert_cannot_probe(&run, words, COUNT(words));
}

static void
a_port_that_was_named_is_not_called_chosen(void **state)
{
	(void)state;
	struct probing run = run_on_port("linux", "tcp/any4", 7021);
	assert_int_equal(run.status, BP_OK);
	assert_false(run.report->port_chosen);
	assert_int_equal(run.report->port, 7021);
	assert_int_equal(run.report->outcomes[0].sockets[0].port, 7021);
	bp_report_free(run.report);
}

static void
an_empty_plan_is_bad_usage(void **state)
{
	bp_plan *plan = bp_plan_new();
	(void)state;
	fake_configure(fake_profile("linux"));
	struct probing run = probing_run(plan);
	assert_int_equal(run.status, BP_BAD_USAGE);
	assert_true(strlen(run.error.text) > 10);
	assert_int_equal(fake_open_sockets(), 0);
	bp_plan_free(plan);
}

/* Fisher and Yates. */
static void
shuffle(bp_plan *plan, uint64_t *seed)
{
	for (size_t i = plan->count; i > 1; i--) {
		size_t k = unit_random(seed, (unsigned)i);
		struct bp__packed_case swapped = plan->cases[i - 1];
		plan->cases[i - 1] = plan->cases[k];
		plan->cases[k] = swapped;
	}
}

static void
assert_same_answers(const bp_report *a, const bp_report *b, const char *what)
{
	assert_int_equal(a->outcome_count, b->outcome_count);
	for (size_t i = 0; i < a->outcome_count; i++) {
		char id[BP__ID_SIZE];
		char one[PROBING_ANSWER];
		char other[PROBING_ANSWER];
		bp__case_format(&a->outcomes[i].plan, id, sizeof id);
		const char *first = probing_answer(a, id, one, sizeof one);
		const char *second = probing_answer(b, id, other, sizeof other);
		if (strcmp(first, second) != 0)
			fail_msg("%s: %s is '%s' and '%s'", what, id, first, second);
	}
}

static void
the_order_of_cases_makes_no_difference(void **state)
{
	static const char *const profiles[] = {
	    "linux", "freebsd4", "darwin", "windows", "lwip", "gvisor"};
	uint64_t seed = 0x5eed8;
	(void)state;
	for (size_t i = 0; i < COUNT(profiles); i++) {
		bp_plan *plan = probing_suite("core");
		fake_configure(fake_profile(profiles[i]));
		struct probing straight = probing_run(plan);
		shuffle(plan, &seed);
		struct probing shuffled = probing_run(plan);
		assert_same_answers(straight.report, shuffled.report, profiles[i]);
		for (size_t k = 0; k < straight.report->finding_count; k++)
			assert_int_equal(straight.report->findings[k].grade,
			    shuffled.report->findings[k].grade);
		assert_string_equal(straight.report->verdict, shuffled.report->verdict);
		bp_report_free(straight.report);
		bp_report_free(shuffled.report);
		bp_plan_free(plan);
	}
}

/* What strangers send to our sockets while we do is not taken for ours. */
static void
strangers_are_told_apart(void **state)
{
	static const char *const profiles[] = {
	    "linux", "linux-v6only", "darwin", "windows", "lwip", "stingy", "gvisor"};
	bp_plan *plan = probing_suite("core");
	(void)state;
	for (size_t i = 0; i < COUNT(profiles); i++) {
		fake_configure(fake_profile(profiles[i]));
		struct probing quiet = probing_run(plan);
		fake_configure(fake_profile(profiles[i]));
		fake_disturb(PROBING_PORT);
		struct probing disturbed = probing_run(plan);
		assert_int_equal(disturbed.status, BP_OK);
		assert_same_answers(quiet.report, disturbed.report, profiles[i]);
		assert_int_equal(fake_open_sockets(), 0);
		bp_report_free(quiet.report);
		bp_report_free(disturbed.report);
	}
	bp_plan_free(plan);
}

/* What a caller does with the callbacks, and what it sees. */
struct watch {
	unsigned asked;
	unsigned stop_at; /* the question that is answered with yes; 0: none */
	unsigned held;
	size_t open[5]; /* sockets while held */
	char ids[5][60];
};

static bool
stop_at(void *context)
{
	struct watch *watch = context;
	return ++watch->asked == watch->stop_at;
}

static void
note_hold(void *context, const char *id)
{
	struct watch *watch = context;
	snprintf(watch->ids[watch->held], sizeof watch->ids[0], "%s", id);
	watch->open[watch->held++] = fake_open_sockets();
}

static void
a_stopped_run_leaves_nothing_open(void **state)
{
	bp_plan *plan = probing_suite("core");
	(void)state;
	for (unsigned n = 1; n < 60; n += 7) {
		struct watch watch = {.stop_at = n};
		const struct bp_settings settings = {
		    .port = PROBING_PORT, .stop = stop_at, .context = &watch};
		bp_report *report = NULL;
		struct bp_error error = {.text = ""};
		fake_configure(fake_profile("linux"));
		assert_int_equal(
		    bp_probe(plan, &settings, NULL, &report, &error), BP_STOPPED);
		assert_int_equal(error.status, BP_STOPPED);
		assert_null(report);
		assert_int_equal(watch.asked, n);
		assert_int_equal(fake_open_sockets(), 0);
		assert_true(fake_stopped());
	}
	bp_plan_free(plan);
}

static void
held_sockets_stand_while_they_are_held(void **state)
{
	static const struct {
		const char *id;
		size_t standing;
	} rows[] = {
	    {"tcp/any4", 1},
	    {"tcp/any6,v6only=on/any4", 2},
	    {"tcp/any4/any6,v6only=off", 1},
	    {"tcp-late/any4,reuseaddr/any6,v6only=off,reuseaddr", 1},
	    {"udp/absent4", 0},
	};
	struct watch watch = {.held = 0};
	const struct bp_settings settings = {.port = PROBING_PORT,
	    .hold = 1,
	    .stop = stop_at,
	    .holding = note_hold,
	    .context = &watch};
	bp_plan *plan = bp_plan_new();
	bp_report *report;
	struct bp_error error;
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(bp_plan_add_case(plan, rows[i].id, &error), BP_OK);
	fake_configure(fake_profile("linux"));
	assert_int_equal(bp_probe(plan, &settings, NULL, &report, &error), BP_OK);
	assert_int_equal(watch.held, COUNT(rows));
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_string_equal(watch.ids[i], rows[i].id);
		assert_int_equal(watch.open[i], rows[i].standing);
	}
	assert_int_equal(fake_open_sockets(), 0);
	bp_report_free(report);
	bp_plan_free(plan);
}

static bp_report *
run_case(const char *profile, const char *id, const struct bp_settings *settings)
{
	bp_plan *plan = probing_cases(&id, 1);
	bp_report *report = NULL;
	struct bp_error error;
	fake_configure(fake_profile(profile));
	assert_int_equal(bp_probe(plan, settings, NULL, &report, &error), BP_OK);
	bp_plan_free(plan);
	return report;
}

/* The calls of the sockets, in order, each with its answer. */
static void
a_verbose_run_keeps_every_call(void **state)
{
	static const struct {
		size_t socket;
		const char *words[2];
		const char *result;
	} calls[] = {
	    {1, {"socket", "AF_INET6"}, "ok"},
	    {1, {"setsockopt", "IPV6_V6ONLY, 0"}, "ok"},
	    {1, {"setsockopt", "SO_REUSEADDR, 1"}, "ok"},
	    {1, {"bind", "::, port 7020"}, "ok"},
	    {1, {"listen", "()"}, "ok"},
	    {2, {"socket", "AF_INET"}, "ok"},
	    {2, {"bind", "0.0.0.0, port 7020"}, "bind:EADDRINUSE"},
	};
	const struct bp_settings settings = {.port = PROBING_PORT, .verbose = true};
	bp_report *report =
	    run_case("linux", "tcp/any6,v6only=off,reuseaddr/any4", &settings);
	const struct bp__outcome *outcome = &report->outcomes[0];
	(void)state;
	assert_int_equal(outcome->call_count, COUNT(calls));
	for (size_t i = 0; i < COUNT(calls); i++) {
		const struct bp__call_record *record = &outcome->calls[i];
		char result[BP__RESULT_TEXT];
		assert_int_equal(record->socket, calls[i].socket);
		assert_non_null(strstr(record->text, calls[i].words[0]));
		assert_non_null(strstr(record->text, calls[i].words[1]));
		assert_string_equal(
		    bp__result_format(&record->result, result, sizeof result),
		    calls[i].result);
	}
	bp_report_free(report);
}

/* Many more calls than the first room for them. */
static void
a_long_record_is_whole(void **state)
{
	const struct bp_settings settings = {.port = PROBING_PORT, .verbose = true};
	bp_report *report =
	    run_case("gvisor", "udp/any4,reuseport/any6,reuseport", &settings);
	const struct bp__outcome *outcome = &report->outcomes[0];
	(void)state;
	assert_true(outcome->call_count > 40);
	for (size_t i = 0; i < outcome->call_count; i++) {
		assert_true(outcome->calls[i].socket <= 2);
		assert_true(strlen(outcome->calls[i].text) > 5);
	}
	bp_report_free(report);
}

static void
a_plain_run_keeps_outcomes_only(void **state)
{
	const struct bp_settings settings = {.port = PROBING_PORT};
	bp_report *report = run_case("linux", "tcp/any6,v6only=on/any4", &settings);
	(void)state;
	assert_int_equal(report->outcomes[0].call_count, 0);
	assert_int_equal(report->recipe_count, 0);
	assert_int_equal(report->finding_count, 0);
	assert_false(report->judged);
	assert_null(report->verdict);
	bp_report_free(report);
}

static void
without_delivery_nothing_is_sent(void **state)
{
	const struct bp_settings settings = {.port = PROBING_PORT, .no_delivery = true};
	bp_report *report = run_case("linux", "tcp/any6,v6only=on/any4", &settings);
	(void)state;
	assert_true(bp__outcome_stands(&report->outcomes[0]));
	assert_int_equal(report->outcomes[0].delivery_count, 0);
	bp_report_free(report);
}

/* A socket that does not stand has nothing but its result. */
static void
only_standing_sockets_have_a_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < fake_profile_count; i++) {
		struct probing run = probing_system(&fake_profiles[i], "core");
		size_t sockets =
		    run.status != BP_OK ? 0 : run.report->outcome_count * BP__SOCKETS_MAX;
		for (size_t n = 0; n < sockets; n++) {
			const struct bp__outcome *outcome =
			    &run.report->outcomes[n / BP__SOCKETS_MAX];
			const struct bp__socket_state *socket =
			    &outcome->sockets[n % BP__SOCKETS_MAX];
			if (n % BP__SOCKETS_MAX >= outcome->plan.count)
				continue;
			bool stands = bp__result_is_ok(&socket->result);
			bool told = socket->local.family != BP__FAMILY_NONE;
			assert_int_equal(stands, told);
			if (!stands) {
				assert_int_equal(socket->port, 0);
				assert_int_equal(socket->v6only, BP__UNKNOWN);
				assert_false(socket->listening);
			}
		}
		bp_report_free(run.report);
	}
}

/* A C library without getifaddrs(3) is no system that fails. */
static void
what_tells_of_addresses_may_not_be_there(void **state)
{
	struct fake_profile profile = *fake_profile("linux");
	(void)state;
	profile.lacks_addresses = true;
	struct probing run = probing_system(&profile, "facts");
	const struct bp__host *host = &run.report->host;
	assert_int_equal(host->interface_count, 0);
	assert_non_null(host->warning);
	assert_non_null(strstr(host->warning, "getifaddrs(3) is not defined here"));
	bp_report_free(run.report);
}

static void
the_host_is_described_as_it_is(void **state)
{
	struct probing run = probing_system(fake_profile("freebsd"), "facts");
	const struct bp__host *host = &run.report->host;
	char text[BP__ADDRESS_TEXT];
	(void)state;
	assert_string_equal(host->system, "FreeBSD");
	assert_string_equal(host->release, "13.2-RELEASE");
	assert_string_equal(host->user, "root");
	assert_null(host->warning);
	assert_int_equal(host->interface_count, 4);
	assert_string_equal(host->interfaces[1].name, "eth0");
	assert_int_equal(host->interfaces[1].count, 3);
	assert_string_equal(host->interfaces[2].flags, "");
	assert_int_equal(host->interfaces[2].count, 1);
	assert_int_equal(host->interfaces[3].count, 0);
	assert_int_equal(host->setting_count, 1);
	assert_string_equal(host->settings[0].name, "net.inet6.ip6.v6only");
	assert_string_equal(host->settings[0].value, "1");
	assert_int_equal(host->passive.count, 2);
	assert_int_equal(host->passive.addresses[0].family, BP__INET6);
	assert_string_equal(
	    bp__address_format(&host->kinds[BP__HOST4], text, sizeof text), "192.0.2.2");
	assert_string_equal(
	    bp__address_format(&host->kinds[BP__LINK6], text, sizeof text),
	    "fe80::2%eth0");
	assert_string_equal(
	    bp__address_format(&host->kinds[BP__LINK6_UNSCOPED], text, sizeof text),
	    "fe80::2");
	bp_report_free(run.report);
}

/* That of an interface that is down is not among them. */
static void
each_address_is_sent_to_once(void **state)
{
	static const char *const targets[] = {"127.0.0.1", "::1", "::ffff:127.0.0.1",
	    "192.0.2.2", "fd00::2", "fe80::2%eth0"};
	struct probing run = probing_system(fake_profile("linux"), "facts");
	(void)state;
	assert_int_equal(run.report->target_count, COUNT(targets));
	for (size_t i = 0; i < COUNT(targets); i++)
		assert_string_equal(run.report->targets[i].text, targets[i]);
	bp_report_free(run.report);
}

static void
port_words_are_numbers_or_services(void **state)
{
	static const char *const bad[] = {
	    "", "0", "65536", "-1", "70x", "x70", "nosuch", " 80"};
	unsigned port = 0;
	struct bp_error error = {.text = ""};
	(void)state;
	assert_int_equal(bp_port("65535", &port, &error), BP_OK);
	assert_int_equal(port, 65535);
	assert_int_equal(bp_port("http", &port, &error), BP_OK);
	assert_int_equal(port, 80);
	for (size_t i = 0; i < COUNT(bad); i++) {
		char quoted[32];
		assert_int_equal(bp_port(bad[i], &port, &error), BP_BAD_USAGE);
		snprintf(quoted, sizeof quoted, "'%s'", bad[i]);
		assert_non_null(strstr(error.text, quoted));
		assert_int_equal(port, 80);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_busy_port_is_told_with_who_has_it),
	    cmocka_unit_test(a_busy_port_is_told_with_the_way_it_is_taken),
	    cmocka_unit_test(a_port_that_another_probe_has_is_not_probed),
	    cmocka_unit_test(a_port_that_is_taken_in_a_run_is_not_bound_over),
	    cmocka_unit_test(a_port_busy_in_another_protocol_is_no_matter),
	    cmocka_unit_test(a_privileged_port_is_told_apart),
	    cmocka_unit_test(a_host_without_either_family_is_told),
	    cmocka_unit_test(a_free_port_is_chosen_when_none_is_named),
	    cmocka_unit_test(a_chosen_port_is_free_in_every_protocol),
	    cmocka_unit_test(a_system_that_hides_the_port_asks_for_one),
	    cmocka_unit_test(a_port_that_was_named_is_not_called_chosen),
	    cmocka_unit_test(an_empty_plan_is_bad_usage),
	    cmocka_unit_test(the_order_of_cases_makes_no_difference),
	    cmocka_unit_test(strangers_are_told_apart),
	    cmocka_unit_test(a_stopped_run_leaves_nothing_open),
	    cmocka_unit_test(held_sockets_stand_while_they_are_held),
	    cmocka_unit_test(a_verbose_run_keeps_every_call),
	    cmocka_unit_test(a_long_record_is_whole),
	    cmocka_unit_test(a_plain_run_keeps_outcomes_only),
	    cmocka_unit_test(without_delivery_nothing_is_sent),
	    cmocka_unit_test(only_standing_sockets_have_a_state),
	    cmocka_unit_test(what_tells_of_addresses_may_not_be_there),
	    cmocka_unit_test(the_host_is_described_as_it_is),
	    cmocka_unit_test(each_address_is_sent_to_once),
	    cmocka_unit_test(port_words_are_numbers_or_services),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
