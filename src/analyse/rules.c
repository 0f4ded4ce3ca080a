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

/* What rules decide, one and many of it. */
static const char *const units[][2] = {{"case", "cases"}, {"delivery", "deliveries"}};

static struct bp__rule
rule_of(const struct bp__learnt *learnt, const struct bp__telling *telling,
    struct bp__arena *arena)
{
	char line[LINE];
	char count[32];
	const char *word = telling->words[learnt->label];
	write_words(learnt, line);
	bp__count_text(learnt->count, count, sizeof count);
	return (struct bp__rule){
	    .text = bp__arena_printf(arena, "%s: %s, %s %s", line, word, count,
		units[telling->receivers][learnt->count != 1]),
	    .result = bp__arena_string(arena, word),
	    .count = learnt->count,
	};
}

/* Gives the examples of a telling, one after the other. */
struct source {
	const struct bp__telling *telling;
	struct bp__side *sides; /* of each socket of the space */
	struct bp__facts *facts; /* of each case, without its targets */
	struct bp__facts *aims; /* of each target and how the two sockets reach it */
	unsigned char *reaches; /* of each socket to each target */
	size_t at; /* the next case */
	size_t target; /* and its next target */
};

static void
free_source(struct source *source)
{
	free(source->sides);
	free(source->facts);
	free(source->aims);
	free(source->reaches);
}

static void
rewind_source(void *context)
{
	struct source *source = context;
	source->at = 0;
	source->target = 0;
}

static bool
next_case(void *context, struct bp__facts *facts, uint8_t *label)
{
	struct source *source = context;
	const struct bp__telling *telling = source->telling;
	while (source->at < telling->space->count) {
		size_t i = source->at++;
		if (telling->labels[i] == BP__NOT_TOLD)
			continue;
		*facts = source->facts[i];
		*label = telling->labels[i];
		return true;
	}
	return false;
}

/* Where the facts of a target are that the sockets of the case reach so. */
static size_t
place_of_aim(const struct source *source, const struct bp__space_case *c, size_t target)
{
	size_t count = source->telling->space->target_count;
	size_t first = source->reaches[c->sockets[0] * count + target];
	size_t second = source->reaches[c->sockets[1] * count + target];
	return (target * BP__REACHES + first) * BP__REACHES + second;
}

/* Who received, as numbers of words. */
static const char letters[] = "-12+";
static const char *const receivers[] = {"nobody", "the first", "the second", "shared"};

enum {
	SHARED = 3, /* what is shared may come to one of them alone, by chance */
};

/* A target that is no kind's address is left out. */
static bool
next_delivery(void *context, struct bp__facts *facts, uint8_t *label)
{
	struct source *source = context;
	const struct bp__space *space = source->telling->space;
	while (source->at < space->count) {
		const char *text = bp__space_delivery(space, source->at);
		size_t target = source->target++;
		if (target >= space->target_count || text[target] == '\0') {
			source->at++;
			source->target = 0;
			continue;
		}
		const char *letter = strchr(letters, text[target]);
		if (space->targets[target] == BP__NUMBER || letter == NULL)
			continue;
		*facts = source->facts[source->at];
		bp__facts_join(facts,
		    &source
			 ->aims[place_of_aim(source, &space->cases[source->at], target)]);
		*label = (uint8_t)(letter - letters);
		return true;
	}
	return false;
}

/* The facts of the cases. A case that sends nothing needs none in a list of receivers. */
static void
fill_facts(struct source *source)
{
	const struct bp__telling *telling = source->telling;
	const struct bp__space *space = telling->space;
	for (size_t i = 0; i < space->count; i++) {
		const struct bp__space_case *c = &space->cases[i];
		if (telling->receivers ? c->delivery == 0
				       : telling->labels[i] == BP__NOT_TOLD)
			continue;
		struct bp__pair pair = bp__pair_of((enum bp__series)c->series,
		    &source->sides[c->sockets[0]], &source->sides[c->sockets[1]]);
		if (telling->first_known)
			pair.first_stands =
			    strcmp(bp__space_result(space, i, 0), "ok") == 0;
		source->facts[i] = bp__facts_of(&pair);
	}
}

static void
fill_aims(struct source *source)
{
	const struct bp__space *space = source->telling->space;
	size_t n = 0;
	for (size_t i = 0; i < space->target_count; i++) {
		struct bp__aim aim = bp__aim_of(space->targets[i]);
		for (size_t k = 0; k < (size_t)BP__REACHES * BP__REACHES; k++) {
			aim.reach[0] = (enum bp__reach)(k / BP__REACHES);
			aim.reach[1] = (enum bp__reach)(k % BP__REACHES);
			source->aims[n++] = bp__facts_of_aim(&aim);
		}
		for (size_t k = 0; k < space->socket_count; k++)
			source->reaches[k * space->target_count + i] =
			    (unsigned char)bp__side_reach(
				&source->sides[k], space->targets[i]);
	}
}

static enum bp_status
fill_source(const struct bp__telling *telling, struct source *source)
{
	const struct bp__space *space = telling->space;
	size_t targets = telling->receivers ? space->target_count : 0;
	*source = (struct source){
	    .telling = telling,
	    .sides = calloc(space->socket_count + 1, sizeof *source->sides),
	    .facts = calloc(space->count + 1, sizeof *source->facts),
	    .aims = calloc(targets * BP__REACHES * BP__REACHES + 1, sizeof *source->aims),
	    .reaches = calloc(space->socket_count * targets + 1, 1),
	};
	if (source->sides == NULL || source->facts == NULL || source->aims == NULL ||
	    source->reaches == NULL)
		return BP_NO_MEMORY;
	for (size_t i = 0; i < space->socket_count; i++)
		source->sides[i] =
		    bp__side_of(&space->sockets[i], telling->v6only_default);
	fill_facts(source);
	if (telling->receivers)
		fill_aims(source);
	return BP_OK;
}

enum bp_status
bp__rules_tell(const struct bp__telling *telling, struct bp__arena *arena,
    struct bp__rule_list *list)
{
	struct bp__learnt_list *learnt = malloc(sizeof *learnt);
	struct source source;
	const struct bp__examples examples = {
	    .rewind = rewind_source,
	    .next = telling->receivers ? next_delivery : next_case,
	    .context = &source,
	    .otherwise = telling->otherwise,
	    .chance = telling->receivers ? SHARED : BP__NO_CHANCE,
	};
	enum bp_status status = fill_source(telling, &source);
	*list = (struct bp__rule_list){
	    .title = telling->title, .unit = units[telling->receivers][1]};
	if (learnt == NULL)
		status = BP_NO_MEMORY;
	if (status == BP_OK)
		status = bp__learn(&examples, learnt);
	if (status != BP_OK)
		goto end;
	list->rules = bp__arena_array(arena, learnt->count, sizeof *list->rules);
	for (size_t i = 0; i < learnt->count && list->rules != NULL; i++)
		list->rules[list->count++] = rule_of(&learnt->rules[i], telling, arena);
	list->wrong = learnt->wrong;
	status = arena->failed ? BP_NO_MEMORY : BP_OK;
end:
	free_source(&source);
	free(learnt);
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

/* Tells who receives. */
static enum bp_status
tell_delivery(
    const struct bp__telling *common, struct bp__arena *arena, struct bp__rule_list *list)
{
	struct bp__telling telling = *common;
	telling.title = "receiver";
	telling.words = receivers;
	telling.receivers = true;
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
	if (status == BP_OK)
		status = tell_delivery(&telling, arena, &rules->delivery);
	free(labels);
	return status;
}
