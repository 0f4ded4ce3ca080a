/* Any bytes are a report or are refused in one printable line; and a report that was read is
 * read again from what was written of it. */
#include <config.h>

#include "bindprobe.h"
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char fuzz_corpus[] = "corpus-read";

static const struct bp_part whole = {.suites = NULL};

/* How a report is shown. */
struct way {
	const struct bp_part *part;
	const char *format;
	struct bp_style style;
};

/* Shows the report in this way; NULL when it was refused. */
static char *
show(const void *data, size_t size, const struct way *way, struct bp_error *error)
{
	char *text = NULL;
	size_t length = 0;
	bp_writer *writer = NULL;
	bp_report *report = NULL;
	FILE *input = fmemopen((void *)data, size, "rb");
	FILE *output = open_memstream(&text, &length);
	if (input == NULL || output == NULL ||
	    bp_writer_new(way->format, output, way->style, &writer, error) != BP_OK)
		abort();
	enum bp_status status = bp_show(input, "fuzz", way->part, writer, &report, error);
	bp_report_free(report);
	bp_writer_free(writer);
	fclose(output);
	fclose(input);
	if (status == BP_OK)
		return text;
	free(text);
	return NULL;
}

static void
check_error(const struct bp_error *error)
{
	if (error->status != BP_CANNOT_READ || error->text[0] == '\0')
		abort();
	for (const char *p = error->text; *p != '\0'; p++) {
		if (*p < 0x20 || *p > 0x7e)
			abort();
	}
}

static void
show_parts(const char *text)
{
	static const char *const globs[] = {"*6*"};
	static const struct bp_part parts[] = {
	    {.findings = true},
	    {.rules = true},
	    {.globs = globs, .glob_count = 1},
	    {.suites = "core"},
	};
	struct bp_error error;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const struct way way = {&parts[i], "text", {.verbose = true}};
		free(show(text, strlen(text), &way, &error));
	}
}

/* A redacted report is one too, and stays as it is when it is redacted again. */
static void
show_redacted(const char *text)
{
	const struct way redacted = {&whole, "json", {.verbose = true, .redact = true}};
	struct bp_error error;
	char *once = show(text, strlen(text), &redacted, &error);
	char *twice = once == NULL ? NULL : show(once, strlen(once), &redacted, &error);
	if (twice == NULL || strcmp(once, twice) != 0)
		abort();
	free(once);
	free(twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct way json = {&whole, "json", {.verbose = true}};
	struct bp_error error;
	if (size == 0)
		return 0;
	char *once = show(data, size, &json, &error);
	if (once == NULL) {
		check_error(&error);
		return 0;
	}
	char *twice = show(once, strlen(once), &json, &error);
	if (twice == NULL || strcmp(once, twice) != 0)
		abort();
	for (size_t i = 0; bp_format_name(i) != NULL; i++) {
		const struct way way = {&whole, bp_format_name(i), {.verbose = true}};
		free(show(once, strlen(once), &way, &error));
	}
	show_parts(once);
	show_redacted(once);
	free(once);
	free(twice);
	return 0;
}
