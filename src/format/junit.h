/* JUnit's XML, as Jenkins reads it, test by test. */
#ifndef BP_FORMAT_JUNIT_H
#define BP_FORMAT_JUNIT_H

#include "format/check.h"

/* How the tests of a suite went; its numbers come before the tests in the document. */
struct bp__junit_counts {
	size_t answers[BP__ANSWER_COUNT];
};

/* The head of the document. */
void
bp__junit_begin(bp_writer *writer);

/* Opens a suite, and says on which host its tests were made. */
void
bp__junit_open(bp_writer *writer, const bp_report *report, const char *name,
    const struct bp__junit_counts *counts);

/* One test of the open suite. */
void
bp__junit_check(bp_writer *writer, const struct bp__check *check);

void
bp__junit_close(bp_writer *writer);

/* The end of the document. */
void
bp__junit_end(bp_writer *writer);

#endif
