/* The table of formats. To add one is to add its record here. */
#include <config.h>

#include "format/format.h"

#include <stdlib.h>
#include <string.h>

static const struct bp__format *const formats[] = {
    &bp__format_text,
    &bp__format_json,
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char *
bp_format_name(size_t i)
{
	return i < COUNT(formats) ? formats[i]->name : NULL;
}

enum bp_status
bp_writer_new(const char *format, FILE *stream, struct bp_style style, bp_writer **writer,
    struct bp_error *error)
{
	size_t i = 0;
	while (i < COUNT(formats) && strcmp(formats[i]->name, format) != 0)
		i++;
	if (i == COUNT(formats))
		return bp__fail(error, BP_BAD_USAGE,
		    "unknown format '%.80s'; valid are text, json", format);
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
