/* The TAP report: https://testanything.org/tap-version-14-specification.html. It is plain
 * ASCII, whatever the host says: YAML has escapes for the rest, descriptions have not. */
#include <config.h>

#include "format/format.h"
#include "format/check_compare.h"
#include "format/say.h"
#include "format/say_compare.h"
#include "format/tap.h"
#include "format/utf8.h"

#include <stdio.h>

/* A part of a line, on which # and \ have a meaning. */
static void
put_description(FILE *out, const char *text)
{
	for (size_t n; *text != '\0'; text += n) {
		unsigned long code = bp__utf8_read(text, &n);
		if (code == '#' || code == '\\')
			putc('\\', out);
		putc(code >= 0x20 && code < 0x7f ? *text : '?', out);
	}
}

/* A double-quoted scalar of YAML 1.2 (section 7.3.1). */
static void
put_scalar(FILE *out, const char *text)
{
	putc('"', out);
	for (size_t n; *text != '\0'; text += n) {
		unsigned long code = bp__utf8_read(text, &n);
		if (code == '"' || code == '\\')
			fprintf(out, "\\%c", *text);
		else if (code >= 0x20 && code < 0x7f)
			putc(*text, out);
		else
			fprintf(out, code > 0xffff ? "\\U%08lx" : "\\u%04lx", code);
	}
	putc('"', out);
}

static void
put_pair(FILE *out, const char *key, const char *text)
{
	fprintf(out, "  %s: ", key);
	put_scalar(out, text);
	putc('\n', out);
}

static void
put_facts(FILE *out, const struct bp__check *check)
{
	if (check->fact_count > 0)
		fputs("  seen:\n", out);
	for (size_t i = 0; i < check->fact_count; i++) {
		struct bp__fact fact;
		bp__check_tell(check, i, &fact);
		fputs("    ", out);
		put_scalar(out, fact.key);
		fputs(": ", out);
		put_scalar(out, fact.value);
		putc('\n', out);
	}
}

void
bp__tap_begin(bp_writer *writer, const bp_report *report)
{
	FILE *out = writer->stream;
	const struct bp__host *host = &report->host;
	const char *const words[] = {report->version, ", ", host->system, " ",
	    host->release, " ", host->machine, ", ", host->user};
	struct bp__line isolation = {.used = 0};
	bp__say_isolation(host, &isolation);
	writer->written = 0;
	fputs("TAP version 14\n# bindprobe ", out);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		put_description(out, words[i]);
	fprintf(out, ", port %u\n", report->port);
	if (isolation.used == 0)
		return;
	fputs("# isolated ", out);
	put_description(out, isolation.text);
	putc('\n', out);
}

void
bp__tap_check(bp_writer *writer, const struct bp__check *check)
{
	FILE *out = writer->stream;
	fprintf(out, "%sok %zu - %s ", check->answer == BP__ANSWER_NOT_OK ? "not " : "",
	    ++writer->written, check->group->name);
	put_description(out, check->name);
	if (check->answer == BP__ANSWER_SKIPPED) {
		fputs(" # SKIP ", out);
		put_description(out, check->text);
	}
	fputs("\n  ---\n", out);
	put_pair(out, "severity", bp__answer_name(check->answer));
	put_pair(out, "status", check->status);
	if (check->text[0] != '\0')
		put_pair(out, "message", check->text);
	put_facts(out, check);
	fputs("  ...\n", out);
}

void
bp__tap_end(bp_writer *writer)
{
	fprintf(writer->stream, "1..%zu\n", writer->written);
}

/* The cases of a sweep are gone once they are written: those that are not stable are told
 * at once, and the others not one by one. */
static void
one(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	struct bp__check check;
	if (!report->sweep || !outcome->unstable)
		return;
	bp__check_case(report, outcome, &check);
	bp__tap_check(writer, &check);
}

static void
end(bp_writer *writer, const bp_report *report)
{
	const struct bp__check_group *group;
	for (size_t g = 0; (group = bp__check_group(g)) != NULL; g++) {
		size_t count = bp__check_count(group, report, writer->style.verbose);
		for (size_t i = 0; i < count; i++) {
			struct bp__check check;
			bp__check_get(group, report, i, &check);
			bp__tap_check(writer, &check);
		}
	}
	bp__tap_end(writer);
}

/* Which reports are which letter. */
static void
put_columns(FILE *out, const bp_comparison *comparison)
{
	struct bp__line more = {.used = 0};
	size_t shown = bp__say_columns_shown(comparison);
	for (size_t i = 0; i < shown; i++) {
		struct bp__line names = {.used = 0};
		bp__say_column(&comparison->columns[i], &names);
		fprintf(out, "# %s: ", comparison->columns[i].label);
		put_description(out, names.text);
		fputs(", ", out);
		put_description(out, comparison->columns[i].host);
		putc('\n', out);
	}
	bp__say_more_columns(comparison, shown, &more);
	if (more.used > 0)
		fprintf(out, "# %s\n", more.text);
}

/* Each row is a test; which report is which letter stands before them. */
static void
compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what)
{
	(void)differences;
	(void)what;
	FILE *out = writer->stream;
	writer->written = 0;
	fprintf(out, "TAP version 14\n# bindprobe %s, reports compared\n", bp_version());
	put_columns(out, comparison);
	for (size_t i = 0; i < comparison->row_count; i++) {
		const struct bp__compared compared = {comparison, i};
		struct bp__check check;
		if (bp__compared_check(&compared, &check))
			bp__tap_check(writer, &check);
	}
	bp__tap_end(writer);
}

const struct bp__format bp__format_tap = {
    .name = "tap",
    .compare = compare,
    .begin = bp__tap_begin,
    .one = one,
    .end = end,
};
