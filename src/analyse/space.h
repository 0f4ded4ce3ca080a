/* A space: cases of two sockets and what became of them, kept in little memory so that all
 * of them can be looked at together. */
#ifndef BP_ANALYSE_SPACE_H
#define BP_ANALYSE_SPACE_H

#include "model/arena.h"
#include "model/case.h"
#include "model/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Words, each kept once. */
struct bp__words {
	const char **words;
	size_t count;
	size_t room;
};

/* One case. What the numbers stand for is in the tables of the space. */
struct bp__space_case {
	uint16_t sockets[2];
	uint16_t delivery; /* 0: it has none */
	uint8_t series;
	uint8_t outcome;
};

/* A distinct outcome of cases: the result of each socket, as numbers of words. */
struct bp__space_outcome {
	uint8_t results[2];
	size_t count; /* of cases */
};

enum {
	BP__SPACE_OUTCOMES = 256,
	BP__SPACE_RESULTS = 64,
	BP__SPACE_SOCKETS = 1024, /* ten times what the suite full has, as they are */
	BP__SPACE_DELIVERIES = 1024, /* looked for one by one */
	BP__SPACE_CLASS = 160, /* holds the text of an outcome */
};

/* Starts as zero; free it with bp__space_free(). */
struct bp__space {
	struct bp__space_case *cases;
	size_t count;
	size_t room;
	struct bp__socket_spec *sockets; /* each distinct one once */
	size_t socket_count;
	size_t socket_room;
	struct bp__space_outcome outcomes[BP__SPACE_OUTCOMES];
	size_t outcome_count;
	struct bp__words results; /* "ok", "bind:EADDRINUSE" */
	struct bp__words deliveries; /* the first is empty */
	const enum bp__kind *targets; /* what each letter of a delivery is of */
	size_t target_count;
	size_t absent; /* cases that could not be tried here, which it does not keep */
	size_t others; /* cases of other shapes, and what did not fit */
	struct bp__arena arena;
};

/* Says which kinds of address the targets are, in the order deliveries tell of them. A
 * target that is no kind's address, as a further address of the host, is BP__NUMBER and
 * left out of the rules. The kinds are copied. BP_NO_MEMORY is the only error. */
enum bp_status
bp__space_set_targets(struct bp__space *space, const enum bp__kind *kinds, size_t count);

/* Adds a case and its outcome. Only cases of two sockets with kinds of addresses are kept,
 * and only those that could be tried. The delivery says who received at each target, a
 * letter each as bp__delivery_letter() has it; NULL when nothing was sent. BP_NO_MEMORY
 * leaves the space as it was. */
enum bp_status
bp__space_add(struct bp__space *space, const struct bp__case *c,
    const struct bp__outcome *outcome, const char *delivery);

/* Adds a case with the results of its sockets in words. */
enum bp_status
bp__space_add_results(struct bp__space *space, const struct bp__case *c,
    const char *const results[2], const char *delivery);

/* Case i. */
struct bp__case
bp__space_case_at(const struct bp__space *space, size_t i);

/* The result of a socket (0 or 1) of case i, in words. */
const char *
bp__space_result(const struct bp__space *space, size_t i, size_t socket);

/* The delivery of case i, a letter for each target; "" when it has none. */
const char *
bp__space_delivery(const struct bp__space *space, size_t i);

/* The results of outcome i (of outcome_count) joined, as "ok/bind:EADDRINUSE". Returns the
 * buffer. */
char *
bp__space_outcome_text(
    const struct bp__space *space, size_t i, char *buffer, size_t size);

/* Frees what it holds; it is empty then. */
void
bp__space_free(struct bp__space *space);

#endif
