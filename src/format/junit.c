/* The JUnit report. There is no standard of it: this is what the schema of Jenkins' xUnit
 * plugin takes, and GitLab and others with it. No times are written, as none were taken,
 * and no host name. */
#include <config.h>

#include "format/format.h"
#include "format/check_compare.h"
#include "format/say_compare.h"
#include "format/junit.h"
#include "format/say.h"
#include "format/utf8.h"

#include <stdio.h>

/* Text for elements and attributes alike, as ASCII. What is not seen becomes a question mark:
 * XML 1.0 (section 2.2) lets no document hold some of it, and whatever shows the text would
 * carry out the rest. */
static void
put_text(FILE *out, const char *text)
{
	for (size_t n; *text != '\0'; text += n) {
		unsigned long code = bp__utf8_read(text, &n);
		bool plain = code >= 0x20 && code < 0x7f && code != '<' && code != '>' &&
		    code != '&' && code != '"' && code != '\'';
		if (plain)
			putc(*text, out);
		else if (bp__utf8_is_seen(text, &n))
			fprintf(out, "&#%lu;", code);
		else
			putc('?', out);
	}
}

static void
put_attribute(FILE *out, const char *name, const char *text)
{
	fprintf(out, " %s=\"", name);
	put_text(out, text);
	putc('"', out);
}

static void
put_property(FILE *out, const char *prefix, const char *name, const char *value)
{
	fprintf(out, "<property name=\"%s", prefix);
	put_text(out, name);
	putc('"', out);
	put_attribute(out, "value", value);
	fputs("/>\n", out);
}

static void
put_host(FILE *out, const bp_report *report)
{
	const struct bp__host *host = &report->host;
	struct bp__line isolation = {.used = 0};
	char port[16];
	bp__say_isolation(host, &isolation);
	snprintf(port, sizeof port, "%u", report->port);
	fputs("<properties>\n", out);
	put_property(out, "", "bindprobe", report->version);
	put_property(out, "", "system", host->system);
	put_property(out, "", "release", host->release);
	put_property(out, "", "machine", host->machine);
	put_property(out, "", "environment", host->environment);
	put_property(out, "", "user", host->user);
	if (isolation.used > 0)
		put_property(out, "", "isolated", isolation.text);
	put_property(out, "", "port", port);
	for (size_t i = 0; i < host->setting_count; i++)
		put_property(
		    out, "setting ", host->settings[i].name, host->settings[i].value);
	if (report->verdict != NULL)
		put_property(out, "", "verdict", report->verdict);
	fputs("</properties>\n", out);
}

static void
put_line(FILE *out, const char *key, const char *value)
{
	put_text(out, key);
	fputs(": ", out);
	put_text(out, value);
	putc('\n', out);
}

/* The same as TAP has, a line each. JUnit has no warnings: they are the word WARN here. */
static void
put_facts(FILE *out, const struct bp__check *check)
{
	put_line(out, "severity", bp__answer_name(check->answer));
	put_line(out, "status", check->status);
	if (check->text[0] != '\0')
		put_line(out, "message", check->text);
	for (size_t i = 0; i < check->fact_count; i++) {
		struct bp__fact fact;
		bp__check_tell(check, i, &fact);
		put_line(out, fact.key, fact.value);
	}
}

static void
put_failure(FILE *out, const struct bp__check *check)
{
	fputs("<failure", out);
	put_attribute(out, "type", check->status);
	put_attribute(out, "message", check->text);
	putc('>', out);
	put_facts(out, check);
	fputs("</failure>", out);
}

static void
put_skipped(FILE *out, const struct bp__check *check)
{
	fputs("<skipped", out);
	put_attribute(out, "message", check->text);
	fputs("/>", out);
}

static void
put_said(FILE *out, const struct bp__check *check)
{
	fputs("<system-out>", out);
	put_facts(out, check);
	fputs("</system-out>", out);
}

void
bp__junit_begin(bp_writer *writer)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<testsuites name=\"bindprobe\">\n",
	    writer->stream);
}

static void
open_suite(bp_writer *writer, const char *name, const struct bp__junit_counts *counts)
{
	size_t tests = 0;
	for (int i = 0; i < BP__ANSWER_COUNT; i++)
		tests += counts->answers[i];
	fputs("<testsuite", writer->stream);
	put_attribute(writer->stream, "name", name);
	fprintf(writer->stream,
	    " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n", tests,
	    counts->answers[BP__ANSWER_NOT_OK], counts->answers[BP__ANSWER_SKIPPED]);
}

void
bp__junit_open(bp_writer *writer, const bp_report *report, const char *name,
    const struct bp__junit_counts *counts)
{
	open_suite(writer, name, counts);
	put_host(writer->stream, report);
}

void
bp__junit_check(bp_writer *writer, const struct bp__check *check)
{
	static void (*const puts_answer[])(FILE * out, const struct bp__check *check) = {
	    [BP__ANSWER_OK] = put_said,
	    [BP__ANSWER_WARNING] = put_said,
	    [BP__ANSWER_NOT_OK] = put_failure,
	    [BP__ANSWER_SKIPPED] = put_skipped,
	};
	FILE *out = writer->stream;
	fprintf(out, "<testcase classname=\"bindprobe.%s\"", check->group->name);
	put_attribute(out, "name", check->name);
	putc('>', out);
	puts_answer[check->answer](out, check);
	fputs("</testcase>\n", out);
}

void
bp__junit_close(bp_writer *writer)
{
	fputs("</testsuite>\n", writer->stream);
}

void
bp__junit_end(bp_writer *writer)
{
	fputs("</testsuites>\n", writer->stream);
}

static void
begin(bp_writer *writer, const bp_report *report)
{
	(void)report;
	bp__junit_begin(writer);
}

/* The cases of a sweep are gone once they are written: each that is not stable is a suite,
 * as the number of them is not known yet, and the others are not told one by one. */
static void
one(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	const struct bp__junit_counts counts = {.answers = {[BP__ANSWER_NOT_OK] = 1}};
	struct bp__check check;
	if (!report->sweep || !outcome->unstable)
		return;
	bp__check_case(report, outcome, &check);
	bp__junit_open(writer, report, check.group->plural, &counts);
	bp__junit_check(writer, &check);
	bp__junit_close(writer);
}

static void
put_group(bp_writer *writer, const bp_report *report, const struct bp__check_group *group)
{
	struct bp__junit_counts counts = {.answers = {0}};
	struct bp__check check;
	size_t count = bp__check_count(group, report, writer->style.verbose);
	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		bp__check_get(group, report, i, &check);
		counts.answers[check.answer]++;
	}
	bp__junit_open(writer, report, group->plural, &counts);
	for (size_t i = 0; i < count; i++) {
		bp__check_get(group, report, i, &check);
		bp__junit_check(writer, &check);
	}
	bp__junit_close(writer);
}

static void
end(bp_writer *writer, const bp_report *report)
{
	const struct bp__check_group *group;
	for (size_t g = 0; (group = bp__check_group(g)) != NULL; g++)
		put_group(writer, report, group);
	bp__junit_end(writer);
}

/* Which reports are which letter. */
static void
put_columns(FILE *out, const bp_comparison *comparison)
{
	struct bp__line more = {.used = 0};
	size_t shown = bp__say_columns_shown(comparison);
	for (size_t i = 0; i < shown; i++) {
		const struct bp__column *column = &comparison->columns[i];
		struct bp__line names = {.used = 0};
		bp__say_column(column, &names);
		put_property(out, column->label, " ", names.text);
		put_property(out, column->label, " host", column->host);
	}
	bp__say_more_columns(comparison, shown, &more);
	if (more.used > 0)
		put_property(out, "", "more", more.text);
}

static void
open_sort(bp_writer *writer, const bp_comparison *comparison, enum bp__row_sort sort)
{
	struct bp__junit_counts counts = {.answers = {0}};
	for (size_t i = 0; i < comparison->row_count; i++) {
		const struct bp__compared compared = {comparison, i};
		struct bp__check check;
		if (comparison->rows[i].sort == sort &&
		    bp__compared_check(&compared, &check))
			counts.answers[check.answer]++;
	}
	open_suite(writer, bp__compared_group(sort)->plural, &counts);
	fputs("<properties>\n", writer->stream);
	put_property(writer->stream, "", "bindprobe", bp_version());
	put_columns(writer->stream, comparison);
	fputs("</properties>\n", writer->stream);
}

static void
compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what)
{
	(void)differences;
	(void)what;
	bp__junit_begin(writer);
	for (int sort = 0; sort < BP__ROW_SORTS; sort++) {
		open_sort(writer, comparison, (enum bp__row_sort)sort);
		for (size_t i = 0; i < comparison->row_count; i++) {
			const struct bp__compared compared = {comparison, i};
			struct bp__check check;
			if (comparison->rows[i].sort == (enum bp__row_sort)sort &&
			    bp__compared_check(&compared, &check))
				bp__junit_check(writer, &check);
		}
		bp__junit_close(writer);
	}
	bp__junit_end(writer);
}

const struct bp__format bp__format_junit = {
    .name = "junit",
    .compare = compare,
    .begin = begin,
    .one = one,
    .end = end,
};
