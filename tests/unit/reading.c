/* Writes and shows reports in memory. */
#include <config.h>

#include "unit/reading.h"
#include "unit/probing.h"

#include <stdio.h>
#include <stdlib.h>

/* A stream into memory, and the writer to it. */
struct memory {
	char *text;
	size_t size;
	FILE *stream;
	bp_writer *writer;
};

static void
open_memory(struct memory *memory, const char *format, struct bp_style style)
{
	struct bp_error error;
	*memory = (struct memory){.text = NULL};
	memory->stream = open_memstream(&memory->text, &memory->size);
	if (memory->stream == NULL ||
	    bp_writer_new(format, memory->stream, style, &memory->writer, &error) !=
		BP_OK)
		abort();
}

static char *
close_memory(struct memory *memory, bool keep)
{
	bp_writer_free(memory->writer);
	fclose(memory->stream);
	if (keep)
		return memory->text;
	free(memory->text);
	return NULL;
}

char *
reading_run(const bp_plan *plan, const struct bp_settings *settings, const char *format,
    struct bp_style style)
{
	struct memory memory;
	struct bp_error error;
	bp_report *report = NULL;
	open_memory(&memory, format, style);
	enum bp_status status = bp_probe(plan, settings, memory.writer, &report, &error);
	bp_report_free(report);
	return close_memory(&memory, status == BP_OK);
}

char *
reading_show(const char *json, size_t size, const struct bp_part *part,
    const char *format, struct bp_style style, struct bp_error *error)
{
	/* Of no bytes fmemopen(3) may make no stream. */
	FILE *stream = size == 0 ? tmpfile() : fmemopen((void *)json, size, "rb");
	struct memory memory;
	bp_report *report = NULL;
	if (stream == NULL)
		abort();
	open_memory(&memory, format, style);
	enum bp_status status =
	    bp_show(stream, "host.json", part, memory.writer, &report, error);
	bp_report_free(report);
	fclose(stream);
	return close_memory(&memory, status == BP_OK);
}
