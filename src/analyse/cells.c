/* Sorts the cases of a space into cells. */
#include <config.h>

#include "analyse/cells.h"
#include "analyse/pair.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define REUSE                                                                          \
	(BP__BIT(BP__REUSEADDR) | BP__BIT(BP__REUSEPORT) | BP__BIT(BP__REUSEPORT_LB) | \
	    BP__BIT(BP__EXCLUSIVE) | BP__BIT(BP__LATE_REUSEADDR_ON) |                  \
	    BP__BIT(BP__LATE_REUSEADDR_OFF) | BP__BIT(BP__LATE_REUSEPORT_ON) |         \
	    BP__BIT(BP__LATE_REUSEPORT_OFF))
#define USERS BP__BIT(BP__USER_OTHER)

const unsigned bp__setting_reuse = REUSE;
const unsigned bp__setting_users = USERS;

/* The order of kinds: the wildcards, then family by family. */
static const enum bp__kind kind_order[] = {BP__ANY4, BP__ANY6, BP__MAPANY, BP__LOOP4,
    BP__MAPLOOP, BP__HOST4, BP__ABSENT4, BP__MCAST4, BP__BCAST4, BP__LOOP6, BP__HOST6,
    BP__LINK6, BP__LINK6_UNSCOPED, BP__ABSENT6, BP__MCAST6};

enum {
	WAYS_MAX = 64,
	CELLS_MAX = 1 << 22,
};

/* What is known of the sockets of the space, as they are numbered there. */
struct work {
	struct bp__cells *cells;
	struct bp__side *sides;
	size_t *sockets; /* the number of each without the options of a setting */
	bool *covers; /* for each target */
	unsigned ways[WAYS_MAX]; /* in which the options of a setting are set, in order */
	size_t way_count;
	size_t *numbers; /* of settings, from 1, by their keys */
};

static size_t
rank_of(enum bp__kind kind)
{
	size_t i = 0;
	while (i < COUNT(kind_order) && kind_order[i] != kind)
		i++;
	return i;
}

/* V6ONLY untouched, then off, then on, as the ids have them; then by what else is set. */
static unsigned
options_rank(unsigned options)
{
	const unsigned v6only = BP__BIT(BP__V6ONLY_ON) | BP__BIT(BP__V6ONLY_OFF);
	return (options & ~v6only) << 2 |
	    (unsigned)((options & BP__BIT(BP__V6ONLY_ON)) != 0) << 1 |
	    (unsigned)((options & BP__BIT(BP__V6ONLY_OFF)) != 0);
}

static int
compare_sockets(const void *a, const void *b)
{
	const struct bp__socket_spec *one = a;
	const struct bp__socket_spec *other = b;
	size_t ranks[] = {rank_of(one->kind), rank_of(other->kind)};
	unsigned options[] = {options_rank(one->options), options_rank(other->options)};
	if (ranks[0] != ranks[1])
		return ranks[0] < ranks[1] ? -1 : 1;
	return (options[0] > options[1]) - (options[0] < options[1]);
}

static struct bp__socket_spec
without_setting(const struct bp__socket_spec *spec)
{
	return (struct bp__socket_spec){
	    .kind = spec->kind, .options = spec->options & ~(REUSE | USERS)};
}

/* The distinct sockets without the options of a setting, in order. */
static void
list_sockets(struct bp__cells *cells)
{
	const struct bp__space *space = cells->space;
	size_t n = space->socket_count;
	struct bp__socket_spec *sockets =
	    bp__arena_array(&cells->arena, n, sizeof *sockets);
	if (sockets == NULL)
		return;
	for (size_t i = 0; i < n; i++)
		sockets[i] = without_setting(&space->sockets[i]);
	qsort(sockets, n, sizeof *sockets, compare_sockets);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 ||
		    compare_sockets(&sockets[cells->count - 1], &sockets[i]) != 0)
			sockets[cells->count++] = sockets[i];
	}
	cells->sockets = sockets;
}

static void
describe_sockets(struct work *work, int v6only_default)
{
	struct bp__cells *cells = work->cells;
	const struct bp__space *space = cells->space;
	size_t n = space->socket_count;
	size_t targets = space->target_count;
	work->sides = bp__arena_array(&cells->arena, n, sizeof *work->sides);
	work->sockets = bp__arena_array(&cells->arena, n, sizeof *work->sockets);
	work->covers = bp__arena_array(&cells->arena, n * (targets + 1), 1);
	for (size_t i = 0; i < n && !cells->arena.failed; i++) {
		struct bp__socket_spec plain = without_setting(&space->sockets[i]);
		while (compare_sockets(&cells->sockets[work->sockets[i]], &plain) != 0)
			work->sockets[i]++;
		work->sides[i] = bp__side_of(&space->sockets[i], v6only_default);
		for (size_t k = 0; k < targets; k++)
			work->covers[i * targets + k] =
			    bp__side_covers(&work->sides[i], space->targets[k]);
	}
}

/* Lists the ways in which sockets have the options of a setting; false when they are too
 * many. */
static bool
list_ways(struct work *work)
{
	const struct bp__space *space = work->cells->space;
	for (size_t i = 0; i < space->socket_count; i++) {
		unsigned way = space->sockets[i].options & (REUSE | USERS);
		size_t at = 0;
		while (at < work->way_count && work->ways[at] < way)
			at++;
		if (at < work->way_count && work->ways[at] == way)
			continue;
		if (work->way_count == WAYS_MAX)
			return false;
		for (size_t k = work->way_count++; k > at; k--)
			work->ways[k] = work->ways[k - 1];
		work->ways[at] = way;
	}
	return true;
}

/* The place of the setting of a case among all there could be. */
static size_t
key_of(const struct work *work, size_t i)
{
	const struct bp__space *space = work->cells->space;
	const struct bp__space_case *c = &space->cases[i];
	size_t key = c->series;
	for (size_t k = 0; k < BP__PAIR; k++) {
		unsigned way = space->sockets[c->sockets[k]].options & (REUSE | USERS);
		size_t number = 0;
		while (work->ways[number] != way)
			number++;
		key = key * work->way_count + number;
	}
	return key;
}

/* Lists the settings that occur, in the order of their keys. */
static void
list_settings(struct work *work)
{
	struct bp__cells *cells = work->cells;
	const struct bp__space *space = cells->space;
	size_t ways = work->way_count;
	size_t keys = BP__SERIES_COUNT * ways * ways;
	work->numbers = bp__arena_array(&cells->arena, keys, sizeof *work->numbers);
	if (work->numbers == NULL)
		return;
	for (size_t i = 0; i < space->count; i++)
		work->numbers[key_of(work, i)] = 1;
	for (size_t key = 0; key < keys; key++) {
		if (work->numbers[key] != 0)
			work->numbers[key] = ++cells->setting_count;
	}
	cells->settings =
	    bp__arena_array(&cells->arena, cells->setting_count, sizeof *cells->settings);
	for (size_t key = 0; key < keys && cells->settings != NULL; key++) {
		if (work->numbers[key] == 0)
			continue;
		cells->settings[work->numbers[key] - 1] = (struct bp__cells_setting){
		    .series = (enum bp__series)(key / ways / ways),
		    .options = {work->ways[key / ways % ways], work->ways[key % ways]},
		};
	}
}

static enum bp__cell
cell_of_letter(char letter)
{
	static const struct {
		char letter;
		enum bp__cell cell;
	} receivers[] = {
	    {'1', BP__CELL_FIRST},
	    {'2', BP__CELL_SECOND},
	    {'+', BP__CELL_BOTH},
	    {'-', BP__CELL_NOBODY},
	};
	for (size_t i = 0; i < COUNT(receivers); i++) {
		if (receivers[i].letter == letter)
			return receivers[i].cell;
	}
	return BP__CELL_UNTOLD;
}

static bool
is_group(enum bp__kind kind)
{
	return kind == BP__MCAST4 || kind == BP__MCAST6 || kind == BP__BCAST4;
}

/* Who receives at the targets that both sockets cover: those that are groups, or those that
 * are not. */
static enum bp__cell
receiver(const struct work *work, size_t i, bool groups)
{
	const struct bp__space *space = work->cells->space;
	const struct bp__space_case *c = &space->cases[i];
	const char *delivery = bp__space_delivery(space, i);
	size_t targets = space->target_count;
	char letter = '\0';
	for (size_t k = 0; k < targets && delivery[k] != '\0'; k++) {
		if (is_group(space->targets[k]) != groups ||
		    !work->covers[c->sockets[0] * targets + k] ||
		    !work->covers[c->sockets[1] * targets + k])
			continue;
		if (letter != '\0' && letter != delivery[k])
			return BP__CELL_MIXED;
		letter = delivery[k];
	}
	return cell_of_letter(letter);
}

static size_t
cell_of(const struct work *work, size_t i)
{
	const struct bp__space *space = work->cells->space;
	const struct bp__space_case *c = &space->cases[i];
	enum bp__series series = (enum bp__series)c->series;
	struct bp__pair pair =
	    bp__pair_of(series, &work->sides[c->sockets[0]], &work->sides[c->sockets[1]]);
	if (strcmp(bp__space_result(space, i, 0), "ok") != 0 ||
	    strcmp(bp__space_result(space, i, 1), "ok") != 0)
		return (size_t)BP__CELL_FAILS + c->outcome;
	if (!bp__pair_meets(&pair))
		return BP__CELL_APART;
	if (bp__transport_connects(bp__series_transport(series)) &&
	    bp__series_listens(series) == BP__NEVER)
		return BP__CELL_UNTOLD;
	enum bp__cell cell = receiver(work, i, false);
	return cell == BP__CELL_UNTOLD ? receiver(work, i, true) : cell;
}

static size_t
place_of(const struct bp__cells *cells, size_t setting, size_t row, size_t column)
{
	return (setting * cells->count + row) * cells->count + column;
}

static void
fill_cells(const struct work *work)
{
	struct bp__cells *cells = work->cells;
	const struct bp__space *space = cells->space;
	cells->cells = bp__arena_array(&cells->arena,
	    cells->setting_count * cells->count * cells->count, sizeof *cells->cells);
	for (size_t i = 0; i < space->count && cells->cells != NULL; i++) {
		const struct bp__space_case *c = &space->cases[i];
		size_t setting = work->numbers[key_of(work, i)] - 1;
		size_t place = place_of(cells, setting, work->sockets[c->sockets[0]],
		    work->sockets[c->sockets[1]]);
		cells->cells[place] = (uint16_t)cell_of(work, i);
	}
}

enum bp_status
bp__cells_make(const struct bp__space *space, int v6only_default, struct bp__cells *cells)
{
	struct work work = {.cells = cells};
	*cells = (struct bp__cells){.space = space};
	if (space->count == 0)
		return BP_OK;
	list_sockets(cells);
	describe_sockets(&work, v6only_default);
	if (list_ways(&work))
		list_settings(&work);
	if (!cells->arena.failed)
		cells->too_many = cells->setting_count == 0 ||
		    cells->setting_count > CELLS_MAX / cells->count / cells->count;
	if (!cells->arena.failed && !cells->too_many)
		fill_cells(&work);
	return cells->arena.failed ? BP_NO_MEMORY : BP_OK;
}

uint16_t
bp__cell_at(const struct bp__cells *cells, size_t setting, size_t row, size_t column)
{
	return cells->cells[place_of(cells, setting, row, column)];
}

const char *
bp__cell_result(const struct bp__cells *cells, size_t cell, size_t socket)
{
	const struct bp__space *space = cells->space;
	if (cell == BP__CELL_MISSING)
		return NULL;
	if (cell < BP__CELL_FAILS)
		return "ok";
	return space->results
	    .words[space->outcomes[cell - BP__CELL_FAILS].results[socket]];
}

void
bp__cells_free(struct bp__cells *cells)
{
	bp__arena_free(&cells->arena);
	*cells = (struct bp__cells){.count = 0};
}
