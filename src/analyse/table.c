/* Reduces examples to rows. They are gone through several times, and kept only as far as
 * they differ in what the rules may use. */
#include <config.h>

#include "analyse/table.h"

#include <stdlib.h>
#include <string.h>

enum {
	FIRST_ROOM = 1024, /* rows */
	CHANCE = 16, /* of so many answers one may be by chance */
};

/* A row, and the next of the same facts and another label: its number, or 0. */
struct cell {
	struct bp__row row;
	size_t next;
};

/* Rows found by their facts: an open hash of the number of the first row with these facts.
 * Numbers count from one. */
struct crowd {
	struct cell *cells;
	size_t count;
	size_t *slots;
	size_t size; /* of the slots: a power of two, twice the cells at least */
};

static uint64_t
hash_of(const struct bp__facts *facts)
{
	uint64_t hash = 0;
	for (size_t i = 0; i < BP__FACT_WORDS; i++) {
		hash = (hash ^ facts->words[i]) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}
	return hash;
}

static struct bp__facts
masked(const struct bp__facts *facts, const struct bp__facts *mask)
{
	struct bp__facts result;
	for (size_t i = 0; i < BP__FACT_WORDS; i++)
		result.words[i] = facts->words[i] & mask->words[i];
	return result;
}

/* The slot of the rows with these facts, or the free one where they belong. */
static size_t *
find_slot(const struct crowd *crowd, const struct bp__facts *facts)
{
	size_t at = (size_t)hash_of(facts) & (crowd->size - 1);
	while (crowd->slots[at] != 0 &&
	    memcmp(&crowd->cells[crowd->slots[at] - 1].row.facts, facts, sizeof *facts) !=
		0)
		at = (at + 1) & (crowd->size - 1);
	return &crowd->slots[at];
}

static void
empty(struct crowd *crowd)
{
	crowd->count = 0;
	if (crowd->size > 0)
		memset(crowd->slots, 0, crowd->size * sizeof *crowd->slots);
}

static void
free_crowd(struct crowd *crowd)
{
	free(crowd->cells);
	free(crowd->slots);
}

/* Makes room for twice the cells. The first of a chain finds its slot before the others,
 * which are reached through it. */
static enum bp_status
enlarge(struct crowd *crowd)
{
	size_t room = crowd->size == 0 ? FIRST_ROOM : crowd->size;
	struct cell *cells = realloc(crowd->cells, room * sizeof *cells);
	if (cells == NULL)
		return BP_NO_MEMORY;
	crowd->cells = cells;
	size_t *slots = calloc(2 * room, sizeof *slots);
	if (slots == NULL)
		return BP_NO_MEMORY;
	free(crowd->slots);
	crowd->slots = slots;
	crowd->size = 2 * room;
	for (size_t i = 0; i < crowd->count; i++) {
		size_t *slot = find_slot(crowd, &cells[i].row.facts);
		*slot = *slot == 0 ? i + 1 : *slot;
	}
	return BP_OK;
}

/* Adds to the row with these facts and this label, or makes it. */
static enum bp_status
add_row(struct crowd *crowd, const struct bp__row *row)
{
	if (2 * crowd->count == crowd->size && enlarge(crowd) != BP_OK)
		return BP_NO_MEMORY;
	size_t *number = find_slot(crowd, &row->facts);
	while (*number != 0 && crowd->cells[*number - 1].row.label != row->label)
		number = &crowd->cells[*number - 1].next;
	if (*number == 0) {
		*number = crowd->count + 1;
		crowd->cells[crowd->count++] = (struct cell){.row = *row};
		return BP_OK;
	}
	crowd->cells[*number - 1].row.weight += row->weight;
	return BP_OK;
}

/* What the work needs. The mixed rows are those of the same facts and several labels. */
struct work {
	const struct bp__examples *all;
	struct bp__facts used;
	struct crowd rows; /* as far as the used predicates go */
	struct crowd mixed; /* examples of mixed rows, with all that may be used */
	struct crowd trial;
};

/* Whether the rows with these facts have more than one label, other than by chance: once, or
 * rarely among many. */
static bool
is_mixed(
    const struct work *work, const struct crowd *crowd, const struct bp__facts *facts)
{
	size_t even = 0;
	size_t total = 0;
	size_t first = *find_slot(crowd, facts);
	if (first == 0 || crowd->cells[first - 1].next == 0)
		return false;
	for (size_t i = first; i != 0; i = crowd->cells[i - 1].next) {
		const struct bp__row *row = &crowd->cells[i - 1].row;
		total += row->weight;
		even += row->label == work->all->chance ? row->weight : 0;
	}
	return total - even > total / CHANCE && (total - even > 1 || even < 2);
}

static size_t
weigh_mixed(const struct work *work, const struct crowd *crowd)
{
	size_t weight = 0;
	for (size_t i = 0; i < crowd->count; i++) {
		const struct bp__row *row = &crowd->cells[i].row;
		if (is_mixed(work, crowd, &row->facts))
			weight += row->weight;
	}
	return weight;
}

/* Gathers all examples as far as the used predicates go. */
static enum bp_status
gather(struct work *work)
{
	struct bp__row row = {.weight = 1};
	empty(&work->rows);
	work->all->rewind(work->all->context);
	while (work->all->next(work->all->context, &row.facts, &row.label)) {
		row.facts = masked(&row.facts, &work->used);
		if (add_row(&work->rows, &row) != BP_OK)
			return BP_NO_MEMORY;
	}
	return BP_OK;
}

/* Gathers the examples of mixed rows, as far as the kept predicates go. */
static enum bp_status
gather_mixed(struct work *work, const struct bp__facts *kept)
{
	struct bp__row row = {.weight = 1};
	work->all->rewind(work->all->context);
	while (work->all->next(work->all->context, &row.facts, &row.label)) {
		struct bp__facts facts = masked(&row.facts, &work->used);
		row.facts = masked(&row.facts, kept);
		if (is_mixed(work, &work->rows, &facts) &&
		    add_row(&work->mixed, &row) != BP_OK)
			return BP_NO_MEMORY;
	}
	return BP_OK;
}

/* The weight that is left mixed with the predicates. */
static enum bp_status
try_predicates(struct work *work, const struct bp__facts *used, size_t *left)
{
	empty(&work->trial);
	for (size_t i = 0; i < work->mixed.count; i++) {
		struct bp__row row = work->mixed.cells[i].row;
		row.facts = masked(&row.facts, used);
		if (add_row(&work->trial, &row) != BP_OK)
			return BP_NO_MEMORY;
	}
	*left = weigh_mixed(work, &work->trial);
	return BP_OK;
}

/* Uses the one of the kept predicates that leaves the least mixed; left is 0 when nothing is,
 * or when there is none to use. */
static enum bp_status
use_best(struct work *work, const struct bp__facts *kept, size_t *left)
{
	struct bp__facts before = work->used;
	bool found = false;
	for (size_t p = 0; p < bp__predicate_count(); p++) {
		struct bp__facts used = before;
		size_t mixed;
		if (!bp__facts_have(kept, p) || bp__facts_have(&before, p))
			continue;
		bp__facts_add(&used, p);
		if (try_predicates(work, &used, &mixed) != BP_OK)
			return BP_NO_MEMORY;
		if (found && mixed >= *left)
			continue;
		found = true;
		*left = mixed;
		work->used = used;
	}
	if (!found)
		*left = 0;
	return BP_OK;
}

/* What is known of the columns: of each predicate over all examples. */
struct columns {
	struct bp__facts first; /* of the first example */
	struct bp__facts varying; /* do not say the same of all examples */
	uint64_t sums[BP__PREDICATES];
};

/* Sums that tell columns apart: of a number for each example where the predicate is not what
 * it is for the first example, as a predicate and its opposite are one. */
static void
sum_columns(const struct bp__examples *examples, struct columns *columns)
{
	const size_t predicates = bp__predicate_count();
	struct bp__facts facts;
	uint64_t number = 1;
	uint8_t label;
	*columns = (struct columns){.sums = {0}};
	examples->rewind(examples->context);
	if (!examples->next(examples->context, &columns->first, &label))
		return;
	while (examples->next(examples->context, &facts, &label)) {
		number = number * UINT64_C(6364136223846793005) + 1442695040888963407U;
		uint64_t mixed = number ^ number >> 31;
		for (size_t i = 0; i < BP__FACT_WORDS; i++) {
			facts.words[i] ^= columns->first.words[i];
			columns->varying.words[i] |= facts.words[i];
		}
		for (size_t p = 0; p < predicates; p++)
			columns->sums[p] +=
			    mixed & (0 - (facts.words[p / 64] >> p % 64 & 1));
	}
}

/* Of predicates that say the same of every example the first is kept, raw or not: "tcp" reads
 * better than "connections" where there is but one protocol with connections. */
static struct bp__facts
first_of_equals(const struct columns *columns)
{
	struct bp__facts kept = {{0}};
	for (size_t p = 0; p < bp__predicate_count(); p++) {
		bool known = !bp__facts_have(&columns->varying, p);
		for (size_t q = 0; q < p && !known; q++)
			known = bp__facts_have(&kept, q) &&
			    columns->sums[p] == columns->sums[q];
		if (!known)
			bp__facts_add(&kept, p);
	}
	return kept;
}

/* The derived predicates, each by the first that says the same. */
static struct bp__facts
derived_facts(const struct columns *columns, const struct bp__facts *kept)
{
	struct bp__facts derived = {{0}};
	for (size_t p = 0; p < bp__predicate_count(); p++) {
		bool says_it = !bp__predicate_is_raw(p);
		for (size_t q = 0; q < bp__predicate_count() && !says_it; q++)
			says_it = !bp__predicate_is_raw(q) &&
			    columns->sums[p] == columns->sums[q];
		if (says_it && bp__facts_have(kept, p))
			bp__facts_add(&derived, p);
	}
	return derived;
}

/* Gathers the rows with the predicates that are needed to tell labels apart. */
static enum bp_status
gather_needed(struct work *work)
{
	struct columns columns;
	sum_columns(work->all, &columns);
	struct bp__facts kept = first_of_equals(&columns);
	work->used = derived_facts(&columns, &kept);
	if (gather(work) != BP_OK)
		return BP_NO_MEMORY;
	size_t mixed = weigh_mixed(work, &work->rows);
	if (mixed == 0)
		return BP_OK;
	if (gather_mixed(work, &kept) != BP_OK)
		return BP_NO_MEMORY;
	while (mixed > 0) {
		if (use_best(work, &kept, &mixed) != BP_OK)
			return BP_NO_MEMORY;
	}
	return gather(work);
}

static int
compare_rows(const void *a, const void *b)
{
	const struct bp__row *x = a;
	const struct bp__row *y = b;
	for (size_t i = 0; i < BP__FACT_WORDS; i++) {
		if (x->facts.words[i] != y->facts.words[i])
			return x->facts.words[i] < y->facts.words[i] ? -1 : 1;
	}
	return x->label - y->label;
}

/* Makes one row of those with the same facts: the label of most of its examples is told, and
 * the others are wrong. */
static void
merge_rows(struct bp__table *table)
{
	size_t count = 0;
	for (size_t i = 0; i < table->count; i++) {
		struct bp__row *last = count == 0 ? NULL : &table->rows[count - 1];
		const struct bp__row *row = &table->rows[i];
		if (last == NULL ||
		    memcmp(&last->facts, &row->facts, sizeof row->facts) != 0) {
			table->rows[count++] = *row;
		} else if (row->weight > last->weight) {
			table->wrong += last->weight;
			*last = *row;
		} else {
			table->wrong += row->weight;
		}
	}
	table->count = count;
}

enum bp_status
bp__table_make(const struct bp__examples *examples, struct bp__table *table)
{
	struct work work = {.all = examples};
	enum bp_status status = gather_needed(&work);
	*table = (struct bp__table){.used = work.used};
	table->rows = calloc(work.rows.count + 1, sizeof *table->rows);
	if (status == BP_OK && table->rows == NULL)
		status = BP_NO_MEMORY;
	if (status == BP_OK) {
		for (size_t i = 0; i < work.rows.count; i++)
			table->rows[table->count++] = work.rows.cells[i].row;
		qsort(table->rows, table->count, sizeof *table->rows, compare_rows);
		merge_rows(table);
	}
	free_crowd(&work.rows);
	free_crowd(&work.mixed);
	free_crowd(&work.trial);
	return status;
}

void
bp__table_free(struct bp__table *table)
{
	free(table->rows);
	*table = (struct bp__table){.count = 0};
}
