/* Plans and suites: which cases a run takes. The cases the core suite must have are
 * written out here as text, from what was asked of it, and not from the suite's own
 * tables. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindprobe.h"
#include "model/case.h"
#include "probe/plan.h"
#include "fake/fake.h"
#include "unit/unit.h"

enum {
	ID_SIZE = BP_ID_SIZE,
};

static bp_plan *
plan_of(const char *suite)
{
	struct bp_error error = {.text = ""};
	bp_plan *plan = bp_plan_new();
	if (bp_plan_add_suite(plan, suite, &error) != BP_OK)
		fail_msg("%s: %s", suite, error.text);
	return plan;
}

static bool
has_case(const bp_plan *plan, const char *wanted)
{
	for (size_t i = 0; i < bp_plan_count(plan); i++) {
		char id[ID_SIZE];
		bp_plan_id(plan, i, id, sizeof id);
		if (strcmp(id, wanted) == 0)
			return true;
	}
	return false;
}

static void
assert_has(const bp_plan *plan, const char *wanted)
{
	if (!has_case(plan, wanted))
		fail_msg("no case %s", wanted);
}

static const char *const reuses[] = {"", ",reuseaddr", ",reuseport"};
static const char *const v6onlys[] = {"", ",v6only=off", ",v6only=on"};

static void
core_has_the_wildcards_in_every_order(void **state)
{
	static const char *const series[] = {"tcp", "tcp-late", "udp"};
	bp_plan *plan = plan_of("core");
	(void)state;
	for (size_t n = 0; n < COUNT(series) * COUNT(reuses) * COUNT(v6onlys); n++) {
		const char *s = series[n / 9];
		const char *r = reuses[n / 3 % 3];
		const char *v = v6onlys[n % 3];
		char id[ID_SIZE];
		snprintf(id, sizeof id, "%s/any4%s/any6%s%s", s, r, v, r);
		assert_has(plan, id);
		snprintf(id, sizeof id, "%s/any6%s%s/any4%s", s, v, r, r);
		assert_has(plan, id);
		snprintf(id, sizeof id, "%s/any6%s%s", s, v, r);
		assert_has(plan, id);
		snprintf(id, sizeof id, "%s/any4%s", s, r);
		assert_has(plan, id);
	}
	bp_plan_free(plan);
}

static void
core_has_override_and_closer_by_both_users(void **state)
{
	static const char *const pairs[][2] = {
	    {"any6,v6only=off", "any4"},
	    {"any4", "loop4"},
	    {"any6,v6only=off", "loop4"},
	    {"any6", "loop6"},
	    {"any4", "host4"},
	    {"any6", "host6"},
	};
	static const char *const series[] = {"tcp", "udp"};
	static const char *const users[] = {"", ",user=other"};
	bp_plan *plan = plan_of("core");
	(void)state;
	for (size_t n = 0; n < COUNT(series) * COUNT(users) * COUNT(reuses); n++) {
		for (size_t i = 0; i < COUNT(pairs); i++) {
			const char *reuse = reuses[n % 3];
			char id[ID_SIZE];
			snprintf(id, sizeof id, "%s/%s%s/%s%s%s", series[n / 6],
			    pairs[i][0], reuse, pairs[i][1], reuse, users[n / 3 % 2]);
			assert_has(plan, id);
		}
	}
	bp_plan_free(plan);
}

static void
core_has_mapped_addresses_and_single_facts(void **state)
{
	static const char *const sockets[] = {
	    "mapany/any4",
	    "any4/mapany",
	    "maploop/loop4",
	    "loop4/maploop",
	    "mapany,v6only=on",
	    "maploop,v6only=on",
	    "mapany,v6only=on/any4",
	    "any4/mapany,v6only=on",
	    "maploop,v6only=on/loop4",
	    "loop4/maploop,v6only=on",
	    "any6",
	    "any6,v6only=off",
	    "any6,v6only=on",
	    "any6,late-v6only=on",
	    "any6,late-v6only=off",
	    "any4,port=0/any6,v6only=on",
	    "any6,v6only=on,port=0/any4",
	    "absent4",
	    "absent6",
	    "link6",
	    "link6-unscoped",
	};
	bp_plan *plan = plan_of("core");
	(void)state;
	for (size_t i = 0; i < COUNT(sockets); i++) {
		char id[ID_SIZE];
		snprintf(id, sizeof id, "tcp/%s", sockets[i]);
		assert_has(plan, id);
		snprintf(id, sizeof id, "udp/%s", sockets[i]);
		assert_has(plan, id);
	}
	bp_plan_free(plan);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The ids are sorted, so that doubles are neighbours. */
static void
suites_have_no_case_twice(void **state)
{
	(void)state;
	for (size_t s = 0; bp_suite_name(s) != NULL; s++) {
		bp_plan *plan = plan_of(bp_suite_name(s));
		size_t count = bp_plan_count(plan);
		char(*ids)[ID_SIZE] = malloc(count * sizeof *ids);
		assert_true(count > 0);
		assert_non_null(ids);
		for (size_t i = 0; i < count; i++)
			bp_plan_id(plan, i, ids[i], sizeof ids[i]);
		qsort(ids, count, sizeof *ids, by_text);
		for (size_t i = 1; i < count; i++)
			assert_string_not_equal(ids[i - 1], ids[i]);
		free(ids);
		bp_plan_free(plan);
	}
}

/* Two sockets of 100 settings each: 4 IPv4 addresses and 7 of IPv6 by 3 settings of V6ONLY,
 * by 4 of reuse; in 8 series. */
static void
full_is_every_ordered_pair(void **state)
{
	bp_plan *plan = plan_of("full");
	(void)state;
	assert_int_equal(bp_plan_count(plan), 8 * (4 + 7 * 3) * 4 * ((4 + 7 * 3) * 4));
	assert_has(plan, "tcp/mcast4,reuseaddr/link6,v6only=off,reuseaddr,reuseport");
	assert_has(plan, "udplite/maploop,v6only=on/loop6,reuseport");
	bp_plan_free(plan);
}

static void
every_case_of_a_suite_has_prose_in_one_line(void **state)
{
	(void)state;
	for (size_t s = 0; bp_suite_name(s) != NULL; s++) {
		bp_plan *plan = plan_of(bp_suite_name(s));
		assert_true(strlen(bp_suite_prose(s)) > 10);
		for (size_t i = 0; i < bp_plan_count(plan); i++) {
			char prose[BP_PROSE_SIZE];
			bp_plan_prose(plan, i, prose, sizeof prose);
			assert_true(strlen(prose) > strlen("TCP "));
			assert_true(strlen(prose) < sizeof prose - 1);
			assert_null(strchr(prose, '\n'));
		}
		bp_plan_free(plan);
	}
	assert_null(bp_suite_prose(1000));
}

static void
the_parts_of_core_are_suites_too(void **state)
{
	static const char *const parts[] = {"wildcard", "closer", "mapped", "facts"};
	bp_plan *core = plan_of("core");
	(void)state;
	assert_string_equal(bp_suite_name(0), "core");
	for (size_t s = 0; s < COUNT(parts); s++) {
		bp_plan *plan = plan_of(parts[s]);
		for (size_t i = 0; i < bp_plan_count(plan); i++) {
			char id[ID_SIZE];
			bp_plan_id(plan, i, id, sizeof id);
			assert_has(core, id);
		}
		bp_plan_free(plan);
	}
	bp_plan_free(core);
}

static void
a_suite_added_twice_is_taken_once(void **state)
{
	struct bp_error error;
	bp_plan *plan = plan_of("facts");
	size_t count = bp_plan_count(plan);
	(void)state;
	assert_int_equal(bp_plan_add_suite(plan, "facts", &error), BP_OK);
	assert_int_equal(bp_plan_count(plan), count);
	bp_plan_free(plan);
}

static void
an_unknown_suite_is_named_with_the_valid_ones(void **state)
{
	static const char *const names[] = {"", "cor", "corex", "Core", "core,facts"};
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct bp_error error = {.text = ""};
		bp_plan *plan = bp_plan_new();
		char quoted[32];
		assert_int_equal(bp_plan_add_suite(plan, names[i], &error), BP_BAD_USAGE);
		snprintf(quoted, sizeof quoted, "'%s'", names[i]);
		assert_non_null(strstr(error.text, quoted));
		for (size_t s = 0; bp_suite_name(s) != NULL; s++)
			assert_non_null(strstr(error.text, bp_suite_name(s)));
		assert_int_equal(bp_plan_count(plan), 0);
		bp_plan_free(plan);
	}
}

/* Cases named one by one stay in their order, also when one is named twice. */
static void
named_cases_keep_their_order_and_number(void **state)
{
	static const char *const ids[] = {
	    "udp/any6", "tcp/any4/any6", "udp/any6", "tcp/::1/127.0.0.1"};
	struct bp_error error;
	bp_plan *plan = bp_plan_new();
	(void)state;
	for (size_t i = 0; i < COUNT(ids); i++)
		assert_int_equal(bp_plan_add_case(plan, ids[i], &error), BP_OK);
	assert_int_equal(bp_plan_count(plan), COUNT(ids));
	for (size_t i = 0; i < COUNT(ids); i++) {
		char id[ID_SIZE];
		bp_plan_id(plan, i, id, sizeof id);
		assert_string_equal(id, ids[i]);
	}
	bp_plan_free(plan);
}

static void
a_bad_case_leaves_the_plan_as_it_was(void **state)
{
	struct bp_error error = {.text = ""};
	bp_plan *plan = plan_of("facts");
	size_t count = bp_plan_count(plan);
	(void)state;
	assert_int_equal(bp_plan_add_case(plan, "tcp/nowhere", &error), BP_BAD_USAGE);
	assert_non_null(strstr(error.text, "'nowhere'"));
	assert_int_equal(bp_plan_count(plan), count);
	bp_plan_free(plan);
}

static void
globs_match_as_in_a_shell(void **state)
{
	static const struct {
		const char *glob;
		const char *text;
		bool matches;
	} rows[] = {
	    {"", "", true},
	    {"", "a", false},
	    {"*", "", true},
	    {"*", "tcp/any4", true},
	    {"**", "tcp/any4", true},
	    {"?", "", false},
	    {"?", "a", true},
	    {"?", "ab", false},
	    {"tcp/*", "tcp/any4", true},
	    {"tcp/*", "tcp-late/any4", false},
	    {"tcp*", "tcp-late/any4", true},
	    {"*any4", "tcp/any4/any4", true},
	    {"*any4", "tcp/any4/any6", false},
	    {"*v6only=o?", "tcp/any6,v6only=on", true},
	    {"*v6only=o?", "tcp/any6,v6only=off", false},
	    {"*/any?/*reuse*", "udp/any4/loop4,reuseport", true},
	    {"a*b*c", "aXbXbYc", true},
	    {"a*b*c", "aXbXbYcd", false},
	    {"*aab", "aaaab", true},
	    {"tcp/any4", "tcp/any4", true},
	    {"tcp/any4", "tcp/any4/any6", false},
	    {"[t]cp", "tcp", false},
	    {"a?c*", "abc", true},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (bp_glob_matches(rows[i].glob, rows[i].text) != rows[i].matches)
			fail_msg("'%s' on '%s'", rows[i].glob, rows[i].text);
	}
}

static void
only_matching_cases_are_kept_in_order(void **state)
{
	static const char *const globs[] = {"udp/any6/any4", "tcp/any4/any6,v6only=o*"};
	static const char *const left[] = {
	    "tcp/any4/any6,v6only=off", "tcp/any4/any6,v6only=on", "udp/any6/any4"};
	struct bp_error error;
	bp_plan *plan = plan_of("core");
	(void)state;
	assert_int_equal(bp_plan_keep_matching(plan, globs, COUNT(globs), &error), BP_OK);
	assert_int_equal(bp_plan_count(plan), COUNT(left));
	for (size_t i = 0; i < COUNT(left); i++) {
		char id[ID_SIZE];
		bp_plan_id(plan, i, id, sizeof id);
		assert_string_equal(id, left[i]);
	}
	bp_plan_free(plan);
}

static void
a_glob_that_matches_nothing_is_named(void **state)
{
	static const char *const globs[] = {"tcp/*", "tcp/any5*"};
	struct bp_error error = {.text = ""};
	bp_plan *plan = plan_of("core");
	size_t count = bp_plan_count(plan);
	(void)state;
	assert_int_equal(
	    bp_plan_keep_matching(plan, globs, COUNT(globs), &error), BP_BAD_USAGE);
	assert_non_null(strstr(error.text, "'tcp/any5*'"));
	assert_non_null(strstr(error.text, "bindprobe list"));
	assert_int_equal(bp_plan_count(plan), count);
	bp_plan_free(plan);
}

static void
transports_are_kept_by_their_mask(void **state)
{
	static const struct {
		unsigned mask;
		const char *kept;
		const char *dropped;
	} rows[] = {
	    {BP_TCP, "tcp-late/any4", "udp/any4"},
	    {BP_UDP, "udp/any4", "tcp/any4"},
	};
	struct bp_error error;
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		bp_plan *plan = plan_of("core");
		assert_int_equal(
		    bp_plan_keep_transports(plan, rows[i].mask, &error), BP_OK);
		assert_has(plan, rows[i].kept);
		assert_false(has_case(plan, rows[i].dropped));
		bp_plan_free(plan);
	}
	bp_plan *plan = plan_of("core");
	size_t count = bp_plan_count(plan);
	assert_int_equal(bp_plan_keep_transports(plan, BP_TCP | BP_UDP, &error), BP_OK);
	assert_int_equal(bp_plan_count(plan), count);
	bp_plan_free(plan);
}

static void
no_case_left_is_bad_usage(void **state)
{
	struct bp_error error = {.text = ""};
	bp_plan *plan = bp_plan_new();
	(void)state;
	assert_int_equal(bp_plan_add_case(plan, "tcp/any4", &error), BP_OK);
	assert_int_equal(bp_plan_keep_transports(plan, BP_UDP, &error), BP_BAD_USAGE);
	assert_non_null(strstr(error.text, "UDP"));
	bp_plan_free(plan);
	bp_plan_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(core_has_the_wildcards_in_every_order),
	    cmocka_unit_test(core_has_override_and_closer_by_both_users),
	    cmocka_unit_test(core_has_mapped_addresses_and_single_facts),
	    cmocka_unit_test(suites_have_no_case_twice),
	    cmocka_unit_test(every_case_of_a_suite_has_prose_in_one_line),
	    cmocka_unit_test(full_is_every_ordered_pair),
	    cmocka_unit_test(the_parts_of_core_are_suites_too),
	    cmocka_unit_test(a_suite_added_twice_is_taken_once),
	    cmocka_unit_test(an_unknown_suite_is_named_with_the_valid_ones),
	    cmocka_unit_test(named_cases_keep_their_order_and_number),
	    cmocka_unit_test(a_bad_case_leaves_the_plan_as_it_was),
	    cmocka_unit_test(globs_match_as_in_a_shell),
	    cmocka_unit_test(only_matching_cases_are_kept_in_order),
	    cmocka_unit_test(a_glob_that_matches_nothing_is_named),
	    cmocka_unit_test(transports_are_kept_by_their_mask),
	    cmocka_unit_test(no_case_left_is_bad_usage),
	};
	fake_configure(fake_profile("linux")); /* says which options are defined */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
