/* Makes tests of the rows of a comparison: one is not ok where columns do not agree. */
#include <config.h>

#include "format/check_compare.h"

#include <stdio.h>
#include <string.h>

/* Who received at each kind of target: "127.0.0.1 to 1, ::1 to nobody". */
static void
add_receivers(char *text, size_t size, const char *by)
{
	size_t used = strlen(text);
	const char *before = "; ";
	for (size_t i = 0; by[i] != '\0' && used < size; i++) {
		const struct bp__kind_row *kind = bp__kind_row(bp__compared_targets[i]);
		char who[8] = {by[i]};
		if (by[i] == ' ')
			continue;
		if (by[i] == '-')
			snprintf(who, sizeof who, "nobody");
		else if (by[i] == '+')
			snprintf(who, sizeof who, "several");
		used += (size_t)snprintf(text + used, size - used, "%s%s to %s", before,
		    kind->number != NULL ? kind->number : kind->name, who);
		before = ", ";
	}
}

/* What one column says. */
static void
tell(const struct bp__check *check, size_t i, struct bp__fact *fact)
{
	const struct bp__compared *compared = check->subject;
	const bp_comparison *comparison = compared->comparison;
	const struct bp__column *column = &comparison->columns[i];
	struct bp__said answer = bp__comparison_answer(comparison, i, compared->row);
	const char *words[] = {"", "expected ", "seen "};
	size_t word = comparison->expected == 0 ? 0 : i < comparison->expected ? 1 : 2;
	snprintf(fact->key, sizeof fact->key, "%s%s", words[word], column->label);
	snprintf(fact->value, sizeof fact->value, "%s",
	    answer.result == 0 ? "not tried there" : comparison->words[answer.result]);
	add_receivers(fact->value, sizeof fact->value, comparison->words[answer.by]);
}

static const struct bp__check_group groups[BP__ROW_SORTS] = {
    [BP__ROW_CASE] = {.name = "case", .plural = "cases", .tell = tell},
    [BP__ROW_RECIPE] = {.name = "recipe", .plural = "recipes", .tell = tell},
    [BP__ROW_FINDING] = {.name = "finding", .plural = "findings", .tell = tell},
};

const struct bp__check_group *
bp__compared_group(enum bp__row_sort sort)
{
	return &groups[sort];
}

bool
bp__compared_check(const struct bp__compared *compared, struct bp__check *check)
{
	const struct bp__row *row = &compared->comparison->rows[compared->row];
	if (row->ignored)
		return false;
	*check = (struct bp__check){
	    .group = &groups[row->sort],
	    .answer = row->differs ? BP__ANSWER_NOT_OK
		: row->lacking     ? BP__ANSWER_SKIPPED
				   : BP__ANSWER_OK,
	    .text = row->differs ? "the answers are not the same"
		: row->lacking   ? "a report lacks it, or could not try it"
				 : "",
	    .fact_count = compared->comparison->column_count,
	    .subject = compared,
	};
	snprintf(check->name, sizeof check->name, "%s", row->id);
	snprintf(check->status, sizeof check->status, "%s",
	    row->differs       ? "differs"
		: row->lacking ? "not compared"
			       : "the same");
	return true;
}
