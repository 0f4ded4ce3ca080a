/* What a generated program does: a case whose addresses have been looked up. The two
 * generators write it down in their languages, and share nothing with src/probe and src/sys:
 * their programs check what those say. */
#ifndef BP_EXPLAIN_PROGRAM_H
#define BP_EXPLAIN_PROGRAM_H

#include "model/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* An address as its text, the zone apart. */
struct bp__program_address {
	char text[BP__ADDRESS_TEXT];
	char zone[BP__ZONE_SIZE];
};

struct bp__program {
	struct bp__case plan;
	struct bp__program_address addresses[BP__SOCKETS_MAX];
	const char *lacking; /* why nothing can be tried; NULL when it can */
	const bp_report *report; /* where the case was run; may be NULL */
	const struct bp__outcome *outcome; /* what it answered; may be NULL */
};

/* Makes the program of the case with this id. Addresses that only a host knows are those of
 * the report. BP_BAD_USAGE when the id is malformed. */
enum bp_status
bp__program_make(const char *id, const bp_report *report, struct bp__program *program,
    struct bp_error *error);

/* Whether a socket of the program is of the family, has the option, has a zone. */
bool
bp__program_has_family(const struct bp__program *program, enum bp__family family);
bool
bp__program_has_option(const struct bp__program *program, enum bp__option option);
bool
bp__program_has_zone(const struct bp__program *program);

/* Whether a socket of the program has an option that is a call. */
bool
bp__program_sets_options(const struct bp__program *program);

/* Whether socket i takes the port that one before it was given by the system. */
bool
bp__program_needs_chosen_port(const struct bp__program *program, size_t i);

/* Writes the id, what it does, and what was answered, with these words before each line. */
void
bp__program_title(const struct bp__program *program, const char *before, FILE *out);

/* The id of socket i within the case, as "any6,v6only=on". Returns the buffer. */
const char *
bp__program_socket(
    const struct bp__program *program, size_t i, char *buffer, size_t size);

#endif
