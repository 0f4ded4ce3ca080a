/* The findings. Each is a row with a function that judges one series; what the series say
 * is put together afterwards. Nothing here asks the system. */
#include <config.h>

#include "probe/judge.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define TCP BP__BIT(BP__TCP)
#define LATE BP__BIT(BP__TCP_LATE)
#define UDP BP__BIT(BP__UDP)

/* To add a finding is to add a row and its function. */
static const struct {
	const char *id;
	unsigned series;
	void (*judge)(struct bp__judge *judge);
} rows[] = {
    {"ipv6-available", TCP | UDP, bp__judge_ipv6},
    {"v6only-default", TCP | UDP, bp__judge_default},
    {"v6only-settable", TCP | UDP, bp__judge_settable},
    {"v6only-off-honoured", TCP | UDP, bp__judge_off_honoured},
    {"v6only-on-honoured", TCP | UDP, bp__judge_on_honoured},
    {"v6only-on-both-orders", TCP | LATE | UDP, bp__judge_both_orders},
    {"wildcard-untouched", TCP | LATE | UDP, bp__judge_untouched},
    {"wildcard-order", TCP | LATE | UDP, bp__judge_order},
    {"listen-conflict", TCP | LATE, bp__judge_listen},
    {"override-same-user", TCP | UDP, bp__judge_override_same},
    {"override-other-user", TCP | UDP, bp__judge_override_other},
    {"closer-same-user", TCP | UDP, bp__judge_closer_same},
    {"closer-other-user", TCP | UDP, bp__judge_closer_other},
    {"mapped-twin", TCP | UDP, bp__judge_mapped_twin},
    {"mapped-v6only", TCP | UDP, bp__judge_mapped_v6only},
    {"v6only-late", TCP | UDP, bp__judge_late},
    {"ephemeral-both", TCP | UDP, bp__judge_ephemeral},
    {"absent-address", TCP | UDP, bp__judge_absent},
    {"link-local-scope", TCP | UDP, bp__judge_scope},
    {"getaddrinfo-order", TCP, bp__judge_getaddrinfo},
    {"history-free", TCP | UDP, bp__judge_history},
    {"kernel-table", TCP | LATE | UDP, bp__judge_table},
    {"steady", TCP | LATE | UDP, bp__judge_steady},
};

/* Whether the judge has a text: a statement, or why there is none. */
static bool
says(const struct bp__judge *judge)
{
	return judge->grade != BP__GRADE_NONE || judge->unseen != NULL;
}

static const char *
text_of(const struct bp__judge *judge)
{
	return judge->grade != BP__GRADE_NONE ? judge->text : judge->unseen;
}

/* Adds what one series says to the finding: the worst grade, each text once, all proof,
 * that of the worst grade first. */
static void
merge(struct bp__finding *finding, const struct bp__judge *judge, bool alone)
{
	struct bp__arena *arena = &judge->report->arena;
	size_t *cases =
	    bp__arena_array(arena, finding->count + judge->count, sizeof *cases);
	if (!says(judge) || cases == NULL)
		return;
	size_t *before = cases;
	size_t *added = cases + finding->count;
	if (judge->grade > finding->grade) {
		finding->grade = judge->grade;
		before = cases + judge->count;
		added = cases;
	}
	for (size_t i = 0; i < finding->count; i++)
		before[i] = finding->cases[i];
	for (size_t i = 0; i < judge->count; i++)
		added[i] = judge->cases[i];
	finding->cases = cases;
	finding->count += judge->count;
	if (alone)
		finding->text = text_of(judge);
	else
		finding->text = bp__arena_printf(arena, "%s%s%s: %s", finding->text,
		    *finding->text == '\0' ? "" : "; ", bp__series_name(judge->series),
		    text_of(judge));
}

/* Whether all series that judged say the same. */
static bool
agree(const struct bp__judge judges[BP__SERIES_COUNT])
{
	const char *text = NULL;
	for (size_t i = 0; i < BP__SERIES_COUNT; i++) {
		if (!says(&judges[i]))
			continue;
		if (text != NULL && strcmp(text, text_of(&judges[i])) != 0)
			return false;
		text = text_of(&judges[i]);
	}
	return true;
}

/* A finding passes on all its cases or not at all: with one left out as unsteady, or whose
 * traffic was not seen, what remains may still warn or fail. Whether that was so. */
static bool
withhold(struct bp__judge judges[BP__SERIES_COUNT])
{
	bool unsteady = false;
	bool withheld = false;
	for (size_t i = 0; i < BP__SERIES_COUNT; i++)
		unsteady = unsteady || judges[i].unsteady ||
		    (judges[i].grade == BP__GRADE_NONE && judges[i].unseen != NULL);
	for (size_t i = 0; unsteady && i < BP__SERIES_COUNT; i++) {
		if (judges[i].grade != BP__PASS)
			continue;
		judges[i].grade = BP__GRADE_NONE;
		withheld = true;
	}
	return withheld;
}

static void
derive(bp_report *report, size_t row, struct bp__judge judges[BP__SERIES_COUNT])
{
	struct bp__finding *finding = &report->findings[report->finding_count++];
	finding->id = rows[row].id;
	finding->text = "";
	for (size_t i = 0; i < BP__SERIES_COUNT; i++) {
		judges[i] = (struct bp__judge){
		    .report = report, .series = (enum bp__series)i, .text = ""};
		if ((rows[row].series & BP__BIT(i)) == 0)
			continue;
		rows[row].judge(&judges[i]);
	}
	bool withheld = withhold(judges);
	bool alone = agree(judges);
	for (size_t i = 0; i < BP__SERIES_COUNT; i++) {
		if ((rows[row].series & BP__BIT(i)) != 0)
			report->summaries[i].grades[judges[i].grade]++;
	}
	for (size_t i = 0; i < BP__SERIES_COUNT; i++)
		merge(finding, &judges[i], alone);
	if (finding->grade == BP__GRADE_NONE)
		finding->count = 0;
	if (finding->grade == BP__GRADE_NONE && *finding->text == '\0')
		finding->text = withheld
		    ? "a case it rests on answered otherwise when tried again, or could not be "
		      "tried any more"
		    : bp__nothing_to_judge;
}

void
bp__derive_findings(bp_report *report)
{
	static const size_t count = COUNT(rows);
	report->findings =
	    bp__arena_array(&report->arena, count, sizeof *report->findings);
	struct bp__judge *judges =
	    bp__arena_array(&report->arena, BP__SERIES_COUNT, sizeof *judges);
	if (report->findings == NULL || judges == NULL)
		return;
	report->summary_count = BP__SERIES_COUNT;
	for (size_t i = 0; i < BP__SERIES_COUNT; i++)
		report->summaries[i].series = (enum bp__series)i;
	for (size_t row = 0; row < count; row++)
		derive(report, row, judges);
}
