/* Groups the rows that differ. */
#include <config.h>

#include "analyse/differ.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TEXT = 1024,
	PATTERNS_MAX = BP__NOT_TOLD - 1, /* ways to differ that are told apart */
	LACKS_SHOWN = 8,
	LABELS_SHOWN = 8, /* of columns that answer alike; the others are counted */
	GROUPS_MAX = 32, /* of columns that answer alike */
	GROUP_WORDS = 512,
};

/* Text that grows in a buffer; what does not fit is cut. */
struct text {
	char text[TEXT];
	size_t used;
};

static void
add(struct text *text, const char *before, const char *word)
{
	int length =
	    snprintf(text->text + text->used, TEXT - text->used, "%s%s", before, word);
	size_t left = TEXT - text->used;
	text->used += (size_t)length < left ? (size_t)length : left - 1;
}

/* The results of a row in few words: ok, or the first failure with its socket. */
static void
add_result(struct text *text, const char *results)
{
	char word[BP__RESULT_TEXT + 16];
	size_t socket = 1;
	const char *rest = results;
	size_t length = strcspn(rest, "/");
	bool several = rest[length] == '/';
	while (length == 2 && strncmp(rest, "ok", 2) == 0 && rest[length] == '/') {
		rest += length + 1;
		length = strcspn(rest, "/");
		socket++;
	}
	if (!several || (length == 2 && strncmp(rest, "ok", 2) == 0))
		snprintf(word, sizeof word, "%.*s", (int)length, rest);
	else
		snprintf(word, sizeof word, "%.*s on %zu", (int)length, rest, socket);
	add(text, " ", word);
}

/* What is to be said of a row: the results where they are not the same, and who received at
 * the targets where that is not. */
struct topic {
	const bp_comparison *comparison;
	size_t row;
	bool results;
	bool targets[BP__COMPARED_TARGETS];
};

/* Looks at what columns have answered to the row. */
static struct topic
topic_of(const bp_comparison *comparison, size_t row)
{
	struct topic topic = {.comparison = comparison, .row = row};
	char letters[BP__COMPARED_TARGETS] = {'\0'};
	uint16_t first = 0;
	for (size_t i = 0; i < comparison->column_count; i++) {
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		const char *by = comparison->words[answer.by];
		topic.results = topic.results ||
		    (answer.result != 0 && first != 0 && answer.result != first);
		first = answer.result != 0 ? answer.result : first;
		for (size_t k = 0; by[k] != '\0'; k++) {
			if (by[k] == ' ')
				continue;
			topic.targets[k] = topic.targets[k] ||
			    (letters[k] != '\0' && letters[k] != by[k]);
			letters[k] = by[k];
		}
	}
	return topic;
}

/* Who received at the targets where that differs: "127.0.0.1 to 2". */
static void
add_receivers(
    struct text *text, const struct topic *topic, const char *by, const char *before)
{
	for (size_t i = 0; *by != '\0' && i < BP__COMPARED_TARGETS; i++) {
		char word[64];
		const struct bp__kind_row *kind = bp__kind_row(bp__compared_targets[i]);
		const char *to = kind->number != NULL ? kind->number : kind->name;
		if (by[i] == ' ' || !topic->targets[i])
			continue;
		if (by[i] == '-')
			snprintf(word, sizeof word, "%s to nobody", to);
		else if (by[i] == '+')
			snprintf(word, sizeof word, "%s to several", to);
		else
			snprintf(word, sizeof word, "%s to %c", to, by[i]);
		add(text, before, word);
		before = " and ";
	}
}

/* The result where results differ; and who received where columns whose sockets stand do not
 * agree on that. */
static void
add_answer(struct text *text, const struct topic *topic, struct bp__said answer)
{
	const bp_comparison *comparison = topic->comparison;
	if (topic->results)
		add_result(text, comparison->words[answer.result]);
	add_receivers(
	    text, topic, comparison->words[answer.by], topic->results ? " and " : " ");
}

char *
bp__differences_answer(
    const bp_comparison *comparison, size_t row, size_t column, char *buffer, size_t size)
{
	struct text text = {.used = 0};
	struct topic topic = topic_of(comparison, row);
	struct bp__said answer = bp__comparison_answer(comparison, column, row);
	if (answer.result != 0)
		add_answer(&text, &topic, answer);
	snprintf(buffer, size, "%s", text.used > 1 ? text.text + 1 : "-");
	return buffer;
}

/* Columns that answer in the same words. */
struct group {
	struct bp__said answer; /* of the first of them */
	char words[GROUP_WORDS];
	size_t columns[LABELS_SHOWN]; /* the first of them */
	size_t count;
};

/* The group of the answer, which may be new; NULL when there are too many. */
static struct group *
group_of(const struct topic *topic, struct bp__said answer, struct group *groups,
    size_t *count)
{
	struct text own = {.used = 0};
	for (size_t i = 0; i < *count; i++) {
		if (groups[i].answer.result == answer.result &&
		    groups[i].answer.by == answer.by)
			return &groups[i];
	}
	add_answer(&own, topic, answer);
	own.text[GROUP_WORDS - 1] = '\0';
	for (size_t i = 0; i < *count; i++) {
		if (strcmp(groups[i].words, own.text) == 0)
			return &groups[i];
	}
	if (*count == GROUPS_MAX)
		return NULL;
	struct group *group = &groups[(*count)++];
	group->answer = answer;
	group->count = 0;
	memcpy(group->words, own.text, sizeof group->words);
	return group;
}

/* As "A C bind:EADDRINUSE on 2". */
static void
add_group(struct text *text, const bp_comparison *comparison, const struct group *group)
{
	char more[32];
	for (size_t i = 0; i < group->count && i < LABELS_SHOWN; i++)
		add(text, i == 0 ? "" : " ",
		    comparison->columns[group->columns[i]].label);
	if (group->count > LABELS_SHOWN) {
		snprintf(more, sizeof more, " and %zu more", group->count - LABELS_SHOWN);
		add(text, more, "");
	}
	add(text, "", group->words);
}

const char *
bp__differences_answers(
    const bp_comparison *comparison, struct bp__arena *arena, size_t row)
{
	struct text text = {.used = 0};
	struct group groups[GROUPS_MAX];
	size_t count = 0;
	struct topic topic = topic_of(comparison, row);
	for (size_t i = 0; i < comparison->column_count; i++) {
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		struct group *group =
		    answer.result == 0 ? NULL : group_of(&topic, answer, groups, &count);
		if (group == NULL)
			continue;
		if (group->count < LABELS_SHOWN)
			group->columns[group->count] = i;
		group->count++;
	}
	for (size_t i = 0; i < count; i++) {
		add(&text, i == 0 ? "" : ", ", "");
		add_group(&text, comparison, &groups[i]);
	}
	return bp__arena_string(arena, text.text);
}

/* The differing rows sorted into patterns: the same words of answers. */
struct sorting {
	const bp_comparison *comparison;
	struct bp__arena *arena;
	const char *patterns[PATTERNS_MAX + 1]; /* the first is that of no difference */
	size_t pattern_count;
	struct bp__space space;
	uint8_t *labels; /* of the cases of the space */
	uint8_t *of_rows; /* the pattern of rows that are not in the space; 0: none */
};

/* The number of the pattern; the last one takes what is too many. */
static uint8_t
number_of_pattern(struct sorting *sorting, const char *answers)
{
	size_t i = 0;
	while (i < sorting->pattern_count && strcmp(sorting->patterns[i], answers) != 0)
		i++;
	if (i == PATTERNS_MAX)
		return PATTERNS_MAX - 1;
	if (i == sorting->pattern_count)
		sorting->patterns[sorting->pattern_count++] = answers;
	return (uint8_t)i;
}

/* Whether two columns have the row. */
static bool
is_compared(const bp_comparison *comparison, size_t row)
{
	size_t having = 0;
	for (size_t i = 0; i < comparison->column_count; i++)
		having += bp__comparison_answer(comparison, i, row).result != 0;
	return having > 1;
}

static enum bp_status
sort_row(struct sorting *sorting, size_t i)
{
	const bp_comparison *comparison = sorting->comparison;
	const struct bp__row *row = &comparison->rows[i];
	static const char *const nothing[] = {"ok", "ok"};
	struct bp__case c;
	struct bp_error error;
	if (row->sort != BP__ROW_CASE || row->ignored || !is_compared(comparison, i) ||
	    bp__case_parse(row->id, &c, &error) != BP_OK)
		return BP_OK;
	uint8_t label = 0;
	if (row->differs)
		label = number_of_pattern(
		    sorting, bp__differences_answers(comparison, sorting->arena, i));
	size_t count = sorting->space.count;
	if (bp__space_add_results(&sorting->space, &c, nothing, NULL) != BP_OK)
		return BP_NO_MEMORY;
	if (sorting->space.count > count)
		sorting->labels[count] = label;
	else
		sorting->of_rows[i] = label;
	return BP_OK;
}

/* The statements over the cases of the space, without the last, which says that all others are
 * the same. */
static enum bp_status
tell(struct sorting *sorting, struct bp__rule_list *list)
{
	const struct bp__telling telling = {
	    .space = &sorting->space,
	    .v6only_default = BP__UNKNOWN,
	    .title = "differences",
	    .labels = sorting->labels,
	    .words = sorting->patterns,
	    .otherwise = 0,
	};
	bool any = false;
	for (size_t i = 0; i < sorting->space.count; i++)
		any = any || sorting->labels[i] != 0;
	if (!any)
		return BP_OK;
	enum bp_status status = bp__rules_tell(&telling, sorting->arena, list);
	if (list->count > 0 &&
	    strcmp(list->rules[list->count - 1].result, sorting->patterns[0]) == 0)
		list->count--;
	return status;
}

/* The rows with the pattern that are not in the space. */
static void
fill_alike(const struct sorting *sorting, uint8_t pattern, struct bp__alike *alike)
{
	const bp_comparison *comparison = sorting->comparison;
	size_t count = 0;
	for (size_t i = 0; i < comparison->row_count; i++)
		count += sorting->of_rows[i] == pattern;
	alike->answers = sorting->patterns[pattern];
	alike->ids = bp__arena_array(sorting->arena, count, sizeof *alike->ids);
	for (size_t i = 0; alike->ids != NULL && i < comparison->row_count; i++) {
		if (sorting->of_rows[i] == pattern)
			alike->ids[alike->count++] = comparison->rows[i].id;
	}
}

static void
fill_alikes(const struct sorting *sorting, struct bp__differences *differences)
{
	differences->alike = bp__arena_array(
	    sorting->arena, sorting->pattern_count, sizeof *differences->alike);
	for (size_t i = 1; differences->alike != NULL && i < sorting->pattern_count;
	     i++) {
		struct bp__alike *alike = &differences->alike[differences->alike_count];
		fill_alike(sorting, (uint8_t)i, alike);
		differences->alike_count += alike->count > 0;
	}
}

static void
fill_lacks(const bp_comparison *comparison, struct bp__arena *arena,
    struct bp__differences *differences)
{
	differences->lacks =
	    bp__arena_array(arena, comparison->column_count, sizeof *differences->lacks);
	for (size_t i = 0; differences->lacks != NULL && i < comparison->column_count;
	     i++) {
		struct bp__lack *lack = &differences->lacks[i];
		lack->ids = bp__arena_array(arena, LACKS_SHOWN, sizeof *lack->ids);
		for (size_t k = 0; lack->ids != NULL && k < comparison->row_count; k++) {
			const struct bp__row *row = &comparison->rows[k];
			if (!row->lacking || row->sort != BP__ROW_CASE ||
			    bp__comparison_answer(comparison, i, k).result != 0)
				continue;
			if (lack->shown < LACKS_SHOWN)
				lack->ids[lack->shown++] = row->id;
			lack->count++;
		}
	}
}

enum bp_status
bp__differences_derive(const bp_comparison *comparison, struct bp__arena *arena,
    struct bp__differences *differences)
{
	enum bp_status status = BP_OK;
	struct sorting sorting = {
	    .comparison = comparison,
	    .arena = arena,
	    .patterns = {"the same"},
	    .pattern_count = 1,
	    .labels = calloc(comparison->row_count + 1, 1),
	    .of_rows = calloc(comparison->row_count + 1, 1),
	};
	*differences = (struct bp__differences){.alike_count = 0};
	if (sorting.labels == NULL || sorting.of_rows == NULL)
		status = BP_NO_MEMORY;
	for (size_t i = 0; status == BP_OK && i < comparison->row_count; i++)
		status = sort_row(&sorting, i);
	if (status == BP_OK)
		status = tell(&sorting, &differences->statements);
	if (status == BP_OK) {
		fill_alikes(&sorting, differences);
		fill_lacks(comparison, arena, differences);
	}
	bp__space_free(&sorting.space);
	free(sorting.labels);
	free(sorting.of_rows);
	return status == BP_OK && arena->failed ? BP_NO_MEMORY : status;
}
