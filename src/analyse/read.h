/* Reading reports back. A report is not to be trusted: whatever it holds, it is read or it is
 * refused, with where and why. */
#ifndef BP_ANALYSE_READ_H
#define BP_ANALYSE_READ_H

#include "bindprobe.h"
#include "model/report.h"

#include <stdbool.h>
#include <stddef.h>

/* The most there may be of anything. */
struct bp__limits {
	size_t bytes; /* of the file */
	size_t depth; /* of values inside values */
	size_t values; /* in all, as each takes memory */
	size_t cases;
	size_t text; /* bytes of one string */
};

/* The limits that are ordinary: far more than any report has. */
extern const struct bp__limits bp__ordinary_limits;

/* A report that was read. */
struct bp__document;

/* Reads the stream to its end, and all that it says is checked. The name is that of the file,
 * for errors. BP_CANNOT_READ when it is no report this version can read; BP_NO_MEMORY. */
enum bp_status
bp__document_read(FILE *stream, const char *name, const struct bp__limits *limits,
    struct bp__document **document, struct bp_error *error);

/* What it says, as the probe had it; but the outcomes of a sweep are not kept in it, and
 * neither are grids. It is the document's. */
bp_report *
bp__document_report(struct bp__document *document);

/* Takes the report out of the document, to be freed with bp_report_free(). */
bp_report *
bp__document_take(struct bp__document *document);

/* How many cases it has. */
size_t
bp__document_count(const struct bp__document *document);

/* The id of case i. */
const char *
bp__document_id(const struct bp__document *document, size_t i);

/* Finds the first case with this id. */
bool
bp__document_find(const struct bp__document *document, const char *id, size_t *i);

/* The outcome of case i, what it holds being put into the arena. In a sweep error numbers are
 * not told, nor which several sockets received: then it is the first two. BP_NO_MEMORY is the
 * only error. */
enum bp_status
bp__document_outcome(struct bp__document *document, size_t i, struct bp__arena *arena,
    struct bp__outcome *outcome);

/* Frees the document and a report that was not taken; NULL is allowed. */
void
bp__document_free(struct bp__document *document);

#endif
