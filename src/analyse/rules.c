/* Makes lines of words from learnt rules. */
#include <config.h>

#include "analyse/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *
bp__count_text(size_t count, char *buffer, size_t size)
{
	char digits[32];
	int length = snprintf(digits, sizeof digits, "%zu", count);
	size_t used = 0;
	for (int i = 0; i < length && used + 2 < size; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			buffer[used++] = ',';
		buffer[used++] = digits[i];
	}
	buffer[used] = '\0';
	return buffer;
}

enum {
	LINE = 1024,
};

/* The words of what the rule asks, in the order of the table. */
static void
write_words(const struct bp__learnt *rule, char line[LINE])
{
	size_t used = 0;
	line[0] = '\0';
	for (size_t i = 0; i < bp__predicate_count(); i++) {
		char words[BP__WORDS_SIZE];
		bool yes = bp__facts_have(&rule->yes, i);
		if (!yes && !bp__facts_have(&rule->no, i))
			continue;
		bp__predicate_words(i, yes, words, sizeof words);
		int length = snprintf(
		    line + used, LINE - used, "%s%s", used == 0 ? "" : ", ", words);
		used += (size_t)length < LINE - used ? (size_t)length : 0;
	}
	if (used == 0)
		snprintf(line, LINE, "otherwise");
}

static struct bp__rule
rule_of(
    const struct bp__learnt *learnt, const char *const *words, struct bp__arena *arena)
{
	char line[LINE];
	char count[32];
	write_words(learnt, line);
	bp__count_text(learnt->count, count, sizeof count);
	return (struct bp__rule){
	    .text = bp__arena_printf(arena, "%s: %s, %s case%s", line,
		words[learnt->label], count, learnt->count == 1 ? "" : "s"),
	    .result = bp__arena_string(arena, words[learnt->label]),
	    .count = learnt->count,
	};
}

/* The facts and labels of the cases that are told. */
static void
fill_examples(const struct bp__telling *telling, const struct bp__side *sides,
    struct bp__examples *examples)
{
	const struct bp__space *space = telling->space;
	for (size_t i = 0; i < space->count; i++) {
		const struct bp__space_case *c = &space->cases[i];
		if (telling->labels[i] == BP__NOT_TOLD)
			continue;
		struct bp__pair pair = bp__pair_of((enum bp__series)c->series,
		    &sides[c->sockets[0]], &sides[c->sockets[1]]);
		if (telling->first_known)
			pair.first_stands =
			    strcmp(bp__space_result(space, i, 0), "ok") == 0;
		examples->facts[examples->count] = bp__facts_of(&pair);
		examples->labels[examples->count++] = telling->labels[i];
	}
}

enum bp_status
bp__rules_tell(const struct bp__telling *telling, struct bp__arena *arena,
    struct bp__rule_list *list)
{
	const struct bp__space *space = telling->space;
	size_t n = space->count + 1;
	struct bp__side *sides = calloc(space->socket_count + 1, sizeof *sides);
	struct bp__learnt_list *learnt = malloc(sizeof *learnt);
	struct bp__examples examples = {.facts = calloc(n, sizeof *examples.facts),
	    .labels = calloc(n, 1),
	    .otherwise = telling->otherwise};
	enum bp_status status = BP_NO_MEMORY;
	*list = (struct bp__rule_list){.title = telling->title};
	if (sides == NULL || learnt == NULL || examples.facts == NULL ||
	    examples.labels == NULL)
		goto end;
	for (size_t i = 0; i < space->socket_count; i++)
		sides[i] = bp__side_of(&space->sockets[i], telling->v6only_default);
	fill_examples(telling, sides, &examples);
	status = bp__learn(&examples, learnt);
	if (status != BP_OK)
		goto end;
	list->rules = bp__arena_array(arena, learnt->count, sizeof *list->rules);
	for (size_t i = 0; i < learnt->count && list->rules != NULL; i++)
		list->rules[list->count++] =
		    rule_of(&learnt->rules[i], telling->words, arena);
	list->wrong = learnt->wrong;
	status = arena->failed ? BP_NO_MEMORY : BP_OK;
end:
	free(sides);
	free(learnt);
	free(examples.facts);
	free(examples.labels);
	return status;
}

/* Tells the result of one socket. */
static enum bp_status
tell_socket(const struct bp__telling *common, size_t socket, uint8_t *labels,
    struct bp__arena *arena, struct bp__rule_list *list)
{
	struct bp__telling telling = *common;
	const struct bp__space *space = common->space;
	for (size_t i = 0; i < space->count; i++)
		labels[i] = space->outcomes[space->cases[i].outcome].results[socket];
	telling.labels = labels;
	telling.title = socket == 0 ? "first socket" : "second socket";
	telling.first_known = socket > 0;
	return bp__rules_tell(&telling, arena, list);
}

enum bp_status
bp__rules_derive(const struct bp__space *space, int v6only_default,
    struct bp__arena *arena, struct bp__rules *rules)
{
	struct bp__telling telling = {
	    .space = space,
	    .v6only_default = v6only_default,
	    .words = space->results.words,
	    .otherwise = BP__ANY_LABEL,
	};
	uint8_t *labels = calloc(space->count + 1, sizeof *labels);
	enum bp_status status = BP_NO_MEMORY;
	*rules = (struct bp__rules){.first = {.title = NULL}};
	if (labels != NULL)
		status = tell_socket(&telling, 0, labels, arena, &rules->first);
	if (status == BP_OK)
		status = tell_socket(&telling, 1, labels, arena, &rules->second);
	free(labels);
	return status;
}
