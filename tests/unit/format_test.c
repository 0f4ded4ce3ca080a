/* Formats: what holds of every report of every system, drawn in every format. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindprobe.h"
#include "unit/probing.h"
#include "unit/unit.h"

enum {
	COLUMNS = 80,
};

/* All that was written to the stream, as a string to be freed. */
static char *
read_back(FILE *stream)
{
	long length = ftell(stream);
	assert_true(length > 0);
	char *text = malloc((size_t)length + 1);
	assert_non_null(text);
	rewind(stream);
	assert_int_equal(fread(text, 1, (size_t)length, stream), length);
	text[length] = '\0';
	return text;
}

/* The report of one run on the system as it is. */
static char *
draw_here(const bp_plan *plan, const char *format, struct bp_style style)
{
	const struct bp_settings settings = {.port = PROBING_PORT,
	    .recipes = true,
	    .findings = true,
	    .verbose = style.verbose};
	FILE *stream = tmpfile();
	bp_writer *writer;
	bp_report *report;
	struct bp_error error;
	assert_non_null(stream);
	assert_int_equal(bp_writer_new(format, stream, style, &writer, &error), BP_OK);
	assert_int_equal(bp_probe(plan, &settings, writer, &report, &error), BP_OK);
	bp_report_free(report);
	bp_writer_free(writer);
	char *text = read_back(stream);
	fclose(stream);
	return text;
}

/* The same on this system from its start. */
static char *
draw(const struct fake_profile *profile, const bp_plan *plan, const char *format,
    struct bp_style style)
{
	fake_configure(profile);
	return draw_here(plan, format, style);
}

/* Ways to draw a report: by tables, case by case, and with everything. */
static const struct bp_style styles[] = {{.verbose = false}, {.verbose = true}};
static const char *const plans[] = {"core", "facts"};

/* Calls check with every report of every system that can be probed. */
static void
for_every_report(const char *format, void (*check)(const char *name, const char *text))
{
	for (size_t n = 0; n < fake_profile_count * COUNT(styles) * COUNT(plans); n++) {
		const struct fake_profile *profile = &fake_profiles[n / 4];
		bp_plan *plan = probing_suite(plans[n / 2 % 2]);
		if (profile->families[0] != '\0') {
			char *text = draw(profile, plan, format, styles[n % 2]);
			check(profile->name, text);
			free(text);
		}
		bp_plan_free(plan);
	}
}

static void
check_lines(const char *name, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		if (length > COLUMNS)
			fail_msg("%s: %.*s", name, (int)length, text);
		assert_int_not_equal(text[length], '\0');
		assert_null(memchr(text, '\t', length));
		if (length > 0)
			assert_int_not_equal(text[length - 1], ' ');
		text += length + 1;
	}
}

static void
text_keeps_to_eighty_columns(void **state)
{
	(void)state;
	for_every_report("text", check_lines);
}

/* Cases that are not stable say so in their cell too. */
static void
unstable_cases_keep_to_eighty_columns(void **state)
{
	bp_plan *plan = probing_suite("wildcard");
	int unstable = 0;
	(void)state;
	for (unsigned long n = 30; n < 2000; n += 23) {
		const struct fake_intruder intruder = {.port = PROBING_PORT,
		    .transports = BP_TCP | BP_UDP,
		    .families = "46",
		    .from = n,
		    .until = n + 3};
		const struct bp_settings settings = {
		    .port = PROBING_PORT, .findings = true};
		FILE *stream = tmpfile();
		bp_writer *writer;
		bp_report *report = NULL;
		struct bp_error error;
		assert_non_null(stream);
		bp_writer_new("text", stream, styles[0], &writer, &error);
		fake_configure(fake_profile("lwip"));
		fake_intrude(&intruder);
		if (bp_probe(plan, &settings, writer, &report, &error) == BP_OK) {
			char *text = read_back(stream);
			check_lines("lwip", text);
			unstable += strstr(text, " ?") != NULL;
			free(text);
		}
		bp_report_free(report);
		bp_writer_free(writer);
		fclose(stream);
	}
	assert_true(unstable > 0);
	bp_plan_free(plan);
}

/* Where nothing can be tried by another user the reason is that, and not what else is
 * lacking. */
static void
a_block_that_cannot_be_tried_has_its_reason(void **state)
{
	static const char *const profiles[] = {"linux-user", "noipv6", "stingy"};
	bp_plan *plan = probing_suite("core");
	(void)state;
	for (size_t i = 0; i < COUNT(profiles); i++) {
		char *text = draw(fake_profile(profiles[i]), plan, "text", styles[0]);
		assert_non_null(strstr(text, "another user: n/a, needs root"));
		free(text);
	}
	bp_plan_free(plan);
}

/* An option that is not there hides no answers of those that are. */
static void
a_column_that_cannot_be_tried_leaves_the_others(void **state)
{
	bp_plan *plan = probing_suite("core");
	(void)state;
	char *text = draw(fake_profile("windows"), plan, "text", styles[0]);
	assert_non_null(strstr(text, "  127.0.0.1 over 0.0.0.0        takes 127.0.0.1"));
	assert_non_null(strstr(text, "  n/a: SO_REUSEPORT is not defined here\n"));
	free(text);
	bp_plan_free(plan);
}

/* In Microsoft's table a first socket is a row. */
static void
exclusive_binds_have_a_table_of_their_own(void **state)
{
	static const struct {
		const char *profile;
		const char *line;
	} rows[] = {
	    {"windows",
		"First, then second socket        no option     SO_REUSEADDR  "
		"SO_EXCLUSIVEADDRUSE\n"},
	    {"windows",
		"  0.0.0.0                        EADDRINUSE    EACCES        EADDRINUSE\n"},
	    {"windows",
		"  0.0.0.0, SO_REUSEADDR          EADDRINUSE    ok            EADDRINUSE\n"},
	    {"windows",
		"  127.0.0.1                      ok            ok            EADDRINUSE\n"},
	    {"linux",
		"  0.0.0.0                        EADDRINUSE    EADDRINUSE    n/a\n"},
	    {"linux",
		"  127.0.0.1, SO_EXCLUSIVEADDRUSE n/a: SO_EXCLUSIVEADDRUSE is not defined "
		"here\n"},
	    {"linux", "  n/a: SO_EXCLUSIVEADDRUSE is not defined here\n"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		fake_configure(fake_profile(rows[i].profile));
		bp_plan *plan = probing_suite("exclusive");
		assert_int_equal(bp_plan_count(plan), 3 * 2 * 36);
		char *text = draw(fake_profile(rows[i].profile), plan, "text", styles[0]);
		assert_non_null(strstr(text, rows[i].line));
		assert_null(strstr(text, "take over?"));
		free(text);
		bp_plan_free(plan);
	}
}

static void
check_bytes(const char *name, const char *text)
{
	for (size_t i = 0; text[i] != '\0'; i++) {
		bool printable = text[i] >= ' ' && text[i] <= '~';
		if (!printable && text[i] != '\n' && text[i] != '\t')
			fail_msg("%s: byte %d at %zu", name, text[i], i);
	}
	assert_null(strstr(text, "(null)"));
}

static void
reports_are_plain_ascii(void **state)
{
	(void)state;
	for (size_t i = 0; bp_format_name(i) != NULL; i++)
		for_every_report(bp_format_name(i), check_bytes);
}

/* Brackets outside strings close what was opened. */
static void
check_nesting(const char *name, const char *text)
{
	char open[64];
	size_t depth = 0;
	bool quoted = false;
	for (const char *p = text; *p != '\0'; p++) {
		if (quoted && *p == '\\')
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && (*p == '{' || *p == '['))
			open[depth++] = *p == '{' ? '}' : ']';
		else if (!quoted && (*p == '}' || *p == ']'))
			if (depth == 0 || open[--depth] != *p)
				fail_msg("%s: '%c' at %zu", name, *p, (size_t)(p - text));
		assert_true(depth < sizeof open);
	}
	assert_int_equal(depth, 0);
	assert_false(quoted);
}

static void
json_nests(void **state)
{
	(void)state;
	for_every_report("json", check_nesting);
}

static void
the_same_run_gives_the_same_bytes(void **state)
{
	bp_plan *plan = probing_suite("core");
	(void)state;
	for (size_t i = 0; bp_format_name(i) != NULL; i++) {
		const struct bp_style style = {.verbose = true};
		const struct fake_profile *profile = fake_profile("freebsd");
		char *first = draw(profile, plan, bp_format_name(i), style);
		char *second = draw(profile, plan, bp_format_name(i), style);
		assert_string_equal(first, second);
		free(first);
		free(second);
	}
	bp_plan_free(plan);
}

/* Without its escape sequences a coloured report is the plain one. */
static void
colour_adds_nothing_but_colour(void **state)
{
	bp_plan *plan = probing_suite("core");
	const struct fake_profile *profile = fake_profile("linux");
	char *plain = draw(profile, plan, "text", (struct bp_style){.color = false});
	char *coloured = draw(profile, plan, "text", (struct bp_style){.color = true});
	size_t used = 0;
	(void)state;
	assert_string_not_equal(plain, coloured);
	for (const char *p = coloured; *p != '\0'; p++) {
		if (*p == '\033')
			p += strcspn(p, "m");
		else
			coloured[used++] = *p;
	}
	coloured[used] = '\0';
	assert_string_equal(plain, coloured);
	free(plain);
	free(coloured);
	bp_plan_free(plan);
}

static void
an_unknown_format_is_named_with_the_valid_ones(void **state)
{
	struct bp_error error = {.text = ""};
	bp_writer *writer = NULL;
	(void)state;
	assert_int_equal(bp_writer_new("jsonx", stdout, (struct bp_style){.color = false},
			     &writer, &error),
	    BP_BAD_USAGE);
	assert_non_null(strstr(error.text, "'jsonx'"));
	for (size_t i = 0; bp_format_name(i) != NULL; i++)
		assert_non_null(strstr(error.text, bp_format_name(i)));
	bp_writer_free(NULL);
}

/* What the kernel's table of sockets has is shown with every call, and in any case where it is
 * not as the socket says of itself. */
static void
text_shows_what_the_table_has(void **state)
{
	static const struct {
		enum fake_lie lie;
		const char *words; /* NULL: nothing, unless everything is shown */
	} rows[] = {
	    {FAKE_HONEST, NULL},
	    {FAKE_LIES_STATE, "in the kernel's table: BOUND, V6ONLY off"},
	    {FAKE_LIES_V6ONLY, "in the kernel's table: LISTEN, V6ONLY on"},
	    {FAKE_LIES_ADDRESS, ", at "},
	    {FAKE_LIES_MISSING, "in the kernel's table: nothing"},
	};
	static const char *const ids[] = {"tcp/any6,v6only=off"};
	struct fake_profile profile = *fake_profile("linux");
	bp_plan *plan = probing_cases(ids, COUNT(ids));
	(void)state;
	profile.tells_owner = true;
	for (size_t i = 0; i < 2 * COUNT(rows); i++) {
		bool verbose = i % 2 == 1;
		const char *words = rows[i / 2].words;
		fake_configure(&profile);
		fake_lie(rows[i / 2].lie);
		char *text =
		    draw_here(plan, "text", (struct bp_style){.verbose = verbose});
		if (words == NULL)
			words = "in the kernel's table: LISTEN, V6ONLY off";
		bool wanted = rows[i / 2].words != NULL || verbose;
		assert_int_equal(strstr(text, words) != NULL, wanted);
		free(text);
	}
	bp_plan_free(plan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_keeps_to_eighty_columns),
	    cmocka_unit_test(unstable_cases_keep_to_eighty_columns),
	    cmocka_unit_test(a_block_that_cannot_be_tried_has_its_reason),
	    cmocka_unit_test(a_column_that_cannot_be_tried_leaves_the_others),
	    cmocka_unit_test(exclusive_binds_have_a_table_of_their_own),
	    cmocka_unit_test(reports_are_plain_ascii),
	    cmocka_unit_test(json_nests),
	    cmocka_unit_test(the_same_run_gives_the_same_bytes),
	    cmocka_unit_test(colour_adds_nothing_but_colour),
	    cmocka_unit_test(text_shows_what_the_table_has),
	    cmocka_unit_test(an_unknown_format_is_named_with_the_valid_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
