/* Gives out memory from blocks that grow with what is asked for. */
#include <config.h>

#include "model/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK_SIZE = 16384,
};

struct bp__arena_block {
	struct bp__arena_block *next;
	size_t size;
	size_t used;
	max_align_t bytes[];
};

static struct bp__arena_block *
add_block(struct bp__arena *arena, size_t need)
{
	size_t size = need > BLOCK_SIZE ? need : BLOCK_SIZE;
	struct bp__arena_block *block =
	    arena->failed ? NULL : calloc(1, sizeof *block + size);
	if (block == NULL) {
		arena->failed = true;
		return NULL;
	}
	block->size = size;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void *
bp__arena_array(struct bp__arena *arena, size_t count, size_t size)
{
	const size_t align = sizeof(max_align_t);
	if (size != 0 && count > (SIZE_MAX / 2) / size) {
		arena->failed = true;
		return NULL;
	}
	size_t need = (count * size + align - 1) / align * align;
	struct bp__arena_block *block = arena->blocks;
	if (arena->failed)
		return NULL;
	if (block == NULL || block->size - block->used < need)
		block = add_block(arena, need);
	if (block == NULL)
		return NULL;
	void *piece = (char *)block->bytes + block->used;
	block->used += need;
	return piece;
}

const char *
bp__arena_string(struct bp__arena *arena, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = bp__arena_array(arena, size, 1);
	return copy == NULL ? "" : memcpy(copy, text, size);
}

const char *
bp__arena_printf(struct bp__arena *arena, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return "";
	char *text = bp__arena_array(arena, (size_t)length + 1, 1);
	if (text == NULL)
		return "";
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}

void
bp__arena_reset(struct bp__arena *arena)
{
	struct bp__arena_block *kept = arena->blocks;
	bool failed = arena->failed;
	if (kept == NULL)
		return;
	arena->blocks = kept->next;
	bp__arena_free(arena);
	arena->failed = failed;
	memset(kept->bytes, 0, kept->used);
	kept->used = 0;
	kept->next = NULL;
	arena->blocks = kept;
}

void
bp__arena_free(struct bp__arena *arena)
{
	while (arena->blocks != NULL) {
		struct bp__arena_block *next = arena->blocks->next;
		free(arena->blocks);
		arena->blocks = next;
	}
	arena->failed = false;
}
