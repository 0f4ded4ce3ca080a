/* Many reports side by side: which answered what, and where they differ. Reports that answered
 * everything alike are one column, so that memory grows with cases times distinct answers and
 * hardly with reports. */
#ifndef BP_ANALYSE_COMPARE_H
#define BP_ANALYSE_COMPARE_H

#include "bindprobe.h"
#include "model/arena.h"
#include "model/report.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a row is about. */
enum bp__row_sort {
	BP__ROW_CASE = 0,
	BP__ROW_RECIPE,
	BP__ROW_FINDING,
	BP__ROW_SORTS,
};

/* One thing that reports answer. */
struct bp__row {
	enum bp__row_sort sort;
	const char *id; /* of a recipe with its series before it, as "tcp walk-v6only" */
	const char *text; /* of a recipe or finding, in words; "" of a case */
	bool ignored; /* the caller asked not to compare it */
	bool differs; /* two columns that have it do not agree */
	bool lacking; /* a column has it and another has not */
};

/* What one report says of one row, as numbers of words. */
struct bp__said {
	uint16_t result; /* 0: the report lacks it, or it could not be tried there */
	uint16_t by; /* who received, a letter for each kind of target; 0: nothing sent */
};

/* Reports with the same answers. */
struct bp__column {
	const char *label; /* A, B, ... as tables have it */
	const char **names; /* of the reports */
	size_t name_count;
	size_t name_room;
	const char *host; /* of the first: "Linux 6.18.44 x86_64, plain user" */
	struct bp__said *answers; /* of each row */
	size_t room; /* answers there is memory for */
	uint64_t sum; /* the same for the same answers */
	size_t first; /* the number of its first report */
	size_t standing; /* cases that stood */
	size_t delivered; /* cases that something was sent to */
};

/* A fact of hosts that may explain a difference, and one of its values. */
struct bp__host_value {
	const char *value;
	const char *names[4]; /* the first reports that have it */
	size_t count;
};

struct bp__host_fact {
	const char *name; /* "user", "net.ipv6.bindv6only" */
	struct bp__host_value values[8];
	size_t value_count;
	size_t others; /* reports with further values */
};

struct bp__compare_index;

/* The kinds of target that a by has a letter for, in its order. */
extern const enum bp__kind bp__compared_targets[];
enum {
	BP__COMPARED_TARGETS = 9,
};

struct bp_comparison {
	struct bp__arena arena;
	struct bp__row *rows;
	size_t row_count;
	size_t row_room;
	struct bp__column *columns;
	size_t column_count;
	size_t column_room;
	size_t report_count;
	bool originals; /* a report was not redacted */
	bool redacted; /* names and ids are stand-ins */
	const char *collected; /* the name of what was probed, not read; NULL */
	struct bp__host_fact *facts;
	size_t fact_count;
	size_t fact_room;
	const char **words; /* the first is "" */
	size_t word_count;
	size_t word_room;
	struct bp__compare_index *index;
	size_t targets
	    [BP__COMPARED_TARGETS]; /* of the last report, by kind; SIZE_MAX: none */
	size_t expected; /* the first columns that any of is right; 0: all are equal */
	size_t compared[BP__ROW_SORTS]; /* rows that two columns have */
	size_t differing[BP__ROW_SORTS]; /* of those */
};

/* Begins the column of a report whose host is known. BP_NO_MEMORY. */
enum bp_status
bp__comparison_begin(
    bp_comparison *comparison, const bp_report *report, const char *name);

/* Notes what of the report's host may explain a difference: who asked, on what, with which
 * settings. The name must outlive the comparison. */
void
bp__comparison_note_facts(
    bp_comparison *comparison, const bp_report *report, const char *name);

/* Adds a case to it. */
enum bp_status
bp__comparison_case(bp_comparison *comparison, const struct bp__outcome *outcome);

/* The number of the row with this id; SIZE_MAX when no report so far has it. */
size_t
bp__comparison_find(const bp_comparison *comparison, const char *id);

/* Adds an answer to it by its words. */
enum bp_status
bp__comparison_say(bp_comparison *comparison, enum bp__row_sort sort, const char *id,
    const char *result, const char *by);

/* Ends it, with the recipes and findings of the report; a column that is like one before is
 * merged with it. */
enum bp_status
bp__comparison_end(bp_comparison *comparison, const bp_report *report);

/* Finds what differs, once all reports are there. May be called again after rows were
 * ignored. */
void
bp__comparison_judge(bp_comparison *comparison);

/* How many rows differ, once judged. */
size_t
bp__comparison_count(const bp_comparison *comparison);

/* Whether the row is a recipe that works on every system, and whether there is one. */
bool
bp__comparison_is_portable(const bp_comparison *comparison, size_t row);
bool
bp__comparison_has_portable(const bp_comparison *comparison);

/* The answer of a column to a row; zero when it lacks it. */
struct bp__said
bp__comparison_answer(const bp_comparison *comparison, size_t column, size_t row);

/* A kind of answer to a row: those that agree are one. */
struct bp__answer_kind {
	struct bp__said answer;
	size_t reports; /* that have it */
	size_t columns;
	size_t first; /* the first of these */
};

enum {
	BP__KINDS_MAX = 26, /* that are told apart */
	BP__COLUMNS_MANY = 26, /* if there are more, those of most reports come first */
};

/* The kinds of answer to a row, that of most reports first, of equals what came first. Returns
 * how many there are. */
size_t
bp__comparison_kinds(const bp_comparison *comparison, size_t row,
    struct bp__answer_kind kinds[BP__KINDS_MAX]);

/* The number of the kind that the answer of a column is of; their count when it is of none, or
 * the column lacks the row. */
size_t
bp__comparison_kind_of(const bp_comparison *comparison, struct bp__said answer,
    const struct bp__answer_kind *kinds, size_t count);

/* How the columns agree on a row, a letter for each column: a is what most reports answer, b
 * the next, and so on; a dot is for what lacks it. The letters have room for every column and
 * a null byte. */
void
bp__comparison_letters(const bp_comparison *comparison, size_t row, char *letters);

/* Whether two answers agree about receivers, as far as both say who. */
bool
bp__same_receivers(const char *a, const char *b);

/* Whether two answers agree as far as both say something. */
bool
bp__comparison_agree(
    const bp_comparison *comparison, struct bp__said a, struct bp__said b);

#endif
