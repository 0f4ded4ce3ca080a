/* Lists are learnt from examples that have nothing to do with sockets: facts are bits of a
 * number. */
#include <config.h>

#include <string.h>

#include "analyse/learn.h"
#include "unit/unit.h"

enum {
	BITS = 12,
	EXAMPLES_MAX = 1 << BITS,
};

/* Examples are numbers from 0 on, each with a label. */
struct numbers {
	uint8_t labels[EXAMPLES_MAX];
	size_t count;
	size_t at;
	size_t predicates[BITS]; /* of each bit: those that are always looked at */
};

static void
rewind_numbers(void *context)
{
	((struct numbers *)context)->at = 0;
}

static struct bp__facts
facts_of(const struct numbers *numbers, size_t number)
{
	struct bp__facts facts = {{0}};
	for (size_t bit = 0; bit < BITS; bit++) {
		if ((number >> bit & 1) != 0)
			bp__facts_add(&facts, numbers->predicates[bit]);
	}
	return facts;
}

static bool
next_number(void *context, struct bp__facts *facts, uint8_t *label)
{
	struct numbers *numbers = context;
	if (numbers->at == numbers->count)
		return false;
	*facts = facts_of(numbers, numbers->at);
	*label = numbers->labels[numbers->at++];
	return true;
}

/* All numbers of so many bits, without labels. */
static struct numbers *
numbers_of(size_t bits)
{
	static struct numbers numbers;
	size_t found = 0;
	memset(&numbers, 0, sizeof numbers);
	numbers.count = (size_t)1 << bits;
	for (size_t p = 0; p < bp__predicate_count() && found < BITS; p++) {
		if (!bp__predicate_is_raw(p))
			numbers.predicates[found++] = p;
	}
	assert_int_equal(found, BITS);
	return &numbers;
}

static const struct bp__learnt_list *
learn(struct numbers *numbers, int otherwise)
{
	static struct bp__learnt_list list;
	const struct bp__examples examples = {
	    .rewind = rewind_numbers,
	    .next = next_number,
	    .context = numbers,
	    .otherwise = otherwise,
	    .chance = BP__NO_CHANCE,
	};
	assert_int_equal(bp__learn(&examples, &list), BP_OK);
	return &list;
}

/* How many examples the list tells wrongly; each is decided by the first rule that matches,
 * and counted there. */
static size_t
count_wrong(const struct numbers *numbers, const struct bp__learnt_list *list)
{
	static size_t counts[BP__LEARNT_MAX];
	size_t wrong = 0;
	memset(counts, 0, sizeof counts);
	for (size_t number = 0; number < numbers->count; number++) {
		const struct bp__facts facts = facts_of(numbers, number);
		size_t i = 0;
		while (!bp__learnt_matches(&list->rules[i], &facts))
			i++;
		assert_true(i < list->count);
		if (list->rules[i].label == numbers->labels[number])
			counts[i]++;
		else
			wrong++;
	}
	for (size_t i = 0; i < list->count; i++)
		assert_int_equal(list->rules[i].count, counts[i]);
	return wrong;
}

/* With more answers than rules the list ends, and says what it tells wrongly. */
static void
a_list_has_an_end(void **state)
{
	struct numbers *numbers = numbers_of(9);
	uint64_t seed = 11;
	(void)state;
	for (size_t i = 0; i < numbers->count; i++)
		numbers->labels[i] = (uint8_t)unit_random(&seed, 200);
	const struct bp__learnt_list *list = learn(numbers, BP__ANY_LABEL);
	assert_int_equal(list->count, BP__LEARNT_MAX);
	assert_true(list->wrong > 0);
	assert_int_equal(count_wrong(numbers, list), list->wrong);
}

/* What no rule may take is told by the last alone, also where it is the rarest. */
static void
a_label_may_be_left_for_the_last_rule(void **state)
{
	struct numbers *numbers = numbers_of(6);
	(void)state;
	for (size_t i = 0; i < numbers->count; i++)
		numbers->labels[i] = i == 21 ? 7 : (uint8_t)(i % 4);
	const struct bp__learnt_list *list = learn(numbers, 7);
	assert_int_equal(count_wrong(numbers, list), 0);
	assert_int_equal(list->wrong, 0);
	for (size_t i = 0; i < list->count; i++)
		assert_int_equal(list->rules[i].label == 7, i + 1 == list->count);
}

/* Where there are many rows, most are not learnt from: a lone exception is found all the
 * same, wherever it is. */
static void
an_exception_among_many_is_found(void **state)
{
	struct numbers *numbers = numbers_of(BITS);
	(void)state;
	for (size_t k = 0; k < 16; k++) {
		const size_t exception = k * 257 + 3;
		for (size_t i = 0; i < numbers->count; i++)
			numbers->labels[i] = (i & 5) == 5 ? 1 : (i & 2) != 0 ? 2 : 3;
		numbers->labels[exception] = 4;
		const struct bp__learnt_list *list = learn(numbers, BP__ANY_LABEL);
		assert_int_equal(count_wrong(numbers, list), 0);
		assert_int_equal(list->wrong, 0);
		assert_true(list->count <= 6);
	}
}

/* A rule of more conditions than are tried as a rule is found where nothing shorter tells
 * one from the others. */
static void
a_long_condition_is_found(void **state)
{
	struct numbers *numbers = numbers_of(7);
	(void)state;
	for (size_t i = 0; i < numbers->count; i++)
		numbers->labels[i] = (i & 0x3f) == 0x3f;
	const struct bp__learnt_list *list = learn(numbers, BP__ANY_LABEL);
	assert_int_equal(list->count, 2);
	assert_int_equal(count_wrong(numbers, list), 0);
}

/* The same list whether few or many kinds of answers are left over in turn. */
static void
every_number_of_labels_is_told(void **state)
{
	(void)state;
	for (unsigned labels = 1; labels <= 16; labels++) {
		struct numbers *numbers = numbers_of(6);
		for (size_t i = 0; i < numbers->count; i++)
			numbers->labels[i] = (uint8_t)(i % labels);
		const struct bp__learnt_list *list = learn(numbers, BP__ANY_LABEL);
		assert_int_equal(count_wrong(numbers, list), 0);
		assert_true(list->count >= labels);
		assert_true((labels & (labels - 1)) != 0 || list->count == labels);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_list_has_an_end),
	    cmocka_unit_test(a_label_may_be_left_for_the_last_rule),
	    cmocka_unit_test(an_exception_among_many_is_found),
	    cmocka_unit_test(a_long_condition_is_found),
	    cmocka_unit_test(every_number_of_labels_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
