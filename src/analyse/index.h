/* An index: finds numbers by texts. */
#ifndef BP_ANALYSE_INDEX_H
#define BP_ANALYSE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bp__index_entry;

/* Starts as zero; free it with bp__index_free(). The texts stay the caller's. */
struct bp__index {
	struct bp__index_entry *entries;
	size_t size; /* a power of two, or 0 */
	size_t used;
};

/* Whether there is a number for the text, which becomes *number. */
bool
bp__index_find(
    const struct bp__index *index, const char *text, size_t length, uint32_t *number);

/* Adds a text that is not there yet, and must outlive the index; false when there is no
 * memory. */
bool
bp__index_add(struct bp__index *index, const char *text, size_t length, uint32_t number);

void
bp__index_free(struct bp__index *index);

#endif
