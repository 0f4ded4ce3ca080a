/* Cells: the cases of a space sorted by setting, and by the addresses of the two sockets,
 * each with what became of it in one number. */
#ifndef BP_ANALYSE_CELLS_H
#define BP_ANALYSE_CELLS_H

#include "analyse/space.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What became of a case. What two sockets share are the addresses that both take up; who
 * receives is said of the targets among them, and of groups and broadcast addresses only
 * when there are no others. */
enum bp__cell {
	BP__CELL_MISSING = 0, /* there is no such case in the space */
	BP__CELL_APART, /* both stand, and share nothing */
	BP__CELL_FIRST,
	BP__CELL_SECOND,
	BP__CELL_BOTH,
	BP__CELL_NOBODY,
	BP__CELL_MIXED, /* it is not the same at each target */
	BP__CELL_UNTOLD, /* nothing was sent to what they share, or nobody listens */
	BP__CELL_FAILS, /* one does not stand; the number of the outcome is added */
	BP__CELL_END = BP__CELL_FAILS + BP__SPACE_OUTCOMES,
};

/* The options that make a setting; all others are part of an address. */
extern const unsigned bp__setting_reuse;
extern const unsigned bp__setting_users;

/* What else two sockets are told. */
struct bp__cells_setting {
	enum bp__series series;
	unsigned options[2]; /* of each socket */
};

/* Free it with bp__cells_free(). */
struct bp__cells {
	const struct bp__space *space;
	struct bp__arena arena;
	struct bp__socket_spec *sockets; /* without the options of a setting, in order */
	size_t count; /* of sockets: a setting has as many rows, and columns */
	struct bp__cells_setting *settings; /* by series, then by options */
	size_t setting_count;
	uint16_t *cells; /* setting by setting, row by row; NULL when too many */
	bool too_many;
};

/* Sorts the cases. The default is the host's of V6ONLY: 0, 1 or BP__UNKNOWN. The space must
 * stay as it is. BP_NO_MEMORY is the only error. */
enum bp_status
bp__cells_make(
    const struct bp__space *space, int v6only_default, struct bp__cells *cells);

/* The cell of a setting: the row is the socket that is opened first. */
uint16_t
bp__cell_at(const struct bp__cells *cells, size_t setting, size_t row, size_t column);

/* The result of a socket (0 or 1) of a cell, in words; NULL when that is missing. */
const char *
bp__cell_result(const struct bp__cells *cells, size_t cell, size_t socket);

void
bp__cells_free(struct bp__cells *cells);

#endif
