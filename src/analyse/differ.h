/* Tells in few statements where reports differ. */
#ifndef BP_ANALYSE_DIFFER_H
#define BP_ANALYSE_DIFFER_H

#include "analyse/compare.h"
#include "analyse/rules.h"

#include <stddef.h>

/* Cases that no statement over dimensions is made of, with the same answers. */
struct bp__alike {
	const char *answers; /* "A bind:EADDRINUSE, B ok" */
	const char **ids;
	size_t count;
};

/* What a column lacks that another has, or could not try. */
struct bp__lack {
	const char **ids; /* the first of them */
	size_t shown;
	size_t count;
};

struct bp__differences {
	struct bp__rule_list statements; /* over the cases of two sockets; the first that
					    matches counts */
	struct bp__alike *alike;
	size_t alike_count;
	struct bp__lack *lacks; /* of each column */
};

/* Derives them from a comparison that was judged; they live in the arena. BP_NO_MEMORY is the
 * only error. */
enum bp_status
bp__differences_derive(const bp_comparison *comparison, struct bp__arena *arena,
    struct bp__differences *differences);

/* What one column answers to the row, in as many words as tell it from the others: "ok",
 * "bind:EADDRINUSE on 2", "127.0.0.1 to 2"; a dash when it lacks it. Returns the buffer. */
char *
bp__differences_answer(const bp_comparison *comparison, size_t row, size_t column,
    char *buffer, size_t size);

/* What the columns answer to the row, those that agree together: "A C bind:EADDRINUSE on 2, B
 * ok". In the arena. */
const char *
bp__differences_answers(
    const bp_comparison *comparison, struct bp__arena *arena, size_t row);

#endif
