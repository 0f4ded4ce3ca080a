/* The rules tell every outcome they were made from, by their printed words alone. */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/rules.h"
#include "model/report.h"
#include "unit/spaces.h"
#include "unit/unit.h"

enum {
	LINES = 20, /* a third of a page: what all systems at hand take */
	DELIVERY_LINES = 12, /* and these for who receives, where the default is known */
	SAMPLE = 32, /* one case in so many */
	CONDITIONS = 16,
};

/* What was learnt of each system, when this was written, of the sample. */
static const struct {
	const char *name;
	size_t lines;
	size_t conditions;
} shortest[] = {
    {"linux", 18, 33},
    {"linux-v6only", 18, 35},
    {"linux-user", 18, 33},
    {"freebsd4", 14, 33},
    {"freebsd", 18, 37},
    {"netbsd", 12, 23},
    {"darwin", 14, 31},
    {"openbsd", 14, 24},
    {"dragonfly", 14, 19},
    {"windows", 14, 31},
    {"noipv6", 15, 31},
    {"noipv4", 14, 24},
    {"lwip", 14, 28},
    {"stingy", 18, 35},
    {"lwipv6", 14, 20},
    {"contrary", 17, 29},
    {"gvisor", 17, 39},
};

/* How two systems are told of the sample: the first socket, the second, and who receives. */
static const char *const linux_rules[] = {
    "dccp: socket:EPROTONOSUPPORT, 313 cases",
    "connections, first multicast: bind:EINVAL, 262 cases",
    "first IPv4-mapped, first V6ONLY: bind:EINVAL, 189 cases",
    "otherwise: ok, 1,784 cases",
    "dccp: socket:EPROTONOSUPPORT, 313 cases",
    "connections, second multicast: bind:EINVAL, 281 cases",
    "second IPv4-mapped, second V6ONLY: bind:EINVAL, 187 cases",
    "first stands, not both SO_REUSEADDR, not both SO_REUSEPORT, address sets overlap: bind:EADDRINUSE, 325 cases",
    "first listening, first stands, not both SO_REUSEPORT, address sets overlap: bind:EADDRINUSE, 45 cases",
    "listening late, first stands, not both SO_REUSEPORT, address sets overlap: listen:EADDRINUSE, 9 cases",
    "otherwise: ok, 1,388 cases",
    "target covered by neither: nobody, 3,773 deliveries",
    "second nearer to target, target unicast, not only bound: the second, 1,291 deliveries",
    "only bound: nobody, 434 deliveries",
    "target not unicast: nobody, 446 deliveries",
    "first not nearer to target, both SO_REUSEPORT, same family: shared, 107 deliveries",
    "first not nearer to target, not only first covers target in its own family: the second, 34 deliveries",
    "otherwise: the first, 1,346 deliveries",
};
static const char *const openbsd_rules[] = {
    "first not V6ONLY, first AF_INET6: v6only:EINVAL, 366 cases",
    "first IPv4-mapped: bind:EADDRNOTAVAIL, 200 cases",
    "tcp, first multicast: bind:EINVAL, 122 cases",
    "otherwise: ok, 578 cases",
    "second not V6ONLY, second AF_INET6: v6only:EINVAL, 348 cases",
    "second IPv4-mapped: bind:EADDRNOTAVAIL, 216 cases",
    "tcp, second multicast: bind:EINVAL, 121 cases",
    "first stands, not both SO_REUSEPORT, same address set: bind:EADDRINUSE, 26 cases",
    "first stands, second no reuse option, address sets overlap: bind:EADDRINUSE, 13 cases",
    "otherwise: ok, 542 cases",
    "target covered by neither: nobody, 920 deliveries",
    "second not nearer to target, target not IPv4-mapped, target unicast, not only bound: the first, 227 deliveries",
    "target not IPv4-mapped, target unicast, not only bound: the second, 203 deliveries",
    "otherwise: nobody, 261 deliveries",
};

/* A rule as it was read from its text. */
struct reading {
	size_t predicates[CONDITIONS];
	bool holds[CONDITIONS];
	size_t count;
	char result[BP__RESULT_TEXT];
};

/* Finds the predicate with these words. */
static void
read_words(const char *text, struct reading *reading)
{
	assert_true(reading->count < CONDITIONS);
	for (size_t i = 0; i < 2 * bp__predicate_count(); i++) {
		char words[BP__WORDS_SIZE];
		bp__predicate_words(i / 2, i % 2 == 0, words, sizeof words);
		if (strcmp(words, text) != 0)
			continue;
		reading->predicates[reading->count] = i / 2;
		reading->holds[reading->count++] = i % 2 == 0;
		return;
	}
	fail_msg("no predicate says '%s'", text);
}

/* Reads "WORDS, WORDS: RESULT, 1,234 cases". */
static struct reading
read_rule(const char *text)
{
	struct reading reading = {.count = 0};
	const char *end = strstr(text, ": ");
	assert_non_null(end);
	const char *result = end + 2;
	snprintf(reading.result, sizeof reading.result, "%.*s",
	    (int)(strstr(result, ", ") - result), result);
	if (strncmp(text, "otherwise: ", 11) == 0)
		return reading;
	while (text < end) {
		char words[BP__WORDS_SIZE];
		const char *comma = strstr(text, ", ");
		const char *stop = comma != NULL && comma < end ? comma : end;
		snprintf(words, sizeof words, "%.*s", (int)(stop - text), text);
		read_words(words, &reading);
		text = stop + 2;
	}
	return reading;
}

/* What the printed list says of the pair. */
static const char *
told(const struct reading *readings, size_t count, const struct bp__pair *pair)
{
	struct bp__facts facts = bp__facts_of(pair);
	for (size_t i = 0; i < count; i++) {
		bool matches = true;
		for (size_t k = 0; k < readings[i].count; k++)
			matches = matches &&
			    bp__facts_have(&facts, readings[i].predicates[k]) ==
				readings[i].holds[k];
		if (matches)
			return readings[i].result;
	}
	return "no rule";
}

static struct reading *
read_list(const struct bp__rule_list *list)
{
	struct reading *readings = calloc(list->count + 1, sizeof *readings);
	for (size_t i = 0; i < list->count; i++)
		readings[i] = read_rule(list->rules[i].text);
	return readings;
}

/* How many cases the printed rules tell wrongly. */
static size_t
count_wrong(const struct bp__space *space, int v6only, const struct bp__rules *rules)
{
	struct reading *first = read_list(&rules->first);
	struct reading *second = read_list(&rules->second);
	size_t wrong = 0;
	for (size_t i = 0; i < space->count; i++) {
		struct bp__case c = bp__space_case_at(space, i);
		struct bp__side sides[2] = {bp__side_of(&c.sockets[0], v6only),
		    bp__side_of(&c.sockets[1], v6only)};
		struct bp__pair pair = bp__pair_of(c.series, &sides[0], &sides[1]);
		const char *results[2];
		results[0] = told(first, rules->first.count, &pair);
		pair.first_stands = strcmp(results[0], "ok") == 0;
		results[1] = told(second, rules->second.count, &pair);
		wrong += strcmp(results[0], bp__space_result(space, i, 0)) != 0 ||
		    strcmp(results[1], bp__space_result(space, i, 1)) != 0;
	}
	free(first);
	free(second);
	return wrong;
}

/* The word of the receiver. */
static const char *
receiver(char letter)
{
	switch (letter) {
	case '-':
		return "nobody";
	case '1':
		return "the first";
	case '2':
		return "the second";
	case '+':
		return "shared";
	default:
		return "?";
	}
}

/* How many deliveries of the case the printed list tells wrongly. */
static size_t
count_wrong_of(const struct bp__space *space, size_t i, struct bp__pair *pair,
    const struct reading *list, size_t count)
{
	const char *letters = bp__space_delivery(space, i);
	size_t wrong = 0;
	for (size_t t = 0; letters[t] != '\0'; t++) {
		if (space->targets[t] == BP__NUMBER)
			continue;
		pair->aim = bp__aim_of(space->targets[t]);
		for (size_t k = 0; k < BP__PAIR; k++)
			pair->aim.reach[k] =
			    bp__side_reach(&pair->sides[k], space->targets[t]);
		wrong += strcmp(told(list, count, pair), receiver(letters[t])) != 0;
	}
	return wrong;
}

/* How many deliveries the printed rules tell wrongly. */
static size_t
count_wrong_deliveries(
    const struct bp__space *space, int v6only, const struct bp__rules *rules)
{
	struct reading *list = read_list(&rules->delivery);
	size_t wrong = 0;
	for (size_t i = 0; i < space->count; i++) {
		struct bp__case c = bp__space_case_at(space, i);
		struct bp__side first = bp__side_of(&c.sockets[0], v6only);
		struct bp__side second = bp__side_of(&c.sockets[1], v6only);
		struct bp__pair pair = bp__pair_of(c.series, &first, &second);
		wrong += count_wrong_of(space, i, &pair, list, rules->delivery.count);
	}
	free(list);
	return wrong;
}

/* How many deliveries there are to targets of a kind. */
static size_t
count_deliveries(const struct bp__space *space)
{
	size_t count = 0;
	for (size_t i = 0; i < space->count; i++) {
		const char *letters = bp__space_delivery(space, i);
		for (size_t t = 0; letters[t] != '\0'; t++)
			count += space->targets[t] != BP__NUMBER;
	}
	return count;
}

static size_t
count_decided(const struct bp__rule_list *list)
{
	size_t count = list->wrong;
	for (size_t i = 0; i < list->count; i++)
		count += list->rules[i].count;
	return count;
}

static size_t
count_conditions(const struct bp__rule_list *list)
{
	struct reading *readings = read_list(list);
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		count += readings[i].count;
	free(readings);
	return count;
}

/* Lists are no longer than they were seen to be, in rules and in the words of all of them. */
static void
assert_short(const struct bp__rules *rules, const char *name)
{
	size_t lines = rules->first.count + rules->second.count + rules->delivery.count;
	size_t conditions = count_conditions(&rules->first) +
	    count_conditions(&rules->second) + count_conditions(&rules->delivery);
	for (size_t i = 0; i < COUNT(shortest); i++) {
		if (strcmp(shortest[i].name, name) != 0)
			continue;
		assert_true(lines <= shortest[i].lines);
		assert_true(
		    lines < shortest[i].lines || conditions <= shortest[i].conditions);
	}
}

static void
assert_told(const struct bp__space *space, int v6only, const char *name)
{
	struct bp__arena arena = {.blocks = NULL};
	struct bp__rules rules;
	assert_int_equal(bp__rules_derive(space, v6only, &arena, &rules), BP_OK);
	size_t lines = rules.first.count + rules.second.count;
	print_message("# %s: %zu cases, %zu rules; %zu deliveries, %zu rules\n", name,
	    space->count, lines, count_deliveries(space), rules.delivery.count);
	assert_int_equal(count_wrong(space, v6only, &rules), 0);
	assert_int_equal(rules.first.wrong + rules.second.wrong, 0);
	assert_int_equal(count_decided(&rules.first), space->count);
	assert_int_equal(count_decided(&rules.second), space->count);
	assert_true(lines <= LINES);
	assert_int_equal(count_wrong_deliveries(space, v6only, &rules), 0);
	assert_int_equal(rules.delivery.wrong, 0);
	assert_int_equal(count_decided(&rules.delivery), count_deliveries(space));
	assert_true(v6only == BP__UNKNOWN || rules.delivery.count <= DELIVERY_LINES);
	if (v6only != BP__UNKNOWN)
		assert_short(&rules, name);
	bp__arena_free(&arena);
}

static void
printed_rules_tell_every_system(void **state)
{
	(void)state;
	for (size_t i = 0; i < fake_profile_count; i++) {
		const struct fake_profile *profile = &fake_profiles[i];
		struct bp__space space = spaces_sample(profile, SAMPLE);
		assert_true(space.count > 500 || profile->families[0] == '\0');
		assert_told(&space, profile->v6only_default, profile->name);
		bp__space_free(&space);
	}
}

static void
assert_reads(const char *name, const char *const *lines, size_t count)
{
	const struct fake_profile *profile = fake_profile(name);
	struct bp__space space = spaces_sample(profile, SAMPLE);
	struct bp__arena arena = {.blocks = NULL};
	struct bp__rules rules;
	size_t at = 0;
	assert_int_equal(
	    bp__rules_derive(&space, profile->v6only_default, &arena, &rules), BP_OK);
	const struct bp__rule_list *const lists[] = {
	    &rules.first, &rules.second, &rules.delivery};
	for (size_t i = 0; i < COUNT(lists); i++) {
		for (size_t k = 0; k < lists[i]->count; k++) {
			assert_true(at < count);
			assert_string_equal(lists[i]->rules[k].text, lines[at++]);
		}
	}
	assert_int_equal(at, count);
	bp__arena_free(&arena);
	bp__space_free(&space);
}

/* Shorter or plainer words are a change for the better: then these are to be written anew. */
static void
rules_read_as_they_did(void **state)
{
	(void)state;
	assert_reads("linux", linux_rules, COUNT(linux_rules));
	assert_reads("openbsd", openbsd_rules, COUNT(openbsd_rules));
}

/* Where the default is not known the rules speak of the setting. */
static void
an_unknown_default_is_no_obstacle(void **state)
{
	(void)state;
	struct bp__space space = spaces_sample(fake_profile("linux-v6only"), SAMPLE);
	assert_told(&space, BP__UNKNOWN, "linux-v6only, default unknown");
	bp__space_free(&space);
}

static void
the_same_space_gives_the_same_rules(void **state)
{
	(void)state;
	struct bp__space space = spaces_sample(fake_profile("freebsd"), 2 * SAMPLE);
	struct bp__arena arena = {.blocks = NULL};
	struct bp__rules a, b;
	assert_int_equal(bp__rules_derive(&space, 1, &arena, &a), BP_OK);
	assert_int_equal(bp__rules_derive(&space, 1, &arena, &b), BP_OK);
	assert_int_equal(a.second.count, b.second.count);
	for (size_t i = 0; i < a.second.count; i++)
		assert_string_equal(a.second.rules[i].text, b.second.rules[i].text);
	bp__arena_free(&arena);
	bp__space_free(&space);
}

/* The lists are the report's. */
static void
a_report_tells_what_its_space_does(void **state)
{
	(void)state;
	const struct fake_profile *profile = fake_profile("linux");
	struct bp__space space = spaces_sample(profile, 4 * SAMPLE);
	struct bp__arena arena = {.blocks = NULL};
	struct bp__rules rules;
	bp_report *report = spaces_report(profile, 4 * SAMPLE);
	assert_int_equal(bp__rules_derive(&space, 0, &arena, &rules), BP_OK);
	assert_non_null(report->rules);
	assert_true(rules.delivery.count > 2);
	assert_int_equal(report->rules->delivery.count, rules.delivery.count);
	for (size_t i = 0; i < rules.delivery.count; i++)
		assert_string_equal(
		    report->rules->delivery.rules[i].text, rules.delivery.rules[i].text);
	bp_report_free(report);
	bp__arena_free(&arena);
	bp__space_free(&space);
}

/* Who receives is told from the letters alone: the rules do not fit what is changed, and
 * those that are made of it do. */
static void
a_changed_letter_changes_the_rules(void **state)
{
	(void)state;
	struct bp__space space = spaces_sample(fake_profile("linux"), 4 * SAMPLE);
	struct bp__arena arena = {.blocks = NULL};
	struct bp__rules rules, changed;
	assert_int_equal(bp__rules_derive(&space, 0, &arena, &rules), BP_OK);
	for (size_t i = 0; i < space.deliveries.count; i += 31) {
		const char *kept = space.deliveries.words[i];
		if (kept[0] == '\0')
			continue;
		space.deliveries.words[i] = bp__arena_printf(
		    &arena, "%c%s", kept[0] == '-' ? '1' : '-', kept + 1);
		assert_int_not_equal(count_wrong_deliveries(&space, 0, &rules), 0);
		assert_int_equal(bp__rules_derive(&space, 0, &arena, &changed), BP_OK);
		assert_int_equal(
		    count_wrong_deliveries(&space, 0, &changed), changed.delivery.wrong);
		space.deliveries.words[i] = kept;
	}
	bp__arena_free(&arena);
	bp__space_free(&space);
}

/* Beside others that are shared, one that is not is taken for chance; beside one it is
 * told, and so are two. */
static void
a_share_may_come_to_one_alone_by_chance(void **state)
{
	(void)state;
	static const char *const id[] = {
	    "tcp/any4,reuseport/any4,reuseport", "mptcp/any4,reuseport/any4,reuseport"};
	static const enum bp__kind targets[] = {BP__LOOP4};
	const char *const results[] = {"ok", "ok"};
	static const struct {
		size_t count;
		size_t alone;
		size_t wrong;
	} rows[] = {{2, 1, 0}, {3, 1, 1}, {10, 2, 0}, {40, 2, 2}, {40, 3, 0}};
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
		struct bp__space space = {.count = 0};
		struct bp__arena arena = {.blocks = NULL};
		struct bp__rules rules;
		struct bp_error error;
		assert_int_equal(bp__space_set_targets(&space, targets, 1), BP_OK);
		for (size_t i = 0; i < rows[k].count; i++) {
			struct bp__case c;
			assert_int_equal(
			    bp__case_parse(id[i < rows[k].alone], &c, &error), BP_OK);
			assert_int_equal(bp__space_add_results(&space, &c, results,
					     i < rows[k].alone ? "2" : "+"),
			    BP_OK);
		}
		assert_int_equal(bp__rules_derive(&space, 0, &arena, &rules), BP_OK);
		assert_int_equal(rules.delivery.wrong, rows[k].wrong);
		assert_int_equal(rules.delivery.count, rows[k].wrong > 0 ? 1 : 2);
		bp__arena_free(&arena);
		bp__space_free(&space);
	}
}

/* Nor is a rule made of what is not known of a delivery. */
static void
targets_of_no_kind_are_left_out(void **state)
{
	static const enum bp__kind targets[] = {BP__NUMBER, BP__LOOP4, BP__LOOP6};
	const char *const results[] = {"ok", "ok"};
	struct bp__space space = {.count = 0};
	struct bp__arena arena = {.blocks = NULL};
	struct bp__rules rules;
	struct bp_error error;
	struct bp__case c;
	(void)state;
	assert_int_equal(bp__space_set_targets(&space, targets, COUNT(targets)), BP_OK);
	assert_int_equal(bp__case_parse("tcp/any4/any6,v6only=on", &c, &error), BP_OK);
	assert_int_equal(bp__space_add_results(&space, &c, results, "21?"), BP_OK);
	assert_int_equal(bp__rules_derive(&space, 0, &arena, &rules), BP_OK);
	assert_int_equal(rules.delivery.count, 1);
	assert_int_equal(rules.delivery.wrong, 0);
	assert_string_equal(
	    rules.delivery.rules[0].text, "otherwise: the first, 1 delivery");
	bp__arena_free(&arena);
	bp__space_free(&space);
}

/* loop4 and host4 are the same in every derived dimension. */
static void
raw_coordinates_settle_what_looks_contradictory(void **state)
{
	(void)state;
	struct bp__space space = {.count = 0};
	spaces_add(&space, "tcp/any4/loop4", "ok", "bind:EADDRINUSE");
	spaces_add(&space, "tcp/any4/host4", "ok", "ok");
	spaces_add(&space, "tcp/any4/loop4,reuseaddr", "ok", "bind:EADDRINUSE");
	spaces_add(&space, "tcp/any4/host4,reuseaddr", "ok", "ok");
	spaces_add(&space, "mptcp/any4/host4,reuseaddr", "ok", "bind:EACCES");
	spaces_add(&space, "udp/any4/host4,reuseaddr", "ok", "ok");
	assert_told(&space, 0, "loop4 and host4");
	bp__space_free(&space);
}

/* No answer has to do with any other. */
static void
outcomes_without_rule_are_told_one_by_one(void **state)
{
	(void)state;
	static const char *const kinds[] = {"any4", "loop4", "host4", "any6", "loop6"};
	static const char *const results[] = {"ok", "bind:EADDRINUSE", "bind:EACCES"};
	struct bp__space space = {.count = 0};
	uint64_t seed = 3;
	for (size_t i = 0; i < 25; i++) {
		char id[BP__ID_SIZE];
		snprintf(id, sizeof id, "tcp/%s/%s", kinds[i / 5], kinds[i % 5]);
		spaces_add(&space, id, results[unit_random(&seed, 2)],
		    results[unit_random(&seed, 3)]);
	}
	assert_told(&space, 0, "chance");
	bp__space_free(&space);
}

static void
two_answers_of_one_case_are_counted(void **state)
{
	(void)state;
	struct bp__space space = {.count = 0};
	struct bp__arena arena = {.blocks = NULL};
	struct bp__rules rules;
	for (int i = 0; i < 3; i++)
		spaces_add(&space, "tcp/any4/any6", "ok", i == 1 ? "bind:EIO" : "ok");
	assert_int_equal(bp__rules_derive(&space, 0, &arena, &rules), BP_OK);
	assert_int_equal(rules.second.wrong, 1);
	assert_int_equal(rules.second.count, 1);
	assert_string_equal(rules.second.rules[0].text, "otherwise: ok, 2 cases");
	bp__arena_free(&arena);
	bp__space_free(&space);
}

static void
an_empty_space_has_no_rules(void **state)
{
	(void)state;
	struct bp__space space = {.count = 0};
	struct bp__arena arena = {.blocks = NULL};
	struct bp__rules rules;
	assert_int_equal(bp__rules_derive(&space, 0, &arena, &rules), BP_OK);
	assert_int_equal(
	    rules.first.count + rules.second.count + rules.delivery.count, 0);
	bp__arena_free(&arena);
}

static void
words_are_never_the_same_for_two(void **state)
{
	(void)state;
	size_t count = 2 * bp__predicate_count();
	assert_true(bp__predicate_count() <= BP__PREDICATES);
	for (size_t i = 0; i < count; i++) {
		char words[BP__WORDS_SIZE];
		bp__predicate_words(i / 2, i % 2 == 0, words, sizeof words);
		assert_null(strstr(words, ", "));
		assert_null(strstr(words, ": "));
		assert_true(strlen(words) + 1 < sizeof words);
		for (size_t k = 0; k < i; k++) {
			char others[BP__WORDS_SIZE];
			bp__predicate_words(k / 2, k % 2 == 0, others, sizeof others);
			assert_string_not_equal(words, others);
		}
	}
}

static void
a_space_gives_back_what_was_added(void **state)
{
	(void)state;
	struct bp__space space = {.count = 0};
	char text[BP__ID_SIZE];
	spaces_add(&space, "udp/any6,v6only=on,reuseaddr/mapany,v6only=off", "ok", "ok");
	spaces_add(&space, "tcp/any4/any6", "ok", "bind:EADDRINUSE");
	spaces_add(&space, "tcp/any4", "ok", "ok");
	spaces_add(&space, "tcp/127.0.0.1/any6", "ok", "ok");
	assert_int_equal(space.count, 2);
	assert_int_equal(space.others, 2);
	struct bp__case c = bp__space_case_at(&space, 0);
	assert_string_equal(bp__case_format(&c, text, sizeof text),
	    "udp/any6,v6only=on,reuseaddr/mapany,v6only=off");
	assert_string_equal(
	    bp__space_outcome_text(&space, 1, text, sizeof text), "ok/bind:EADDRINUSE");
	assert_string_equal(bp__space_result(&space, 1, 1), "bind:EADDRINUSE");
	assert_string_equal(bp__space_delivery(&space, 1), "");
	bp__space_free(&space);
}

/* The socket of a kind, with an option or none. */
static struct bp__side
side_of(enum bp__kind kind, unsigned options)
{
	struct bp__socket_spec spec = {.kind = kind, .options = options};
	return bp__side_of(&spec, 0);
}

/* As bp__outcome_covers() says of the addresses that the kinds stand for. */
static void
a_side_covers_what_its_socket_is_bound_to(void **state)
{
	(void)state;
	static const unsigned v6only[] = {0, BP__BIT(BP__V6ONLY_ON)};
	for (int k = BP__NUMBER + 1; k < BP__KIND_COUNT; k++) {
		for (int t = BP__NUMBER + 1; t < 2 * BP__KIND_COUNT; t++) {
			enum bp__kind kind = (enum bp__kind)k;
			enum bp__kind target = (enum bp__kind)(t % BP__KIND_COUNT);
			unsigned options = v6only[t / BP__KIND_COUNT];
			struct bp__side side = side_of(kind, options);
			struct bp__outcome outcome = {.plan = {.count = 1}};
			if (bp__kind_row(kind)->number == NULL ||
			    bp__kind_row(target)->number == NULL)
				continue;
			struct bp__address to =
			    bp__address_of(bp__kind_row(target)->number);
			outcome.sockets[0].local =
			    bp__address_of(bp__kind_row(kind)->number);
			outcome.sockets[0].v6only = options != 0;
			assert_int_equal(bp__side_covers(&side, target),
			    bp__outcome_covers(&outcome, 0, &to));
		}
	}
}

static void
a_side_covers_addresses_of_the_host(void **state)
{
	(void)state;
	struct bp__side dual = side_of(BP__ANY6, 0);
	struct bp__side host = side_of(BP__HOST4, 0);
	struct bp__side link = side_of(BP__LINK6, 0);
	struct bp__side closed = side_of(BP__ANY4, BP__BIT(BP__CLOSED));
	assert_true(bp__side_covers(&dual, BP__HOST4));
	assert_true(bp__side_covers(&dual, BP__LINK6));
	assert_true(bp__side_covers(&host, BP__HOST4));
	assert_false(bp__side_covers(&host, BP__LOOP4));
	assert_true(bp__side_covers(&link, BP__LINK6));
	assert_false(bp__side_covers(&link, BP__HOST6));
	assert_false(bp__side_covers(&dual, BP__NUMBER));
	assert_false(bp__side_covers(&closed, BP__LOOP4));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_side_covers_what_its_socket_is_bound_to),
	    cmocka_unit_test(a_side_covers_addresses_of_the_host),
	    cmocka_unit_test(a_space_gives_back_what_was_added),
	    cmocka_unit_test(words_are_never_the_same_for_two),
	    cmocka_unit_test(printed_rules_tell_every_system),
	    cmocka_unit_test(rules_read_as_they_did),
	    cmocka_unit_test(an_unknown_default_is_no_obstacle),
	    cmocka_unit_test(the_same_space_gives_the_same_rules),
	    cmocka_unit_test(a_report_tells_what_its_space_does),
	    cmocka_unit_test(a_changed_letter_changes_the_rules),
	    cmocka_unit_test(a_share_may_come_to_one_alone_by_chance),
	    cmocka_unit_test(targets_of_no_kind_are_left_out),
	    cmocka_unit_test(raw_coordinates_settle_what_looks_contradictory),
	    cmocka_unit_test(outcomes_without_rule_are_told_one_by_one),
	    cmocka_unit_test(two_answers_of_one_case_are_counted),
	    cmocka_unit_test(an_empty_space_has_no_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
