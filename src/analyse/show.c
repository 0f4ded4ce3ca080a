/* Writes a report that was read back, or a part of it. */
#include <config.h>

#include "analyse/gather.h"
#include "analyse/grids.h"
#include "analyse/read.h"
#include "model/suite.h"
#include "model/writer.h"

#include <stdlib.h>
#include <string.h>

/* A report on its way to a writer. */
struct showing {
	struct bp__document *document;
	bp_report *report;
	const bp_writer *writer; /* may be NULL */
	size_t count; /* of all cases */
	bool *shown; /* which of them */
};

static enum bp_status
out_of_memory(struct bp_error *error)
{
	return bp__fail(error, BP_NO_MEMORY, "out of memory");
}

/* Marks the case if the report has it. */
static bool
mark_case(void *context, const struct bp__case *c)
{
	struct showing *showing = context;
	char id[BP__ID_SIZE];
	size_t i;
	if (bp__document_find(showing->document, bp__case_format(c, id, sizeof id), &i))
		showing->shown[i] = true;
	return true;
}

static bool
any_shown(const struct showing *showing)
{
	for (size_t i = 0; i < showing->count; i++) {
		if (showing->shown[i])
			return true;
	}
	return false;
}

/* Marks the cases of the suites in the list. */
static enum bp_status
mark_suites(struct showing *showing, const char *list, struct bp_error *error)
{
	for (const char *rest = list; rest != NULL;) {
		char name[96];
		size_t length = strcspn(rest, ",");
		snprintf(
		    name, sizeof name, "%.*s", (int)(length < 95 ? length : 95), rest);
		if (bp__suite_walk(name, mark_case, showing, error) != BP_OK)
			return error->status;
		rest = rest[length] == ',' ? rest + length + 1 : NULL;
	}
	return any_shown(showing) ? BP_OK
				  : bp__fail(error, BP_BAD_USAGE,
					"the report has no case of suite '%.80s'", list);
}

/* Of the marked cases keeps the marks of those that match. */
static enum bp_status
keep_matching(struct showing *showing, const struct bp_part *part, struct bp_error *error)
{
	bool *matched = calloc(part->glob_count, sizeof *matched);
	if (matched == NULL)
		return out_of_memory(error);
	for (size_t i = 0; i < showing->count; i++) {
		bool any = false;
		for (size_t k = 0; showing->shown[i] && k < part->glob_count; k++) {
			if (!bp_glob_matches(
				part->globs[k], bp__document_id(showing->document, i)))
				continue;
			matched[k] = any = true;
		}
		showing->shown[i] = any;
	}
	enum bp_status status = BP_OK;
	for (size_t k = 0; status == BP_OK && k < part->glob_count; k++) {
		if (!matched[k])
			status = bp__fail(error, BP_BAD_USAGE,
			    "no case of the report matches '%.200s'", part->globs[k]);
	}
	free(matched);
	return status;
}

static enum bp_status
mark_cases(struct showing *showing, const struct bp_part *part, struct bp_error *error)
{
	if (part->suites != NULL && mark_suites(showing, part->suites, error) != BP_OK)
		return error->status;
	for (size_t i = 0; part->suites == NULL && i < showing->count; i++)
		showing->shown[i] = true;
	return part->glob_count > 0 ? keep_matching(showing, part, error) : BP_OK;
}

/* The parts that are asked for; BP__WHOLE when none is named. */
static unsigned
parts_of(const struct bp_part *part)
{
	unsigned parts = BP__WHOLE;
	if (part->suites != NULL || part->glob_count > 0)
		parts |= BP__PART_CASES;
	if (part->findings)
		parts |= BP__PART_FINDINGS;
	if (part->rules)
		parts |= BP__PART_RULES;
	return parts;
}

/* The cases that prove findings are a part of them. */
static void
mark_proof(struct showing *showing)
{
	const bp_report *report = showing->report;
	for (size_t i = 0; i < report->finding_count; i++) {
		for (size_t k = 0; k < report->findings[i].count; k++)
			showing->shown[report->findings[i].cases[k]] = true;
	}
}

/* Takes the outcomes that are not shown out of the report. */
static enum bp_status
keep_shown(struct showing *showing, struct bp_error *error)
{
	bp_report *report = showing->report;
	size_t kept = 0;
	size_t *places = calloc(showing->count + 1, sizeof *places);
	if (places == NULL)
		return out_of_memory(error);
	for (size_t i = 0; i < showing->count; i++) {
		if (!showing->shown[i])
			continue;
		if (!report->sweep)
			report->outcomes[kept] = report->outcomes[i];
		places[i] = kept++;
	}
	for (size_t i = 0; i < report->finding_count; i++) {
		struct bp__finding *finding = &report->findings[i];
		for (size_t k = 0; k < finding->count; k++)
			finding->cases[k] = places[finding->cases[k]];
	}
	free(places);
	report->outcome_count = report->sweep ? 0 : kept;
	report->planned = kept;
	return BP_OK;
}

/* Leaves in the report what the parts are made of. */
static enum bp_status
cut_down(struct showing *showing, unsigned parts, struct bp_error *error)
{
	bp_report *report = showing->report;
	report->parts = parts;
	report->picked = true;
	report->has_tables = false;
	report->by_case = true;
	report->recipe_count = 0;
	report->absence_count = 0;
	report->stopped = false;
	if ((parts & BP__PART_RULES) == 0) {
		report->rules = NULL;
		report->behaves = NULL;
	}
	if ((parts & BP__PART_FINDINGS) == 0) {
		report->judged = false;
		report->finding_count = 0;
		report->summary_count = 0;
		report->verdict = NULL;
	}
	report->nearest.name_count = 0;
	mark_proof(showing);
	return keep_shown(showing, error);
}

/* Puts every case into the space. */
static enum bp_status
gather_all(struct showing *showing, struct bp__space *space)
{
	struct bp__arena scratch = {.blocks = NULL};
	enum bp_status status = bp__gather_targets(space, showing->report);
	for (size_t i = 0; i < showing->count && status == BP_OK; i++) {
		struct bp__outcome one;
		status = bp__document_outcome(showing->document, i, &scratch, &one);
		if (status == BP_OK)
			status = bp__gather(space, &scratch, &one);
		bp__arena_reset(&scratch);
	}
	bp__arena_free(&scratch);
	return status;
}

/* Grids are drawn where there are rules, and a report in JSON does not have them. */
static enum bp_status
derive_grids(struct showing *showing, struct bp_error *error)
{
	bp_report *report = showing->report;
	if (showing->writer != NULL && !showing->writer->format->draws_grids)
		return BP_OK;
	struct bp__space space = {.cases = NULL};
	struct bp__grids *grids = bp__arena_array(&report->arena, 1, sizeof *grids);
	enum bp_status status =
	    grids == NULL ? BP_NO_MEMORY : gather_all(showing, &space);
	if (status == BP_OK)
		status = bp__grids_derive(
		    &space, report->v6only_default, &report->arena, grids);
	bp__space_free(&space);
	report->grids = grids;
	return status == BP_OK ? BP_OK : out_of_memory(error);
}

static enum bp_status
pick(struct showing *showing, const struct bp_part *part, struct bp_error *error)
{
	unsigned parts = parts_of(part);
	bool rules = parts == BP__WHOLE || part->rules;
	if (part->findings && !showing->report->judged)
		return bp__fail(error, BP_BAD_USAGE,
		    "the report has no findings; those of suites of up to %d cases have",
		    BP__KEPT_MAX);
	if (part->rules && showing->report->rules == NULL)
		return bp__fail(error, BP_BAD_USAGE,
		    "the report has no rules; those of suites with many pairs have");
	if (rules && showing->report->rules != NULL &&
	    derive_grids(showing, error) != BP_OK)
		return error->status;
	if ((parts & BP__PART_CASES) != 0 || parts == BP__WHOLE) {
		if (mark_cases(showing, part, error) != BP_OK)
			return error->status;
	}
	return parts == BP__WHOLE ? BP_OK : cut_down(showing, parts, error);
}

/* Hands the report to the writer as a run would, case by case. */
static enum bp_status
write_report(struct showing *showing, bp_writer *writer, struct bp_error *error)
{
	bp_report *report = showing->report;
	struct bp__arena scratch = {.blocks = NULL};
	enum bp_status status = BP_OK;
	const struct bp__format *format = writer->format;
	report->done = 0;
	if (format->begin != NULL)
		format->begin(writer, report);
	for (size_t i = 0; i < showing->count && status == BP_OK; i++) {
		struct bp__outcome one;
		const struct bp__outcome *outcome = &one;
		if (!showing->shown[i])
			continue;
		if (report->sweep)
			status =
			    bp__document_outcome(showing->document, i, &scratch, &one);
		else
			outcome = &report->outcomes[report->done];
		report->done++;
		if (status == BP_OK && format->one != NULL)
			format->one(writer, report, outcome);
		bp__arena_reset(&scratch);
	}
	bp__arena_free(&scratch);
	if (status != BP_OK)
		return out_of_memory(error);
	if (format->end != NULL)
		format->end(writer, report);
	return writer->failed ? out_of_memory(error) : BP_OK;
}

enum bp_status
bp_show(FILE *stream, const char *name, const struct bp_part *part, bp_writer *writer,
    bp_report **report, struct bp_error *error)
{
	struct showing showing = {.writer = writer};
	enum bp_status status = bp__document_read(
	    stream, name, &bp__ordinary_limits, &showing.document, error);
	if (status != BP_OK)
		return status;
	showing.report = bp__document_report(showing.document);
	showing.count = bp__document_count(showing.document);
	showing.shown = calloc(showing.count + 1, sizeof *showing.shown);
	if (showing.shown == NULL)
		status = out_of_memory(error);
	if (status == BP_OK)
		status = pick(&showing, part, error);
	if (status == BP_OK && writer != NULL)
		status = write_report(&showing, writer, error);
	if (status == BP_OK)
		*report = bp__document_take(showing.document);
	bp__document_free(showing.document);
	free(showing.shown);
	return status;
}
