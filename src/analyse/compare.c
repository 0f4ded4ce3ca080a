/* Puts reports side by side. */
#include <config.h>

#include "analyse/compare.h"
#include "analyse/index.h"
#include "analyse/read.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const enum bp__kind bp__compared_targets[] = {BP__LOOP4, BP__LOOP6, BP__MAPLOOP,
    BP__HOST4, BP__HOST6, BP__LINK6, BP__MCAST4, BP__MCAST6, BP__BCAST4};
static_assert(
    sizeof bp__compared_targets / sizeof *bp__compared_targets == BP__COMPARED_TARGETS,
    "the count is right");

/* Finds rows and words by their texts. */
struct bp__compare_index {
	struct bp__index rows;
	struct bp__index words;
};

/* The array with room for one more element; NULL when there is no memory. */
static void *
grown(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	size_t wanted = *room == 0 ? 16 : 2 * *room;
	void *larger = wanted > SIZE_MAX / size ? NULL : realloc(array, wanted * size);
	if (larger != NULL)
		*room = wanted;
	return larger;
}

enum {
	WORDS_MAX = UINT16_MAX,
};

/* The number of the word, which is added when it is new; 0, that of "", when there is no
 * memory or there are too many. */
static uint16_t
number_of_word(bp_comparison *comparison, const char *word)
{
	struct bp__index *index = &comparison->index->words;
	size_t length = strlen(word);
	uint32_t number = 0;
	if (length == 0 || bp__index_find(index, word, length, &number))
		return (uint16_t)number;
	const char **words = comparison->word_count == WORDS_MAX
	    ? NULL
	    : grown(comparison->words, comparison->word_count, &comparison->word_room,
		  sizeof *words);
	if (words == NULL) {
		comparison->arena.failed = true;
		return 0;
	}
	comparison->words = words;
	number = (uint32_t)comparison->word_count;
	words[number] = bp__arena_string(&comparison->arena, word);
	if (comparison->arena.failed ||
	    !bp__index_add(index, words[number], length, number)) {
		comparison->arena.failed = true;
		return 0;
	}
	comparison->word_count++;
	return (uint16_t)number;
}

/* The number of the row, which is added when it is new; SIZE_MAX when there is no memory. */
static size_t
number_of_row(
    bp_comparison *comparison, enum bp__row_sort sort, const char *id, const char *text)
{
	struct bp__index *index = &comparison->index->rows;
	size_t length = strlen(id);
	uint32_t number;
	if (bp__index_find(index, id, length, &number))
		return number;
	struct bp__row *rows = grown(
	    comparison->rows, comparison->row_count, &comparison->row_room, sizeof *rows);
	if (rows == NULL)
		return SIZE_MAX;
	comparison->rows = rows;
	number = (uint32_t)comparison->row_count;
	rows[number] = (struct bp__row){
	    .sort = sort,
	    .id = bp__arena_string(&comparison->arena, id),
	    .text = bp__arena_string(&comparison->arena, text),
	};
	if (comparison->arena.failed ||
	    !bp__index_add(index, rows[number].id, length, number))
		return SIZE_MAX;
	comparison->row_count++;
	return number;
}

static struct bp__column *
last_column(const bp_comparison *comparison)
{
	return &comparison->columns[comparison->column_count - 1];
}

/* Notes what the last column answers to the row. */
static enum bp_status
answer_row(bp_comparison *comparison, size_t row, struct bp__said answer)
{
	struct bp__column *column = last_column(comparison);
	if (row == SIZE_MAX || comparison->arena.failed)
		return BP_NO_MEMORY;
	if (row >= column->room) {
		size_t room = 2 * column->room > row ? 2 * column->room : row + 64;
		struct bp__said *answers =
		    realloc(column->answers, room * sizeof *answers);
		if (answers == NULL)
			return BP_NO_MEMORY;
		memset(
		    answers + column->room, 0, (room - column->room) * sizeof *answers);
		column->answers = answers;
		column->room = room;
	}
	column->answers[row] = answer;
	return BP_OK;
}

bp_comparison *
bp_comparison_new(void)
{
	bp_comparison *comparison = calloc(1, sizeof *comparison);
	if (comparison == NULL)
		return NULL;
	comparison->index = calloc(1, sizeof *comparison->index);
	comparison->words =
	    grown(NULL, 0, &comparison->word_room, sizeof *comparison->words);
	if (comparison->index == NULL || comparison->words == NULL) {
		bp_comparison_free(comparison);
		return NULL;
	}
	comparison->words[comparison->word_count++] = "";
	return comparison;
}

void
bp_comparison_free(bp_comparison *comparison)
{
	if (comparison == NULL)
		return;
	for (size_t i = 0; i < comparison->column_count; i++) {
		free(comparison->columns[i].answers);
		free(comparison->columns[i].names);
	}
	if (comparison->index != NULL) {
		bp__index_free(&comparison->index->rows);
		bp__index_free(&comparison->index->words);
	}
	free(comparison->index);
	free(comparison->columns);
	free(comparison->rows);
	free(comparison->facts);
	free(comparison->words);
	bp__arena_free(&comparison->arena);
	free(comparison);
}

static bool
add_name(struct bp__column *column, const char *name)
{
	const char **names =
	    grown(column->names, column->name_count, &column->name_room, sizeof *names);
	if (names == NULL)
		return false;
	column->names = names;
	names[column->name_count++] = name;
	return true;
}

/* Finds the target of each kind of address; of several the last. */
static void
find_targets(bp_comparison *comparison, const bp_report *report)
{
	for (size_t k = 0; k < BP__COMPARED_TARGETS; k++) {
		const struct bp__address *address =
		    &report->host.kinds[bp__compared_targets[k]];
		comparison->targets[k] = SIZE_MAX;
		for (size_t i = 0; i < report->target_count; i++) {
			if (bp__address_equal(&report->targets[i].address, address))
				comparison->targets[k] = i;
		}
	}
}

enum bp_status
bp__comparison_begin(bp_comparison *comparison, const bp_report *report, const char *name)
{
	const struct bp__host *host = &report->host;
	bool has_sign = strcmp(host->environment, "unknown") != 0;
	struct bp__column *columns = grown(comparison->columns, comparison->column_count,
	    &comparison->column_room, sizeof *columns);
	if (columns == NULL)
		return BP_NO_MEMORY;
	comparison->columns = columns;
	struct bp__column *column = &columns[comparison->column_count++];
	*column = (struct bp__column){
	    .first = comparison->report_count,
	    .host = bp__arena_printf(&comparison->arena, "%s %s %s, %s%s%s", host->system,
		host->release, host->machine, has_sign ? host->environment : "",
		has_sign ? ", " : "", host->user),
	};
	const char *kept = bp__arena_string(&comparison->arena, name);
	comparison->report_count++;
	comparison->originals = comparison->originals || !report->redacted;
	find_targets(comparison, report);
	bp__comparison_note_facts(comparison, report, kept);
	return add_name(column, kept) && !comparison->arena.failed ? BP_OK : BP_NO_MEMORY;
}

enum {
	RESULTS_TEXT = BP__SOCKETS_MAX * BP__RESULT_TEXT, /* with what is between */
};

/* The results of the sockets with / between; nothing where they could not be tried. */
static void
describe_results(const struct bp__outcome *outcome, char text[RESULTS_TEXT])
{
	size_t used = 0;
	text[0] = '\0';
	if (bp__outcome_is_absent(outcome))
		return;
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (i > 0)
			text[used++] = '/';
		bp__result_format(
		    &outcome->sockets[i].result, text + used, BP__RESULT_TEXT);
		used += strlen(text + used);
	}
	if (outcome->unstable)
		snprintf(text, RESULTS_TEXT, "unstable");
}

/* Whether the client was made and then met an error, as a denial, that does not tell who
 * receives. */
static bool
is_hidden(const struct bp__delivery *delivery)
{
	const struct bp__result *nobody = &delivery->nobody;
	return bp__delivery_letter(delivery) == '-' && nobody->call > BP__CALL_BIND &&
	    !bp__shows_nobody(nobody);
}

/* The letter of who received at the target; a blank when nothing was sent there, or it is not
 * known. */
static char
receiver(const struct bp__outcome *outcome, size_t target)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		if (outcome->deliveries[i].target == target)
			return is_hidden(&outcome->deliveries[i])
			    ? ' '
			    : bp__delivery_letter(&outcome->deliveries[i]);
	}
	return ' ';
}

/* A letter for each kind of target, a blank for those the report does not have. */
static void
describe_receivers(const bp_comparison *comparison, const struct bp__outcome *outcome,
    char text[BP__COMPARED_TARGETS + 1])
{
	for (size_t k = 0; k < BP__COMPARED_TARGETS; k++)
		text[k] = receiver(outcome, comparison->targets[k]);
	text[outcome->delivery_count == 0 ? 0 : BP__COMPARED_TARGETS] = '\0';
}

size_t
bp__comparison_find(const bp_comparison *comparison, const char *id)
{
	uint32_t number;
	bool found = bp__index_find(&comparison->index->rows, id, strlen(id), &number);
	return found ? number : SIZE_MAX;
}

enum bp_status
bp__comparison_say(bp_comparison *comparison, enum bp__row_sort sort, const char *id,
    const char *result, const char *by)
{
	struct bp__said answer = {
	    .result = number_of_word(comparison, result),
	    .by = number_of_word(comparison, by),
	};
	return answer_row(comparison, number_of_row(comparison, sort, id, ""), answer);
}

enum bp_status
bp__comparison_case(bp_comparison *comparison, const struct bp__outcome *outcome)
{
	char id[BP__ID_SIZE];
	char results[RESULTS_TEXT];
	char by[BP__COMPARED_TARGETS + 1];
	bp__case_format(&outcome->plan, id, sizeof id);
	describe_results(outcome, results);
	describe_receivers(comparison, outcome, by);
	struct bp__column *column = last_column(comparison);
	column->standing += bp__outcome_stands(outcome);
	column->delivered += outcome->delivery_count > 0;
	return bp__comparison_say(comparison, BP__ROW_CASE, id, results, by);
}

static enum bp_status
add_recipes(bp_comparison *comparison, const bp_report *report)
{
	enum bp_status status = BP_OK;
	for (size_t i = 0; status == BP_OK && i < report->recipe_count; i++) {
		const struct bp__recipe_run *recipe = &report->recipes[i];
		char id[BP__ID_SIZE];
		snprintf(
		    id, sizeof id, "%s %s", bp__series_name(recipe->series), recipe->id);
		struct bp__said answer = {.result = 0};
		if (recipe->verdict != BP__NOT_JUDGED)
			answer.result =
			    number_of_word(comparison, bp__verdict_name(recipe->verdict));
		status = answer_row(comparison,
		    number_of_row(comparison, BP__ROW_RECIPE, id, recipe->text), answer);
	}
	return status;
}

static enum bp_status
add_findings(bp_comparison *comparison, const bp_report *report)
{
	enum bp_status status = BP_OK;
	for (size_t i = 0; status == BP_OK && i < report->finding_count; i++) {
		const struct bp__finding *finding = &report->findings[i];
		struct bp__said answer = {.result = 0};
		if (finding->grade != BP__GRADE_NONE)
			answer.result =
			    number_of_word(comparison, bp__grade_name(finding->grade));
		status = answer_row(comparison,
		    number_of_row(
			comparison, BP__ROW_FINDING, finding->id, finding->text),
		    answer);
	}
	return status;
}

struct bp__said
bp__comparison_answer(const bp_comparison *comparison, size_t column, size_t row)
{
	const struct bp__column *c = &comparison->columns[column];
	return row < c->room ? c->answers[row] : (struct bp__said){0, 0};
}

/* A sum of all that the column answers, by which different columns are told apart; rows that
 * it lacks add nothing, as others may come to be. */
static uint64_t
sum_of_answers(const struct bp__column *column)
{
	uint64_t sum = 0;
	for (size_t row = 0; row < column->room; row++) {
		struct bp__said said = column->answers[row];
		uint64_t value =
		    (uint64_t)row << 32 | (uint64_t)said.by << 16 | said.result;
		value *= UINT64_C(0x9e3779b97f4a7c15);
		value = (value ^ value >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
		if (said.result != 0 || said.by != 0)
			sum += value ^ value >> 32;
	}
	return sum;
}

static bool
same_column(const bp_comparison *comparison, size_t a, size_t b)
{
	if (comparison->columns[a].sum != comparison->columns[b].sum)
		return false;
	for (size_t row = 0; row < comparison->row_count; row++) {
		struct bp__said one = bp__comparison_answer(comparison, a, row);
		struct bp__said other = bp__comparison_answer(comparison, b, row);
		if (one.result != other.result || one.by != other.by)
			return false;
	}
	return true;
}

/* Gives the last column's report to one before it. */
static bool
merge_last(bp_comparison *comparison, size_t into)
{
	struct bp__column *last = last_column(comparison);
	bool added = add_name(&comparison->columns[into], last->names[0]);
	free(last->answers);
	free(last->names);
	comparison->column_count--;
	return added;
}

enum bp_status
bp__comparison_end(bp_comparison *comparison, const bp_report *report)
{
	enum bp_status status = add_recipes(comparison, report);
	if (status == BP_OK)
		status = add_findings(comparison, report);
	size_t last = comparison->column_count - 1;
	comparison->columns[last].sum = sum_of_answers(&comparison->columns[last]);
	for (size_t i = comparison->expected; status == BP_OK && i < last; i++) {
		if (!same_column(comparison, i, last))
			continue;
		return merge_last(comparison, i) ? BP_OK : BP_NO_MEMORY;
	}
	return status;
}

/* Adds all that the document says as a column. */
static enum bp_status
add_document(bp_comparison *comparison, struct bp__document *document, const char *name)
{
	const bp_report *report = bp__document_report(document);
	struct bp__arena scratch = {.blocks = NULL};
	enum bp_status status = bp__comparison_begin(comparison, report, name);
	for (size_t i = 0; status == BP_OK && i < bp__document_count(document); i++) {
		struct bp__outcome outcome;
		status = bp__document_outcome(document, i, &scratch, &outcome);
		if (status == BP_OK)
			status = bp__comparison_case(comparison, &outcome);
		bp__arena_reset(&scratch);
	}
	bp__arena_free(&scratch);
	return status == BP_OK ? bp__comparison_end(comparison, report) : status;
}

enum bp_status
bp_comparison_add(
    bp_comparison *comparison, FILE *stream, const char *name, struct bp_error *error)
{
	struct bp__document *document = NULL;
	enum bp_status status =
	    bp__document_read(stream, name, &bp__ordinary_limits, &document, error);
	if (status != BP_OK)
		return status;
	status = add_document(comparison, document, name);
	bp__document_free(document);
	return status == BP_OK ? BP_OK : bp__fail(error, BP_NO_MEMORY, "out of memory");
}

size_t
bp_comparison_ignore(bp_comparison *comparison, const char *glob)
{
	size_t count = 0;
	for (size_t i = 0; i < comparison->row_count; i++) {
		struct bp__row *row = &comparison->rows[i];
		bool matches = bp_glob_matches(glob, row->id);
		row->ignored = row->ignored || matches;
		count += matches;
	}
	return count;
}

void
bp_comparison_expect(bp_comparison *comparison)
{
	comparison->expected = comparison->column_count;
}

enum bp_status
bp_comparison_plan(const bp_comparison *comparison, bp_plan *plan, struct bp_error *error)
{
	enum bp_status status = BP_OK;
	for (size_t i = 0; status == BP_OK && i < comparison->row_count; i++) {
		const struct bp__row *row = &comparison->rows[i];
		if (row->sort == BP__ROW_CASE && !row->ignored)
			status = bp_plan_add_case(plan, row->id, error);
	}
	return status;
}
