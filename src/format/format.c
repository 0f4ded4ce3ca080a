/* The table of formats. To add one is to add its record here. */
#include <config.h>

#include "format/format.h"
#include "analyse/differ.h"
#include "format/redact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct bp__format *const formats[] = {
    &bp__format_text,
    &bp__format_json,
    &bp__format_tap,
    &bp__format_junit,
    &bp__format_markdown,
    &bp__format_html,
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char *
bp_format_name(size_t i)
{
	return i < COUNT(formats) ? formats[i]->name : NULL;
}

/* Names the formats there are. */
static enum bp_status
complain(const char *format, struct bp_error *error)
{
	char names[80];
	size_t used = 0;
	for (size_t i = 0; i < COUNT(formats) && used < sizeof names; i++)
		used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
		    i == 0 ? "" : ", ", formats[i]->name);
	return bp__fail(
	    error, BP_BAD_USAGE, "unknown format '%.80s'; valid are %s", format, names);
}

enum bp_status
bp_writer_new(const char *format, FILE *stream, struct bp_style style, bp_writer **writer,
    struct bp_error *error)
{
	size_t i = 0;
	while (i < COUNT(formats) && strcmp(formats[i]->name, format) != 0)
		i++;
	if (i == COUNT(formats))
		return complain(format, error);
	bp_writer *result = malloc(sizeof *result);
	if (result == NULL)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	*result = (bp_writer){.format = formats[i], .stream = stream, .style = style};
	if (style.redact && !bp__redact(result)) {
		free(result);
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	}
	*writer = result;
	return BP_OK;
}

static void
begin_collecting(bp_writer *writer, const bp_report *report)
{
	bp_comparison *comparison = writer->comparison;
	if (bp__comparison_begin(comparison, report, writer->name) != BP_OK)
		comparison->arena.failed = true;
	else
		comparison->collected =
		    comparison->columns[comparison->column_count - 1].names[0];
}

static void
collect_case(
    bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	(void)report;
	if (!writer->comparison->arena.failed &&
	    bp__comparison_case(writer->comparison, outcome) != BP_OK)
		writer->comparison->arena.failed = true;
}

static void
end_collecting(bp_writer *writer, const bp_report *report)
{
	if (!writer->comparison->arena.failed &&
	    bp__comparison_end(writer->comparison, report) != BP_OK)
		writer->comparison->arena.failed = true;
}

static const struct bp__format collecting = {
    .name = "",
    .begin = begin_collecting,
    .one = collect_case,
    .end = end_collecting,
};

enum bp_status
bp_comparison_collector(bp_comparison *comparison, const char *name, bp_writer **writer,
    struct bp_error *error)
{
	bp_writer *result = malloc(sizeof *result);
	if (result == NULL)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	*result =
	    (bp_writer){.format = &collecting, .comparison = comparison, .name = name};
	*writer = result;
	return BP_OK;
}

enum bp_status
bp_comparison_write(bp_comparison *comparison, enum bp_comparing what, bp_writer *writer,
    size_t *count, struct bp_error *error)
{
	struct bp__arena arena = {.blocks = NULL};
	struct bp__differences differences;
	enum bp_status status = comparison->arena.failed ? BP_NO_MEMORY : BP_OK;
	bp__comparison_judge(comparison);
	*count = what == BP_PORTABLE ? !bp__comparison_has_portable(comparison)
				     : bp__comparison_count(comparison);
	if (status == BP_OK)
		status = bp__differences_derive(comparison, &arena, &differences);
	if (status == BP_OK && writer != NULL)
		writer->format->compare(writer, comparison, &differences, what);
	if (status == BP_OK && writer != NULL && writer->failed)
		status = BP_NO_MEMORY;
	bp__arena_free(&arena);
	return status == BP_OK ? BP_OK : bp__fail(error, BP_NO_MEMORY, "out of memory");
}

void
bp_writer_free(bp_writer *writer)
{
	if (writer == NULL)
		return;
	bp__redaction_free(writer->redaction);
	free(writer);
}
