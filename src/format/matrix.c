/* Fills the tables from the outcomes. */
#include <config.h>

#include "format/matrix.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "format/say.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool
same_cells(const struct bp__block *a, const struct bp__block *b, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		for (size_t k = 0; k < BP__MATRIX_COLUMNS; k++) {
			if (strcmp(a->cells[i][k].text, b->cells[i][k].text) != 0)
				return false;
		}
	}
	return (a->reason == NULL) == (b->reason == NULL) && a->tried == b->tried;
}

/* Names all blocks like this one. */
static void
name_blocks(struct bp__matrix *matrix, size_t first, struct bp__line *names)
{
	const char *group = NULL;
	struct bp__block *blocks = matrix->blocks;
	for (size_t i = first; i < matrix->block_count; i++) {
		if (blocks[i].named ||
		    !same_cells(&blocks[first], &blocks[i], matrix->row_count))
			continue;
		blocks[i].named = true;
		if (group == NULL || strcmp(group, blocks[i].group) != 0)
			bp__line_add(names, "%s%s: %s", group == NULL ? "" : "; ",
			    blocks[i].group, blocks[i].title);
		else
			bp__line_add(names, ", %s", blocks[i].title);
		group = blocks[i].group;
	}
}

const struct bp__block *
bp__matrix_next(struct bp__matrix *matrix, struct bp__line *names)
{
	size_t i = 0;
	while (i < matrix->block_count &&
	    (matrix->blocks[i].named || !matrix->blocks[i].tried))
		i++;
	if (i == matrix->block_count)
		return NULL;
	*names = (struct bp__line){.used = 0};
	name_blocks(matrix, i, names);
	return &matrix->blocks[i];
}

const char *
bp__matrix_common(const struct bp__matrix *matrix, const struct bp__block *block)
{
	const char *first = block->cells[0][0].text;
	for (size_t i = 0; i < matrix->row_count; i++) {
		for (size_t k = 0; k < BP__MATRIX_COLUMNS; k++) {
			if (strcmp(block->cells[i][k].text, first) != 0)
				return NULL;
		}
	}
	return matrix->row_count > 2 ? first : NULL;
}

/* Why the case could not be tried; NULL when it could. */
static const char *
reason_of(const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (outcome->sockets[i].result.reason != NULL)
			return outcome->sockets[i].result.reason;
	}
	return NULL;
}

/* Finds the outcome of the case, and notes in the block whether it was in the plan and
 * could be tried. */
static const struct bp__outcome *
find(const bp_report *report, enum bp__series series, const char *id,
    struct bp__block *block)
{
	const struct bp__outcome *outcome = bp__report_find(report, series, id);
	if (outcome == NULL)
		return NULL;
	const char *reason = reason_of(outcome);
	if (!block->tried || reason == NULL)
		block->reason = reason;
	block->tried = true;
	return outcome;
}

static void
fill_cell(struct bp__cell *cell, const struct bp__line *line, enum bp__ink ink,
    const struct bp__outcome *outcome)
{
	snprintf(cell->text, sizeof cell->text, "%.*s", BP__CELL_SIZE - 1, line->text);
	cell->ink = ink;
	cell->outcome = outcome;
}

static const char *const reuse_options[] = {"", ",reuseaddr", ",reuseport"};
static const char *const reuse_words[] = {"no option", "SO_REUSEADDR", "SO_REUSEPORT"};
static const char *const v6only_options[] = {"", ",v6only=off", ",v6only=on"};
static const char *const v6only_words[] = {"V6ONLY untouched", "V6ONLY off", "V6ONLY on"};

/* An order of wildcard sockets: an IPv4 socket is 4, an IPv6 socket 6. */
static const char *const orders[] = {"46", "64"};
static const char *const order_words[] = {"0.0.0.0 then ::", ":: then 0.0.0.0"};
static const char *const singles[] = {"6", "4"};
static const char *const single_words[] = {":: alone", "0.0.0.0 alone"};

static void
order_id(const char *order, const char *v6only, const char *reuse, struct bp__line *id)
{
	for (const char *p = order; *p != '\0'; p++)
		bp__line_add(id, "%s%s%s%s", p == order ? "" : "/",
		    *p == '4' ? "any4" : "any6", *p == '4' ? "" : v6only, reuse);
}

static void
fill_order(const struct bp__outcome *outcome, struct bp__cell *cell)
{
	struct bp__line line = {.used = 0};
	char failure[BP__RESULT_TEXT];
	enum bp__ink ink = BP__INK_PLAIN;
	if (outcome == NULL) {
		bp__line_add(&line, "-");
	} else if (!bp__outcome_stands(outcome)) {
		bp__line_add(
		    &line, "%s", bp__say_failure(outcome, failure, sizeof failure));
		ink = bp__outcome_is_absent(outcome) ? BP__INK_PLAIN : BP__INK_BAD;
	} else {
		for (size_t i = 0; i < outcome->plan.count; i++)
			bp__line_add(&line, "%s%s", i == 0 ? "" : " + ",
			    bp__outcome_protocol(outcome, i));
		ink = BP__INK_GOOD;
	}
	if (outcome != NULL && outcome->unstable)
		bp__line_add(&line, " ?");
	if (line.used > BP__ORDER_WIDTH)
		snprintf(line.text, sizeof line.text, "%s ?",
		    bp__outcome_result(outcome, NULL)->name);
	fill_cell(cell, &line, outcome != NULL && outcome->unstable ? BP__INK_CARE : ink,
	    outcome);
}

static void
fill_orders(const bp_report *report, enum bp__series series, const char *const sockets[2],
    const char *reuse, struct bp__block *block)
{
	for (size_t i = 0; i < 2; i++) {
		bool inet6 = strchr(sockets[i], '6') != NULL;
		for (size_t k = 0; k < (inet6 ? BP__MATRIX_COLUMNS : 1); k++) {
			struct bp__line id = {.used = 0};
			order_id(sockets[i], v6only_options[k], reuse, &id);
			fill_order(
			    find(report, series, id.text, block), &block->cells[i][k]);
		}
	}
}

/* One of the two tables of the wildcard suite: the orders, or each socket alone. */
static void
fill_wildcards(
    const bp_report *report, const char *const sockets[2], struct bp__matrix *matrix)
{
	static const enum bp__series series[] = {BP__TCP, BP__TCP_LATE, BP__UDP};
	matrix->columns = v6only_words;
	matrix->row_count = COUNT(orders);
	matrix->block_count = COUNT(series) * COUNT(reuse_options);
	for (size_t i = 0; i < matrix->block_count; i++) {
		enum bp__series s = series[i / COUNT(reuse_options)];
		size_t reuse = i % COUNT(reuse_options);
		matrix->blocks[i].group = bp__series_title(s);
		matrix->blocks[i].title = reuse_words[reuse];
		fill_orders(report, s, sockets, reuse_options[reuse], &matrix->blocks[i]);
	}
}

static void
fill_two(const bp_report *report, struct bp__matrix *matrix)
{
	matrix->heading = "Two wildcards";
	matrix->rows = order_words;
	fill_wildcards(report, orders, matrix);
}

static void
fill_one(const bp_report *report, struct bp__matrix *matrix)
{
	matrix->heading = "One wildcard";
	matrix->rows = single_words;
	fill_wildcards(report, singles, matrix);
}

/* The pairs of which the second may take the first's traffic. */
static const struct {
	const char *first;
	const char *second;
	const char *takes; /* what there is to take, in words */
} pairs[] = {
    {"any6,v6only=off", "any4", "IPv4"},
    {"any4", "loop4", "127.0.0.1"},
    {"any6,v6only=off", "loop4", "127.0.0.1"},
    {"any6", "loop6", "::1"},
    {"any4", "host4", "it"},
    {"any6", "host6", "it"},
};
static const char *const pair_words[] = {
    "0.0.0.0 over dual-stack ::",
    "127.0.0.1 over 0.0.0.0",
    "127.0.0.1 over dual-stack ::",
    "::1 over ::",
    "own IPv4 address over 0.0.0.0",
    "own IPv6 address over ::",
};
static_assert(COUNT(pair_words) == COUNT(pairs), "words for each pair");

static void
say_refusal(const struct bp__result *result, struct bp__line *line)
{
	const char *call = bp__call_name(result->call);
	bp__line_add(line, "%s", result->name);
	if (result->call != BP__CALL_BIND &&
	    line->used + strlen(call) + sizeof " " - 1 <= BP__PAIR_WIDTH)
		bp__line_add(line, " %s", call);
}

/* Whether the case stands; if not, the line becomes why. */
static bool
stands(const struct bp__outcome *outcome, struct bp__block *block, struct bp__line *line)
{
	if (outcome != NULL && bp__outcome_stands(outcome))
		return true;
	if (outcome == NULL) {
		bp__line_add(line, "-");
	} else if (bp__outcome_is_absent(outcome)) {
		bp__line_add(line, "n/a");
		block->note = reason_of(outcome);
	} else {
		say_refusal(bp__outcome_result(outcome, NULL), line);
	}
	return false;
}

static enum bp__ink
say_taken(enum bp__takeover taken, const char *what, struct bp__line *line)
{
	static const char *const words[] = {
	    [BP__TAKES_UNKNOWN] = "stands",
	    [BP__TAKES_NOTHING] = "takes nothing",
	    [BP__TAKES_SOME] = "shares it",
	    [BP__TAKES_ALL] = "takes ",
	};
	bp__line_add(line, "%s%s", words[taken], taken == BP__TAKES_ALL ? what : "");
	return taken == BP__TAKES_SOME || taken == BP__TAKES_ALL ? BP__INK_CARE
								 : BP__INK_PLAIN;
}

/* One case of the table of pairs: who binds, and with which option. */
struct pair_case {
	enum bp__series series;
	size_t pair;
	const char *reuse;
	const char *user;
};

static void
fill_pair(const bp_report *report, const struct pair_case *c, struct bp__block *block,
    struct bp__cell *cell)
{
	struct bp__line id = {.used = 0};
	struct bp__line first = {.used = 0};
	struct bp__line line = {.used = 0};
	enum bp__ink ink = BP__INK_PLAIN;
	bp__line_add(&first, "%s%s", pairs[c->pair].first, c->reuse);
	bp__line_add(
	    &id, "%s/%s%s%s", first.text, pairs[c->pair].second, c->reuse, c->user);
	const struct bp__outcome *outcome = find(report, c->series, id.text, block);
	const struct bp__outcome *alone = bp__report_find(report, c->series, first.text);
	if (stands(outcome, block, &line)) {
		ink = say_taken(alone == NULL ? BP__TAKES_UNKNOWN
					      : bp__takeover(report, alone, outcome),
		    pairs[c->pair].takes, &line);
	}
	fill_cell(cell, &line, ink, outcome);
}

/* Whether no cell of the row could be tried. */
static bool
is_absent_row(const struct bp__block *block, size_t row)
{
	bool absent = false;
	for (size_t k = 0; k < BP__MATRIX_COLUMNS; k++) {
		const struct bp__outcome *outcome = block->cells[row][k].outcome;
		if (outcome != NULL && !bp__outcome_is_absent(outcome))
			return false;
		absent = absent || outcome != NULL;
	}
	return absent;
}

/* Fills a row of the table of pairs. A reason that all its cells share is the row's. */
static void
fill_pairs(const bp_report *report, struct pair_case c, struct bp__block *block)
{
	const char *note = block->note;
	for (size_t k = 0; k < BP__MATRIX_COLUMNS; k++) {
		c.reuse = reuse_options[k];
		fill_pair(report, &c, block, &block->cells[c.pair][k]);
	}
	if (!is_absent_row(block, c.pair))
		return;
	block->row_reasons[c.pair] = block->note;
	block->note = note;
}

static void
fill_takeover(const bp_report *report, struct bp__matrix *matrix)
{
	static const enum bp__series series[] = {BP__TCP, BP__UDP};
	static const char *const users[] = {"", ",user=other"};
	static const char *const titles[] = {"same user", "another user"};
	matrix->heading = "Can a second socket take over?";
	matrix->columns = reuse_words;
	matrix->rows = pair_words;
	matrix->row_count = COUNT(pairs);
	matrix->block_count = COUNT(series) * COUNT(users);
	for (size_t i = 0; i < matrix->block_count; i++) {
		struct bp__block *block = &matrix->blocks[i];
		struct pair_case c = {.series = series[i / 2], .user = users[i % 2]};
		block->group = bp__transport_title(bp__series_transport(c.series));
		block->title = titles[i % 2];
		for (c.pair = 0; c.pair < COUNT(pairs); c.pair++)
			fill_pairs(report, c, block);
	}
}

/* The table of "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE" (Microsoft): a first socket in
 * the rows, a second in the columns; the second's address and user in the blocks. */
static const char *const exclusive_options[] = {"", ",reuseaddr", ",exclusive"};
static const char *const exclusive_words[] = {
    "no option", "SO_REUSEADDR", "SO_EXCLUSIVEADDRUSE"};
static const struct {
	const char *address;
	const char *options;
} firsts[] = {
    {"any4", ""},
    {"any4", ",reuseaddr"},
    {"any4", ",exclusive"},
    {"loop4", ""},
    {"loop4", ",reuseaddr"},
    {"loop4", ",exclusive"},
};
static const char *const first_words[] = {
    "0.0.0.0",
    "0.0.0.0, SO_REUSEADDR",
    "0.0.0.0, SO_EXCLUSIVEADDRUSE",
    "127.0.0.1",
    "127.0.0.1, SO_REUSEADDR",
    "127.0.0.1, SO_EXCLUSIVEADDRUSE",
};
static_assert(COUNT(first_words) == COUNT(firsts), "words for each first socket");

/* The second socket of a block. */
struct second {
	enum bp__series series;
	const char *address;
	const char *user;
};

static void
fill_second(
    const struct bp__outcome *outcome, struct bp__block *block, struct bp__cell *cell)
{
	struct bp__line line = {.used = 0};
	enum bp__ink ink = BP__INK_PLAIN;
	if (stands(outcome, block, &line)) {
		bp__line_add(&line, "ok");
		ink = BP__INK_CARE;
	}
	fill_cell(cell, &line, ink, outcome);
}

/* Fills the row of the first socket. */
static void
fill_first(const bp_report *report, const struct second *second, size_t row,
    struct bp__block *block)
{
	const char *note = block->note;
	for (size_t k = 0; k < BP__MATRIX_COLUMNS; k++) {
		struct bp__line id = {.used = 0};
		bp__line_add(&id, "%s%s/%s%s%s", firsts[row].address, firsts[row].options,
		    second->address, exclusive_options[k], second->user);
		fill_second(find(report, second->series, id.text, block), block,
		    &block->cells[row][k]);
	}
	if (!is_absent_row(block, row))
		return;
	block->row_reasons[row] = block->note;
	block->note = note;
}

static void
fill_exclusive(const bp_report *report, struct bp__matrix *matrix)
{
	static const enum bp__series series[] = {BP__TCP_BIND, BP__TCP, BP__UDP};
	static const struct {
		const char *title;
		const char *address;
		const char *user;
	} seconds[] = {
	    {"then 0.0.0.0", "any4", ""},
	    {"then 127.0.0.1", "loop4", ""},
	    {"then 0.0.0.0 of another user", "any4", ",user=other"},
	    {"then 127.0.0.1 of another user", "loop4", ",user=other"},
	};
	matrix->heading = "First, then second socket";
	matrix->columns = exclusive_words;
	matrix->rows = first_words;
	matrix->row_count = COUNT(firsts);
	matrix->block_count = COUNT(series) * COUNT(seconds);
	for (size_t i = 0; i < matrix->block_count; i++) {
		struct bp__block *block = &matrix->blocks[i];
		const size_t n = i % COUNT(seconds);
		const struct second second = {
		    series[i / COUNT(seconds)], seconds[n].address, seconds[n].user};
		block->group = bp__series_title(second.series);
		block->title = seconds[n].title;
		for (size_t row = 0; row < matrix->row_count; row++)
			fill_first(report, &second, row, block);
	}
}

/* The tables, and the suites whose they are: others may share some of their cases. */
static const struct {
	void (*fill)(const bp_report *report, struct bp__matrix *matrix);
	const char *suites[2];
} tables[] = {
    {fill_two, {"core", "wildcard"}},
    {fill_one, {"core", "wildcard"}},
    {fill_takeover, {"core", "closer"}},
    {fill_exclusive, {"exclusive", "exclusive"}},
};
static_assert(COUNT(tables) == BP__MATRIX_COUNT, "each table is filled");

void
bp__matrix_fill(const bp_report *report, size_t i, struct bp__matrix *matrix)
{
	*matrix = (struct bp__matrix){.heading = NULL};
	if (bp__report_asks(report, tables[i].suites[0]) ||
	    bp__report_asks(report, tables[i].suites[1]))
		tables[i].fill(report, matrix);
}
