/* The words of rules say of a case what they mean. Each row was written by reading its id. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "analyse/rules.h"
#include "analyse/words.h"
#include "unit/unit.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	STATEMENTS = 26,
};

/* A case, where something is sent to, and what is then true. */
struct row {
	const char *id;
	enum bp__kind target; /* BP__NUMBER: nothing is sent */
	const char *statements[STATEMENTS];
};

static const struct row rows[] = {
    {"udp/any4,reuseaddr/any6,reuseaddr", BP__NUMBER,
	{"udp", "not tcp", "both SO_REUSEADDR", "not both SO_REUSEPORT",
	    "SO_REUSEADDR on one or both", "neither SO_REUSEPORT", "same reuse options",
	    "first some reuse option", "second SO_REUSEADDR",
	    "second without SO_REUSEPORT", "datagrams", "first not listening",
	    "address sets overlap", "IPv4 sets overlap", "IPv6 sets apart",
	    "unlike addresses", "unlike families", "both wildcards", "first AF_INET",
	    "second AF_INET6", "second dual-stack", "one dual-stack",
	    "second leaves V6ONLY", "second on all IPv4", "same user"}},
    {"tcp/loop4,reuseport/any6,v6only=on", BP__NUMBER,
	{"tcp", "not udp", "not both SO_REUSEPORT", "SO_REUSEPORT on one or both",
	    "neither SO_REUSEADDR", "unlike reuse options", "second no reuse option",
	    "connections", "first listening", "not listening late", "not only bound",
	    "address sets apart", "IPv4 sets apart", "IPv6 sets apart",
	    "not both wildcards", "first not wildcard", "second wildcard",
	    "second V6ONLY", "none dual-stack", "second sets V6ONLY or is AF_INET",
	    "first on IPv4", "first not on all IPv4", "second not on IPv4",
	    "second on all IPv6", "first not on IPv6"}},
    {"tcp-late/host4/host4,user=other", BP__NUMBER,
	{"another user", "listening late", "first not listening", "same address",
	    "same address set", "same family", "IPv4 sets overlap",
	    "neither SO_REUSEADDR", "same reuse options", "first is host4",
	    "second is not loop4"}},
    {"tcp-bind/maploop/loop4", BP__NUMBER,
	{"only bound", "first IPv4-mapped", "second not IPv4-mapped", "same address",
	    "same address set", "unlike families", "address sets overlap",
	    "first AF_INET6", "first on IPv4", "first not on all IPv6"}},
    {"udp/any6,v6only=on/any4", BP__LOOP4,
	{"only second covers target in its own family", "first not covering target",
	    "second covers target", "second nearer to target",
	    "target covered by one or both", "target not covered by both", "target IPv4",
	    "target not IPv4-mapped", "target unicast", "target no group",
	    "second covers target in its own family", "second not on the very target",
	    "target is loop4", "one or both cover target in its own family"}},
    {"udp/any6,v6only=off/any6,v6only=on", BP__LOOP4,
	{"first covers target", "second not covering target",
	    "neither covers target in its own family", "first nearer to target",
	    "first not covering target in its own family", "target not covered by both",
	    "not only first covers target in its own family"}},
    {"udp/any4/loop4", BP__LOOP4,
	{"target covered by both", "second nearer to target", "second on the very target",
	    "first not on the very target", "first not nearer to target",
	    "not only second covers target in its own family"}},
    {"udp/loop4/loop6", BP__HOST4,
	{"target covered by neither", "first not covering target",
	    "neither covers target in its own family", "first not nearer to target"}},
    {"udp/mcast4/any4", BP__MCAST4,
	{"target a group", "target not unicast", "target covered by both",
	    "first multicast", "second not multicast", "first nearer to target"}},
    {"udp/any6,v6only=on/loop6", BP__LOOP6,
	{"target IPv6", "target covered by both", "second nearer to target",
	    "IPv6 sets overlap", "IPv4 sets apart", "second not on all IPv6"}},
};

/* Whether the words are true of the facts; they must be known. */
static bool
is_true(const char *statement, const struct bp__facts *facts)
{
	for (size_t i = 0; i < 2 * bp__predicate_count(); i++) {
		char words[BP__WORDS_SIZE];
		bool holds = i % 2 == 0;
		bp__predicate_words(i / 2, holds, words, sizeof words);
		if (strcmp(words, statement) == 0)
			return bp__facts_have(facts, i / 2) == holds;
	}
	fail_msg("no words are '%s'", statement);
	return false;
}

static struct bp__facts
facts_of(const struct row *row)
{
	struct bp__case c;
	struct bp_error error;
	struct bp__side sides[BP__PAIR];
	assert_int_equal(bp__case_parse(row->id, &c, &error), BP_OK);
	assert_int_equal(c.count, BP__PAIR);
	for (size_t i = 0; i < BP__PAIR; i++)
		sides[i] = bp__side_of(&c.sockets[i], 0);
	struct bp__pair pair = bp__pair_of(c.series, &sides[0], &sides[1]);
	pair.aim = bp__aim_of(row->target);
	for (size_t i = 0; i < BP__PAIR; i++)
		pair.aim.reach[i] = bp__side_reach(&sides[i], row->target);
	struct bp__facts facts = bp__facts_of(&pair);
	struct bp__facts aim = bp__facts_of_aim(&pair.aim);
	bp__facts_join(&facts, &aim);
	return facts;
}

static void
words_are_true_of_the_cases_they_mean(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bp__facts facts = facts_of(&rows[i]);
		for (size_t k = 0; k < STATEMENTS && rows[i].statements[k] != NULL; k++) {
			if (!is_true(rows[i].statements[k], &facts))
				fail_msg("%s: '%s' is not true", rows[i].id,
				    rows[i].statements[k]);
		}
	}
}

/* As printed after a rule. */
static void
a_count_has_a_comma_before_each_three_digits(void **state)
{
	(void)state;
	static const struct {
		size_t count;
		const char *text;
	} counts[] = {{0, "0"}, {7, "7"}, {999, "999"}, {1000, "1,000"},
	    {12345, "12,345"}, {123456, "123,456"}, {1234567, "1,234,567"}};
	char text[16];
	for (size_t i = 0; i < COUNT(counts); i++)
		assert_string_equal(
		    bp__count_text(counts[i].count, text, sizeof text), counts[i].text);
	assert_string_equal(bp__count_text(1234567, text, 5), "1,2");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_are_true_of_the_cases_they_mean),
	    cmocka_unit_test(a_count_has_a_comma_before_each_three_digits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
