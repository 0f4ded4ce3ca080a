/* A writer, and what a format is. The formats themselves are in src/format/. */
#ifndef BP_MODEL_WRITER_H
#define BP_MODEL_WRITER_H

#include "model/report.h"

struct bp__differences;
struct bp__redaction;
struct bp__what_if;
struct bp__who;

/* A format: what to write when a run begins, for each outcome as it comes, and when the run
 * has ended; many reports side by side; who has a port; and what settings would change. A part
 * that is not needed is NULL. */
struct bp__format {
	const char *name;
	bool draws_grids; /* of a report that has them */
	void (*compare)(bp_writer *writer, const bp_comparison *comparison,
	    const struct bp__differences *differences, enum bp_comparing what);
	void (*who)(bp_writer *writer, const struct bp__who *who);
	void (*what_if)(bp_writer *writer, const struct bp__what_if *told);
	void (*begin)(bp_writer *writer, const bp_report *report);
	void (*one)(bp_writer *writer, const bp_report *report,
	    const struct bp__outcome *outcome);
	void (*end)(bp_writer *writer, const bp_report *report);
};

struct bp_writer {
	const struct bp__format *format;
	FILE *stream;
	struct bp_style style;
	size_t written; /* how many tests, where the format is a list of them */
	bp_comparison *comparison; /* for what collects a report rather than writes it */
	const char *name; /* of that report */
	struct bp__redaction *redaction; /* for what is to have stand-ins; NULL */
	bool failed; /* memory ran out, and what was written is not whole */
};

#endif
