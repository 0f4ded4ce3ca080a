/* Grids: for each setting of the reuse options a letter for every pair of addresses, its row
 * the socket that is opened first, its column the second. */
#ifndef BP_ANALYSE_GRIDS_H
#define BP_ANALYSE_GRIDS_H

#include "analyse/space.h"

#include <stdbool.h>
#include <stddef.h>

/* Sockets without the options of a setting, so that address and V6ONLY are left. */
struct bp__grid_sockets {
	struct bp__socket_spec *sockets;
	size_t count;
};

/* Sockets that fail with this result first and second alike, in every setting and beside
 * every other, and leave the other as it is: they are in no grid. */
struct bp__grid_failing {
	const char *result;
	struct bp__grid_sockets sockets;
};

/* The options a setting is made of, for each socket: who binds it, and its reuse. */
struct bp__grid_setting {
	enum bp__series series;
	unsigned options[2];
	size_t grid; /* index of the grid it has */
};

/* A grid, and how many settings have it. */
struct bp__grid {
	const char *letters; /* the cells, row by row */
	size_t settings;
	size_t example; /* index of the first of these settings */
};

/* The letter of a case that is missing. */
enum {
	BP__GRID_MISSING = '?',
};

/* What a letter says. */
struct bp__grid_sign {
	char letter;
	const char *text;
};

/* Sockets whose row and column are the same in every grid are one place, and settings with
 * the same cells are one grid, that of the most settings first. It lives in the arena. */
struct bp__grids {
	struct bp__grid_sockets *places; /* the rows, and the columns */
	size_t place_count;
	struct bp__grid_failing *failing;
	size_t failing_count;
	struct bp__grid_setting *settings; /* by series, then by options */
	size_t setting_count;
	struct bp__grid *grids;
	size_t count;
	struct bp__grid_sign *signs; /* of the letters in the grids */
	size_t sign_count;
	bool too_large; /* more cells than are worth drawing: all else is empty */
};

/* Derives the grids of the space. The default is the host's of V6ONLY: 0, 1 or BP__UNKNOWN.
 * BP_NO_MEMORY is the only error. */
enum bp_status
bp__grids_derive(const struct bp__space *space, int v6only_default,
    struct bp__arena *arena, struct bp__grids *grids);

/* The setting of these; NULL when the space had none. */
const struct bp__grid_setting *
bp__grids_find(const struct bp__grids *grids, enum bp__series series, unsigned first,
    unsigned second);

#endif
