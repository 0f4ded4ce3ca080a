/* The tables of the core suite and that of exclusive binds, as words. A table is made
 * of blocks, one for each setting of what is not in its rows and columns. */
#ifndef BP_FORMAT_MATRIX_H
#define BP_FORMAT_MATRIX_H

#include "format/draw.h"
#include "model/report.h"

enum {
	BP__MATRIX_COLUMNS = 3,
	BP__MATRIX_ROWS = 6, /* the most there are */
	BP__MATRIX_BLOCKS = 12, /* the most there are */
	BP__CELL_SIZE = 32,
	BP__ORDER_WIDTH = 20, /* longest that a cell of wildcards takes */
	BP__PAIR_WIDTH = 15, /* and one of the table of pairs */
};

/* What one case answered. */
struct bp__cell {
	char text[BP__CELL_SIZE]; /* empty where there is no such case */
	enum bp__ink ink; /* for formats that colour cells */
	const struct bp__outcome *outcome; /* NULL where the report has none */
};

/* One setting's rows and columns. The group and the title are its name: blocks of one group
 * are named together. */
struct bp__block {
	const char *group;
	const char *title;
	struct bp__cell cells[BP__MATRIX_ROWS][BP__MATRIX_COLUMNS];
	const char *row_reasons[BP__MATRIX_ROWS]; /* why a row could not be tried; NULL */
	const char *note; /* why single cells of a row could not be tried; NULL */
	const char *reason; /* why no cell could be tried; NULL when one was */
	bool tried; /* one case at least was in the plan */
	bool named; /* it is among those that bp__matrix_next() has told */
};

/* A table. */
struct bp__matrix {
	const char *heading; /* above the row labels */
	const char *const *columns;
	const char *const *rows;
	size_t row_count;
	struct bp__block blocks[BP__MATRIX_BLOCKS];
	size_t block_count;
};

enum {
	BP__MATRIX_COUNT = 4,
};

/* Fills table i: two wildcards in either order, one wildcard alone, who can take traffic
 * over, and what an exclusive bind keeps away. */
void
bp__matrix_fill(const bp_report *report, size_t i, struct bp__matrix *matrix);

/* The next block that was tried and is not named yet. All blocks that say the same become
 * named, and the line becomes their names. NULL when there is none. */
const struct bp__block *
bp__matrix_next(struct bp__matrix *matrix, struct bp__line *names);

/* What every cell of a block of more than two rows says, or NULL when they differ. */
const char *
bp__matrix_common(const struct bp__matrix *matrix, const struct bp__block *block);

#endif
