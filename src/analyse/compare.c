/* Puts reports side by side. */
#include <config.h>

#include "analyse/compare.h"
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

/* A hash table of texts: each place holds a number plus one, or zero. */
struct places {
	uint32_t *numbers;
	size_t size; /* a power of two */
	size_t used;
};

/* Finds rows and words by their texts, and columns of the same answers. */
struct bp__compare_index {
	struct places rows;
	struct places words;
};

/* FNV-1a. */
static uint32_t
hash(const char *text)
{
	uint32_t value = 2166136261U;
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
		value = (value ^ *p) * 16777619U;
	return value;
}

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

/* How a table finds the text of a number. */
typedef const char *
text_of(const bp_comparison *comparison, size_t number);

static const char *
row_text(const bp_comparison *comparison, size_t number)
{
	return comparison->rows[number].id;
}

static const char *
word_text(const bp_comparison *comparison, size_t number)
{
	return comparison->words[number];
}

static uint32_t *
find_place(const bp_comparison *comparison, const struct places *places, text_of *text,
    const char *wanted)
{
	size_t i = hash(wanted) & (places->size - 1);
	while (places->numbers[i] != 0 &&
	    strcmp(text(comparison, places->numbers[i] - 1), wanted) != 0)
		i = (i + 1) & (places->size - 1);
	return &places->numbers[i];
}

/* Makes the table large enough for one more; false when there is no memory. */
static bool
make_room(const bp_comparison *comparison, struct places *places, text_of *text)
{
	if (places->size > 2 * (places->used + 1))
		return true;
	struct places larger = {.size = places->size == 0 ? 256 : 2 * places->size};
	larger.numbers = calloc(larger.size, sizeof *larger.numbers);
	if (larger.numbers == NULL)
		return false;
	for (size_t i = 0; i < places->size; i++) {
		uint32_t number = places->numbers[i];
		if (number != 0)
			*find_place(comparison, &larger, text,
			    text(comparison, number - 1)) = number;
	}
	larger.used = places->used;
	free(places->numbers);
	*places = larger;
	return true;
}

enum {
	WORDS_MAX = UINT16_MAX,
};

/* The number of the word, which is added when it is new; 0, that of "", when there is no
 * memory or there are too many. */
static uint16_t
number_of_word(bp_comparison *comparison, const char *word)
{
	struct places *places = &comparison->index->words;
	if (*word == '\0' || !make_room(comparison, places, word_text))
		return 0;
	uint32_t *place = find_place(comparison, places, word_text, word);
	if (*place != 0)
		return (uint16_t)(*place - 1);
	const char **words = grown(comparison->words, comparison->word_count,
	    &comparison->word_room, sizeof *words);
	if (words == NULL || comparison->word_count == WORDS_MAX) {
		comparison->arena.failed = true;
		return 0;
	}
	comparison->words = words;
	words[comparison->word_count] = bp__arena_string(&comparison->arena, word);
	places->used++;
	*place = (uint32_t)++comparison->word_count;
	return (uint16_t)(*place - 1);
}

/* The number of the row, which is added when it is new; SIZE_MAX when there is no memory. */
static size_t
number_of_row(
    bp_comparison *comparison, enum bp__row_sort sort, const char *id, const char *text)
{
	struct places *places = &comparison->index->rows;
	if (!make_room(comparison, places, row_text))
		return SIZE_MAX;
	uint32_t *place = find_place(comparison, places, row_text, id);
	if (*place != 0)
		return *place - 1;
	struct bp__row *rows = grown(
	    comparison->rows, comparison->row_count, &comparison->row_room, sizeof *rows);
	if (rows == NULL)
		return SIZE_MAX;
	comparison->rows = rows;
	rows[comparison->row_count] = (struct bp__row){
	    .sort = sort,
	    .id = bp__arena_string(&comparison->arena, id),
	    .text = bp__arena_string(&comparison->arena, text),
	};
	places->used++;
	*place = (uint32_t)++comparison->row_count;
	return *place - 1;
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
		free(comparison->index->rows.numbers);
		free(comparison->index->words.numbers);
	}
	free(comparison->index);
	free(comparison->columns);
	free(comparison->rows);
	free(comparison->facts);
	free(comparison->words);
	bp__arena_free(&comparison->arena);
	free(comparison);
}

/* The fact of this name; NULL when there is no memory. */
static struct bp__host_fact *
fact_of(bp_comparison *comparison, const char *name)
{
	for (size_t i = 0; i < comparison->fact_count; i++) {
		if (strcmp(comparison->facts[i].name, name) == 0)
			return &comparison->facts[i];
	}
	struct bp__host_fact *facts = grown(comparison->facts, comparison->fact_count,
	    &comparison->fact_room, sizeof *facts);
	if (facts == NULL) {
		comparison->arena.failed = true;
		return NULL;
	}
	comparison->facts = facts;
	facts[comparison->fact_count] =
	    (struct bp__host_fact){.name = bp__arena_string(&comparison->arena, name)};
	return &facts[comparison->fact_count++];
}

static void
add_fact(bp_comparison *comparison, const char *name, const char *value,
    const char *report_name)
{
	struct bp__host_fact *fact = fact_of(comparison, name);
	size_t i = 0;
	if (fact == NULL)
		return;
	while (i < fact->value_count && strcmp(fact->values[i].value, value) != 0)
		i++;
	if (i == sizeof fact->values / sizeof *fact->values) {
		fact->others++;
		return;
	}
	struct bp__host_value *found = &fact->values[i];
	if (i == fact->value_count) {
		found->value = bp__arena_string(&comparison->arena, value);
		fact->value_count++;
	}
	if (found->count < sizeof found->names / sizeof *found->names)
		found->names[found->count] = report_name;
	found->count++;
}

/* What may explain a difference: who asked, on what, with which settings. */
static void
add_facts(bp_comparison *comparison, const bp_report *report, const char *name)
{
	const struct bp__host *host = &report->host;
	char system[160];
	snprintf(system, sizeof system, "%s %s", host->system, host->release);
	add_fact(comparison, "user", host->user, name);
	add_fact(comparison, "system", system, name);
	add_fact(comparison, "machine", host->machine, name);
	add_fact(comparison, "environment", host->environment, name);
	for (size_t i = 0; i < host->setting_count; i++)
		add_fact(
		    comparison, host->settings[i].name, host->settings[i].value, name);
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
	struct bp__column *columns = grown(comparison->columns, comparison->column_count,
	    &comparison->column_room, sizeof *columns);
	if (columns == NULL)
		return BP_NO_MEMORY;
	comparison->columns = columns;
	struct bp__column *column = &columns[comparison->column_count++];
	*column = (struct bp__column){
	    .host = bp__arena_printf(&comparison->arena, "%s %s %s, %s", host->system,
		host->release, host->machine, host->user),
	};
	const char *kept = bp__arena_string(&comparison->arena, name);
	comparison->report_count++;
	comparison->originals = comparison->originals || !report->redacted;
	find_targets(comparison, report);
	add_facts(comparison, report, kept);
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

/* The letter of who received at the target; a blank when nothing was sent there. */
static char
receiver(const struct bp__outcome *outcome, size_t target)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		if (outcome->deliveries[i].target == target)
			return bp__delivery_letter(&outcome->deliveries[i]);
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
	struct bp__said answer = {
	    .result = number_of_word(comparison, results),
	    .by = number_of_word(comparison, by),
	};
	return answer_row(
	    comparison, number_of_row(comparison, BP__ROW_CASE, id, ""), answer);
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

static bool
same_column(const bp_comparison *comparison, size_t a, size_t b)
{
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

/* The letters of who received: a blank, or no letters at all, is for what was not sent. */
static bool
same_receivers(const char *a, const char *b)
{
	for (; *a != '\0' && *b != '\0'; a++, b++) {
		if (*a != *b && *a != ' ' && *b != ' ')
			return false;
	}
	return true;
}

bool
bp__comparison_agree(
    const bp_comparison *comparison, struct bp__said a, struct bp__said b)
{
	return a.result == b.result &&
	    same_receivers(comparison->words[a.by], comparison->words[b.by]);
}

/* Whether the column agrees with one of those that are expected, or all of them lack it. */
static bool
is_expected(const bp_comparison *comparison, struct bp__said answer, size_t row)
{
	bool known = false;
	for (size_t i = 0; i < comparison->expected; i++) {
		struct bp__said wanted = bp__comparison_answer(comparison, i, row);
		if (wanted.result != 0 &&
		    bp__comparison_agree(comparison, wanted, answer))
			return true;
		known = known || wanted.result != 0;
	}
	return !known;
}

/* Whether the column does not agree with those it is to be compared with. */
static bool
deviates(const bp_comparison *comparison, size_t column, size_t row)
{
	struct bp__said answer = bp__comparison_answer(comparison, column, row);
	if (answer.result == 0)
		return false;
	if (comparison->expected > 0)
		return column >= comparison->expected &&
		    !is_expected(comparison, answer, row);
	for (size_t i = 0; i < column; i++) {
		struct bp__said other = bp__comparison_answer(comparison, i, row);
		if (other.result != 0 && !bp__comparison_agree(comparison, other, answer))
			return true;
	}
	return false;
}

static void
judge_row(bp_comparison *comparison, size_t i)
{
	struct bp__row *row = &comparison->rows[i];
	size_t having = 0;
	row->differs = false;
	for (size_t k = 0; k < comparison->column_count; k++) {
		having += bp__comparison_answer(comparison, k, i).result != 0;
		row->differs = row->differs || deviates(comparison, k, i);
	}
	row->lacking = having > 0 && having < comparison->column_count;
	if (row->ignored)
		row->differs = row->lacking = false;
	comparison->compared[row->sort] += !row->ignored && having > 0 && !row->lacking;
	comparison->differing[row->sort] += row->differs;
}

/* A to Z, then AA and so on. */
static const char *
label_of(bp_comparison *comparison, size_t i)
{
	char text[8];
	size_t used = 0;
	for (size_t n = i + 1; n > 0 && used + 1 < sizeof text; n = (n - 1) / 26)
		text[used++] = (char)('A' + (n - 1) % 26);
	text[used] = '\0';
	for (size_t k = 0; k < used / 2; k++) {
		char other = text[k];
		text[k] = text[used - 1 - k];
		text[used - 1 - k] = other;
	}
	return bp__arena_string(&comparison->arena, text);
}

enum {
	KINDS_MAX = 26, /* of answers that get a letter of their own */
};

/* A kind of answer to a row, and how many reports have it. */
struct answer_kind {
	struct bp__said answer;
	size_t reports;
};

/* Puts the kinds that most reports have first; of equals, what came first. */
static void
sort_kinds(struct answer_kind *kinds, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct answer_kind moved = kinds[i];
		size_t at = i;
		for (; at > 0 && kinds[at - 1].reports < moved.reports; at--)
			kinds[at] = kinds[at - 1];
		kinds[at] = moved;
	}
}

static size_t
find_kind(const bp_comparison *comparison, const struct answer_kind *kinds, size_t count,
    struct bp__said answer)
{
	size_t i = 0;
	while (i < count && !bp__comparison_agree(comparison, kinds[i].answer, answer))
		i++;
	return i;
}

void
bp__comparison_letters(const bp_comparison *comparison, size_t row, char *letters)
{
	struct answer_kind kinds[KINDS_MAX];
	size_t count = 0;
	for (size_t i = 0; i < comparison->column_count; i++) {
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		size_t kind = find_kind(comparison, kinds, count, answer);
		if (answer.result == 0 || kind == KINDS_MAX)
			continue;
		if (kind == count)
			kinds[count++] = (struct answer_kind){.answer = answer};
		kinds[kind].reports += comparison->columns[i].name_count;
	}
	sort_kinds(kinds, count);
	for (size_t i = 0; i < comparison->column_count; i++) {
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		size_t kind = find_kind(comparison, kinds, count, answer);
		letters[i] = answer.result == 0 ? '.'
		    : kind == count             ? 'z'
						: (char)('a' + (char)kind);
	}
	letters[comparison->column_count] = '\0';
}

void
bp__comparison_judge(bp_comparison *comparison)
{
	memset(comparison->compared, 0, sizeof comparison->compared);
	memset(comparison->differing, 0, sizeof comparison->differing);
	for (size_t i = 0; i < comparison->row_count; i++)
		judge_row(comparison, i);
	for (size_t i = 0; i < comparison->column_count; i++)
		comparison->columns[i].label = label_of(comparison, i);
}

size_t
bp__comparison_count(const bp_comparison *comparison)
{
	size_t count = 0;
	for (int i = 0; i < BP__ROW_SORTS; i++)
		count += comparison->differing[i];
	return count;
}

bool
bp__comparison_is_portable(const bp_comparison *comparison, size_t row)
{
	const char *works = bp__verdict_name(BP__WORKS);
	if (comparison->rows[row].sort != BP__ROW_RECIPE || comparison->rows[row].ignored)
		return false;
	for (size_t i = 0; i < comparison->column_count; i++) {
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		if (strcmp(comparison->words[answer.result], works) != 0)
			return false;
	}
	return true;
}

bool
bp__comparison_has_portable(const bp_comparison *comparison)
{
	size_t i = 0;
	while (i < comparison->row_count && !bp__comparison_is_portable(comparison, i))
		i++;
	return i < comparison->row_count;
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
