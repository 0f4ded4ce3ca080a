/* In place of read.c where Jansson was left out: nothing is read. */
#include <config.h>

#include "analyse/read.h"

const struct bp__limits bp__ordinary_limits = {.bytes = 0};

const char *
bp_reader(void)
{
	return NULL;
}

enum bp_status
bp__document_read(FILE *stream, const char *name, const struct bp__limits *limits,
    struct bp__document **document, struct bp_error *error)
{
	(void)stream;
	(void)limits;
	*document = NULL;
	return bp__fail(error, BP_CANNOT_READ,
	    "%.200s: this bindprobe was built without Jansson and reads no reports; build it "
	    "with Jansson, on Debian libjansson-dev",
	    name);
}

bp_report *
bp__document_report(struct bp__document *document)
{
	(void)document;
	return NULL;
}

bp_report *
bp__document_take(struct bp__document *document)
{
	(void)document;
	return NULL;
}

size_t
bp__document_count(const struct bp__document *document)
{
	(void)document;
	return 0;
}

const char *
bp__document_id(const struct bp__document *document, size_t i)
{
	(void)document;
	(void)i;
	return "";
}

bool
bp__document_find(const struct bp__document *document, const char *id, size_t *i)
{
	(void)document;
	(void)id;
	*i = 0;
	return false;
}

enum bp_status
bp__document_outcome(struct bp__document *document, size_t i, struct bp__arena *arena,
    struct bp__outcome *outcome)
{
	(void)document;
	(void)i;
	(void)arena;
	(void)outcome;
	return BP_NO_MEMORY;
}

void
bp__document_free(struct bp__document *document)
{
	(void)document;
}
