/* Draws the two tables of the core suite. A table is made of blocks, one for each setting
 * of what is not in its rows and columns; blocks that say the same are drawn once. */
#include <config.h>

#include "format/text.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	COLUMNS = 3,
	ROWS_MAX = 6,
	BLOCKS_MAX = 9,
	CELL_SIZE = 32,
	ORDER_WIDTH = 21, /* of a cell in the table of orders, with the space after it */
	PAIR_WIDTH = 16, /* of a cell in the table of pairs, with the space after it */
};

/* One setting's rows and columns. The group and the title are its name: blocks of one group
 * are named together. */
struct block {
	const char *group;
	const char *title;
	char cells[ROWS_MAX][COLUMNS][CELL_SIZE];
	const char *row_reasons[ROWS_MAX]; /* why a row could not be tried; NULL */
	const char *reason; /* why no cell could be tried; NULL when one was */
	bool tried; /* one case at least was in the plan */
	bool drawn;
};

/* What a table has in common. */
struct table {
	const char *heading; /* above the row labels */
	const char *const *columns;
	const char *const *rows;
	size_t row_count;
	size_t row_width;
	size_t cell_width;
};

static bool
same_block(const struct block *a, const struct block *b, size_t rows)
{
	for (size_t i = 0; i < rows; i++) {
		for (size_t k = 0; k < COLUMNS; k++) {
			if (strcmp(a->cells[i][k], b->cells[i][k]) != 0)
				return false;
		}
	}
	return (a->reason == NULL) == (b->reason == NULL) && a->tried == b->tried;
}

/* The names of all blocks like this one, and marks them drawn. */
static void
name_blocks(
    struct block *blocks, size_t count, size_t first, size_t rows, struct bp__line *line)
{
	const char *group = NULL;
	for (size_t i = first; i < count; i++) {
		if (blocks[i].drawn || !same_block(&blocks[first], &blocks[i], rows))
			continue;
		blocks[i].drawn = true;
		if (group == NULL || strcmp(group, blocks[i].group) != 0)
			bp__line_add(line, "%s%s: %s", group == NULL ? "" : "; ",
			    blocks[i].group, blocks[i].title);
		else
			bp__line_add(line, ", %s", blocks[i].title);
		group = blocks[i].group;
	}
}

/* What every cell of a block of more than two rows says, or NULL when they differ. */
static const char *
common_cell(const struct table *table, const struct block *block)
{
	for (size_t i = 0; i < table->row_count; i++) {
		for (size_t k = 0; k < COLUMNS; k++) {
			if (strcmp(block->cells[i][k], block->cells[0][0]) != 0)
				return NULL;
		}
	}
	return table->row_count > 2 ? block->cells[0][0] : NULL;
}

static void
draw_row(bp_writer *writer, const struct table *table, const char *label,
    const char *const cells[COLUMNS])
{
	size_t last = COLUMNS;
	while (last > 1 && cells[last - 1][0] == '\0')
		last--;
	bp__draw(writer, BP__INK_PLAIN, label, table->row_width);
	for (size_t k = 0; k < last; k++)
		bp__draw(writer, BP__INK_PLAIN, cells[k],
		    k + 1 < last ? table->cell_width : 0);
	putc('\n', writer->stream);
}

static void
draw_rows(bp_writer *writer, const struct table *table, const struct block *block)
{
	for (size_t i = 0; i < table->row_count; i++) {
		const char *cells[COLUMNS];
		char label[48];
		for (size_t k = 0; k < COLUMNS; k++)
			cells[k] = block->cells[i][k];
		snprintf(label, sizeof label, "  %s", table->rows[i]);
		if (block->row_reasons[i] == NULL) {
			draw_row(writer, table, label, cells);
			continue;
		}
		bp__draw(writer, BP__INK_PLAIN, label, table->row_width);
		fputs("n/a: ", writer->stream);
		bp__draw_folded(
		    writer, BP__INK_PLAIN, block->row_reasons[i], table->row_width + 5);
	}
}

static void
draw_blocks(
    bp_writer *writer, const struct table *table, struct block *blocks, size_t count)
{
	bool begun = false;
	for (size_t i = 0; i < count; i++) {
		struct bp__line name = {.used = 0};
		if (blocks[i].drawn || !blocks[i].tried)
			continue;
		if (!begun)
			putc('\n', writer->stream);
		if (!begun)
			draw_row(writer, table, table->heading, table->columns);
		begun = true;
		const char *common = common_cell(table, &blocks[i]);
		name_blocks(blocks, count, i, table->row_count, &name);
		if (blocks[i].reason != NULL)
			bp__line_add(&name, ": n/a, %s", blocks[i].reason);
		else if (common != NULL)
			bp__line_add(&name, ": %s throughout", common);
		bp__draw_folded(writer, BP__INK_BOLD, name.text, 0);
		if (blocks[i].reason == NULL && common == NULL)
			draw_rows(writer, table, &blocks[i]);
	}
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
find(const bp_report *report, enum bp__series series, const char *id, struct block *block)
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
fill_order(const struct bp__outcome *outcome, char cell[CELL_SIZE])
{
	struct bp__line line = {.used = 0};
	char failure[BP__RESULT_TEXT];
	if (outcome == NULL) {
		bp__line_add(&line, "-");
	} else if (!bp__outcome_stands(outcome)) {
		bp__line_add(
		    &line, "%s", bp__text_failure(outcome, failure, sizeof failure));
	} else {
		for (size_t i = 0; i < outcome->plan.count; i++)
			bp__line_add(&line, "%s%s", i == 0 ? "" : " + ",
			    bp__outcome_protocol(outcome, i));
	}
	if (outcome != NULL && outcome->unstable)
		bp__line_add(&line, " ?");
	if (line.used >= ORDER_WIDTH)
		snprintf(line.text, sizeof line.text, "%s ?",
		    bp__outcome_result(outcome, NULL)->name);
	snprintf(cell, CELL_SIZE, "%.*s", CELL_SIZE - 1, line.text);
}

static void
fill_orders(const bp_report *report, enum bp__series series, const char *const sockets[2],
    const char *reuse, struct block *block)
{
	for (size_t i = 0; i < 2; i++) {
		bool inet6 = strchr(sockets[i], '6') != NULL;
		for (size_t k = 0; k < (inet6 ? COLUMNS : 1); k++) {
			struct bp__line id = {.used = 0};
			order_id(sockets[i], v6only_options[k], reuse, &id);
			fill_order(
			    find(report, series, id.text, block), block->cells[i][k]);
		}
	}
}

/* One of the two tables of the wildcard suite: the orders, or each socket alone. */
static void
draw_orders(bp_writer *writer, const bp_report *report, const struct table *table,
    const char *const sockets[2])
{
	static const enum bp__series series[] = {BP__TCP, BP__TCP_LATE, BP__UDP};
	struct block blocks[BLOCKS_MAX] = {{.group = NULL}};
	for (size_t i = 0; i < BLOCKS_MAX; i++) {
		enum bp__series s = series[i / COUNT(reuse_options)];
		size_t reuse = i % COUNT(reuse_options);
		blocks[i].group = bp__series_title(s);
		blocks[i].title = reuse_words[reuse];
		fill_orders(report, s, sockets, reuse_options[reuse], &blocks[i]);
	}
	draw_blocks(writer, table, blocks, BLOCKS_MAX);
}

void
bp__text_matrix(bp_writer *writer, const bp_report *report)
{
	struct table table = {
	    .heading = "Two wildcards",
	    .columns = v6only_words,
	    .rows = order_words,
	    .row_count = COUNT(orders),
	    .row_width = 18,
	    .cell_width = ORDER_WIDTH,
	};
	draw_orders(writer, report, &table, orders);
	table.heading = "One wildcard";
	table.rows = single_words;
	draw_orders(writer, report, &table, singles);
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

static void
fill_pair(const bp_report *report, enum bp__series series, size_t pair, const char *reuse,
    const char *user, struct block *block, size_t column)
{
	static const char *const words[] = {
	    [BP__TAKES_UNKNOWN] = "stands",
	    [BP__TAKES_NOTHING] = "takes nothing",
	    [BP__TAKES_SOME] = "shares it",
	    [BP__TAKES_ALL] = "takes ",
	};
	struct bp__line id = {.used = 0};
	struct bp__line first = {.used = 0};
	struct bp__line line = {.used = 0};
	bp__line_add(&first, "%s%s", pairs[pair].first, reuse);
	bp__line_add(&id, "%s/%s%s%s", first.text, pairs[pair].second, reuse, user);
	const struct bp__outcome *outcome = find(report, series, id.text, block);
	const struct bp__outcome *alone = bp__report_find(report, series, first.text);
	if (outcome == NULL) {
		bp__line_add(&line, "-");
	} else if (bp__outcome_is_absent(outcome)) {
		bp__line_add(&line, "n/a");
		block->row_reasons[pair] = reason_of(outcome);
	} else if (!bp__outcome_stands(outcome)) {
		const struct bp__result *result = bp__outcome_result(outcome, NULL);
		const char *call = bp__call_name(result->call);
		bp__line_add(&line, "%s", result->name);
		if (result->call != BP__CALL_BIND &&
		    line.used + strlen(call) + 1 < PAIR_WIDTH)
			bp__line_add(&line, " %s", call);
	} else {
		enum bp__takeover taken = alone == NULL
		    ? BP__TAKES_UNKNOWN
		    : bp__takeover(report, alone, outcome);
		bp__line_add(&line, "%s%s", words[taken],
		    taken == BP__TAKES_ALL ? pairs[pair].takes : "");
	}
	snprintf(block->cells[pair][column], CELL_SIZE, "%.*s", CELL_SIZE - 1, line.text);
}

void
bp__text_takeover(bp_writer *writer, const bp_report *report)
{
	static const enum bp__series series[] = {BP__TCP, BP__UDP};
	static const char *const users[] = {"", ",user=other"};
	static const char *const titles[] = {"same user", "another user"};
	static const struct table table = {
	    .heading = "Can a second socket take over?",
	    .columns = reuse_words,
	    .rows = pair_words,
	    .row_count = COUNT(pairs),
	    .row_width = 32,
	    .cell_width = PAIR_WIDTH,
	};
	struct block blocks[4] = {{.group = NULL}};
	for (size_t i = 0; i < COUNT(blocks); i++) {
		enum bp__series s = series[i / 2];
		blocks[i].group = bp__transport_title(bp__series_transport(s));
		blocks[i].title = titles[i % 2];
		for (size_t row = 0; row < COUNT(pairs); row++) {
			for (size_t k = 0; k < COLUMNS; k++)
				fill_pair(report, s, row, reuse_options[k], users[i % 2],
				    &blocks[i], k);
		}
	}
	draw_blocks(writer, &table, blocks, COUNT(blocks));
}
