/* The dimensions that rules speak of: predicates over pairs of sockets, each with the words
 * for it and for its opposite. */
#ifndef BP_ANALYSE_WORDS_H
#define BP_ANALYSE_WORDS_H

#include "analyse/pair.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	BP__PREDICATES = 256, /* the most there are */
	BP__FACT_WORDS = BP__PREDICATES / 64,
	BP__WORDS_SIZE = 80, /* holds the words of any */
};

/* Which predicates hold, a bit each. */
struct bp__facts {
	uint64_t words[BP__FACT_WORDS];
};

static inline bool
bp__facts_have(const struct bp__facts *facts, size_t i)
{
	return (facts->words[i / 64] >> i % 64 & 1) != 0;
}

/* Adds those that hold in more. */
static inline void
bp__facts_join(struct bp__facts *facts, const struct bp__facts *more)
{
	for (size_t i = 0; i < BP__FACT_WORDS; i++)
		facts->words[i] |= more->words[i];
}

static inline void
bp__facts_add(struct bp__facts *facts, size_t i)
{
	facts->words[i / 64] |= UINT64_C(1) << i % 64;
}

/* How many predicates there are. */
size_t
bp__predicate_count(void);

/* Which predicates hold for the pair and its aim. */
struct bp__facts
bp__facts_of(const struct bp__pair *pair);

/* The predicates that are of the aim alone, whatever the pair. */
struct bp__facts
bp__facts_of_aim(const struct bp__aim *aim);

/* Whether the rules use it only where the derived ones do not tell cases apart: it names a
 * coordinate of the case as it is. */
bool
bp__predicate_is_raw(size_t i);

/* Its words, or those of its opposite: without ", " or ": ", and never the same for two.
 * Returns the buffer. */
char *
bp__predicate_words(size_t i, bool holds, char *buffer, size_t size);

#endif
