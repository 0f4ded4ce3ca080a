/* The answers of cases. Those that answered alike have the same text in the report but for the
 * id, and it is parsed once. */
#ifndef BP_ANALYSE_ANSWERS_H
#define BP_ANALYSE_ANSWERS_H

#include "analyse/index.h"
#include "analyse/value.h"
#include "model/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a case answered, in the few words that a sweep has for it. */
struct bp__answer {
	struct bp__result *results; /* of each socket; NULL when all are ok */
	const char *by; /* who received, a letter for each target; "" when not tried */
	bool unstable;
	struct bp__tally tally;
};

/* The answers of a sweep, and what finds an answer by its text in any report. Starts as zero;
 * free it with bp__answers_free(). What answers hold is in the arena of the reading. */
struct bp__answers {
	struct bp__answer *all;
	size_t count;
	size_t room;
	struct bp__index known[BP__SOCKETS_MAX + 1]; /* by text, for so many sockets */
};

/* The text of a case that begins with its id, as ours do. */
struct bp__told {
	char id[BP__ID_SIZE];
	const char *rest; /* what follows the id */
	size_t length; /* of that */
};

/* Takes the text of a case apart; false when it does not begin as ours do, and has to be
 * parsed. Whether it is JSON is known only when the rest was parsed once. */
bool
bp__told_split(const char *text, size_t length, struct bp__told *told);

/* Finds the number of a case of so many sockets whose rest was parsed before. */
bool
bp__answers_find(const struct bp__answers *answers, const struct bp__told *told,
    size_t sockets, uint32_t *number);

/* Has the rest of a case be found by a number. The text must outlive the finding. False when
 * there is no memory. */
bool
bp__answers_know(struct bp__answers *answers, const struct bp__told *told, size_t sockets,
    uint32_t number);

/* Reads the answer of a case in a report of so many targets, and checks it. */
void
bp__answers_read(struct bp__reading *reading, const struct bp__value *value,
    size_t sockets, size_t targets, struct bp__answer *answer);

/* Adds an answer, which gets a number; false when there is no memory. */
bool
bp__answers_add(
    struct bp__answers *answers, const struct bp__answer *answer, uint32_t *number);

/* The outcome of a case with this answer; it needs the arena. */
void
bp__answers_outcome(const struct bp__answer *answer, const struct bp__case *plan,
    struct bp__arena *arena, struct bp__outcome *outcome);

void
bp__answers_free(struct bp__answers *answers);

#endif
