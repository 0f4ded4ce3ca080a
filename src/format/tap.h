/* The Test Anything Protocol, version 14, test by test. */
#ifndef BP_FORMAT_TAP_H
#define BP_FORMAT_TAP_H

#include "format/check.h"

/* The version and, as comments, whose report this is. */
void
bp__tap_begin(bp_writer *writer, const bp_report *report);

/* One test, with what was seen as YAML. */
void
bp__tap_check(bp_writer *writer, const struct bp__check *check);

/* The plan, which may come last. */
void
bp__tap_end(bp_writer *writer);

#endif
