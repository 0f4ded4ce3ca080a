/* An arena: memory that is given out piece by piece and freed as a whole. */
#ifndef BP_MODEL_ARENA_H
#define BP_MODEL_ARENA_H

#include "model/attribute.h"

#include <stdbool.h>
#include <stddef.h>

struct bp__arena_block;

/* Starts as zero. Once memory ran out, failed stays true and every piece is NULL. */
struct bp__arena {
	struct bp__arena_block *blocks;
	bool failed;
};

/* A zeroed array of count elements of size bytes; NULL when memory ran out. */
void *
bp__arena_array(struct bp__arena *arena, size_t count, size_t size);

/* A copy of the string; "" when memory ran out, so the result can always be read. */
const char *
bp__arena_string(struct bp__arena *arena, const char *text);

/* A formatted string; "" when memory ran out. */
BP__PRINTF(2, 3)
const char *
bp__arena_printf(struct bp__arena *arena, const char *format, ...);

/* Takes every piece back, and keeps a block for what comes next. */
void
bp__arena_reset(struct bp__arena *arena);

/* Frees every piece. */
void
bp__arena_free(struct bp__arena *arena);

#endif
