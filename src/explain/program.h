/* What a generated program does: a case whose addresses have been looked up. The two
 * generators write it down in their languages, and share nothing with src/probe and src/sys:
 * their programs check what those say. */
#ifndef BP_EXPLAIN_PROGRAM_H
#define BP_EXPLAIN_PROGRAM_H

#include "model/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What socket(2) takes for a transport, in the words of C and of Python. Not every Python
 * knows the protocols, so they are numbers there, with a remark. */
struct bp__program_protocol {
	enum bp_transport transport;
	const char *type;
	const char *protocol;
	const char *optional; /* the word of C that not every system has; NULL */
	const char *python;
	const char *remark;
};

/* What setsockopt(2) takes for an option, in C; Python's words are those of its module. */
struct bp__program_option {
	const char *level;
	const char *name;
	const char
	    *otherwise; /* what Python takes where its module has no such name; NULL for
	                        * an option that every system defines */
};

enum {
	BP__PROGRAM_NAME = 4 * BP__ZONE_SIZE + 3,
	BP__PROGRAM_OPTIONALS = 12,
	BP__PROGRAM_PORT = 7020, /* of a program that is given none */
};

/* An address as its text, the zone apart. */
struct bp__program_address {
	struct bp__address address;
	char text[BP__ADDRESS_TEXT];
	char zone[BP__PROGRAM_NAME]; /* in quotes; empty when there is none */
};

struct bp__program {
	struct bp__case plan;
	const struct bp__program_protocol *protocol;
	struct bp__program_address addresses[BP__SOCKETS_MAX];
	struct bp__program_address groups[2]; /* that join joins, of IPv4 and of IPv6 */
	char devices[BP__DEVICE_COUNT][BP__PROGRAM_NAME]; /* interfaces, in quotes */
	const struct bp__program_option *optionals[BP__PROGRAM_OPTIONALS];
	size_t optional_count; /* options that not every system defines, each once */
	unsigned port; /* when it is given none */
	const char *lacking; /* why nothing can be tried; NULL when it can */
	const bp_report *report; /* where the case was run; may be NULL */
	const struct bp__outcome *outcome; /* what it answered; may be NULL */
};

/* Makes the program of the case with this id. Addresses that only a host knows are those of
 * the report. BP_BAD_USAGE when the id is malformed. */
enum bp_status
bp__program_make(const char *id, const bp_report *report, struct bp__program *program,
    struct bp_error *error);

/* What setsockopt(2) takes for the call of an option on a socket of this family. */
const struct bp__program_option *
bp__program_option(enum bp__call call, enum bp__family family);

/* Whether a socket of the program has one of the options in the mask. */
bool
bp__program_has(const struct bp__program *program, unsigned options);

/* The group that socket i joins. */
const struct bp__program_address *
bp__program_group(const struct bp__program *program, size_t i);

/* Where a client of the same host reaches socket i: loopback for a wildcard address. */
struct bp__program_address
bp__program_reach(const struct bp__program *program, size_t i);

/* The interfaces that the program needs, in quotes, n from 0 on, each once; NULL after the
 * last. */
const char *
bp__program_interface(const struct bp__program *program, size_t n);

/* Whether socket i takes the port that one before it was given by the system. */
bool
bp__program_needs_chosen_port(const struct bp__program *program, size_t i);

/* Writes, in quotes, the lines of a program that tries nothing: n/a of every socket. */
void
bp__program_nothing(const struct bp__program *program, FILE *out);

/* Writes the id, what it does, and what was answered, with these words before each line. */
void
bp__program_title(const struct bp__program *program, const char *before, FILE *out);

/* The id of socket i within the case, as "any6,v6only=on". Returns the buffer. */
const char *
bp__program_socket(
    const struct bp__program *program, size_t i, char *buffer, size_t size);

#endif
