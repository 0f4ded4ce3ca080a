/* A case that is tried many times: each answer is counted as it came. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindprobe.h"
#include "model/outcome.h"
#include "unit/probing.h"
#include "unit/unit.h"

enum {
	REPEAT = 5,
	CALLS = 400, /* more than the run makes */
	TEXT_SIZE = 8192,
};

static struct bp__outcome
outcome_of(const char *id)
{
	struct bp_error error;
	struct bp__outcome outcome = {.unstable = false};
	assert_int_equal(bp__case_parse(id, &outcome.plan, &error), BP_OK);
	return outcome;
}

static void
answers_are_counted_the_most_frequent_first(void **state)
{
	(void)state;
	struct bp__arena arena = {.blocks = NULL};
	struct bp__tally tally = {.tries = 0};
	struct bp__outcome outcome = outcome_of("tcp/any4/any6");
	/* Twenty answers, of which number k comes k + 1 times. */
	for (int round = 0; round < 20; round++) {
		for (int k = round; k < 20; k++) {
			char name[16];
			snprintf(name, sizeof name, "E%d", k);
			outcome.sockets[1].result = (struct bp__result){
			    .call = BP__CALL_BIND, .code = k, .name = name};
			bp__tally_add(&tally, &arena, &outcome);
		}
	}
	assert_int_equal(tally.tries, 210);
	assert_int_equal(tally.count, 20);
	for (size_t i = 0; i < tally.count; i++)
		assert_int_equal(tally.seen[i].count, 20 - i);
	assert_string_equal(tally.seen[0].outcome, "bind:E19");
	assert_string_equal(tally.seen[0].results, "ok bind:E19");
	assert_string_equal(tally.seen[19].outcome, "bind:E0");
	bp__arena_free(&arena);
}

static void
who_received_tells_answers_apart(void **state)
{
	(void)state;
	struct bp__arena arena = {.blocks = NULL};
	struct bp__tally tally = {.tries = 0};
	struct bp__outcome outcome = outcome_of("udp/any4/loop4");
	struct bp__delivery deliveries[2] = {{.by = {1, 0}}, {.by = {0, 0}}};
	outcome.deliveries = deliveries;
	outcome.delivery_count = 2;
	bp__tally_add(&tally, &arena, &outcome);
	deliveries[0].by[1] = 1;
	bp__tally_add(&tally, &arena, &outcome);
	deliveries[0].tries = 7; /* how often is no difference */
	bp__tally_add(&tally, &arena, &outcome);
	assert_int_equal(tally.count, 2);
	assert_string_equal(tally.seen[0].by, "+-");
	assert_string_equal(tally.seen[1].by, "1-");
	assert_int_equal(tally.seen[0].count, 2);
	bp__arena_free(&arena);
}

/* Tries tcp/any4 many times, with call n failing once; false when the run does not get
 * to its end. */
static bool
run_with_failure(unsigned long n, const char *format, char text[TEXT_SIZE])
{
	static const char *const ids[] = {"tcp/any4"};
	const struct bp_settings settings = {.port = PROBING_PORT, .repeat = REPEAT};
	bp_plan *plan = probing_cases(ids, 1);
	FILE *stream = tmpfile();
	bp_writer *writer;
	bp_report *report;
	struct bp_error error;
	assert_non_null(stream);
	assert_int_equal(bp_writer_new(format, stream, (struct bp_style){.color = false},
			     &writer, &error),
	    BP_OK);
	fake_configure(fake_profile("linux"));
	fake_fail_call(n, fake_code(FAKE_EIO));
	enum bp_status status = bp_probe(plan, &settings, writer, &report, &error);
	if (status == BP_OK)
		bp_report_free(report);
	bp_writer_free(writer);
	bp_plan_free(plan);
	rewind(stream);
	text[fread(text, 1, TEXT_SIZE - 1, stream)] = '\0';
	fclose(stream);
	return status == BP_OK;
}

/* A failure of one call is seen once of five times, whichever try it falls on. */
static void
one_failure_of_many_is_seen_once(void **state)
{
	(void)state;
	char text[TEXT_SIZE];
	size_t found = 0;
	for (unsigned long n = 1; n < CALLS; n++) {
		if (run_with_failure(n, "text", text) &&
		    strstr(text, "seen 4 of 5: ok; 1 of 5: bind:E") != NULL)
			found++;
	}
	assert_int_equal(found, REPEAT);
}

static void
the_json_report_has_it_too(void **state)
{
	(void)state;
	char text[TEXT_SIZE];
	assert_true(run_with_failure(CALLS, "json", text));
	assert_non_null(strstr(text,
	    ",\"repeat\":5,\"seen\":[{\"count\":5,\"outcome\":\"ok\",\"results\":[\"ok\"]"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(answers_are_counted_the_most_frequent_first),
	    cmocka_unit_test(who_received_tells_answers_apart),
	    cmocka_unit_test(one_failure_of_many_is_seen_once),
	    cmocka_unit_test(the_json_report_has_it_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
