/* Learns lists of rules: greedy covering with a beam search for each rule, then shortening.
 * A rule takes as many of the rows that are left as it can, all of one label. Where there are
 * many rows, a list is learnt from some of them, and from those that it tells wrongly too,
 * until it tells all. */
#include <config.h>

#include "analyse/learn.h"
#include "analyse/table.h"

#include <stdlib.h>
#include <string.h>

enum {
	BEAM = 20,
	LITERALS_MAX = 4, /* unless nothing that short tells the labels apart */
	NO_LABEL = -1, /* none is left over for the last rule */
	TRIED_MAX = 8, /* labels to leave over, of few */
	WINDOW = 1024, /* rows to begin with, and to add at most */
	WINDOWS_MAX = 8, /* lists to learn before it is from all rows */
};

/* A conjunction on its way to be a rule. */
struct candidate {
	struct bp__facts yes;
	struct bp__facts no;
	size_t literals;
	size_t covered; /* examples it takes of those that are left */
	size_t best; /* of them, those of its most frequent label */
	uint8_t label; /* which that is */
};

struct beam {
	struct candidate candidates[BEAM];
	size_t count;
};

struct learner {
	struct bp__table
	    table; /* its count is of the rows that are learnt from, the first */
	size_t row_count; /* of all */
	size_t *left; /* the rows that no rule took yet */
	size_t left_count;
	uint8_t *held; /* the predicates that are rare and hold for each row, or that are
			  not and do not hold, by number */
	size_t *held_at; /* where those of each row begin; one more ends the last */
	struct bp__facts frequent; /* the predicates that hold for most rows */
	size_t used[BP__PREDICATES]; /* the predicates in the table */
	size_t used_count;
	uint8_t labels[BP__LABELS]; /* those that occur, and back */
	uint8_t label_at[BP__LABELS];
	size_t label_count;
	size_t *holding; /* weights by label and predicate, for one conjunction */
	size_t totals[BP__LABELS];
	int otherwise; /* the label that no rule takes */
};

/* The shortest list so far. */
struct trials {
	struct bp__learnt_list *best;
	size_t length;
	bool tried;
};

static bool
matches(const struct bp__facts *yes, const struct bp__facts *no,
    const struct bp__facts *facts)
{
	struct bp__learnt rule = {.yes = *yes, .no = *no};
	return bp__learnt_matches(&rule, facts);
}

/* Weighs, for each label, the rows that are left, that the conjunction takes, and for which
 * each predicate is what it seldom is. */
static void
weigh(struct learner *l, const struct candidate *c)
{
	memset(l->holding, 0, l->label_count * BP__PREDICATES * sizeof *l->holding);
	memset(l->totals, 0, sizeof l->totals);
	for (size_t i = 0; i < l->left_count; i++) {
		const struct bp__row *row = &l->table.rows[l->left[i]];
		if (!matches(&c->yes, &c->no, &row->facts))
			continue;
		size_t label = l->label_at[row->label];
		size_t *weights = &l->holding[label * BP__PREDICATES];
		l->totals[label] += row->weight;
		for (size_t k = l->held_at[l->left[i]]; k < l->held_at[l->left[i] + 1];
		     k++)
			weights[l->held[k]] += row->weight;
	}
}

/* The conjunction with one literal more, as weighed. */
static struct candidate
extended(const struct learner *l, const struct candidate *c, size_t predicate, bool holds)
{
	struct candidate next = *c;
	bool seldom = holds != bp__facts_have(&l->frequent, predicate);
	next.covered = next.best = 0;
	next.literals++;
	bp__facts_add(holds ? &next.yes : &next.no, predicate);
	for (size_t label = 0; label < l->label_count; label++) {
		size_t weight = l->holding[label * BP__PREDICATES + predicate];
		if (!seldom)
			weight = l->totals[label] - weight;
		next.covered += weight;
		if (weight > next.best && l->labels[label] != l->otherwise) {
			next.best = weight;
			next.label = l->labels[label];
		}
	}
	return next;
}

static bool
is_pure(const struct candidate *c)
{
	return c->covered > 0 && c->best == c->covered;
}

/* Whether the first promises more: many examples of one label and few of others. */
static bool
promises_more(const struct candidate *a, const struct candidate *b)
{
	double x = (double)a->best * (double)a->best / (double)a->covered;
	double y = (double)b->best * (double)b->best / (double)b->covered;
	return x > y;
}

/* Puts a candidate in its place in the beam. One that takes as many, and as many of the same
 * label, as one before it is taken for the same. */
static void
put(struct beam *beam, const struct candidate *c)
{
	size_t at = beam->count;
	for (size_t i = 0; i < beam->count; i++) {
		const struct candidate *known = &beam->candidates[i];
		if (known->covered == c->covered && known->best == c->best &&
		    known->label == c->label)
			return;
	}
	while (at > 0 && promises_more(c, &beam->candidates[at - 1]))
		at--;
	if (at == BEAM)
		return;
	if (beam->count < BEAM)
		beam->count++;
	memmove(&beam->candidates[at + 1], &beam->candidates[at],
	    (beam->count - at - 1) * sizeof *beam->candidates);
	beam->candidates[at] = *c;
}

/* Tries every literal beside those of the conjunction: pure ones compete to be the rule, and
 * those that may become better go to the next beam. */
static void
extend(struct learner *l, const struct candidate *c, struct candidate *best,
    struct beam *next)
{
	weigh(l, c);
	for (size_t i = 0; i < 2 * l->used_count; i++) {
		size_t predicate = l->used[i / 2];
		if (bp__facts_have(&c->yes, predicate) ||
		    bp__facts_have(&c->no, predicate))
			continue;
		struct candidate new = extended(l, c, predicate, i % 2 == 0);
		if (new.best <= best->best || new.covered == c->covered)
			continue;
		if (is_pure(&new))
			*best = new;
		else
			put(next, &new);
	}
}

/* The conjunction that takes most of what is left, all of one label. */
static struct candidate
find_rule(struct learner *l)
{
	struct candidate best = {.literals = 0};
	struct beam beam = {.count = 1, .candidates = {{.literals = 0}}};
	beam.candidates[0].covered = SIZE_MAX;
	while (beam.count > 0) {
		struct beam next = {.count = 0};
		for (size_t i = 0; i < beam.count; i++) {
			if (beam.candidates[i].literals == 0 ||
			    beam.candidates[i].best > best.best)
				extend(l, &beam.candidates[i], &best, &next);
		}
		beam = next;
		if (best.best > 0 && beam.count > 0 &&
		    beam.candidates[0].literals >= LITERALS_MAX)
			break;
	}
	return best;
}

/* The label of most of what is left; and whether it is the only one. */
static uint8_t
label_of_most(struct learner *l, bool *only)
{
	struct candidate all = {.literals = 0};
	size_t best = 0;
	*only = true;
	weigh(l, &all);
	for (size_t i = 1; i < l->label_count; i++) {
		if (l->totals[i] > l->totals[best])
			best = i;
	}
	for (size_t i = 0; i < l->label_count; i++)
		*only = *only && (i == best || l->totals[i] == 0);
	return l->labels[best];
}

static void
take(struct learner *l, const struct candidate *c)
{
	size_t count = 0;
	for (size_t i = 0; i < l->left_count; i++) {
		if (!matches(&c->yes, &c->no, &l->table.rows[l->left[i]].facts))
			l->left[count++] = l->left[i];
	}
	l->left_count = count;
}

/* The number of the rule that decides the row. */
static size_t
decides(const struct bp__learnt_list *list, const struct bp__row *row)
{
	size_t i = 0;
	while (i + 1 < list->count && !bp__learnt_matches(&list->rules[i], &row->facts))
		i++;
	return i;
}

static bool
is_exact(const struct learner *l, const struct bp__learnt_list *list)
{
	for (size_t i = 0; i < l->table.count; i++) {
		const struct bp__row *row = &l->table.rows[i];
		if (list->rules[decides(list, row)].label != row->label)
			return false;
	}
	return true;
}

/* Covers all rows. The label that is left over for the last rule is never taken by another,
 * unless it is NO_LABEL. */
static void
cover(struct learner *l, struct bp__learnt_list *list)
{
	bool only;
	uint8_t most;
	list->count = 0;
	l->left_count = l->table.count;
	for (size_t i = 0; i < l->left_count; i++)
		l->left[i] = i;
	for (most = label_of_most(l, &only); !only; most = label_of_most(l, &only)) {
		struct candidate best = find_rule(l);
		if (best.best == 0 || list->count + 1 == BP__LEARNT_MAX)
			break;
		list->rules[list->count++] = (struct bp__learnt){
		    .yes = best.yes, .no = best.no, .label = best.label};
		take(l, &best);
	}
	list->rules[list->count++] = (struct bp__learnt){.label = most};
}

static void
drop_rule(struct bp__learnt_list *list, size_t at)
{
	list->count--;
	memmove(&list->rules[at], &list->rules[at + 1],
	    (list->count - at) * sizeof *list->rules);
}

/* Drops the literals of a rule that are not needed, the last in the table first. */
static bool
shorten_rule(const struct learner *l, struct bp__learnt_list *list, size_t at)
{
	bool shortened = false;
	struct bp__learnt *rule = &list->rules[at];
	for (size_t i = l->used_count; i-- > 0;) {
		size_t predicate = l->used[i];
		uint64_t bit = UINT64_C(1) << predicate % 64;
		struct bp__learnt before = *rule;
		if (!bp__facts_have(&rule->yes, predicate) &&
		    !bp__facts_have(&rule->no, predicate))
			continue;
		rule->yes.words[predicate / 64] &= ~bit;
		rule->no.words[predicate / 64] &= ~bit;
		if (is_exact(l, list))
			shortened = true;
		else
			*rule = before;
	}
	return shortened;
}

/* Drops what is not needed, later rules first, until all is. The work is bounded, as long
 * lists are for nobody to read. */
static void
shorten(const struct learner *l, struct bp__learnt_list *list)
{
	bool shortened = is_exact(l, list) && list->count < BP__LEARNT_MAX / 2;
	while (shortened) {
		shortened = false;
		for (size_t i = list->count - 1; i-- > 0;) {
			struct bp__learnt rule = list->rules[i];
			drop_rule(list, i);
			if (is_exact(l, list)) {
				shortened = true;
				continue;
			}
			memmove(&list->rules[i + 1], &list->rules[i],
			    (list->count++ - i) * sizeof rule);
			list->rules[i] = rule;
			shortened |= shorten_rule(l, list, i);
		}
	}
}

static size_t
count_literals(const struct learner *l, const struct bp__learnt_list *list)
{
	size_t literals = 0;
	for (size_t i = 0; i < list->count; i++) {
		for (size_t k = 0; k < l->used_count; k++)
			literals += bp__facts_have(&list->rules[i].yes, l->used[k]) ||
			    bp__facts_have(&list->rules[i].no, l->used[k]);
	}
	return literals;
}

static void
count_decided(const struct learner *l, struct bp__learnt_list *list)
{
	list->wrong = l->table.wrong;
	for (size_t i = 0; i < l->table.count; i++) {
		const struct bp__row *row = &l->table.rows[i];
		struct bp__learnt *rule = &list->rules[decides(list, row)];
		if (rule->label == row->label)
			rule->count += row->weight;
		else
			list->wrong += row->weight;
	}
}

/* Keeps the list that is learnt with this label left over when it is shorter: of fewer
 * rules, then of fewer literals. */
static void
try_label(
    struct learner *l, int label, struct bp__learnt_list *trial, struct trials *trials)
{
	l->otherwise = label;
	cover(l, trial);
	shorten(l, trial);
	size_t length = trial->count * BP__PREDICATES + count_literals(l, trial);
	if (!is_exact(l, trial))
		length += SIZE_MAX / 2;
	if (trials->tried && length >= trials->length)
		return;
	trials->tried = true;
	trials->length = length;
	*trials->best = *trial;
}

/* Tries with each label left over for the last rule, and with none, unless it is told which,
 * and keeps what is shortest. */
static void
learn_best(struct learner *l, int otherwise, struct bp__learnt_list *trial,
    struct bp__learnt_list *list)
{
	struct trials trials = {.best = list};
	if (otherwise != BP__ANY_LABEL) {
		try_label(l, otherwise, trial, &trials);
	} else {
		for (size_t i = 0; l->label_count < TRIED_MAX && i < l->label_count; i++)
			try_label(l, l->labels[i], trial, &trials);
		try_label(l, NO_LABEL, trial, &trials);
	}
}

/* Puts row i, which is behind those that are learnt from, among them. */
static void
admit(struct learner *l, size_t i)
{
	struct bp__row *rows = l->table.rows;
	struct bp__row row = rows[i];
	rows[i] = rows[l->table.count];
	rows[l->table.count++] = row;
}

/* Takes some of the rows to learn from, far between, or all when they are few. */
static void
admit_first(struct learner *l)
{
	size_t step = l->row_count / WINDOW;
	l->table.count = step < 2 ? l->row_count : 0;
	while (l->table.count < WINDOW && step >= 2)
		admit(l, l->table.count * step);
}

/* Takes rows too that the list tells wrongly. Returns whether there are any. */
static bool
admit_wrong(struct learner *l, const struct bp__learnt_list *list)
{
	size_t before = l->table.count;
	for (size_t i = before; i < l->row_count && l->table.count < before + WINDOW;
	     i++) {
		const struct bp__row *row = &l->table.rows[i];
		if (list->rules[decides(list, row)].label != row->label)
			admit(l, i);
	}
	return l->table.count > before;
}

/* Notes which predicates are used, and which of them hold for most rows. */
static void
prepare_predicates(struct learner *l)
{
	l->used_count = 0;
	l->frequent = (struct bp__facts){{0}};
	for (size_t p = 0; p < bp__predicate_count(); p++) {
		size_t holding = 0;
		if (!bp__facts_have(&l->table.used, p))
			continue;
		l->used[l->used_count++] = p;
		for (size_t i = 0; i < l->table.count; i++)
			holding += bp__facts_have(&l->table.rows[i].facts, p);
		if (2 * holding > l->table.count)
			bp__facts_add(&l->frequent, p);
	}
}

/* Notes which predicates and labels occur, and lists for each row what seldom is so. */
static void
prepare(struct learner *l)
{
	size_t at = 0;
	bool seen[BP__LABELS] = {false};
	prepare_predicates(l);
	for (size_t i = 0; i < l->table.count; i++) {
		const struct bp__row *row = &l->table.rows[i];
		seen[row->label] = true;
		l->held_at[i] = at;
		for (size_t k = 0; k < l->used_count; k++) {
			if (bp__facts_have(&row->facts, l->used[k]) !=
			    bp__facts_have(&l->frequent, l->used[k]))
				l->held[at++] = (uint8_t)l->used[k];
		}
	}
	l->held_at[l->table.count] = at;
	l->label_count = 0;
	for (size_t label = 0; label < BP__LABELS; label++) {
		if (!seen[label])
			continue;
		l->label_at[label] = (uint8_t)l->label_count;
		l->labels[l->label_count++] = (uint8_t)label;
	}
}

/* Learns from ever more rows until the list tells all as it does those it is learnt from. In
 * the end the table is whole. */
static void
learn_from_some(struct learner *l, int otherwise, struct bp__learnt_list *trial,
    struct bp__learnt_list *list)
{
	l->row_count = l->table.count;
	admit_first(l);
	for (int i = 0; i == 0 || admit_wrong(l, list); i++) {
		if (i == WINDOWS_MAX)
			l->table.count = l->row_count;
		prepare(l);
		learn_best(l, otherwise, trial, list);
	}
	l->table.count = l->row_count;
}

enum bp_status
bp__learn(const struct bp__examples *examples, struct bp__learnt_list *list)
{
	struct bp__learnt_list *trial = malloc(sizeof *trial);
	struct learner *l = calloc(1, sizeof *l);
	enum bp_status status = BP_NO_MEMORY;
	memset(list, 0, sizeof *list);
	if (trial == NULL || l == NULL)
		goto end;
	memset(trial, 0, sizeof *trial);
	status = bp__table_make(examples, &l->table);
	if (status != BP_OK || l->table.count == 0)
		goto end;
	l->left = calloc(l->table.count, sizeof *l->left);
	l->held = calloc(l->table.count, BP__PREDICATES);
	l->held_at = calloc(l->table.count + 1, sizeof *l->held_at);
	l->holding = calloc((size_t)BP__LABELS * BP__PREDICATES, sizeof *l->holding);
	status = BP_NO_MEMORY;
	if (l->left == NULL || l->held == NULL || l->held_at == NULL ||
	    l->holding == NULL)
		goto end;
	learn_from_some(l, examples->otherwise, trial, list);
	count_decided(l, list);
	status = BP_OK;
end:
	if (l != NULL) {
		free(l->left);
		free(l->held);
		free(l->held_at);
		free(l->holding);
		bp__table_free(&l->table);
	}
	free(l);
	free(trial);
	return status;
}
