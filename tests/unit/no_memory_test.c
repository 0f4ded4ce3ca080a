/* Memory that runs out. Of all pieces that a run asks for each one in turn is refused, and only
 * that one: it is said that memory ran out, or what is written is as ever, to the last byte.
 * What is allocated meanwhile is freed: the sanitizers see to that. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindprobe.h"
#include "model/arena.h"
#include "unit/probing.h"
#include "unit/spaces.h"
#include "unit/unit.h"

/* Some of each kind, so that every finding and every recipe has something to say. */
static const char *const cases[] = {
    "tcp/any4",
    "tcp/any6",
    "tcp/any4/any6",
    "tcp/any6,v6only=on/any4",
    "tcp/any4,reuseport/any4,reuseport",
    "tcp/any4,reuseaddr/loop4,reuseaddr,user=other",
    "tcp/any6,late-v6only=on",
    "tcp/mapany/any4",
    "tcp/absent4",
    "tcp/loop6/any4,reuseport,closed/any6,reuseport",
    "tcp-late/any4,reuseaddr/any6,reuseaddr",
    "udp/any6,v6only=off,reuseaddr/any4,reuseaddr",
    "udp/any4,port=0/any6",
};

/* How many pieces more are given before one is refused; none is while it is 0. */
static size_t left;
static size_t asked;

static bool
is_refused(void)
{
	asked++;
	return left > 0 && --left == 0;
}

/* The linker has these called in place of those without __wrap_: what is between is ours
 * alone, not the C library's nor cmocka's. */
void *
__wrap_malloc(size_t size);
void *
__real_malloc(size_t size);
void *
__wrap_calloc(size_t count, size_t size);
void *
__real_calloc(size_t count, size_t size);
void *
__wrap_realloc(void *old, size_t size);
void *
__real_realloc(void *old, size_t size);
void *
__wrap_bp__arena_array(struct bp__arena *arena, size_t count, size_t size);
void *
__real_bp__arena_array(struct bp__arena *arena, size_t count, size_t size);

void *
__wrap_malloc(size_t size)
{
	return is_refused() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return is_refused() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	return is_refused() ? NULL : __real_realloc(old, size);
}

/* An arena asks for memory seldom: each piece of it may be the one that finds none. */
void *
__wrap_bp__arena_array(struct bp__arena *arena, size_t count, size_t size)
{
	if (!is_refused())
		return __real_bp__arena_array(arena, count, size);
	arena->failed = true;
	return NULL;
}

/* What is done while memory runs out, in a format, with the input that it is about. */
struct job {
	enum bp_status (*deed)(const struct job *job, bp_writer *writer);
	const char *format;
	const bp_plan *plan; /* to probe */
	const char *texts[2]; /* reports to read */
};

static enum bp_status
probe(const struct job *job, bp_writer *writer)
{
	const struct bp_settings settings = {
	    .port = PROBING_PORT, .recipes = true, .findings = true, .verbose = true};
	bp_report *report = NULL;
	struct bp_error error;
	enum bp_status status = bp_probe(job->plan, &settings, writer, &report, &error);
	bp_report_free(report);
	return status;
}

static enum bp_status
show(const struct job *job, bp_writer *writer)
{
	static const struct bp_part whole = {.suites = NULL};
	bp_report *report = NULL;
	struct bp_error error;
	FILE *stream = fmemopen((void *)job->texts[0], strlen(job->texts[0]), "r");
	assert_non_null(stream);
	enum bp_status status = bp_show(stream, "one", &whole, writer, &report, &error);
	bp_report_free(report);
	fclose(stream);
	return status;
}

static enum bp_status
compare(const struct job *job, bp_writer *writer)
{
	size_t differing;
	struct bp_error error;
	bp_comparison *comparison = bp_comparison_new();
	enum bp_status status = comparison == NULL ? BP_NO_MEMORY : BP_OK;
	for (size_t i = 0; status == BP_OK && i < COUNT(job->texts); i++) {
		FILE *stream =
		    fmemopen((void *)job->texts[i], strlen(job->texts[i]), "r");
		assert_non_null(stream);
		status =
		    bp_comparison_add(comparison, stream, i == 0 ? "one" : "two", &error);
		fclose(stream);
	}
	if (status == BP_OK)
		status = bp_comparison_write(
		    comparison, BP_DIFFERENCES, writer, &differing, &error);
	bp_comparison_free(comparison);
	return status;
}

/* What is written while the piece of that number is refused; NULL when it is said that memory
 * ran out. */
static char *
draw(const struct job *job, const char *system, size_t refused)
{
	const struct bp_style style = {.verbose = true};
	bp_writer *writer = NULL;
	struct bp_error error;
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);
	assert_non_null(stream);
	fake_configure(fake_profile(system));
	asked = 0;
	left = refused;
	enum bp_status status =
	    bp_writer_new(job->format, stream, style, &writer, &error);
	if (status == BP_OK)
		status = job->deed(job, writer);
	left = 0;
	bp_writer_free(writer);
	assert_int_equal(fclose(stream), 0);
	if (status == BP_OK)
		return text;
	assert_int_equal(status, BP_NO_MEMORY);
	free(text);
	return NULL;
}

/* Refuses one piece in so many. */
static void
refuse_each(const struct job *job, size_t step)
{
	char *clean = draw(job, "linux", 0);
	const size_t count = asked;
	size_t told = 0;
	assert_non_null(clean);
	assert_true(count > step);
	for (size_t i = 1; i <= count; i += step) {
		char *text = draw(job, "linux", i);
		if (text == NULL)
			told++;
		else
			assert_string_equal(text, clean);
		free(text);
	}
	assert_true(told > 0);
	free(clean);
}

static void
a_run_says_so(void **state)
{
	bp_plan *plan = probing_cases(cases, COUNT(cases));
	(void)state;
	refuse_each(&(struct job){probe, "json", plan, {NULL}}, 1);
	bp_plan_free(plan);
}

static void
each_format_says_so(void **state)
{
	bp_plan *plan = probing_cases(cases, 4);
	(void)state;
	for (size_t i = 0; bp_format_name(i) != NULL; i++)
		refuse_each(&(struct job){probe, bp_format_name(i), plan, {NULL}}, 1);
	bp_plan_free(plan);
}

static void
a_run_that_tells_rules_says_so(void **state)
{
	bp_plan *whole = probing_suite("full");
	bp_plan *plan = spaces_plan(whole, 200);
	(void)state;
	bp_plan_free(whole);
	refuse_each(&(struct job){probe, "json", plan, {NULL}}, 61);
	bp_plan_free(plan);
}

static void
reports_that_are_read_say_so(void **state)
{
	bp_plan *plan = probing_cases(cases, COUNT(cases));
	const struct job make = {probe, "json", plan, {NULL}};
	char *one = draw(&make, "linux", 0);
	char *two = draw(&make, "openbsd", 0);
	(void)state;
	assert_non_null(one);
	assert_non_null(two);
	refuse_each(&(struct job){show, "json", NULL, {one, two}}, 1);
	for (size_t i = 0; bp_format_name(i) != NULL; i++)
		refuse_each(
		    &(struct job){compare, bp_format_name(i), NULL, {one, two}}, 1);
	free(one);
	free(two);
	bp_plan_free(plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_run_says_so),
	    cmocka_unit_test(each_format_says_so),
	    cmocka_unit_test(a_run_that_tells_rules_says_so),
	    cmocka_unit_test(reports_that_are_read_say_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
