/* Reading reports back: what the probe wrote comes out as it was, and whatever else is read is
 * refused in one clear line. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindprobe.h"
#include "unit/probing.h"
#include "unit/reading.h"
#include "unit/spaces.h"
#include "unit/unit.h"

static const struct bp_part whole = {.suites = NULL};
static const struct bp_style plain = {.verbose = false};
static const struct bp_style verbose = {.verbose = true};

/* The first line that is not the same. */
static void
assert_same(const char *what, const char *got, const char *wanted)
{
	size_t line = 0;
	if (strcmp(got, wanted) == 0)
		return;
	for (size_t i = 0; got[i] == wanted[i]; i++)
		line = got[i] == '\n' ? i + 1 : line;
	fail_msg("%s:\n%.*s\ninstead of\n%.*s", what, (int)strcspn(got + line, "\n"),
	    got + line, (int)strcspn(wanted + line, "\n"), wanted + line);
}

static char *
show(const char *json, const struct bp_part *part, const char *format,
    struct bp_style style)
{
	struct bp_error error = {.status = BP_OK};
	char *text = reading_show(json, strlen(json), part, format, style, &error);
	if (text == NULL)
		fail_msg("%s", error.text);
	return text;
}

/* A run as JSON is shown in each format as a run in that format is. */
static void
check_run(const struct fake_profile *profile, const bp_plan *plan,
    const struct bp_settings *settings, const struct fake_intruder *intruder)
{
	const struct bp_style style = {.verbose = settings->verbose};
	fake_configure(profile);
	fake_intrude(intruder);
	char *json = reading_run(plan, settings, "json", style);
	for (size_t i = 0; json != NULL && bp_format_name(i) != NULL; i++) {
		fake_configure(profile);
		fake_intrude(intruder);
		char *wanted = reading_run(plan, settings, bp_format_name(i), style);
		char *got = show(json, &whole, bp_format_name(i), style);
		assert_non_null(wanted);
		assert_same(profile->name, got, wanted);
		free(wanted);
		free(got);
	}
	free(json);
}

static const struct fake_intruder nobody = {.port = 0};

static void
check_suite(const struct fake_profile *profile, const char *suite, bool calls)
{
	const struct bp_settings settings = {
	    .port = PROBING_PORT,
	    .recipes = strcmp(suite, "core") == 0,
	    .findings = true,
	    .verbose = calls,
	};
	bp_plan *plan = probing_suite(suite);
	check_run(profile, plan, &settings, &nobody);
	bp_plan_free(plan);
}

static void
every_system_is_shown_as_it_was_probed(void **state)
{
	(void)state;
	for (size_t i = 0; i < fake_profile_count; i++) {
		check_suite(&fake_profiles[i], "core", false);
		check_suite(&fake_profiles[i], "core", true);
		check_suite(&fake_profiles[i], "facts", false);
	}
}

static void
every_suite_is_shown_as_it_was_probed(void **state)
{
	(void)state;
	for (size_t i = 0; bp_suite_name(i) != NULL; i++) {
		const char *name = bp_suite_name(i);
		if (strcmp(name, "full") == 0 || strcmp(name, "history") == 0)
			continue;
		check_suite(fake_profile("linux"), name, false);
		if (i % 4 == 0)
			check_suite(fake_profile("lwip"), name, true);
	}
}

static void
cases_and_repeated_ones_are_shown_as_they_were_tried(void **state)
{
	static const char *const ids[] = {
	    "tcp/any6/any4",
	    "tcp/any4",
	    "tcp/any4",
	    "udp/any6,reuseport/any4,reuseport",
	    "tcp/link6-unscoped",
	    "tcp/absent4",
	    "udp/mcast4,join/any4,reuseaddr",
	    "tcp/fe80::1%no-such",
	    "tcp/any4,port=0/any6,v6only=on",
	    "tcp/any4,user=other",
	    "sctp/any4",
	    "tcp/127.0.0.1/::,v6only=off",
	};
	(void)state;
	bp_plan *plan = probing_cases(ids, COUNT(ids));
	for (size_t i = 0; i < fake_profile_count * 3; i++) {
		const struct bp_settings settings = {
		    .port = PROBING_PORT,
		    .verbose = i % 3 > 0,
		    .repeat = i % 3 > 1 ? 5 : 0,
		};
		check_run(&fake_profiles[i / 3], plan, &settings, &nobody);
	}
	bp_plan_free(plan);
}

static void
answers_that_are_not_steady_are_shown_as_such(void **state)
{
	const struct bp_settings settings = {
	    .port = PROBING_PORT, .findings = true, .verbose = true};
	(void)state;
	bp_plan *plan = probing_suite("wildcard");
	for (unsigned long n = 30; n < 1000; n += 97) {
		const struct fake_intruder intruder = {.port = PROBING_PORT,
		    .transports = BP_TCP | BP_UDP,
		    .families = "46",
		    .from = n,
		    .until = n + 3};
		check_run(fake_profile("lwip"), plan, &settings, &intruder);
	}
	bp_plan_free(plan);
}

static void
a_sweep_is_shown_as_it_was_probed(void **state)
{
	const struct bp_settings settings = {.port = PROBING_PORT, .findings = true};
	(void)state;
	bp_plan *full = probing_suite("full");
	bp_plan *plan = spaces_plan(full, 9);
	assert_true(bp_plan_count(plan) > BP__KEPT_MAX);
	check_run(fake_profile("linux"), plan, &settings, &nobody);
	bp_plan_free(plan);
	bp_plan_free(full);
}

/* The report of a few cases with everything in it. */
static char *
sample(void)
{
	static const char *const ids[] = {
	    "tcp/any4/any6", "udp/any4,reuseport/any4,reuseport", "tcp/fe80::1%no-such"};
	const struct bp_settings settings = {
	    .port = PROBING_PORT, .findings = true, .recipes = true, .verbose = true};
	bp_plan *plan = probing_cases(ids, COUNT(ids));
	fake_configure(fake_profile("linux"));
	char *json = reading_run(plan, &settings, "json", verbose);
	bp_plan_free(plan);
	assert_non_null(json);
	return json;
}

/* A report of more cases than are drawn one by one, with rules. */
static char *
sample_of_many(size_t one_in)
{
	const struct bp_settings settings = {.port = PROBING_PORT, .findings = true};
	bp_plan *full = probing_suite("full");
	bp_plan *plan = spaces_plan(full, (unsigned)one_in);
	fake_configure(fake_profile("linux"));
	char *json = reading_run(plan, &settings, "json", plain);
	bp_plan_free(plan);
	bp_plan_free(full);
	assert_non_null(json);
	return json;
}

/* The text with the first of one word made another; to be freed. */
static char *
replaced(const char *text, const char *word, const char *other)
{
	const char *at = strstr(text, word);
	size_t size = strlen(text) + strlen(other) + 1;
	char *result = malloc(size);
	assert_non_null(result);
	if (at == NULL)
		fail_msg("no %s in the sample", word);
	snprintf(
	    result, size, "%.*s%s%s", (int)(at - text), text, other, at + strlen(word));
	return result;
}

/* The error is one line of printable text. */
static void
check_error(const struct bp_error *error)
{
	size_t length = strlen(error->text);
	assert_true(length > 0 && length < BP_ERROR_SIZE);
	for (size_t i = 0; i < length; i++) {
		if (error->text[i] < 0x20 || error->text[i] > 0x7e)
			fail_msg("byte %d in %s", error->text[i], error->text);
	}
}

static void
check_refused(const char *json, size_t size, const char *wanted)
{
	struct bp_error error = {.status = BP_OK};
	char *text = reading_show(json, size, &whole, "text", plain, &error);
	if (text != NULL)
		fail_msg("read, and to be refused with: %s", wanted);
	check_error(&error);
	assert_int_equal(error.status, BP_CANNOT_READ);
	if (strstr(error.text, wanted) == NULL)
		fail_msg("'%s' instead of '%s'", error.text, wanted);
}

/* What is changed in the sample, and what is said of it. */
static const struct {
	const char *word;
	const char *other;
	const char *wanted;
} hostile[] = {
    {"\"schema\":1", "\"schema\":2", "schema is 2, expected 1"},
    {"\"schema\":1", "\"schema\":1.0", "schema is 1, expected a whole number"},
    {"\"schema\":1", "\"schema\":-1", "schema is -1"},
    {"\"schema\":1", "\"schema\":99999999999999999999", "host.json:1:"},
    {"\"schema\":1", "\"schema\":1e999", "host.json:1:"},
    {"\"schema\":1", "\"schema\":\"1\"", "schema is \"1\", expected a whole number"},
    {"\"schema\":1,", "", "schema is missing"},
    {"\"schema\":1", "\"schema\":1,\"schema\":1", "host.json:1:"},
    {"\"name\":\"bindprobe\"", "\"name\":\"other\"", "tool.name is \"other\""},
    {"\"host\":{", "\"guest\":{", "host is missing"},
    {"\"system\":\"Linux\"", "\"system\":5", "host.system is 5, expected a string"},
    {"\"system\":\"Linux\"", "\"system\":\"\\u0000\"", "host.json:3:"},
    {"\"system\":\"Linux\"", "\"system\":\"\x1b[2J\"", "host.json:3:"},
    {"\"system\":\"Linux\"", "\"system\":\"\xff\xfe\"", "host.json:3:"},
    {"\"system\":\"Linux\"", "\"system\":\"\\ud800\"", "host.json:3:"},
    {"\"127.0.0.1\"", "\"127.0.0\"", "is \"127.0.0\", expected an address"},
    {"\"127.0.0.1\"", "\"127.0.0.1%lo\"", "expected an address"},
    {"\"host4\":\"192.0.2.2\"", "\"host4\":\"fd00::2\"",
	"host.kinds.host4 is \"fd00::2\", expected an address of its family"},
    {"\"port\":7020", "\"port\":70200", "port is 70200, expected a whole number from 1"},
    {"\"port\":7020", "\"port\":0", "port is 0"},
    {"\"port_chosen\":false", "\"port_chosen\":0",
	"port_chosen is 0, expected true or false"},
    {"\"suites\":[]", "\"suites\":[5]", "suites[0] is 5"},
    {"\"targets\":[", "\"targets\":[[],", "targets[0] is an array of 0"},
    {"\"targets\":[\"127.0.0.1\"", "\"targets\":[\"127.0.0.2\"",
	"cases[1].delivery[0].to is \"127.0.0.1\", expected the next"},
    {"\"cases\":[", "\"cases\":{},\"c\":[", "cases is an object, expected an array"},
    {"\"cases\":[", "\"cases\":[7,", "cases[0] is 7, expected an object"},
    {"\"id\":\"tcp/any4/any6\"", "\"id\":\"tcp/any4/any9\"",
	"cases[0].id is \"tcp/any4/any9\", expected the id of a case"},
    {"\"id\":\"tcp/any4/any6\"", "\"id\":\"tcp/any4,reuseport,reuseaddr/any6\"",
	"expected \"tcp/any4,reuseaddr,reuseport/any6\""},
    {"\"id\":\"tcp/any4/any6\"", "\"id\":\"tcp/any4\"",
	"cases[0].sockets is an array of 2, expected as many"},
    {"\"id\":\"tcp/any4/any6\"", "\"id\":\"\\u001b[31m\\u009b\"", "is \"?[31m??\""},
    {"\"outcome\":\"bind:EADDRINUSE\"", "\"outcome\":\"ok\"",
	"cases[0].outcome is \"ok\", expected the result of its sockets"},
    {"\"result\":\"bind:EADDRINUSE\"", "\"result\":\"bond:EADDRINUSE\"",
	"cases[0].sockets[1].result is \"bond:EADDRINUSE\", expected ok"},
    {"\"result\":\"bind:EADDRINUSE\"", "\"result\":\"bind\"", "is \"bind\""},
    {"\"result\":\"bind:EADDRINUSE\"", "\"result\":\"bind:\"", "is \"bind:\""},
    {"\"result\":\"bind:EADDRINUSE\"", "\"result\":\"bind:E\\n\"", "is \"bind:E?\""},
    {"\"code\":98", "\"code\":9999999999", "cases[0].sockets[1].code is 9999999999"},
    {",\"code\":98", "", "cases[0].sockets[1].code is missing"},
    {"\"local\":\"0.0.0.0\"", "\"local\":\"0.0.0\"", "cases[0].sockets[0].local"},
    {"\"listening\":true", "\"listening\":null",
	"cases[0].sockets[0].listening is null, expected true or false"},
    {"\"by\":[1", "\"by\":[3", "by[0] is 3, expected a whole number from 1 to 2"},
    {"\"by\":[1", "\"by\":[0", "by[0] is 0"},
    {"\"by\":[1", "\"by\":[1,1,1", "by is an array of"},
    {"\"counts\":[", "\"counts\":[1,", "counts is an array of 3"},
    {"\"counts\":[", "\"counts\":[-", "counts[0] is -"},
    {"\"tries\":16", "\"tries\":1e9", "tries is 1e+09"},
    {"\"socket\":1", "\"socket\":13", "socket is 13"},
    {"\"reason\":", "\"season\":", "reason is missing"},
    {"\"verdict\":\"works\"", "\"verdict\":\"thrives\"", "verdict is \"thrives\""},
    {"\"case\":\"tcp/any4\"", "\"case\":\"tcp/any4/any6\"", "expected one socket"},
    {"\"case\":\"tcp/any4\"", "\"case\":\"udp/any4\"", "in the recipe's series"},
    {"\"series\":\"tcp\"", "\"series\":\"tkp\"", "series is \"tkp\""},
    {"\"status\":\"", "\"status\":\"Z", "findings[0].status is \"Z"},
    {"\"cases\":[]}", "\"cases\":[\"tcp/any4/any4\"]}",
	"expected the id of a case of the report"},
    {"\"pass\":", "\"pass\":-", "summary[0].pass is"},
    {"\"summary\":[", "\"summary\":[[[[[", "host.json:"},
    {"}]}\n", "}]}\n{}", "host.json:"},
    {"}]}\n", "}]", "it ends in the middle of the report"},
};

static void
what_is_wrong_is_refused_with_where_and_why(void **state)
{
	(void)state;
	char *json = sample();
	for (size_t i = 0; i < COUNT(hostile); i++) {
		char *text = replaced(json, hostile[i].word, hostile[i].other);
		check_refused(text, strlen(text), hostile[i].wanted);
		free(text);
	}
	free(json);
}

static void
what_is_no_report_is_refused(void **state)
{
	static const struct {
		const char *text;
		const char *wanted;
	} others[] = {
	    {"", "it is empty"},
	    {" ", "host.json:1:"},
	    {"null", "host.json:1:"},
	    {"{}", "schema is missing"},
	    {"[]", "the report is an array of 0, expected an object"},
	    {"[1]", "the report is an array of 1"},
	    {"\"report\"", "host.json:1:"},
	    {"bindprobe 1.0.0   Linux", "a report in text"},
	    {"\xff\xfe{", "UTF-16"},
	    {"\x1f\x8b", "gzip"},
	    {"\xef\xbb\xbf{}", "schema is missing"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(others); i++)
		check_refused(others[i].text, strlen(others[i].text), others[i].wanted);
	check_refused("\0\0\0", 3, "host.json:1:");
}

static void
nesting_and_numbers_of_values_have_a_limit(void **state)
{
	const size_t size = 9000000;
	char *text = malloc(size);
	(void)state;
	assert_non_null(text);
	memset(text, '[', size);
	check_refused(text, 100000, "host.json:1:65: nested deeper than 64");
	memset(text, ',', size);
	text[0] = '[';
	text[1] = '\n';
	check_refused(text, size, "host.json:2:4000000: of more values than 4000000");
	free(text);
}

static void
a_file_that_is_too_large_is_not_read(void **state)
{
	const size_t size = (64UL << 20) + 1;
	char *text = malloc(size);
	(void)state;
	assert_non_null(text);
	memset(text, ' ', size);
	check_refused(text, size, "larger than 64 MiB");
	free(text);
}

static void
a_case_comes_twice_only_where_cases_were_picked(void **state)
{
	static const char *const ids[] = {"tcp/any4", "tcp/any4"};
	const struct bp_settings settings = {.port = PROBING_PORT};
	(void)state;
	bp_plan *plan = probing_cases(ids, COUNT(ids));
	fake_configure(fake_profile("linux"));
	char *json = reading_run(plan, &settings, "json", plain);
	assert_non_null(json);
	free(show(json, &whole, "text", plain));
	char *text = replaced(json, "\"picked\":true", "\"picked\":false");
	check_refused(text, strlen(text),
	    "cases[1].id is \"tcp/any4\", expected an id of its own, which is not that of "
	    "cases[0]");
	free(text);
	free(json);
	bp_plan_free(plan);
}

static void
keys_that_are_not_known_are_passed_over(void **state)
{
	static const char *const places[] = {"{\"schema\":1", "\"host\":{", "\"kinds\":{",
	    "\"devices\":{", "{\"id\":\"tcp/any4/any6\"", "\"delivery\":[{",
	    "\"getaddrinfo\":{"};
	(void)state;
	char *json = sample();
	char *wanted = show(json, &whole, "text", verbose);
	for (size_t i = 0; i < COUNT(places); i++) {
		char other[96];
		size_t brace = strcspn(places[i], "{");
		snprintf(other, sizeof other, "%.*s{\"later\":\"[{}]\"%s%s", (int)brace,
		    places[i], places[i][brace + 1] == '\0' ? "," : ",",
		    places[i] + brace + 1);
		char *text = replaced(json, places[i], other);
		char *got = show(text, &whole, "text", verbose);
		assert_same(places[i], got, wanted);
		free(got);
		free(text);
	}
	free(wanted);
	free(json);
}

/* What was read is a report again, whatever it was made of. */
static void
check_any(const char *json, size_t size)
{
	struct bp_error error = {.status = BP_OK};
	char *once = reading_show(json, size, &whole, "json", verbose, &error);
	if (once == NULL) {
		check_error(&error);
		assert_int_equal(error.status, BP_CANNOT_READ);
		return;
	}
	char *twice = reading_show(once, strlen(once), &whole, "json", verbose, &error);
	if (twice == NULL)
		fail_msg("not read again: %s", error.text);
	assert_same("read again", twice, once);
	free(twice);
	free(once);
	free(reading_show(json, size, &whole, "text", verbose, &error));
}

/* Bytes that have a meaning in JSON come more often than chance has them. */
static char
any_byte(uint64_t *seed)
{
	static const char telling[] = "{}[],:\"\\019-+.eEtfn \n\x01\x80\xff";
	return unit_random(seed, 2) == 0 ? telling[unit_random(seed, sizeof telling)]
					 : (char)unit_random(seed, 256);
}

static void
damaged_reports_are_refused_or_read(void **state)
{
	uint64_t seed = 4;
	(void)state;
	char *texts[] = {sample(), sample_of_many(300)};
	for (size_t i = 0; i < 1200; i++) {
		const char *json = texts[i % 16 == 0];
		size_t size = strlen(json);
		char *copy = malloc(size);
		assert_non_null(copy);
		memcpy(copy, json, size);
		for (unsigned k = unit_random(&seed, 3); k < 3; k++)
			copy[unit_random(&seed, (unsigned)size)] = any_byte(&seed);
		check_any(copy, size);
		free(copy);
	}
	free(texts[0]);
	free(texts[1]);
}

static void
a_report_that_was_cut_is_refused(void **state)
{
	(void)state;
	char *json = sample();
	size_t size = strlen(json) - 1;
	for (size_t length = 0; length < size; length += 7) {
		struct bp_error error = {.status = BP_OK};
		assert_null(reading_show(json, length, &whole, "text", plain, &error));
		check_error(&error);
	}
	free(json);
}

static void
check_part(const char *json, const struct bp_part *part, const char *there,
    const char *not_there)
{
	struct bp_error error;
	char *text = show(json, part, "text", plain);
	char *again = show(json, part, "json", plain);
	if (strstr(text, there) == NULL)
		fail_msg("no %s in:\n%s", there, text);
	if (strstr(text, not_there) != NULL)
		fail_msg("%s in:\n%s", not_there, text);
	free(text);
	text = reading_show(again, strlen(again), &whole, "json", plain, &error);
	assert_non_null(text);
	assert_same("a part is a report", text, again);
	free(text);
	free(again);
}

static void
parts_are_shown_alone(void **state)
{
	static const char *const globs[] = {"tcp/any4/any6"};
	static const struct bp_part findings = {.findings = true};
	static const struct bp_part rules = {.rules = true};
	static const struct bp_part cases = {.globs = globs, .glob_count = 1};
	static const struct bp_part suite = {.suites = "facts"};
	(void)state;
	bp_plan *plan = probing_suite("core");
	const struct bp_settings settings = {
	    .port = PROBING_PORT, .findings = true, .recipes = true};
	fake_configure(fake_profile("linux"));
	char *json = reading_run(plan, &settings, "json", plain);
	char *many = sample_of_many(60);
	check_part(json, &findings, "v6only-default", "tcp4");
	check_part(json, &cases, "\ntcp/any4/any6\n", "v6only-default");
	check_part(json, &suite, "\ntcp/any4,port=0", "\ntcp/any4/any6\n");
	check_part(many, &rules, "Behaves as", "v6only-default");
	free(many);
	free(json);
	bp_plan_free(plan);
}

static void
a_sweep_has_parts_too(void **state)
{
	static const char *const globs[] = {"tcp/*"};
	static const struct bp_part cases = {.globs = globs, .glob_count = 1};
	static const struct bp_part rules = {.rules = true};
	(void)state;
	char *json = sample_of_many(9);
	check_part(json, &cases, "    1 ok, 2 bind:EADDRINUSE\n", "Behaves as");
	check_part(json, &rules, "Address by address", "tcp/any4/any4\n");
	free(json);
}

static void
a_part_that_is_not_there_is_wrong_usage(void **state)
{
	static const char *const globs[] = {"tcp/*", "no/such"};
	static const struct bp_part parts[] = {
	    {.rules = true},
	    {.suites = "many"},
	    {.suites = "no-such-suite"},
	    {.suites = ""},
	    {.globs = globs, .glob_count = 2},
	};
	(void)state;
	char *json = sample();
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct bp_error error = {.status = BP_OK};
		assert_null(
		    reading_show(json, strlen(json), &parts[i], "text", plain, &error));
		check_error(&error);
		assert_int_equal(error.status, BP_BAD_USAGE);
	}
	free(json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_system_is_shown_as_it_was_probed),
	    cmocka_unit_test(every_suite_is_shown_as_it_was_probed),
	    cmocka_unit_test(cases_and_repeated_ones_are_shown_as_they_were_tried),
	    cmocka_unit_test(answers_that_are_not_steady_are_shown_as_such),
	    cmocka_unit_test(a_sweep_is_shown_as_it_was_probed),
	    cmocka_unit_test(what_is_wrong_is_refused_with_where_and_why),
	    cmocka_unit_test(what_is_no_report_is_refused),
	    cmocka_unit_test(nesting_and_numbers_of_values_have_a_limit),
	    cmocka_unit_test(a_file_that_is_too_large_is_not_read),
	    cmocka_unit_test(a_case_comes_twice_only_where_cases_were_picked),
	    cmocka_unit_test(keys_that_are_not_known_are_passed_over),
	    cmocka_unit_test(damaged_reports_are_refused_or_read),
	    cmocka_unit_test(a_report_that_was_cut_is_refused),
	    cmocka_unit_test(parts_are_shown_alone),
	    cmocka_unit_test(a_sweep_has_parts_too),
	    cmocka_unit_test(a_part_that_is_not_there_is_wrong_usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
