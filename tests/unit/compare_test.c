/* Reports of made-up systems side by side: what is said to differ differs, all of it is said,
 * and the statements tell exactly the differing pairs. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/differ.h"
#include "unit/probing.h"
#include "unit/unit.h"

/* Probes the system into a column of the comparison. */
static bp_report *
add_system(bp_comparison *comparison, const struct fake_profile *profile)
{
	const struct bp_settings settings = {
	    .port = PROBING_PORT, .recipes = true, .findings = true};
	bp_report *report = NULL;
	struct bp_error error = {.text = ""};
	bp_writer *collector = NULL;
	bp_plan *plan = probing_suite("core");
	fake_configure(profile);
	assert_int_equal(
	    bp_comparison_collector(comparison, profile->name, &collector, &error),
	    BP_OK);
	if (bp_probe(plan, &settings, collector, &report, &error) != BP_OK)
		fail_msg("%s: %s", profile->name, error.text);
	bp_writer_free(collector);
	bp_plan_free(plan);
	return report;
}

/* Whether the two reports answer the case alike, as far as both tried it. */
static bool
alike(const bp_report *a, const bp_report *b, size_t i)
{
	const struct bp__outcome *one = &a->outcomes[i];
	const struct bp__outcome *other = &b->outcomes[i];
	if (bp__outcome_is_absent(one) || bp__outcome_is_absent(other))
		return true;
	for (size_t k = 0; k < one->plan.count; k++) {
		char texts[2][BP__RESULT_TEXT];
		bp__result_format(&one->sockets[k].result, texts[0], sizeof texts[0]);
		bp__result_format(&other->sockets[k].result, texts[1], sizeof texts[1]);
		if (strcmp(texts[0], texts[1]) != 0)
			return false;
	}
	for (size_t k = 0; k < one->delivery_count; k++) {
		for (size_t m = 0; m < other->delivery_count; m++) {
			if (strcmp(a->targets[k].text, b->targets[m].text) == 0 &&
			    bp__delivery_letter(&one->deliveries[k]) !=
				bp__delivery_letter(&other->deliveries[m]))
				return false;
		}
	}
	return true;
}

static const struct bp__row *
find_row(const bp_comparison *comparison, const char *id)
{
	for (size_t i = 0; i < comparison->row_count; i++) {
		if (strcmp(comparison->rows[i].id, id) == 0)
			return &comparison->rows[i];
	}
	fail_msg("no row %s", id);
	return NULL;
}

static void
check_rows(const bp_comparison *comparison, const bp_report *a, const bp_report *b)
{
	for (size_t i = 0; i < a->outcome_count; i++) {
		char id[BP__ID_SIZE];
		bp__case_format(&a->outcomes[i].plan, id, sizeof id);
		const struct bp__row *row = find_row(comparison, id);
		if (row->differs == alike(a, b, i))
			fail_msg(
			    "%s is said to %s", id, row->differs ? "differ" : "agree");
	}
}

/* Each differing case is told once, by a statement or by its id. */
static void
check_told(const bp_comparison *comparison, const struct bp__differences *differences)
{
	size_t told = 0;
	for (size_t i = 0; i < differences->statements.count; i++) {
		told += differences->statements.rules[i].count;
		assert_string_not_equal(
		    differences->statements.rules[i].result, "the same");
	}
	assert_int_equal(differences->statements.wrong, 0);
	for (size_t i = 0; i < differences->alike_count; i++) {
		told += differences->alike[i].count;
		for (size_t k = 0; k < differences->alike[i].count; k++)
			assert_true(
			    find_row(comparison, differences->alike[i].ids[k])->differs);
	}
	assert_int_equal(told, comparison->differing[BP__ROW_CASE]);
}

static void
compare_two(const struct fake_profile *one, const struct fake_profile *other)
{
	struct bp_error error;
	size_t count = 0;
	bp_comparison *comparison = bp_comparison_new();
	bp_report *a = add_system(comparison, one);
	bp_report *b = add_system(comparison, other);
	struct bp__arena arena = {.blocks = NULL};
	struct bp__differences differences;
	assert_int_equal(
	    bp_comparison_write(comparison, BP_DIFFERENCES, NULL, &count, &error), BP_OK);
	check_rows(comparison, a, b);
	assert_int_equal(bp__differences_derive(comparison, &arena, &differences), BP_OK);
	check_told(comparison, &differences);
	if (one == other)
		assert_int_equal(count, 0);
	bp__arena_free(&arena);
	bp_report_free(a);
	bp_report_free(b);
	bp_comparison_free(comparison);
}

static void
what_differs_between_two_systems_is_told_and_nothing_else(void **state)
{
	(void)state;
	size_t compared = 0;
	for (size_t i = 0; i < fake_profile_count; i++) {
		struct probing run = probing_system(&fake_profiles[i], "core");
		bp_report_free(run.report);
		if (run.status != BP_OK) /* a system without sockets has no report */
			continue;
		compare_two(&fake_profiles[0], &fake_profiles[i]);
		compared++;
	}
	assert_true(compared + 2 > fake_profile_count);
}

static void
reports_with_the_same_answers_are_one_column(void **state)
{
	struct bp_error error;
	size_t count;
	bp_comparison *comparison = bp_comparison_new();
	(void)state;
	for (int i = 0; i < 5; i++)
		bp_report_free(add_system(comparison, &fake_profiles[i % 2]));
	assert_int_equal(comparison->report_count, 5);
	assert_int_equal(comparison->column_count, 2);
	assert_int_equal(comparison->columns[0].name_count, 3);
	assert_int_equal(comparison->columns[1].name_count, 2);
	assert_int_equal(
	    bp_comparison_write(comparison, BP_DIFFERENCES, NULL, &count, &error), BP_OK);
	assert_string_equal(comparison->columns[1].label, "B");
	for (size_t i = 0; i < comparison->row_count; i++) {
		char letters[3];
		bp__comparison_letters(comparison, i, letters);
		if (comparison->rows[i].differs)
			assert_string_equal(letters, "ab");
	}
	bp_comparison_free(comparison);
}

static void
any_of_the_expected_answers_is_right(void **state)
{
	struct bp_error error;
	size_t alone;
	size_t count;
	bp_comparison *comparison = bp_comparison_new();
	(void)state;
	bp_report_free(add_system(comparison, &fake_profiles[0]));
	bp_comparison_expect(comparison);
	bp_report_free(add_system(comparison, &fake_profiles[1]));
	assert_int_equal(
	    bp_comparison_write(comparison, BP_DIFFERENCES, NULL, &alone, &error), BP_OK);
	bp_comparison_free(comparison);
	comparison = bp_comparison_new();
	bp_report_free(add_system(comparison, &fake_profiles[0]));
	bp_report_free(add_system(comparison, &fake_profiles[1]));
	bp_comparison_expect(comparison);
	bp_report_free(add_system(comparison, &fake_profiles[1]));
	assert_int_equal(
	    bp_comparison_write(comparison, BP_DIFFERENCES, NULL, &count, &error), BP_OK);
	assert_true(alone > 0);
	assert_int_equal(count, 0);
	bp_comparison_free(comparison);
}

static void
what_is_ignored_does_not_count(void **state)
{
	struct bp_error error;
	size_t before;
	size_t after;
	bp_comparison *comparison = bp_comparison_new();
	(void)state;
	bp_report_free(add_system(comparison, &fake_profiles[0]));
	bp_report_free(add_system(comparison, &fake_profiles[1]));
	assert_int_equal(
	    bp_comparison_write(comparison, BP_DIFFERENCES, NULL, &before, &error),
	    BP_OK);
	assert_int_equal(bp_comparison_ignore(comparison, "no/such*"), 0);
	assert_true(bp_comparison_ignore(comparison, "udp/*") > 0);
	assert_int_equal(
	    bp_comparison_write(comparison, BP_DIFFERENCES, NULL, &after, &error), BP_OK);
	assert_true(after < before && after > 0);
	assert_true(bp_comparison_ignore(comparison, "*") > 0);
	assert_int_equal(
	    bp_comparison_write(comparison, BP_DIFFERENCES, NULL, &after, &error), BP_OK);
	assert_int_equal(after, 0);
	bp_comparison_free(comparison);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_differs_between_two_systems_is_told_and_nothing_else),
	    cmocka_unit_test(reports_with_the_same_answers_are_one_column),
	    cmocka_unit_test(any_of_the_expected_answers_is_right),
	    cmocka_unit_test(what_is_ignored_does_not_count),
	};
	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
