/* Keeps cases and outcomes as numbers of tables. */
#include <config.h>

#include "analyse/space.h"
#include "analyse/pair.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static_assert(sizeof(struct bp__space_case) == 8, "a case is small");
static_assert(BP__SERIES_COUNT <= UINT8_MAX, "a series fits");

/* The array with room for one more element; NULL when there is no memory. */
static void *
grown(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	size_t wanted = *room == 0 ? 64 : 2 * *room;
	if (wanted > SIZE_MAX / size)
		return NULL;
	void *larger = realloc(array, wanted * size);
	if (larger != NULL)
		*room = wanted;
	return larger;
}

enum {
	NOT_KEPT = -1, /* there is no room for more of its sort */
	NO_MEMORY = -2,
};

/* The number of the word in the list, which has at most limit of them. */
static int
number_of_word(
    struct bp__space *space, struct bp__words *list, const char *word, size_t limit)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->words[i], word) == 0)
			return (int)i;
	}
	if (list->count == limit)
		return NOT_KEPT;
	const char **words =
	    grown(list->words, list->count, &list->room, sizeof *list->words);
	if (words == NULL)
		return NO_MEMORY;
	list->words = words;
	const char *kept = bp__arena_string(&space->arena, word);
	if (space->arena.failed)
		return NO_MEMORY;
	list->words[list->count] = kept;
	return (int)list->count++;
}

static int
number_of_socket(struct bp__space *space, const struct bp__socket_spec *spec)
{
	for (size_t i = 0; i < space->socket_count; i++) {
		const struct bp__socket_spec *known = &space->sockets[i];
		if (known->kind == spec->kind && known->options == spec->options)
			return (int)i;
	}
	if (space->socket_count == BP__SPACE_SOCKETS)
		return NOT_KEPT;
	struct bp__socket_spec *sockets = grown(space->sockets, space->socket_count,
	    &space->socket_room, sizeof *space->sockets);
	if (sockets == NULL)
		return NO_MEMORY;
	space->sockets = sockets;
	space->sockets[space->socket_count] = *spec;
	return (int)space->socket_count++;
}

static int
number_of_outcome(struct bp__space *space, const char *const results[2])
{
	int numbers[2];
	for (size_t i = 0; i < 2; i++) {
		numbers[i] =
		    number_of_word(space, &space->results, results[i], BP__SPACE_RESULTS);
		if (numbers[i] < 0)
			return numbers[i];
	}
	for (size_t i = 0; i < space->outcome_count; i++) {
		const struct bp__space_outcome *known = &space->outcomes[i];
		if (known->results[0] == numbers[0] && known->results[1] == numbers[1])
			return (int)i;
	}
	if (space->outcome_count == BP__SPACE_OUTCOMES)
		return NOT_KEPT;
	space->outcomes[space->outcome_count] = (struct bp__space_outcome){
	    .results = {(uint8_t)numbers[0], (uint8_t)numbers[1]}};
	return (int)space->outcome_count++;
}

enum bp_status
bp__space_set_targets(struct bp__space *space, const enum bp__kind *kinds, size_t count)
{
	enum bp__kind *copy = bp__arena_array(&space->arena, count + 1, sizeof *copy);
	if (copy == NULL)
		return BP_NO_MEMORY;
	for (size_t i = 0; i < count; i++)
		copy[i] = kinds[i];
	space->targets = copy;
	space->target_count = count;
	return BP_OK;
}

static int
number_of_delivery(struct bp__space *space, const char *delivery)
{
	int number = number_of_word(space, &space->deliveries, "", BP__SPACE_DELIVERIES);
	if (number < 0 || delivery == NULL)
		return number;
	return number_of_word(space, &space->deliveries, delivery, BP__SPACE_DELIVERIES);
}

enum bp_status
bp__space_add_results(struct bp__space *space, const struct bp__case *c,
    const char *const results[2], const char *delivery)
{
	if (!bp__pair_can_be(c)) {
		space->others++;
		return BP_OK;
	}
	struct bp__space_case *cases =
	    grown(space->cases, space->count, &space->room, sizeof *space->cases);
	if (cases == NULL)
		return BP_NO_MEMORY;
	space->cases = cases;
	const int numbers[] = {
	    number_of_socket(space, &c->sockets[0]),
	    number_of_socket(space, &c->sockets[1]),
	    number_of_delivery(space, delivery),
	    number_of_outcome(space, results),
	};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		if (numbers[i] == NO_MEMORY)
			return BP_NO_MEMORY;
		if (numbers[i] == NOT_KEPT) {
			space->others++;
			return BP_OK;
		}
	}
	space->cases[space->count++] = (struct bp__space_case){
	    .sockets = {(uint16_t)numbers[0], (uint16_t)numbers[1]},
	    .delivery = (uint16_t)numbers[2],
	    .series = (uint8_t)c->series,
	    .outcome = (uint8_t)numbers[3],
	};
	space->outcomes[numbers[3]].count++;
	return BP_OK;
}

enum bp_status
bp__space_add(struct bp__space *space, const struct bp__case *c,
    const struct bp__outcome *outcome, const char *delivery)
{
	char texts[2][BP__RESULT_TEXT];
	if (!bp__pair_can_be(c)) {
		space->others++;
		return BP_OK;
	}
	if (outcome->sockets[0].result.reason != NULL ||
	    outcome->sockets[1].result.reason != NULL) {
		space->absent++;
		return BP_OK;
	}
	for (size_t i = 0; i < 2; i++)
		bp__result_format(&outcome->sockets[i].result, texts[i], sizeof texts[i]);
	const char *const results[2] = {texts[0], texts[1]};
	return bp__space_add_results(space, c, results, delivery);
}

struct bp__case
bp__space_case_at(const struct bp__space *space, size_t i)
{
	const struct bp__space_case *packed = &space->cases[i];
	return (struct bp__case){
	    .series = (enum bp__series)packed->series,
	    .count = 2,
	    .sockets = {space->sockets[packed->sockets[0]],
		space->sockets[packed->sockets[1]]},
	};
}

const char *
bp__space_result(const struct bp__space *space, size_t i, size_t socket)
{
	const struct bp__space_outcome *outcome =
	    &space->outcomes[space->cases[i].outcome];
	return space->results.words[outcome->results[socket]];
}

const char *
bp__space_delivery(const struct bp__space *space, size_t i)
{
	return space->deliveries.words[space->cases[i].delivery];
}

char *
bp__space_outcome_text(const struct bp__space *space, size_t i, char *buffer, size_t size)
{
	const struct bp__space_outcome *outcome = &space->outcomes[i];
	snprintf(buffer, size, "%s/%s", space->results.words[outcome->results[0]],
	    space->results.words[outcome->results[1]]);
	return buffer;
}

void
bp__space_free(struct bp__space *space)
{
	free(space->cases);
	free(space->sockets);
	free(space->results.words);
	free(space->deliveries.words);
	bp__arena_free(&space->arena);
	*space = (struct bp__space){.count = 0};
}
