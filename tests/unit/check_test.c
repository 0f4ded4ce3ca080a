/* TAP and JUnit: what is a test, how it went, and that no string of a report breaks out of
 * its place. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/format.h"
#include "model/report.h"
#include "unit/unit.h"

#define HOSTILE "a#b\\c\"d'<&>]]>\n\x01\x7f\xff\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbf"

static const struct bp__result taken = {
    .call = BP__CALL_BIND, .code = 98, .name = "EADDRINUSE"};
static const struct bp__result absent = {.reason = HOSTILE};

/* A report made by hand, with one of each kind of test. */
struct made {
	bp_report report;
	struct bp__target target;
	struct bp__delivery delivery;
	struct bp__outcome outcomes[3];
	struct bp__finding findings[4];
	struct bp__recipe_run recipes[2];
	size_t cases[2];
	struct bp__absence absence;
};

static void
fill_outcomes(struct made *made)
{
	static const char *const ids[] = {"tcp/any4/any6", "udp/absent6", "tcp/any6"};
	struct bp_error error;
	for (size_t i = 0; i < COUNT(ids); i++)
		assert_int_equal(
		    bp__case_parse(ids[i], &made->outcomes[i].plan, &error), BP_OK);
	made->target = (struct bp__target){.text = "127.0.0.1"};
	made->delivery = (struct bp__delivery){.tries = 1, .by = {1}};
	made->outcomes[0].sockets[1].result = taken;
	made->outcomes[1].sockets[0].result = absent;
	made->outcomes[2].deliveries = &made->delivery;
	made->outcomes[2].delivery_count = 1;
	made->outcomes[2].unstable = true;
	made->outcomes[2].first_answer = "bind:EADDRINUSE";
}

static struct made *
make(void)
{
	struct made *made = calloc(1, sizeof *made);
	assert_non_null(made);
	fill_outcomes(made);
	made->cases[1] = 1;
	made->findings[0] =
	    (struct bp__finding){.id = "one", .grade = BP__PASS, .text = "good"};
	made->findings[1] = (struct bp__finding){.id = "two",
	    .grade = BP__FAIL,
	    .text = HOSTILE,
	    .cases = made->cases,
	    .count = 2};
	made->findings[2] =
	    (struct bp__finding){.id = "three", .grade = BP__WARN, .text = "care"};
	made->findings[3] = (struct bp__finding){.id = "four", .text = HOSTILE};
	made->recipes[0] = (struct bp__recipe_run){.id = "walk",
	    .text = "a walk",
	    .users = "",
	    .step_count = 1,
	    .steps = {{.spec = {.kind = BP__ANY4}}},
	    .reached4 = true,
	    .client6 = {.call = BP__CALL_CONNECT, .name = "ECONNREFUSED"},
	    .verdict = BP__PARTLY};
	made->recipes[1] = made->recipes[0];
	made->recipes[1].verdict = BP__NOT_JUDGED;
	made->recipes[1].steps[0].result = absent;
	made->recipes[1].users = HOSTILE;
	made->absence = (struct bp__absence){HOSTILE, 7};
	made->report = (bp_report){.version = bp_version(),
	    .port = 7,
	    .host = {.system = HOSTILE,
		.release = "1",
		.machine = "m",
		.environment = HOSTILE,
		.user = "root"},
	    .targets = &made->target,
	    .target_count = 1,
	    .outcomes = made->outcomes,
	    .outcome_count = COUNT(made->outcomes),
	    .findings = made->findings,
	    .recipes = made->recipes,
	    .absences = &made->absence};
	return made;
}

/* A report that was judged. */
static struct made *
make_judged(void)
{
	struct made *made = make();
	made->report.judged = true;
	made->report.finding_count = COUNT(made->findings);
	made->report.recipe_count = COUNT(made->recipes);
	return made;
}

/* A sweep, of which one case was not stable. */
static struct made *
make_sweep(void)
{
	struct made *made = make();
	made->report.sweep = true;
	made->report.planned = 10;
	made->report.done = 3;
	made->report.absence_count = 1;
	return made;
}

/* What the format writes of the report; frees the report. */
static char *
draw(const char *format, struct made *made)
{
	FILE *stream = tmpfile();
	bp_writer *writer;
	struct bp_error error;
	assert_non_null(stream);
	assert_int_equal(
	    bp_writer_new(format, stream, (struct bp_style){false}, &writer, &error),
	    BP_OK);
	writer->format->begin(writer, &made->report);
	for (size_t i = 0; i < COUNT(made->outcomes); i++)
		writer->format->one(writer, &made->report, &made->outcomes[i]);
	writer->format->end(writer, &made->report);
	size_t length = (size_t)ftell(stream);
	char *text = calloc(length + 1, 1);
	assert_non_null(text);
	rewind(stream);
	assert_int_equal(fread(text, 1, length, stream), length);
	fclose(stream);
	bp_writer_free(writer);
	free(made);
	return text;
}

static void
expect(char *text, const char *wanted)
{
	assert_string_equal(text, wanted);
	free(text);
}

#define TAP_HEAD                       \
	"TAP version 14\n# bindprobe " \
	"1.0.0, a\\#b\\\\c\"d'<&>]]>??????? 1 m, root, port 7\n"
#define TAP_DESCRIBED "a\\#b\\\\c\"d'<&>]]>???????\n"
#define TAP_QUOTED \
	"\"a#b\\\\c\\\"d'<&>]]>\\u000a\\u0001\\u007f\\ufffd\\u00e9\\U0001f600\\uffff\"\n"

static void
tap_has_findings_and_recipes_as_tests(void **state)
{
	(void)state;
	expect(draw("tap", make_judged()),
	    TAP_HEAD
	    "ok 1 - recipe tcp walk\n  ---\n  severity: \"WARN\"\n"
	    "  status: \"partly\"\n  message: \"a walk\"\n  seen:\n"
	    "    \"step 1\": \"tcp/any4: ok\"\n    \"IPv4\": \"reached\"\n"
	    "    \"IPv6\": \"not reached, connect:ECONNREFUSED\"\n  ...\n"
	    "ok 2 - recipe tcp walk # SKIP " TAP_DESCRIBED "  ---\n  severity: \"N/A\"\n"
	    "  status: \"n/a\"\n  message: " TAP_QUOTED "  seen:\n"
	    "    \"step 1\": \"tcp/any4: n/a, "
	    "a#b\\\\c\\\"d'<&>]]>\\u000a\\u0001\\u007f\\ufffd\\u00e9\\U0001f600\\uffff\"\n"
	    "    \"IPv4\": \"reached\"\n"
	    "    \"IPv6\": \"not reached, connect:ECONNREFUSED\"\n"
	    "    \"users\": " TAP_QUOTED "  ...\n"
	    "ok 3 - finding one\n  ---\n  severity: \"PASS\"\n  status: \"PASS\"\n"
	    "  message: \"good\"\n  ...\n"
	    "not ok 4 - finding two\n  ---\n  severity: \"FAIL\"\n  status: \"FAIL\"\n"
	    "  message: " TAP_QUOTED "  seen:\n"
	    "    \"tcp/any4/any6\": \"bind:EADDRINUSE\"\n"
	    "    \"udp/absent6\": \"n/a\"\n  ...\n"
	    "ok 5 - finding three\n  ---\n  severity: \"WARN\"\n  status: \"WARN\"\n"
	    "  message: \"care\"\n  ...\n"
	    "ok 6 - finding four # SKIP " TAP_DESCRIBED
	    "  ---\n  severity: \"N/A\"\n  status: \"N/A\"\n  message: " TAP_QUOTED
	    "  ...\n1..6\n");
}

static void
tap_has_cases_as_tests_where_nothing_was_judged(void **state)
{
	(void)state;
	expect(draw("tap", make()),
	    TAP_HEAD
	    "ok 1 - case tcp/any4/any6\n  ---\n  severity: \"PASS\"\n"
	    "  status: \"bind:EADDRINUSE\"\n  seen:\n    \"socket 1\": \"ok\"\n"
	    "    \"socket 2\": \"bind:EADDRINUSE, error 98\"\n  ...\n"
	    "ok 2 - case udp/absent6 # SKIP " TAP_DESCRIBED
	    "  ---\n  severity: \"N/A\"\n  status: \"n/a\"\n  message: " TAP_QUOTED
	    "  seen:\n    \"socket 1\": \"n/a, "
	    "a#b\\\\c\\\"d'<&>]]>\\u000a\\u0001\\u007f\\ufffd\\u00e9\\U0001f600\\uffff\"\n"
	    "  ...\n"
	    "not ok 3 - case tcp/any6\n  ---\n  severity: \"FAIL\"\n  status: \"ok\"\n"
	    "  message: \"unstable: a second try answered otherwise\"\n  seen:\n"
	    "    \"socket 1\": \"ok\"\n    \"to 127.0.0.1\": \"socket 1\"\n"
	    "    \"first try\": \"bind:EADDRINUSE\"\n  ...\n1..3\n");
}

static void
tap_has_of_a_sweep_what_is_unstable_and_what_was_left_out(void **state)
{
	(void)state;
	expect(draw("tap", make_sweep()),
	    TAP_HEAD
	    "not ok 1 - case tcp/any6\n  ---\n  severity: \"FAIL\"\n  status: \"ok\"\n"
	    "  message: \"unstable: a second try answered otherwise\"\n  seen:\n"
	    "    \"socket 1\": \"ok\"\n    \"to 127.0.0.1\": \"socket 1\"\n"
	    "    \"first try\": \"bind:EADDRINUSE\"\n  ...\n"
	    "ok 2 - sweep all cases\n  ---\n  severity: \"PASS\"\n  status: \"done\"\n"
	    "  seen:\n    \"cases\": \"3 of 10 run\"\n  ...\n"
	    "ok 3 - sweep left out, a\\#b\\\\c\"d'<&>]]>??????? # SKIP " TAP_DESCRIBED
	    "  ---\n  severity: \"N/A\"\n  status: \"n/a\"\n  message: " TAP_QUOTED
	    "  seen:\n    \"cases\": \"7\"\n  ...\n1..3\n");
}

#define XML_TEXT "a#b\\c&#34;d&#39;&#60;&#38;&#62;]]&#62;????&#233;&#128512;?"
#define XML_HEAD \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"bindprobe\">\n"
#define XML_HOST                                                         \
	"<properties>\n<property name=\"bindprobe\" value=\"1.0.0\"/>\n" \
	"<property name=\"system\" value=\"" XML_TEXT "\"/>\n"           \
	"<property name=\"release\" value=\"1\"/>\n"                     \
	"<property name=\"machine\" value=\"m\"/>\n"                     \
	"<property name=\"environment\" value=\"" XML_TEXT "\"/>\n"      \
	"<property name=\"user\" value=\"root\"/>\n"                     \
	"<property name=\"port\" value=\"7\"/>\n</properties>\n"
#define XML_UNSTABLE                                                                                     \
	"<testcase classname=\"bindprobe.case\" name=\"tcp/any6\">"                                      \
	"<failure type=\"ok\" message=\"unstable: a second try answered otherwise\">"                    \
	"severity: FAIL\nstatus: ok\nmessage: unstable: a second try answered otherwise\nsocket 1: ok\n" \
	"to 127.0.0.1: socket 1\nfirst try: bind:EADDRINUSE\n</failure></testcase>\n"

static void
junit_has_findings_and_recipes_as_tests(void **state)
{
	(void)state;
	expect(draw("junit", make_judged()),
	    XML_HEAD
	    "<testsuite name=\"recipes\" tests=\"2\" failures=\"0\" errors=\"0\" "
	    "skipped=\"1\">\n" XML_HOST
	    "<testcase classname=\"bindprobe.recipe\" name=\"tcp walk\"><system-out>"
	    "severity: WARN\nstatus: partly\nmessage: a walk\nstep 1: tcp/any4: ok\nIPv4: reached\n"
	    "IPv6: not reached, connect:ECONNREFUSED\n</system-out></testcase>\n"
	    "<testcase classname=\"bindprobe.recipe\" name=\"tcp walk\">"
	    "<skipped message=\"" XML_TEXT "\"/></testcase>\n</testsuite>\n"
	    "<testsuite name=\"findings\" tests=\"4\" failures=\"1\" errors=\"0\" "
	    "skipped=\"1\">\n" XML_HOST
	    "<testcase classname=\"bindprobe.finding\" name=\"one\"><system-out>"
	    "severity: PASS\nstatus: PASS\nmessage: good\n</system-out></testcase>\n"
	    "<testcase classname=\"bindprobe.finding\" name=\"two\">"
	    "<failure type=\"FAIL\" message=\"" XML_TEXT
	    "\">severity: FAIL\nstatus: FAIL\nmessage: " XML_TEXT
	    "\ntcp/any4/any6: bind:EADDRINUSE\nudp/absent6: n/a\n"
	    "</failure></testcase>\n"
	    "<testcase classname=\"bindprobe.finding\" name=\"three\"><system-out>"
	    "severity: WARN\nstatus: WARN\nmessage: care\n</system-out></testcase>\n"
	    "<testcase classname=\"bindprobe.finding\" name=\"four\">"
	    "<skipped message=\"" XML_TEXT "\"/></testcase>\n"
	    "</testsuite>\n</testsuites>\n");
}

static void
junit_has_cases_as_tests_where_nothing_was_judged(void **state)
{
	(void)state;
	expect(draw("junit", make()),
	    XML_HEAD
	    "<testsuite name=\"cases\" tests=\"3\" failures=\"1\" errors=\"0\" "
	    "skipped=\"1\">\n" XML_HOST
	    "<testcase classname=\"bindprobe.case\" name=\"tcp/any4/any6\"><system-out>"
	    "severity: PASS\nstatus: bind:EADDRINUSE\nsocket 1: ok\nsocket 2: bind:EADDRINUSE, error 98\n"
	    "</system-out></testcase>\n"
	    "<testcase classname=\"bindprobe.case\" name=\"udp/absent6\">"
	    "<skipped message=\"" XML_TEXT "\"/></testcase>\n" XML_UNSTABLE
	    "</testsuite>\n</testsuites>\n");
}

static void
junit_has_of_a_sweep_what_is_unstable_and_what_was_left_out(void **state)
{
	(void)state;
	expect(draw("junit", make_sweep()),
	    XML_HEAD
	    "<testsuite name=\"cases\" tests=\"1\" failures=\"1\" errors=\"0\" "
	    "skipped=\"0\">\n" XML_HOST XML_UNSTABLE "</testsuite>\n"
	    "<testsuite name=\"sweeps\" tests=\"2\" failures=\"0\" errors=\"0\" "
	    "skipped=\"1\">\n" XML_HOST
	    "<testcase classname=\"bindprobe.sweep\" name=\"all cases\"><system-out>"
	    "severity: PASS\nstatus: done\ncases: 3 of 10 run\n</system-out></testcase>\n"
	    "<testcase classname=\"bindprobe.sweep\" name=\"left out, " XML_TEXT "\">"
	    "<skipped message=\"" XML_TEXT "\"/></testcase>\n"
	    "</testsuite>\n</testsuites>\n");
}

/* Cases that were picked are asked about, and so are all with --verbose. */
static void
picked_cases_are_tests_beside_the_findings(void **state)
{
	struct made *made = make_judged();
	(void)state;
	made->report.by_case = true;
	char *text = draw("tap", made);
	assert_non_null(strstr(text, "ok 1 - case tcp/any4/any6\n"));
	assert_non_null(strstr(text, "ok 9 - finding four "));
	free(text);
}

/* Where tries of one case differ, the case is no fact to rely on. */
static void
a_case_whose_tries_differ_is_not_ok(void **state)
{
	struct bp__seen seen[] = {{2, "ok", "ok", "1"}, {1, "ok", "ok", "-"}};
	struct made *made = make();
	(void)state;
	made->outcomes[0].tally = (struct bp__tally){3, seen, COUNT(seen)};
	char *text = draw("tap", made);
	assert_non_null(strstr(text, "not ok 1 - case tcp/any4/any6\n"));
	assert_non_null(strstr(text, "\"answer 1\": \"2 of 3: ok, received by 1\"\n"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tap_has_findings_and_recipes_as_tests),
	    cmocka_unit_test(tap_has_cases_as_tests_where_nothing_was_judged),
	    cmocka_unit_test(tap_has_of_a_sweep_what_is_unstable_and_what_was_left_out),
	    cmocka_unit_test(junit_has_findings_and_recipes_as_tests),
	    cmocka_unit_test(junit_has_cases_as_tests_where_nothing_was_judged),
	    cmocka_unit_test(junit_has_of_a_sweep_what_is_unstable_and_what_was_left_out),
	    cmocka_unit_test(picked_cases_are_tests_beside_the_findings),
	    cmocka_unit_test(a_case_whose_tries_differ_is_not_ok),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
