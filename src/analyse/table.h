/* The table a list of rules is learnt from: examples that differ in nothing that matters are
 * one row, and only predicates that tell rows apart are kept. */
#ifndef BP_ANALYSE_TABLE_H
#define BP_ANALYSE_TABLE_H

#include "analyse/learn.h"

/* Examples with the same facts, as far as they are used. */
struct bp__row {
	struct bp__facts facts; /* of the used predicates only */
	size_t weight; /* examples with its label */
	uint8_t label;
};

struct bp__table {
	struct bp__row *rows;
	size_t count;
	struct bp__facts used;
	size_t wrong; /* examples whose label is not that of their row */
};

/* Makes the table. The raw predicates are used only as far as without them examples with
 * different labels could not be told apart. */
enum bp_status
bp__table_make(const struct bp__examples *examples, struct bp__table *table);

void
bp__table_free(struct bp__table *table);

#endif
