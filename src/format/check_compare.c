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

/* What the answer is in words, and whose: the label may have more behind it. */
static void
tell_answer(const bp_comparison *comparison, size_t column, struct bp__said answer,
    struct bp__fact *fact)
{
	const char *words[] = {"", "expected ", "seen "};
	size_t word = comparison->expected == 0 ? 0
	    : column < comparison->expected     ? 1
						: 2;
	snprintf(fact->key, sizeof fact->key, "%s%s", words[word],
	    comparison->columns[column].label);
	snprintf(fact->value, sizeof fact->value, "%s",
	    answer.result == 0 ? "not tried there" : comparison->words[answer.result]);
	add_receivers(fact->value, sizeof fact->value, comparison->words[answer.by]);
}

/* What one column says, or where there are many, what one kind of answer is. */
static void
tell(const struct bp__check *check, size_t i, struct bp__fact *fact)
{
	const struct bp__compared *compared = check->subject;
	const bp_comparison *comparison = compared->comparison;
	struct bp__answer_kind kinds[BP__KINDS_MAX];
	if (comparison->column_count <= BP__COLUMNS_MANY) {
		tell_answer(comparison, i,
		    bp__comparison_answer(comparison, i, compared->row), fact);
		return;
	}
	bp__comparison_kinds(comparison, compared->row, kinds);
	tell_answer(comparison, kinds[i].first, kinds[i].answer, fact);
	if (kinds[i].columns > 1) {
		size_t used = strlen(fact->key);
		snprintf(fact->key + used, sizeof fact->key - used, " and %zu more",
		    kinds[i].columns - 1);
	}
}

/* How many facts tell what the reports say of the row. */
static size_t
count_facts(const struct bp__compared *compared)
{
	struct bp__answer_kind kinds[BP__KINDS_MAX];
	if (compared->comparison->column_count <= BP__COLUMNS_MANY)
		return compared->comparison->column_count;
	return bp__comparison_kinds(compared->comparison, compared->row, kinds);
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
	    .fact_count = count_facts(compared),
	    .subject = compared,
	};
	snprintf(check->name, sizeof check->name, "%s", row->id);
	snprintf(check->status, sizeof check->status, "%s",
	    row->differs       ? "differs"
		: row->lacking ? "not compared"
			       : "the same");
	return true;
}
