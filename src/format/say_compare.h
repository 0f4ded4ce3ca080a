/* What a comparison says, in words that all formats share. */
#ifndef BP_FORMAT_SAY_COMPARE_H
#define BP_FORMAT_SAY_COMPARE_H

#include "analyse/differ.h"
#include "format/draw.h"

/* Whether the reports differ, and in how many cases, recipes and findings. */
void
bp__say_difference(const bp_comparison *comparison, struct bp__line *line);

/* As "a.json, b.json and 3 more". */
void
bp__say_names(
    struct bp__line *line, const char *const *names, size_t shown, size_t count);

/* The reports of a column. */
void
bp__say_column(const struct bp__column *column, struct bp__line *line);

/* How many columns are shown beside each other, or one below the other. */
size_t
bp__say_columns_shown(const bp_comparison *comparison);

/* What is not shown: "and 9 more, of 12 reports"; nothing when all columns are. */
void
bp__say_more_columns(
    const bp_comparison *comparison, size_t shown, struct bp__line *line);

/* The values of a fact, and whose they are. */
void
bp__say_host_fact(const struct bp__host_fact *fact, struct bp__line *line);

/* Where a recipe does not work: "fails: a.json; partly: b.json". */
void
bp__say_not_portable(const bp_comparison *comparison, size_t row, struct bp__line *line);

/* What a column answers to a row: a dash when it lacks it. */
const char *
bp__say_said(const bp_comparison *comparison, size_t column, size_t row);

/* The same, but of a case in the words that tell it from what the others answer, which the
 * line may hold. */
const char *
bp__say_answer(
    const bp_comparison *comparison, size_t column, size_t row, struct bp__line *line);

/* Whether more reports answer otherwise, and alike, than as the column does. */
bool
bp__say_is_minor(const bp_comparison *comparison, size_t column, size_t row);

#endif
