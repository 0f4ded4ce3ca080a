/* The table of formats. To add one is to add its record here. */
#include <config.h>

#include "format/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct bp__format *const formats[] = {
    &bp__format_text,
    &bp__format_json,
    &bp__format_tap,
    &bp__format_junit,
    &bp__format_markdown,
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
	*writer = result;
	return BP_OK;
}

void
bp_writer_free(bp_writer *writer)
{
	free(writer);
}
