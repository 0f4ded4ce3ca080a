/* The Markdown report, to be pasted in a ticket: the verdict and tables, the evidence
 * folded. */
#include <config.h>

#include "analyse/behaves.h"
#include "analyse/rules.h"
#include "format/format.h"
#include "format/markdown.h"
#include "format/markdown_compare.h"

#include <stdio.h>

#include "format/markdown_put.h"
#include "format/matrix.h"
#include "format/say.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
put_addresses(FILE *out, const struct bp__host *host)
{
	const char *before = "";
	fputs("| addresses | ", out);
	for (size_t i = 0; i < host->interface_count; i++) {
		const struct bp__interface *interface = &host->interfaces[i];
		if (interface->count == 0)
			continue;
		fputs(before, out);
		bp__md_code(out, interface->name);
		putc(':', out);
		for (size_t k = 0; k < interface->count; k++) {
			char text[BP__ADDRESS_TEXT];
			putc(' ', out);
			bp__md_code(out,
			    bp__address_format(
				&interface->addresses[k], text, sizeof text));
		}
		before = "<br>";
	}
	fputs(*before == '\0' ? "none that getifaddrs(3) gives |\n" : " |\n", out);
}

static void
put_settings(FILE *out, const struct bp__host *host)
{
	if (host->setting_count == 0)
		return;
	fputs("| settings |", out);
	for (size_t i = 0; i < host->setting_count; i++) {
		struct bp__line line = {.used = 0};
		bp__line_add(
		    &line, "%s=%s", host->settings[i].name, host->settings[i].value);
		fputs(i == 0 ? " " : "<br>", out);
		bp__md_code(out, line.text);
	}
	fputs(" |\n", out);
}

static void
put_host(FILE *out, const bp_report *report)
{
	const struct bp__host *host = &report->host;
	struct bp__line system = {.used = 0};
	struct bp__line environment = {.used = 0};
	struct bp__line ipv6 = {.used = 0};
	struct bp__line passive = {.used = 0};
	struct bp__line nearest = {.used = 0};
	struct bp__line isolation = {.used = 0};
	bp__line_add(&system, "%s %s %s", host->system, host->release, host->machine);
	bp__line_add(&environment, "%s (%s)", host->environment, host->evidence);
	bp__say_ipv6(report, &ipv6);
	bp__say_passive(host, &passive);
	bp__say_nearest(report, &nearest);
	bp__say_isolation(host, &isolation);
	fputs("| bindprobe ", out);
	bp__md_prose(out, report->version);
	fputs(" | ", out);
	bp__md_code(out, system.text);
	fputs(" |\n", out);
	bp__md_rule(out, 2);
	fprintf(out, "| port | %u%s |\n", report->port,
	    report->port_chosen ? " (chosen)" : "");
	bp__md_pair(out, "user", host->user);
	if (isolation.used > 0)
		bp__md_pair(out, "isolated", isolation.text);
	if (ipv6.used > 0)
		bp__md_pair(out, "IPv6", ipv6.text);
	bp__md_pair(out, "getaddrinfo", passive.text);
	bp__md_pair(out, "environment", environment.text);
	if (nearest.used > 0)
		bp__md_pair(out, "known systems", nearest.text);
	put_addresses(out, host);
	put_settings(out, host);
	if (report->redacted)
		bp__md_pair(out, "redacted", bp__say_redacted);
	if (host->warning != NULL)
		bp__md_pair(out, "**warning**", host->warning);
}

/* How many findings there are of each grade, the worst first. */
static void
put_grades(FILE *out, const bp_report *report)
{
	static const enum bp__grade order[] = {
	    BP__FAIL, BP__WARN, BP__PASS, BP__GRADE_NONE};
	size_t counts[BP__GRADE_COUNT] = {0};
	const char *before = "";
	for (size_t i = 0; i < report->finding_count; i++)
		counts[report->findings[i].grade]++;
	if (report->finding_count == 0)
		return;
	fputs("| findings | ", out);
	for (size_t i = 0; i < COUNT(order); i++) {
		if (counts[order[i]] == 0)
			continue;
		fprintf(
		    out, "%s%zu %s", before, counts[order[i]], bp__grade_name(order[i]));
		before = ", ";
	}
	fputs(" |\n", out);
}

/* How many cases there were; of a sweep, what it left out too. */
static void
put_counts(FILE *out, const bp_report *report)
{
	if (!report->sweep) {
		fprintf(out, "| cases | %zu |\n", report->outcome_count);
		return;
	}
	fprintf(out, "| sweep | %zu of %zu cases run%s |\n", report->done,
	    report->planned, report->stopped ? ", stopped before the end" : "");
	for (size_t i = 0; i < report->absence_count; i++) {
		struct bp__line absent = {.used = 0};
		bp__line_add(&absent, "%zu cases: %s", report->absences[i].cases,
		    report->absences[i].reason);
		bp__md_pair(out, i == 0 ? "left out" : "", absent.text);
	}
}

static void
put_cell(FILE *out, const struct bp__cell *cell)
{
	const char *mark =
	    cell->ink == BP__INK_BAD || cell->ink == BP__INK_CARE ? "**" : "";
	fprintf(out, " %s", mark);
	bp__md_prose(out, cell->text);
	fprintf(out, "%s |", mark);
}

static void
put_block(FILE *out, const struct bp__matrix *matrix, const struct bp__block *block,
    struct bp__line *names)
{
	const char *common = bp__matrix_common(matrix, block);
	fputs("| *", out);
	bp__md_prose(out, names->text);
	fputs("* | ", out);
	if (block->reason != NULL || common != NULL) {
		bp__md_prose(out, block->reason != NULL ? "n/a, " : common);
		bp__md_prose(out, block->reason != NULL ? block->reason : " throughout");
		fputs(" | | |\n", out);
		return;
	}
	fputs("| | |\n", out);
	for (size_t i = 0; i < matrix->row_count; i++) {
		fprintf(out, "| %s |", matrix->rows[i]);
		for (size_t k = 0; k < BP__MATRIX_COLUMNS; k++)
			put_cell(out, &block->cells[i][k]);
		putc('\n', out);
	}
}

static void
put_matrices(FILE *out, const bp_report *report)
{
	for (size_t i = 0; i < BP__MATRIX_COUNT; i++) {
		struct bp__matrix matrix;
		struct bp__line names;
		bp__matrix_fill(report, i, &matrix);
		const struct bp__block *block = bp__matrix_next(&matrix, &names);
		if (block == NULL)
			continue;
		const char *head[] = {matrix.heading, matrix.columns[0],
		    matrix.columns[1], matrix.columns[2]};
		putc('\n', out);
		bp__md_head(out, head, COUNT(head));
		for (; block != NULL; block = bp__matrix_next(&matrix, &names))
			put_block(out, &matrix, block, &names);
	}
}

/* What a server that follows the verdict has. */
static void
put_state(FILE *out, const bp_report *report)
{
	static const enum bp__series series[] = {BP__TCP, BP__UDP};
	for (size_t i = 0; i < COUNT(series); i++) {
		const struct bp__outcome *outcome = bp__say_advised(report, series[i]);
		if (outcome != NULL)
			bp__md_case(out, report, outcome);
	}
}

static void
put_recipe(FILE *out, const struct bp__recipe_run *recipe)
{
	struct bp__line result = {.used = 0};
	const char *mark = recipe->use_this ? "**" : "";
	bp__say_recipe(recipe, sizeof result.text, &result);
	fputs("| ", out);
	bp__md_prose(out, recipe->text);
	fputs(" | ", out);
	bp__md_prose(out, recipe->users);
	fprintf(out, " | %s | %s | %s", bp__say_reached(recipe, BP__INET),
	    bp__say_reached(recipe, BP__INET6), mark);
	bp__md_prose(out, result.text);
	fprintf(out, "%s |\n", mark);
}

static void
put_recipes(FILE *out, const bp_report *report)
{
	size_t half;
	bool alike = bp__recipes_are_alike(report, &half);
	size_t count = alike ? half : report->recipe_count;
	for (size_t i = 0; i < count; i++) {
		if (i % half == 0) {
			const char *transport = bp__transport_title(
			    bp__series_transport(report->recipes[i].series));
			fprintf(out,
			    "\n| Server recipes, %s | Used by | IPv4 | IPv6 | "
			    "Result |\n",
			    alike ? "TCP and UDP alike" : transport);
			bp__md_rule(out, 5);
		}
		put_recipe(out, &report->recipes[i]);
	}
}

static void
put_finding(FILE *out, const bp_report *report, const struct bp__finding *finding)
{
	const char *mark = finding->grade >= BP__WARN ? "**" : "";
	char id[BP__ID_SIZE];
	fprintf(out, "| %s%s%s | ", mark, bp__grade_name(finding->grade), mark);
	bp__md_code(out, finding->id);
	fputs(" | ", out);
	bp__md_prose(out, finding->text);
	fputs(" | ", out);
	if (finding->count > 0 && finding->grade >= BP__WARN)
		bp__md_code(out,
		    bp__case_format(
			&report->outcomes[finding->cases[0]].plan, id, sizeof id));
	if (finding->count > 1 && finding->grade >= BP__WARN)
		fprintf(out, " and %zu more", finding->count - 1);
	fputs(" |\n", out);
}

/* One row for all that there was nothing to judge by. */
static void
put_unjudged(FILE *out, const bp_report *report)
{
	bool any = false;
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct bp__finding *finding = &report->findings[i];
		if (finding->grade != BP__GRADE_NONE || bp__finding_says_why_not(finding))
			continue;
		if (!any)
			fprintf(out, "| %s |", bp__grade_name(BP__GRADE_NONE));
		any = true;
		putc(' ', out);
		bp__md_code(out, finding->id);
	}
	if (any)
		fputs(" | nothing to judge by here | |\n", out);
}

static void
put_findings(FILE *out, const bp_report *report)
{
	static const char *const head[] = {"", "Finding", "What was found", "See"};
	if (report->finding_count == 0)
		return;
	putc('\n', out);
	bp__md_head(out, head, COUNT(head));
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct bp__finding *finding = &report->findings[i];
		if (finding->grade != BP__GRADE_NONE || bp__finding_says_why_not(finding))
			put_finding(out, report, finding);
	}
	put_unjudged(out, report);
}

static void
put_summaries(FILE *out, const bp_report *report)
{
	static const char *const head[] = {"Series", "PASS", "WARN", "FAIL"};
	bool begun = false;
	for (size_t i = 0; i < report->summary_count; i++) {
		const struct bp__summary *summary = &report->summaries[i];
		const unsigned *grades = summary->grades;
		if (grades[BP__PASS] + grades[BP__WARN] + grades[BP__FAIL] == 0)
			continue;
		if (!begun)
			putc('\n', out);
		if (!begun)
			bp__md_head(out, head, COUNT(head));
		begun = true;
		fprintf(out, "| %s | %u | %u | %u |\n", bp__series_name(summary->series),
		    grades[BP__PASS], grades[BP__WARN], grades[BP__FAIL]);
	}
}

static void
put_list(FILE *out, const struct bp__rule_list *list)
{
	if (list->count == 0)
		return;
	fputs("\n| | Rules for the ", out);
	bp__md_prose(out, list->title);
	fputs(": the first that matches decides |\n", out);
	bp__md_rule(out, 2);
	for (size_t i = 0; i < list->count; i++) {
		char number[24];
		snprintf(number, sizeof number, "%zu", i + 1);
		bp__md_pair(out, number, list->rules[i].text);
	}
	if (list->wrong > 0)
		fprintf(out, "| | **%zu %s are told wrongly by these rules** |\n",
		    list->wrong, list->unit);
}

static void
put_behaves(FILE *out, const struct bp__behaves *behaves)
{
	static const char *const head[] = {"Behaves as", "Explained", "Cases", "of"};
	putc('\n', out);
	bp__md_head(out, head, COUNT(head));
	for (size_t i = 0; i < behaves->count; i++) {
		const struct bp__behaves_model *model = &behaves->models[i];
		char text[32];
		fputs("| ", out);
		bp__md_prose(out, model->name);
		fprintf(out, " | %.1f %% | %s", bp__say_share(model),
		    bp__count_text(model->explained, text, sizeof text));
		fprintf(
		    out, " | %s |\n", bp__count_text(model->total, text, sizeof text));
	}
	put_list(out, &behaves->deviating.first);
	put_list(out, &behaves->deviating.second);
}

static void
put_rules(FILE *out, const bp_report *report)
{
	if (report->rules != NULL) {
		put_list(out, &report->rules->first);
		put_list(out, &report->rules->second);
		put_list(out, &report->rules->delivery);
	}
	if (report->behaves != NULL && report->behaves->count > 0)
		put_behaves(out, report->behaves);
}

/* The verdict begins the page: between the marks for bold no text begins a block. */
static void
put_verdict(FILE *out, const bp_report *report)
{
	if (report->verdict == NULL)
		return;
	fputs("**", out);
	bp__md_prose(out, report->verdict);
	fputs("**\n\n", out);
}

static void
end(bp_writer *writer, const bp_report *report)
{
	FILE *out = writer->stream;
	put_verdict(out, report);
	put_host(out, report);
	put_counts(out, report);
	put_grades(out, report);
	if (report->has_tables && !report->by_case) {
		put_matrices(out, report);
		put_state(out, report);
	}
	put_recipes(out, report);
	put_rules(out, report);
	put_findings(out, report);
	put_summaries(out, report);
	bp__md_evidence(writer, report);
}

const struct bp__format bp__format_markdown = {
    .name = "markdown",
    .compare = bp__md_compare,
    .end = end,
};
