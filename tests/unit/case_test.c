/* Case ids: reading and writing them, and what is said of those that are none. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "model/case.h"
#include "probe/plan.h"
#include "fake/fake.h"
#include "unit/unit.h"

/* What the public header promises to hold the id of any case of a suite. */
enum {
	SUITE_ID_SIZE = BP_ID_SIZE,
};

static void
every_id_of_every_suite_is_read_back(void **state)
{
	(void)state;
	for (size_t i = 0; bp_suite_name(i) != NULL; i++) {
		struct bp_error error;
		bp_plan *plan = bp_plan_new();
		assert_int_equal(
		    bp_plan_add_suite(plan, bp_suite_name(i), &error), BP_OK);
		for (size_t k = 0; k < bp_plan_count(plan); k++) {
			char id[SUITE_ID_SIZE];
			char again[SUITE_ID_SIZE];
			struct bp__case c;
			bp_plan_id(plan, k, id, sizeof id);
			assert_int_equal(bp__case_parse(id, &c, &error), BP_OK);
			const struct bp__case planned = bp__plan_case(plan, k);
			assert_true(bp__case_equal(&c, &planned));
			assert_string_equal(bp__case_format(&c, again, sizeof again), id);
		}
		bp_plan_free(plan);
	}
}

/* The ids that DESIGN.md gives as examples, and others that a person may type. */
static void
ids_are_written_in_one_way(void **state)
{
	static const char *const rows[][2] = {
	    {"tcp/any4/any6", "tcp/any4/any6"},
	    {"tcp/any6,v6only=on/any4", "tcp/any6,v6only=on/any4"},
	    {"udp/any6,v6only=off,reuseaddr/loop4,reuseaddr,user=other",
		"udp/any6,v6only=off,reuseaddr/loop4,reuseaddr,user=other"},
	    {"tcp/127.0.0.1/::,v6only=off", "tcp/127.0.0.1/::,v6only=off"},
	    {"tcp-bind/fe80::1%eth0", "tcp-bind/fe80::1%eth0"},
	    {"tcp/mcast4/mcast6/absent4/absent6", "tcp/mcast4/mcast6/absent4/absent6"},
	    /* options in any order, canonical when written */
	    {"tcp/any6,user=other,reuseport,reuseaddr,v6only=off",
		"tcp/any6,v6only=off,reuseaddr,reuseport,user=other"},
	    {"udp/any6,port=0,late-v6only=on,exclusive,reuseport_lb",
		"udp/any6,reuseport_lb,exclusive,late-v6only=on,port=0"},
	    /* numbers as RFC 5952 has them; a number is not the kind of the same
	     * address */
	    {"tcp/0:0:0:0:0:0:0:0", "tcp/::"},
	    {"tcp/2001:DB8:0:0::1,v6only=on", "tcp/2001:db8::1,v6only=on"},
	    {"tcp/::FFFF:7f00:1", "tcp/::ffff:127.0.0.1"},
	    {"tcp/0.0.0.0", "tcp/0.0.0.0"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bp_error error = {.text = ""};
		struct bp__case c;
		char id[BP__ID_SIZE];
		if (bp__case_parse(rows[i][0], &c, &error) != BP_OK)
			fail_msg("%s: %s", rows[i][0], error.text);
		assert_string_equal(bp__case_format(&c, id, sizeof id), rows[i][1]);
	}
}

static void
the_order_of_options_makes_no_difference(void **state)
{
	static const char *const orders[] = {"udp/any6,v6only=on,reuseaddr,reuseport",
	    "udp/any6,reuseport,v6only=on,reuseaddr",
	    "udp/any6,reuseaddr,reuseport,v6only=on"};
	struct bp_error error;
	struct bp__case first;
	(void)state;
	assert_int_equal(bp__case_parse(orders[0], &first, &error), BP_OK);
	for (size_t i = 1; i < COUNT(orders); i++) {
		struct bp__case c;
		assert_int_equal(bp__case_parse(orders[i], &c, &error), BP_OK);
		assert_true(bp__case_equal(&c, &first));
	}
}

static void
cases_differ_in_any_part(void **state)
{
	static const char *const ids[] = {"tcp/any4", "udp/any4", "tcp-late/any4",
	    "tcp-bind/any4", "tcp/any6", "tcp/any4/any6", "tcp/any6/any4",
	    "tcp/any4,reuseaddr", "tcp/0.0.0.0", "tcp/127.0.0.1", "tcp/fe80::1%a",
	    "tcp/fe80::1%b", "tcp/any6,v6only=on", "tcp/any6,v6only=off", "tcp/any4/any4",
	    "tcp/any4/any4/any4"};
	(void)state;
	for (size_t i = 0; i < COUNT(ids); i++) {
		for (size_t k = 0; k < COUNT(ids); k++) {
			struct bp_error error;
			struct bp__case a;
			struct bp__case b;
			bp__case_parse(ids[i], &a, &error);
			bp__case_parse(ids[k], &b, &error);
			assert_int_equal(bp__case_equal(&a, &b), i == k);
		}
	}
}

/* Ids that are none, each with the word that must be named. */
#define TWELVE "tcp/any4/any4/any4/any4/any4/any4/any4/any4/any4/any4/any4/any4"

static void
bad_ids_are_named_with_the_offending_word(void **state)
{
	static const struct {
		const char *id;
		const char *word;
	} rows[] = {
	    {"", "''"},
	    {"tcp", "'tcp'"},
	    {"sctp9/any4", "'sctp9'"},
	    {"TCP/any4", "'TCP'"},
	    {"tcp /any4", "'tcp '"},
	    {"any4/any6", "'any4'"},
	    {"/any4", "''"},
	    {"tcp/", "unknown address ''"},
	    {"tcp//any4", "unknown address ''"},
	    {"tcp/any4/", "unknown address ''"},
	    {"tcp/,reuseaddr", "unknown address ''"},
	    {"tcp/any5", "'any5'"},
	    {"tcp/any4/any", "'any'"},
	    {"tcp/127.0.0.256", "'127.0.0.256'"},
	    {"tcp/::g", "'::g'"},
	    {"tcp/fe80::1%", "'fe80::1%'"},
	    {"tcp/any4,", "unknown option ''"},
	    {"tcp/any4,,reuseaddr", "unknown option ''"},
	    {"tcp/any4,reuse", "'reuse'"},
	    {"tcp/any6,v6only", "'v6only'"},
	    {"tcp/any6,v6only=1", "'v6only=1'"},
	    {"tcp/any4,user=root", "'user=root'"},
	    {"tcp/any4,any6", "'any6'"},
	    {"tcp/any4,v6only=on", "'v6only=on'"},
	    {"tcp/loop4,v6only=off", "'v6only=off'"},
	    {"tcp/127.0.0.1,late-v6only=on", "'late-v6only=on'"},
	    {"tcp/any6/host4,v6only=on", "'v6only=on'"},
	    {"tcp/any4,reuseaddr,reuseaddr", "'reuseaddr'"},
	    {"tcp/any6,v6only=on,v6only=off", "'v6only=off'"},
	    {"tcp/any6,v6only=off,v6only=on", "'v6only=on'"},
	    {"tcp/any6,late-v6only=on,late-v6only=off", "'late-v6only=off'"},
	    {"tcp/any4,user=other,user=other", "'user=other'"},
	    {TWELVE "/host6", "'host6'"},
	    {TWELVE "/x/y", "'x/y'"},
	    {"udp/any4,timewait=server", "'timewait=server'"},
	    {"tcp-late/any4,timewait=client", "'timewait=client'"},
	    {"tcp/mcast4,join", "'join'"},
	    {"tcp/any4,device=eth0", "'device=eth0'"},
	    {"tcp/any4,device=host,device=loopback", "'device=loopback'"},
	    {"tcp/any4,family=other,family=unspec", "'family=unspec'"},
	    {"tcp/any6,late-v6only=on,family=other", "'late-v6only=on'"},
	    {"tcp/any6,family=other,v6only=on", "'v6only=on'"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bp_error error = {.text = ""};
		struct bp__case c = {.count = 77};
		assert_int_equal(bp__case_parse(rows[i].id, &c, &error), BP_BAD_USAGE);
		assert_int_equal(error.status, BP_BAD_USAGE);
		if (strstr(error.text, rows[i].word) == NULL)
			fail_msg("'%s': %s", rows[i].id, error.text);
		assert_null(strchr(error.text, '\n'));
		assert_int_equal(c.count, 77);
	}
}

/* A piece too long for any word is refused; what is said of it is cut, and is one
 * line. */
static void
overlong_text_is_refused(void **state)
{
	static const char *const fronts[] = {
	    "", "tcp/", "tcp/any4,", "tcp/any6,v6only=on,", "tcp/any4/", "tcp/fe80::1%"};
	static const size_t lengths[] = {79, 80, 239, 240, 241, 640, 1000, 5000};
	static char id[6000];
	(void)state;
	for (size_t i = 0; i < COUNT(fronts); i++) {
		for (size_t k = 0; k < COUNT(lengths); k++) {
			struct bp_error error = {.text = ""};
			struct bp__case c;
			int used = snprintf(id, sizeof id, "%s", fronts[i]);
			memset(id + used, 'a', lengths[k]);
			id[(size_t)used + lengths[k]] = '\0';
			assert_int_equal(bp__case_parse(id, &c, &error), BP_BAD_USAGE);
			assert_non_null(strstr(error.text, "aaaaaaaa"));
			assert_non_null(memchr(error.text, '\0', sizeof error.text));
		}
	}
}

/* Right words do not make a socket right when there are too many of them to be so. */
static void
a_long_row_of_options_is_refused(void **state)
{
	static char id[6000] = "tcp/any4,reuseaddr";
	struct bp_error error;
	struct bp__case c;
	(void)state;
	for (int i = 0; i < 200; i++)
		strncat(id, ",reuseport", sizeof id - strlen(id) - 1);
	assert_int_equal(bp__case_parse(id, &c, &error), BP_BAD_USAGE);
	assert_non_null(strstr(error.text, "'reuseport'"));
}

/* Pieces of right and wrong ids put together at random: what is taken is written and read
 * back the same, what is not is bad usage. */
static void
random_ids_are_refused_or_read_back(void **state)
{
	static const char *const pieces[] = {"tcp", "udp", "tcp-late", "/", "/", "/", ",",
	    ",", "any4", "any6", "loop6", "::1", "127.0.0.1", "reuseaddr", "reuseport",
	    "v6only=on", "v6only=off", "late-v6only=on", "user=other", "port=0", "x", "=",
	    ""};
	uint64_t seed = 0x5eed6;
	int taken = 0;
	(void)state;
	for (int i = 0; i < 200000; i++) {
		char id[200] = "tcp/any6";
		struct bp_error error = {.status = BP_OK};
		struct bp__case c;
		struct bp__case again;
		char text[BP__ID_SIZE];
		id[unit_random(&seed, 2) == 0 ? 0 : strlen(id)] = '\0';
		for (unsigned n = 1 + unit_random(&seed, 8); n > 0; n--)
			strncat(id, pieces[unit_random(&seed, COUNT(pieces))],
			    sizeof id - strlen(id) - 1);
		if (bp__case_parse(id, &c, &error) != BP_OK) {
			assert_int_equal(error.status, BP_BAD_USAGE);
			continue;
		}
		taken++;
		bp__case_format(&c, text, sizeof text);
		assert_int_equal(bp__case_parse(text, &again, &error), BP_OK);
		assert_true(bp__case_equal(&c, &again));
	}
	assert_true(taken > 1000);
}

static void
the_longest_id_fits(void **state)
{
	static const char socket[] =
	    "/1111:2222:3333:4444:5555:6666:7777:8888"
	    "%abcdefghijklmnopqrstuvwxyz01234,v6only=off,reuseaddr,"
	    "reuseport,reuseport_lb,exclusive,freebind,transparent,bindany,"
	    "device=loopback,range=same,user=other,family=unspec,length=short,"
	    "late-v6only=off,late-reuseaddr=off,late-reuseport=off,bind=again,port=0,"
	    "timewait=server,closed";
	char id[(BP__SOCKETS_MAX + 1) * sizeof socket] = "tcp";
	char text[BP__ID_SIZE];
	struct bp_error error = {.text = ""};
	struct bp__case c;
	(void)state;
	for (int i = 0; i < BP__SOCKETS_MAX; i++)
		strcat(id, socket);
	if (bp__case_parse(id, &c, &error) != BP_OK)
		fail_msg("%s", error.text);
	assert_string_equal(bp__case_format(&c, text, sizeof text), id);
}

static void
written_text_is_cut_to_the_buffer(void **state)
{
	struct bp_error error;
	struct bp__case c;
	char text[12];
	(void)state;
	assert_int_equal(bp__case_parse("tcp/any4/any6", &c, &error), BP_OK);
	assert_string_equal(bp__case_format(&c, text, sizeof text), "tcp/any4/an");
	assert_string_equal(bp__case_prose(&c, text, sizeof text), "TCP 0.0.0.0");
	assert_string_equal(bp__case_format(&c, text, 1), "");
}

static void
prose_tells_addresses_options_and_moments(void **state)
{
	static const char *const rows[][2] = {
	    {"tcp/any4/any6", "TCP 0.0.0.0, then ::; listening at once"},
	    {"tcp-late/any6,v6only=on/any4",
		"TCP :: (V6ONLY on), then 0.0.0.0; listening after all are bound"},
	    {"tcp-bind/loop6", "TCP ::1; not listening"},
	    {"udp/any6,reuseaddr/host4,reuseaddr,user=other",
		"UDP :: (SO_REUSEADDR), then the host's IPv4 address (SO_REUSEADDR, by "
		"another user)"},
	    {"udp/192.0.2.1", "UDP 192.0.2.1"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bp_error error;
		struct bp__case c;
		char prose[BP__ID_SIZE];
		assert_int_equal(bp__case_parse(rows[i][0], &c, &error), BP_OK);
		assert_string_equal(bp__case_prose(&c, prose, sizeof prose), rows[i][1]);
	}
}

/* The kinds of a number are written as DESIGN.md and RFCs have them. */
static void
kinds_with_a_number_are_of_its_family(void **state)
{
	(void)state;
	for (int i = BP__NUMBER + 1; i < BP__KIND_COUNT; i++) {
		const struct bp__kind_row *row = bp__kind_row((enum bp__kind)i);
		struct bp__socket_spec spec = {.kind = (enum bp__kind)i};
		struct bp__address address;
		assert_int_equal(bp__spec_family(&spec), row->family);
		if (row->number == NULL) {
			assert_non_null(row->lacking);
			continue;
		}
		assert_true(bp__address_parse(row->number, &address));
		assert_int_equal(address.family, row->family);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_id_of_every_suite_is_read_back),
	    cmocka_unit_test(ids_are_written_in_one_way),
	    cmocka_unit_test(the_order_of_options_makes_no_difference),
	    cmocka_unit_test(cases_differ_in_any_part),
	    cmocka_unit_test(bad_ids_are_named_with_the_offending_word),
	    cmocka_unit_test(overlong_text_is_refused),
	    cmocka_unit_test(a_long_row_of_options_is_refused),
	    cmocka_unit_test(random_ids_are_refused_or_read_back),
	    cmocka_unit_test(the_longest_id_fits),
	    cmocka_unit_test(written_text_is_cut_to_the_buffer),
	    cmocka_unit_test(prose_tells_addresses_options_and_moments),
	    cmocka_unit_test(kinds_with_a_number_are_of_its_family),
	};
	fake_configure(fake_profile("linux")); /* says which options are defined */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
