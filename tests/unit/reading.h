/* reading.h: reports as text in memory, written by a run or shown again. */
#ifndef UNIT_READING_H
#define UNIT_READING_H

#include "fake/fake.h"

#include <stddef.h>

/* What a run on the made-up system writes, with the settings' port and these formats; to be
 * freed. It runs on the system as it is, which fake_configure() made. */
char *
reading_run(const bp_plan *plan, const struct bp_settings *settings, const char *format,
    struct bp_style style);

/* What showing a part of the report writes, to be freed; NULL when it is refused, with the
 * error. */
char *
reading_show(const char *json, size_t size, const struct bp_part *part,
    const char *format, struct bp_style style, struct bp_error *error);

#endif
