/* Suites: named sets of cases, each a product over series, addresses and options. */
#ifndef BP_MODEL_SUITE_H
#define BP_MODEL_SUITE_H

#include "model/case.h"

/* What is done with each case of a suite; false ends the walk. */
typedef bool
bp__case_visit(void *context, const struct bp__case *c);

/* Walks the cases of a suite in order. Returns BP_BAD_USAGE when there is no such suite,
 * BP_NO_MEMORY when the visit ended the walk. A case may come more than once. */
enum bp_status
bp__suite_walk(
    const char *name, bp__case_visit *visit, void *context, struct bp_error *error);

/* Whether the text report has tables for the suite, so that its cases need not be drawn one
 * by one. */
bool
bp__suite_has_tables(const char *name);

/* The options, as bits, that the suite is about: its cases have them, or say why not, even
 * where the system has not. */
unsigned
bp__suite_is_about(const char *name);

#endif
