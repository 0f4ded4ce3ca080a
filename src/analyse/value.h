/* The values of a report that is read, each known by the way to it, so that what is wrong can
 * be named. */
#ifndef BP_ANALYSE_VALUE_H
#define BP_ANALYSE_VALUE_H

#include "analyse/read.h"
#include "model/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* A value and where it is: under a key, or as an element, of the value it is in. */
struct bp__value {
	const struct bp__value *in; /* NULL: the whole report */
	const char *key; /* NULL: an element */
	size_t index; /* of the element */
	const void *json; /* Jansson's; NULL when there is none */
};

/* What reading needs. The first thing that is wrong is the one that is told: from then on all
 * that is read is empty, and failed stays true. */
struct bp__reading {
	const char *name; /* of the file */
	const struct bp__limits *limits;
	struct bp__arena *arena; /* where what is read goes */
	struct bp_error *error;
	bool failed;
};

/* Makes this the error: what the value is, and what was expected in its place. */
void
bp__value_refuse(
    struct bp__reading *reading, const struct bp__value *value, const char *expected);

/* The value of the key. One that has to be there is refused where it is not. */
struct bp__value
bp__value_at(const struct bp__value *object, const char *key);
struct bp__value
bp__value_need(
    struct bp__reading *reading, const struct bp__value *object, const char *key);

/* Whether it is there. */
static inline bool
bp__value_is_there(const struct bp__value *value)
{
	return value->json != NULL;
}

bool
bp__value_is_null(const struct bp__value *value);

/* How many elements the array has, which may be refused for more than limit. */
size_t
bp__value_count(struct bp__reading *reading, const struct bp__value *array, size_t limit);

/* Element i of an array. */
struct bp__value
bp__value_element(const struct bp__value *array, size_t i);

/* What is done with each member of an object, in its order. */
typedef void
bp__value_visit(
    struct bp__reading *reading, const struct bp__value *member, void *context);

/* Visits each member of the object, of which there may be so many. */
void
bp__value_each(struct bp__reading *reading, const struct bp__value *object, size_t limit,
    bp__value_visit *visit, void *context);

/* The text as it is; it goes with the document. "" when there is none. */
const char *
bp__value_text(struct bp__reading *reading, const struct bp__value *value);

/* A copy of the text in the arena, in which a byte that is no UTF-8 stands for each
 * replacement character, as writing the report had it the other way round. */
const char *
bp__value_copy(struct bp__reading *reading, const struct bp__value *value);

bool
bp__value_flag(struct bp__reading *reading, const struct bp__value *value);

/* A whole number from least to most. */
long long
bp__value_number(struct bp__reading *reading, const struct bp__value *value,
    long long least, long long most);

#endif
