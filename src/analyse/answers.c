/* Reads the answers of a sweep, and knows the text of answers. */
#include <config.h>

#include "analyse/answers.h"
#include "analyse/read_parts.h"

#include <stdlib.h>
#include <string.h>

static const char opening[] = "{\"id\":\"";

enum {
	FIRST_ROOM = 64,
};

/* Bytes that stand for themselves in a string of JSON. */
static bool
is_plain(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] < 0x20 || text[i] > 0x7e || text[i] == '\\')
			return false;
	}
	return true;
}

bool
bp__told_split(const char *text, size_t length, struct bp__told *told)
{
	const size_t start = sizeof opening - 1;
	if (length < start || memcmp(text, opening, start) != 0)
		return false;
	const char *end = memchr(text + start, '"', length - start);
	if (end == NULL)
		return false;
	size_t size = (size_t)(end - text) - start;
	if (size >= sizeof told->id || !is_plain(text + start, size))
		return false;
	memcpy(told->id, text + start, size);
	told->id[size] = '\0';
	told->rest = end + 1;
	told->length = length - start - size - 1;
	return true;
}

bool
bp__answers_find(const struct bp__answers *answers, const struct bp__told *told,
    size_t sockets, uint32_t *number)
{
	return bp__index_find(&answers->known[sockets], told->rest, told->length, number);
}

bool
bp__answers_know(struct bp__answers *answers, const struct bp__told *told, size_t sockets,
    uint32_t number)
{
	uint32_t known;
	return bp__answers_find(answers, told, sockets, &known) ||
	    bp__index_add(&answers->known[sockets], told->rest, told->length, number);
}

static void
read_results(struct bp__reading *reading, const struct bp__value *value, size_t sockets,
    struct bp__answer *answer)
{
	struct bp__value array = bp__value_at(value, "results");
	bool stands = true;
	if (!bp__value_is_there(&array))
		return;
	size_t count = bp__value_count(reading, &array, BP__SOCKETS_MAX);
	if (!reading->failed && count != sockets)
		bp__value_refuse(
		    reading, &array, "as many results as the id has sockets");
	answer->results = bp__read_array(reading, count, sizeof *answer->results);
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__value result = bp__value_element(&array, i);
		bp__read_result_text(reading, &result, &answer->results[i]);
		stands = stands && bp__result_is_ok(&answer->results[i]);
	}
	if (!reading->failed && stands)
		bp__value_refuse(reading, &array, "none, as all are ok");
}

/* Who received by the letter, which bp__delivery_letter() has for it; false where there is no
 * such socket. */
static bool
read_letter(char letter, size_t sockets, struct bp__delivery *delivery)
{
	delivery->tries = 1;
	for (size_t i = 0; i < sockets; i++) {
		delivery->by[i] = 1;
		if (bp__delivery_letter(delivery) == letter)
			return true;
		delivery->by[i] = 0;
	}
	if (letter == '+' && sockets > 1)
		delivery->by[0] = delivery->by[1] = 1;
	return bp__delivery_letter(delivery) == letter;
}

static void
read_letters(struct bp__reading *reading, const struct bp__value *value, size_t sockets,
    size_t targets, struct bp__answer *answer)
{
	struct bp__value by = bp__value_at(value, "by");
	answer->by = "";
	if (!bp__value_is_there(&by))
		return;
	const char *letters = bp__value_text(reading, &by);
	size_t count = strlen(letters);
	if (count == 0 || count > targets || answer->results != NULL) {
		bp__value_refuse(reading, &by,
		    "a letter for each target, in a case whose sockets stand");
		return;
	}
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__delivery delivery = {.tries = 0};
		if (!read_letter(letters[i], sockets, &delivery))
			bp__value_refuse(reading, &by,
			    "the numbers of its sockets, - for nobody, + for several");
	}
	answer->by = bp__arena_string(reading->arena, letters);
}

void
bp__answers_read(struct bp__reading *reading, const struct bp__value *value,
    size_t sockets, size_t targets, struct bp__answer *answer)
{
	*answer = (struct bp__answer){.results = NULL};
	read_results(reading, value, sockets, answer);
	read_letters(reading, value, sockets, targets, answer);
	answer->unstable = bp__read_unstable(reading, value);
	bp__read_tally(reading, value, &answer->tally);
}

bool
bp__answers_add(
    struct bp__answers *answers, const struct bp__answer *answer, uint32_t *number)
{
	if (answers->count == answers->room) {
		size_t room = answers->room == 0 ? FIRST_ROOM : 2 * answers->room;
		struct bp__answer *all = realloc(answers->all, room * sizeof *all);
		if (all == NULL)
			return false;
		answers->all = all;
		answers->room = room;
	}
	*number = (uint32_t)answers->count;
	answers->all[answers->count++] = *answer;
	return true;
}

void
bp__answers_outcome(const struct bp__answer *answer, const struct bp__case *plan,
    struct bp__arena *arena, struct bp__outcome *outcome)
{
	size_t count = strlen(answer->by);
	memset(outcome, 0, sizeof *outcome);
	outcome->plan = *plan;
	outcome->unstable = answer->unstable;
	outcome->tally = answer->tally;
	for (size_t i = 0; i < plan->count; i++) {
		outcome->sockets[i].v6only = BP__UNKNOWN;
		if (answer->results != NULL)
			outcome->sockets[i].result = answer->results[i];
	}
	if (count == 0)
		return;
	outcome->deliveries = bp__arena_array(arena, count, sizeof *outcome->deliveries);
	for (size_t i = 0; i < count && outcome->deliveries != NULL; i++) {
		outcome->deliveries[i].target = i;
		read_letter(answer->by[i], plan->count, &outcome->deliveries[i]);
		outcome->delivery_count = i + 1;
	}
}

void
bp__answers_free(struct bp__answers *answers)
{
	for (size_t i = 0; i <= BP__SOCKETS_MAX; i++)
		bp__index_free(&answers->known[i]);
	free(answers->all);
	*answers = (struct bp__answers){.all = NULL};
}
