/* Reduces examples to rows. */
#include <config.h>

#include "analyse/table.h"

#include <stdlib.h>
#include <string.h>

/* Rows found by their facts: an open hash of row numbers plus one. */
struct index {
	size_t *slots;
	size_t size; /* a power of two, twice the rows at least */
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

/* The slot of the row with these facts, or the free one where it belongs. */
static size_t *
find_slot(
    const struct index *index, const struct bp__row *rows, const struct bp__facts *facts)
{
	size_t at = (size_t)hash_of(facts) & (index->size - 1);
	while (index->slots[at] != 0 &&
	    memcmp(&rows[index->slots[at] - 1].facts, facts, sizeof *facts) != 0)
		at = (at + 1) & (index->size - 1);
	return &index->slots[at];
}

/* Groups the examples by the predicates in use. A row takes the label of its first example;
 * the numbers of its examples go to places. Returns the number of rows. */
static size_t
group(const struct bp__examples *examples, const struct bp__facts *used,
    const struct index *index, struct bp__row *rows, size_t *places)
{
	size_t count = 0;
	memset(index->slots, 0, index->size * sizeof *index->slots);
	for (size_t i = 0; i < examples->count; i++) {
		struct bp__facts facts = masked(&examples->facts[i], used);
		size_t *slot = find_slot(index, rows, &facts);
		if (*slot == 0) {
			rows[count] = (struct bp__row){
			    .facts = facts, .label = examples->labels[i]};
			*slot = ++count;
		}
		places[i] = *slot - 1;
	}
	return count;
}

/* What the work needs. The mixed examples are those that share a row with others of another
 * label. */
struct work {
	const struct bp__examples *all;
	struct bp__examples mixed;
	struct bp__row *rows;
	size_t *places;
	struct index index;
	struct bp__facts used;
};

/* How many examples are in rows of more than one label. */
static size_t
count_mixed(const struct work *work, const struct bp__examples *examples, size_t rows)
{
	size_t count = 0;
	for (size_t i = 0; i < rows; i++)
		work->rows[i].weight = 0;
	for (size_t i = 0; i < examples->count; i++) {
		struct bp__row *row = &work->rows[work->places[i]];
		row->weight |= examples->labels[i] != row->label;
	}
	for (size_t i = 0; i < examples->count; i++)
		count += work->rows[work->places[i]].weight;
	return count;
}

/* Leaves the examples in mixed that the predicates in use do not tell apart. */
static size_t
keep_mixed(struct work *work, const struct bp__examples *from)
{
	size_t rows = group(from, &work->used, &work->index, work->rows, work->places);
	size_t count = 0;
	if (count_mixed(work, from, rows) > 0) {
		for (size_t i = 0; i < from->count; i++) {
			if (work->rows[work->places[i]].weight == 0)
				continue;
			work->mixed.facts[count] = from->facts[i];
			work->mixed.labels[count++] = from->labels[i];
		}
	}
	work->mixed.count = count;
	return count;
}

/* The unused predicate that leaves the fewest examples mixed; PREDICATES when all are used. */
static size_t
best_raw(struct work *work, const struct bp__facts *varying)
{
	size_t best = BP__PREDICATES;
	size_t fewest = 0;
	for (size_t p = 0; p < bp__predicate_count(); p++) {
		if (!bp__facts_have(varying, p) || bp__facts_have(&work->used, p))
			continue;
		struct bp__facts used = work->used;
		bp__facts_add(&used, p);
		size_t rows =
		    group(&work->mixed, &used, &work->index, work->rows, work->places);
		size_t left = count_mixed(work, &work->mixed, rows);
		if (best == BP__PREDICATES || left < fewest) {
			best = p;
			fewest = left;
		}
	}
	return best;
}

/* The predicates that do not say the same of all examples. */
static struct bp__facts
varying_facts(const struct bp__examples *examples)
{
	struct bp__facts varying = {{0}};
	for (size_t i = 1; i < examples->count; i++) {
		for (size_t k = 0; k < BP__FACT_WORDS; k++)
			varying.words[k] |=
			    examples->facts[i].words[k] ^ examples->facts[0].words[k];
	}
	return varying;
}

/* Two sums that tell columns apart: of a number for each example where the predicate is what
 * it is for the first example, as a predicate and its opposite are one. */
static void
sum_columns(const struct bp__examples *examples, uint64_t sums[BP__PREDICATES])
{
	const size_t predicates = bp__predicate_count();
	uint64_t number = 1;
	memset(sums, 0, BP__PREDICATES * sizeof *sums);
	for (size_t i = 0; i < examples->count; i++) {
		number = number * UINT64_C(6364136223846793005) + 1442695040888963407U;
		uint64_t mixed = number ^ number >> 31;
		for (size_t p = 0; p < predicates; p++) {
			if (bp__facts_have(&examples->facts[i], p) ==
			    bp__facts_have(&examples->facts[0], p))
				sums[p] += mixed;
		}
	}
}

/* Of predicates that say the same of every example the first is kept, raw or not: "tcp" reads
 * better than "connections" where there is but one protocol with connections. */
static struct bp__facts
first_of_equals(const struct bp__examples *examples, const struct bp__facts *varying)
{
	uint64_t sums[BP__PREDICATES];
	struct bp__facts kept = {{0}};
	sum_columns(examples, sums);
	for (size_t p = 0; p < bp__predicate_count(); p++) {
		bool known = !bp__facts_have(varying, p);
		for (size_t q = 0; q < p && !known; q++)
			known = bp__facts_have(&kept, q) && sums[p] == sums[q];
		if (!known)
			bp__facts_add(&kept, p);
	}
	return kept;
}

/* The derived predicates, each by the first that says the same. */
static struct bp__facts
derived_facts(const struct bp__examples *examples, const struct bp__facts *kept)
{
	uint64_t sums[BP__PREDICATES];
	struct bp__facts derived = {{0}};
	sum_columns(examples, sums);
	for (size_t p = 0; p < bp__predicate_count(); p++) {
		bool says_it = !bp__predicate_is_raw(p);
		for (size_t q = p + 1; q < bp__predicate_count() && !says_it; q++)
			says_it = !bp__predicate_is_raw(q) && sums[p] == sums[q];
		if (says_it && bp__facts_have(kept, p))
			bp__facts_add(&derived, p);
	}
	return derived;
}

static void
choose_predicates(struct work *work)
{
	struct bp__facts varying = varying_facts(work->all);
	struct bp__facts kept = first_of_equals(work->all, &varying);
	work->used = derived_facts(work->all, &kept);
	size_t mixed = keep_mixed(work, work->all);
	while (mixed > 0) {
		size_t p = best_raw(work, &kept);
		if (p == BP__PREDICATES)
			break;
		bp__facts_add(&work->used, p);
		mixed = keep_mixed(work, &work->mixed);
	}
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
		} else if (row->label == last->label) {
			last->weight += row->weight;
		} else if (row->weight > last->weight) {
			table->wrong += last->weight;
			*last = *row;
		} else {
			table->wrong += row->weight;
		}
	}
	table->count = count;
}

/* Counts the labels of mixed rows apart, by sorting all examples of them as rows. */
static enum bp_status
fill_rows(struct work *work, struct bp__table *table)
{
	size_t rows =
	    group(work->all, &work->used, &work->index, work->rows, work->places);
	size_t mixed = count_mixed(work, work->all, rows);
	struct bp__row *result = calloc(rows + mixed, sizeof *result);
	if (result == NULL)
		return BP_NO_MEMORY;
	memcpy(result, work->rows, rows * sizeof *result);
	size_t count = rows;
	for (size_t i = 0; i < rows; i++)
		result[i].weight = 0;
	for (size_t i = 0; i < work->all->count; i++) {
		struct bp__row *row = &result[work->places[i]];
		if (row->label == work->all->labels[i]) {
			row->weight++;
			continue;
		}
		result[count] = *row;
		result[count].label = work->all->labels[i];
		result[count++].weight = 1;
	}
	qsort(result, count, sizeof *result, compare_rows);
	table->rows = result;
	table->count = count;
	table->used = work->used;
	return BP_OK;
}

/* Adds up equal rows of equal label first, so that labels of one row can be compared. */
static void
add_up(struct bp__table *table)
{
	size_t count = 0;
	for (size_t i = 0; i < table->count; i++) {
		if (count > 0 &&
		    compare_rows(&table->rows[count - 1], &table->rows[i]) == 0)
			table->rows[count - 1].weight += table->rows[i].weight;
		else
			table->rows[count++] = table->rows[i];
	}
	table->count = count;
}

enum bp_status
bp__table_make(const struct bp__examples *examples, struct bp__table *table)
{
	struct work work = {.all = examples};
	enum bp_status status = BP_NO_MEMORY;
	size_t n = examples->count + 1;
	*table = (struct bp__table){.count = 0};
	for (work.index.size = 16; work.index.size < 2 * n;)
		work.index.size *= 2;
	work.mixed.facts = calloc(n, sizeof *work.mixed.facts);
	work.mixed.labels = calloc(n, sizeof *work.mixed.labels);
	work.rows = calloc(n, sizeof *work.rows);
	work.places = calloc(n, sizeof *work.places);
	work.index.slots = calloc(work.index.size, sizeof *work.index.slots);
	if (work.mixed.facts == NULL || work.mixed.labels == NULL || work.rows == NULL ||
	    work.places == NULL || work.index.slots == NULL)
		goto end;
	choose_predicates(&work);
	status = fill_rows(&work, table);
	if (status == BP_OK) {
		add_up(table);
		merge_rows(table);
	}
end:
	free(work.mixed.facts);
	free(work.mixed.labels);
	free(work.rows);
	free(work.places);
	free(work.index.slots);
	return status;
}

void
bp__table_free(struct bp__table *table)
{
	free(table->rows);
	*table = (struct bp__table){.count = 0};
}
