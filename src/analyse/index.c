/* A hash table with open addressing. */
#include <config.h>

#include "analyse/index.h"

#include <stdlib.h>
#include <string.h>

enum {
	FIRST_SIZE = 64,
};

struct bp__index_entry {
	const char *text; /* NULL where there is none */
	size_t length;
	uint32_t hash;
	uint32_t number;
};

/* FNV-1a, its bits mixed once more as only the low ones choose a place. It begins with where
 * the index is, which who writes a report cannot know: no file has texts that all fall on one
 * place. What is found does not depend on it. */
static uint32_t
hash_of(const struct bp__index *index, const char *text, size_t length)
{
	uint32_t value = 2166136261U ^ (uint32_t)((uintptr_t)index >> 4);
	for (size_t i = 0; i < length; i++)
		value = (value ^ (unsigned char)text[i]) * 16777619U;
	value ^= value >> 15;
	value *= 0x2c1b3c6dU;
	return value ^ value >> 13;
}

/* The entry of the text, or the free one where it belongs. */
static struct bp__index_entry *
find_entry(const struct bp__index *index, const char *text, size_t length, uint32_t hash)
{
	size_t i = hash & (index->size - 1);
	for (;; i = (i + 1) & (index->size - 1)) {
		struct bp__index_entry *entry = &index->entries[i];
		if (entry->text == NULL ||
		    (entry->hash == hash && entry->length == length &&
			memcmp(entry->text, text, length) == 0))
			return entry;
	}
}

bool
bp__index_find(
    const struct bp__index *index, const char *text, size_t length, uint32_t *number)
{
	if (index->size == 0)
		return false;
	const struct bp__index_entry *entry =
	    find_entry(index, text, length, hash_of(index, text, length));
	if (entry->text == NULL)
		return false;
	*number = entry->number;
	return true;
}

static bool
enlarge(struct bp__index *index)
{
	struct bp__index larger = {
	    .size = index->size == 0 ? FIRST_SIZE : 2 * index->size};
	larger.entries = calloc(larger.size, sizeof *larger.entries);
	if (larger.entries == NULL)
		return false;
	for (size_t i = 0; i < index->size; i++) {
		const struct bp__index_entry *entry = &index->entries[i];
		if (entry->text != NULL)
			*find_entry(&larger, entry->text, entry->length, entry->hash) =
			    *entry;
	}
	free(index->entries);
	index->entries = larger.entries;
	index->size = larger.size;
	return true;
}

bool
bp__index_add(struct bp__index *index, const char *text, size_t length, uint32_t number)
{
	if (2 * (index->used + 1) > index->size && !enlarge(index))
		return false;
	uint32_t hash = hash_of(index, text, length);
	*find_entry(index, text, length, hash) = (struct bp__index_entry){
	    .text = text,
	    .length = length,
	    .hash = hash,
	    .number = number,
	};
	index->used++;
	return true;
}

void
bp__index_free(struct bp__index *index)
{
	free(index->entries);
	*index = (struct bp__index){.entries = NULL};
}
