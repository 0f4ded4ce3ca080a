/* The text report: the verdict first, the evidence below it. */
#include <config.h>

#include "format/format.h"
#include "format/text.h"
#include "format/what_if.h"
#include "format/who.h"

#include <stdio.h>
#include <string.h>

#include "format/say.h"

static void
end_section(bp_writer *writer)
{
	putc('\n', writer->stream);
}

static void
draw_isolation(bp_writer *writer, const struct bp__host *host)
{
	struct bp__line line = {.used = 0};
	bp__say_isolation(host, &line);
	if (line.used > 0)
		bp__draw_fact(writer, "isolated", line.text);
}

static void
draw_title(bp_writer *writer, const bp_report *report)
{
	const struct bp__host *host = &report->host;
	struct bp__line line = {.used = 0};
	bp__line_add(&line, "bindprobe %s   %s %s %s   port %u%s", report->version,
	    host->system, host->release, host->machine, report->port,
	    report->port_chosen ? " (chosen)" : "");
	bool fits = line.used + strlen("   ") + strlen(host->user) <= BP__WIDTH;
	if (fits)
		bp__line_add(&line, "   %s", host->user);
	bp__draw_folded(writer, BP__INK_PLAIN, line.text, 0);
	if (!fits)
		bp__draw_folded(writer, BP__INK_PLAIN, host->user, 0);
	draw_isolation(writer, host);
	if (report->redacted)
		bp__draw_fact(writer, "redacted", bp__say_redacted);
}

static void
draw_ipv6(bp_writer *writer, const bp_report *report)
{
	struct bp__line line = {.used = 0};
	bp__say_ipv6(report, &line);
	if (line.used > 0)
		bp__draw_fact(writer, "IPv6", line.text);
}

static void
draw_passive(bp_writer *writer, const struct bp__host *host)
{
	struct bp__line line = {.used = 0};
	bp__say_passive(host, &line);
	bp__draw_fact(writer, "getaddrinfo", line.text);
}

static void
draw_addresses(bp_writer *writer, const struct bp__host *host)
{
	const char *label = "addresses";
	for (size_t i = 0; i < host->interface_count; i++) {
		const struct bp__interface *interface = &host->interfaces[i];
		struct bp__line line = {.used = 0};
		char text[BP__ADDRESS_TEXT];
		size_t column = BP__LABEL + 6;
		if (interface->count == 0)
			continue;
		bp__draw(writer, BP__INK_PLAIN, label, BP__LABEL);
		if (strlen(interface->name) > 5) {
			bp__draw(writer, BP__INK_PLAIN, interface->name, 0);
			fprintf(writer->stream, "\n%*s", (int)column, "");
		} else {
			bp__draw(writer, BP__INK_PLAIN, interface->name, 6);
		}
		for (size_t k = 0; k < interface->count; k++)
			bp__line_add(&line, "%s%s", k == 0 ? "" : " ",
			    bp__address_format(
				&interface->addresses[k], text, sizeof text));
		if (strncmp(interface->flags, "up", 2) != 0)
			bp__line_add(&line, " (%s)", interface->flags);
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, column);
		label = "";
	}
	if (*label != '\0')
		bp__draw_fact(writer, label, "none that getifaddrs(3) gives");
}

static void
draw_settings(bp_writer *writer, const struct bp__host *host)
{
	struct bp__line line = {.used = 0};
	for (size_t i = 0; i < host->setting_count; i++)
		bp__line_add(&line, "%s%s=%s", i == 0 ? "" : "  ", host->settings[i].name,
		    host->settings[i].value);
	if (line.used > 0)
		bp__draw_fact(writer, "settings", line.text);
}

static void
draw_host(bp_writer *writer, const bp_report *report)
{
	const struct bp__host *host = &report->host;
	struct bp__line line = {.used = 0};
	bp__line_add(&line, "%s (%s)", host->environment, host->evidence);
	draw_ipv6(writer, report);
	draw_passive(writer, host);
	bp__draw_fact(writer, "environment", line.text);
	draw_addresses(writer, host);
	draw_settings(writer, host);
	if (host->warning != NULL) {
		bp__draw(writer, BP__INK_CARE, "warning", BP__LABEL);
		bp__draw_folded(writer, BP__INK_CARE, host->warning, BP__LABEL);
	}
}

static void
draw_state(bp_writer *writer, const bp_report *report)
{
	static const enum bp__series series[] = {BP__TCP, BP__UDP};
	char id[BP__ID_SIZE];
	for (size_t i = 0; i < sizeof series / sizeof *series; i++) {
		const struct bp__outcome *outcome = bp__say_advised(report, series[i]);
		if (outcome == NULL)
			continue;
		end_section(writer);
		bp__draw(writer, BP__INK_BOLD, "State", BP__LABEL);
		bp__draw_folded(writer, BP__INK_PLAIN,
		    bp__case_format(&outcome->plan, id, sizeof id), BP__LABEL);
		bp__text_state(writer, report, outcome);
	}
}

enum {
	RECIPE_WIDTH = 52,
	ANSWER_WIDTH = 5,
	RESULT_WIDTH = BP__WIDTH - RECIPE_WIDTH - 2 * ANSWER_WIDTH,
};

static void
draw_recipe(bp_writer *writer, const struct bp__recipe_run *recipe)
{
	static const enum bp__ink verdict_inks[] = {
	    [BP__WORKS] = BP__INK_GOOD,
	    [BP__PARTLY] = BP__INK_CARE,
	    [BP__FAILS] = BP__INK_BAD,
	    [BP__NOT_JUDGED] = BP__INK_PLAIN,
	};
	struct bp__line name = {.used = 0};
	struct bp__line result = {.used = 0};
	bp__line_add(&name, "%s", recipe->text);
	if (recipe->users[0] != '\0')
		bp__line_add(&name, " (%s)", recipe->users);
	bp__say_recipe(recipe, RESULT_WIDTH, &result);
	bp__draw(writer, BP__INK_PLAIN, name.text, RECIPE_WIDTH);
	if (name.used >= RECIPE_WIDTH)
		fprintf(writer->stream, "\n%*s", RECIPE_WIDTH, "");
	bp__draw(writer, BP__INK_PLAIN, bp__say_reached(recipe, BP__INET), ANSWER_WIDTH);
	bp__draw(writer, BP__INK_PLAIN, bp__say_reached(recipe, BP__INET6), ANSWER_WIDTH);
	bp__draw(writer, verdict_inks[recipe->verdict], result.text, 0);
	putc('\n', writer->stream);
}

/* Recipes come series by series; UDP's are drawn only when they went otherwise. */
static void
draw_recipes(bp_writer *writer, const bp_report *report)
{
	size_t count = report->recipe_count;
	size_t half;
	bool same = bp__recipes_are_alike(report, &half);
	for (size_t i = 0; i < (same ? half : count); i++) {
		const struct bp__recipe_run *recipe = &report->recipes[i];
		if (i == 0 || i == half) {
			const char *transport =
			    bp__transport_title(bp__series_transport(recipe->series));
			struct bp__line title = {.used = 0};
			bp__line_add(&title, "Server recipes, %s",
			    same ? "TCP and UDP alike" : transport);
			end_section(writer);
			bp__draw(writer, BP__INK_BOLD, title.text, RECIPE_WIDTH);
			bp__draw(writer, BP__INK_PLAIN, "IPv4", ANSWER_WIDTH);
			bp__draw(writer, BP__INK_PLAIN, "IPv6", ANSWER_WIDTH);
			fputs("result\n", writer->stream);
		}
		draw_recipe(writer, recipe);
	}
}

enum {
	GRADE_WIDTH = 8,
	FINDING_COLUMN = 31,
};

/* "see tcp/any4/any6 and 17 more" */
static void
draw_proof(bp_writer *writer, const bp_report *report, const struct bp__finding *finding)
{
	struct bp__line line = {.used = 0};
	char id[BP__ID_SIZE];
	if (finding->count == 0 || finding->grade < BP__WARN)
		return;
	bp__line_add(&line, "see %s",
	    bp__case_format(&report->outcomes[finding->cases[0]].plan, id, sizeof id));
	if (finding->count > 1)
		bp__line_add(&line, " and %zu more", finding->count - 1);
	bp__draw(writer, BP__INK_PLAIN, "", GRADE_WIDTH);
	bp__draw_folded(writer, BP__INK_PLAIN, line.text, GRADE_WIDTH);
}

static void
draw_finding(
    bp_writer *writer, const bp_report *report, const struct bp__finding *finding)
{
	static const enum bp__ink grade_inks[] = {
	    [BP__GRADE_NONE] = BP__INK_PLAIN,
	    [BP__PASS] = BP__INK_GOOD,
	    [BP__WARN] = BP__INK_CARE,
	    [BP__FAIL] = BP__INK_BAD,
	};
	fputs("  ", writer->stream);
	bp__draw(writer, grade_inks[finding->grade], bp__grade_name(finding->grade),
	    GRADE_WIDTH - 2);
	bp__draw(writer, BP__INK_PLAIN, finding->id, FINDING_COLUMN - GRADE_WIDTH);
	bp__draw_folded(writer, BP__INK_PLAIN, finding->text, FINDING_COLUMN);
	draw_proof(writer, report, finding);
}

/* Those nothing spoke for or against are named in one line. */
static void
draw_findings(bp_writer *writer, const bp_report *report)
{
	struct bp__line absent = {.used = 0};
	end_section(writer);
	bp__draw(writer, BP__INK_BOLD, "Findings", 0);
	putc('\n', writer->stream);
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct bp__finding *finding = &report->findings[i];
		if (finding->grade != BP__GRADE_NONE || bp__finding_says_why_not(finding))
			draw_finding(writer, report, finding);
		else
			bp__line_add(
			    &absent, "%s%s", absent.used == 0 ? "" : " ", finding->id);
	}
	if (absent.used == 0)
		return;
	fputs("  ", writer->stream);
	bp__draw(writer, BP__INK_PLAIN, bp__grade_name(BP__GRADE_NONE), GRADE_WIDTH - 2);
	bp__draw_folded(writer, BP__INK_PLAIN, absent.text, GRADE_WIDTH);
}

static void
draw_summary(bp_writer *writer, const bp_report *report)
{
	end_section(writer);
	bp__draw(writer, BP__INK_BOLD, "Summary", BP__LABEL);
	fputs("   pass     warn     fail   findings judged\n", writer->stream);
	for (size_t i = 0; i < report->summary_count; i++) {
		const struct bp__summary *summary = &report->summaries[i];
		const unsigned *grades = summary->grades;
		unsigned total = grades[BP__PASS] + grades[BP__WARN] + grades[BP__FAIL];
		if (total == 0)
			continue;
		bp__draw(
		    writer, BP__INK_PLAIN, bp__series_name(summary->series), BP__LABEL);
		fprintf(writer->stream, "%5u %%  %5u %%  %5u %%   %u\n",
		    (grades[BP__PASS] * 100 + total / 2) / total,
		    (grades[BP__WARN] * 100 + total / 2) / total,
		    (grades[BP__FAIL] * 100 + total / 2) / total, total);
	}
}

/* Cases that were picked are drawn as they come; a suite's whole picture needs them all. */
static bool
streams(const bp_report *report)
{
	return report->parts != BP__WHOLE || (report->by_case && !report->sweep);
}

/* Whether each case is drawn, where that is done as they come. */
static bool
draws_cases(const bp_report *report)
{
	return report->parts == BP__WHOLE || (report->parts & BP__PART_CASES) != 0;
}

static void
begin(bp_writer *writer, const bp_report *report)
{
	if (!streams(report))
		return;
	draw_title(writer, report);
}

static void
one(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	if (!streams(report) || !draws_cases(report))
		return;
	end_section(writer);
	if (report->sweep)
		bp__text_brief(writer, report, outcome);
	else
		bp__text_case(writer, report, outcome);
}

/* How many cases there were, where tables do not show them all. */
static void
draw_count(bp_writer *writer, const bp_report *report)
{
	struct bp__line line = {.used = 0};
	if (report->recipe_count > 0)
		return;
	bp__line_add(&line, "%zu run", report->outcome_count);
	bp__draw_fact(writer, "cases", line.text);
}

static void
draw_all(bp_writer *writer, const bp_report *report)
{
	draw_title(writer, report);
	end_section(writer);
	if (report->verdict != NULL) {
		bp__draw_folded(writer, BP__INK_BOLD, report->verdict, 0);
		end_section(writer);
	}
	draw_host(writer, report);
	draw_count(writer, report);
	bp__text_rules(writer, report);
	bp__text_grids(writer, report);
	if (report->has_tables) {
		bp__text_matrix(writer, report);
		draw_state(writer, report);
	}
	draw_recipes(writer, report);
}

/* What a sweep did, and what it left out. */
static void
draw_sweep(bp_writer *writer, const bp_report *report)
{
	struct bp__line line = {.used = 0};
	draw_title(writer, report);
	end_section(writer);
	draw_host(writer, report);
	end_section(writer);
	bp__line_add(&line, "%zu of %zu cases run%s", report->done, report->planned,
	    report->stopped ? ", stopped before the end" : "");
	bp__draw_fact(writer, "sweep", line.text);
	for (size_t i = 0; i < report->absence_count; i++) {
		struct bp__line absent = {.used = 0};
		bp__line_add(&absent, "%zu cases: %s", report->absences[i].cases,
		    report->absences[i].reason);
		bp__draw_fact(writer, i == 0 ? "left out" : "", absent.text);
	}
	bp__text_rules(writer, report);
	bp__text_grids(writer, report);
}

/* What a part of a report ends with. */
static void
draw_part(bp_writer *writer, const bp_report *report)
{
	if (report->verdict != NULL) {
		end_section(writer);
		bp__draw_folded(writer, BP__INK_BOLD, report->verdict, 0);
	}
	if (report->judged) {
		draw_findings(writer, report);
		draw_summary(writer, report);
	}
	bp__text_rules(writer, report);
	bp__text_grids(writer, report);
}

static void
draw_nearest(bp_writer *writer, const bp_report *report)
{
	struct bp__line line = {.used = 0};
	bp__say_nearest(report, &line);
	if (line.used == 0)
		return;
	end_section(writer);
	bp__draw_folded(writer, BP__INK_PLAIN, line.text, 0);
}

static void
end(bp_writer *writer, const bp_report *report)
{
	if (report->parts != BP__WHOLE) {
		draw_part(writer, report);
		return;
	}
	if (report->sweep) {
		draw_sweep(writer, report);
		return;
	}
	if (!streams(report))
		draw_all(writer, report);
	if (report->judged) {
		draw_findings(writer, report);
		draw_summary(writer, report);
	}
	if (streams(report))
		return;
	if (!writer->style.verbose) {
		end_section(writer);
		bp__draw_folded(writer, BP__INK_PLAIN,
		    "Evidence for every case: bindprobe -v; for one: bindprobe try CASE",
		    0);
	}
	for (size_t i = 0; writer->style.verbose && i < report->outcome_count; i++) {
		end_section(writer);
		bp__text_case(writer, report, &report->outcomes[i]);
	}
	draw_nearest(writer, report);
}

const struct bp__format bp__format_text = {
    .name = "text",
    .draws_grids = true,
    .compare = bp__text_compare,
    .who = bp__text_who,
    .what_if = bp__text_what_if,
    .begin = begin,
    .one = one,
    .end = end,
};
