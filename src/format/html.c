/* The HTML report: one file that needs nothing else. The verdict comes first, what was found
 * next, and every case is folded below. */
#include <config.h>

#include "format/format.h"
#include "format/html.h"

#include <stdio.h>
#include <string.h>

#include "format/html_compare.h"
#include "format/html_put.h"
#include "format/say.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
say_system(const struct bp__host *host, struct bp__line *line)
{
	bp__line_add(line, "%s %s", host->system, host->release);
}

static void
put_head(FILE *out, const bp_report *report)
{
	struct bp__line title = {.used = 0};
	bp__line_add(&title, "bind(2) on ");
	say_system(&report->host, &title);
	bp__line_add(&title, " - bindprobe");
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
	    out);
	bp__html_style(out);
	bp__html_element(out, "title", title.text);
	fputs("\n</head>\n<body>\n", out);
}

/* The first sentence of the verdict is the heading, and the others stand below it. */
static void
put_verdict(FILE *out, const bp_report *report)
{
	struct bp__line heading = {.used = 0};
	const char *verdict = report->verdict;
	const char *end = verdict == NULL ? NULL : strstr(verdict, ". ");
	if (verdict == NULL) {
		bp__line_add(&heading, "What bind(2) does on ");
		say_system(&report->host, &heading);
	} else if (end != NULL) {
		bp__line_add(&heading, "%.*s", (int)(end + 1 - verdict), verdict);
	} else {
		bp__line_add(&heading, "%s", verdict);
	}
	bp__html_element(out, "h1", heading.text);
	putc('\n', out);
	if (end != NULL)
		bp__html_element(out, "p class=\"lead\"", end + 2);
	putc('\n', out);
}

/* How many findings have each grade, the worst first. */
static void
put_grades(FILE *out, const bp_report *report)
{
	static const struct {
		enum bp__grade grade;
		const char *class;
	} order[] = {
	    {BP__FAIL, "bad"},
	    {BP__WARN, "care"},
	    {BP__PASS, "good"},
	    {BP__GRADE_NONE, "plain"},
	};
	size_t counts[BP__GRADE_COUNT] = {0};
	for (size_t i = 0; i < report->finding_count; i++)
		counts[report->findings[i].grade]++;
	if (report->finding_count == 0)
		return;
	fputs("<p class=\"grades\"><a href=\"#findings\">Findings:", out);
	for (size_t i = 0; i < COUNT(order); i++) {
		if (counts[order[i].grade] > 0)
			fprintf(out, " <span class=\"%s\">%zu %s</span>", order[i].class,
			    counts[order[i].grade], bp__grade_name(order[i].grade));
	}
	fputs("</a></p>\n", out);
}

static void
put_header(FILE *out, const bp_report *report)
{
	const struct bp__host *host = &report->host;
	fputs("<header>\n<p class=\"host\"><b>bindprobe ", out);
	bp__html_text(out, report->version);
	fputs("</b> <span>", out);
	bp__html_text(out, host->system);
	putc(' ', out);
	bp__html_text(out, host->release);
	putc(' ', out);
	bp__html_text(out, host->machine);
	fprintf(out, "</span> <span>port %u%s</span> ", report->port,
	    report->port_chosen ? " (chosen)" : "");
	bp__html_element(out, "span", host->user);
	fputs("</p>\n", out);
	put_verdict(out, report);
	put_grades(out, report);
	fputs("</header>\n<main>\n", out);
}

static void
put_fact(FILE *out, const char *name, const char *text)
{
	fprintf(out, "<dt>%s</dt>", name);
	bp__html_element(out, "dd", text);
	putc('\n', out);
}

static void
put_addresses(FILE *out, const struct bp__host *host)
{
	bool any = false;
	fputs("<dt>addresses</dt><dd>", out);
	for (size_t i = 0; i < host->interface_count; i++) {
		const struct bp__interface *interface = &host->interfaces[i];
		if (interface->count == 0)
			continue;
		any = true;
		fputs("<div>", out);
		bp__html_element(out, "b", interface->name);
		for (size_t k = 0; k < interface->count; k++) {
			char text[BP__ADDRESS_TEXT];
			putc(' ', out);
			bp__html_element(out, "code",
			    bp__address_format(
				&interface->addresses[k], text, sizeof text));
		}
		if (strncmp(interface->flags, "up", 2) != 0) {
			fputs(" (", out);
			bp__html_text(out, interface->flags);
			putc(')', out);
		}
		fputs("</div>", out);
	}
	fputs(any ? "</dd>\n" : "none that getifaddrs(3) gives</dd>\n", out);
}

static void
put_settings(FILE *out, const struct bp__host *host)
{
	if (host->setting_count == 0)
		return;
	fputs("<dt>settings</dt><dd class=\"settings\">", out);
	for (size_t i = 0; i < host->setting_count; i++) {
		struct bp__line line = {.used = 0};
		bp__line_add(
		    &line, "%s=%s", host->settings[i].name, host->settings[i].value);
		bp__html_element(out, "code", line.text);
		putc(' ', out);
	}
	fputs("</dd>\n", out);
}

/* How many cases there were; of a sweep, what it left out too. */
static void
put_counts(FILE *out, const bp_report *report)
{
	struct bp__line line = {.used = 0};
	if (report->sweep)
		bp__line_add(&line, "%zu of %zu run%s", report->done, report->planned,
		    report->stopped ? ", stopped before the end" : "");
	else
		bp__line_add(&line, "%zu", report->outcome_count);
	put_fact(out, "cases", line.text);
	for (size_t i = 0; i < report->absence_count; i++) {
		struct bp__line absent = {.used = 0};
		bp__line_add(&absent, "%zu cases: %s", report->absences[i].cases,
		    report->absences[i].reason);
		put_fact(out, "left out", absent.text);
	}
}

static void
put_host(FILE *out, const bp_report *report)
{
	const struct bp__host *host = &report->host;
	struct bp__line environment = {.used = 0};
	struct bp__line ipv6 = {.used = 0};
	struct bp__line passive = {.used = 0};
	struct bp__line nearest = {.used = 0};
	struct bp__line isolation = {.used = 0};
	bp__line_add(&environment, "%s (%s)", host->environment, host->evidence);
	bp__say_ipv6(report, &ipv6);
	bp__say_passive(host, &passive);
	bp__say_nearest(report, &nearest);
	bp__say_isolation(host, &isolation);
	fputs("<section>\n<h2>This host</h2>\n<dl class=\"facts\">\n", out);
	if (report->redacted)
		put_fact(out, "redacted", bp__say_redacted);
	if (isolation.used > 0)
		put_fact(out, "isolated", isolation.text);
	if (ipv6.used > 0)
		put_fact(out, "IPv6", ipv6.text);
	put_fact(out, "getaddrinfo", passive.text);
	put_fact(out, "environment", environment.text);
	if (nearest.used > 0)
		put_fact(out, "known systems", nearest.text);
	put_addresses(out, host);
	put_counts(out, report);
	if (host->warning != NULL) {
		fputs("<dt class=\"care\">warning</dt>", out);
		bp__html_element(out, "dd class=\"care\"", host->warning);
	}
	put_settings(out, host);
	fputs("</dl>\n</section>\n", out);
}

/* What a server that follows the verdict has. */
static void
put_state(FILE *out, const bp_report *report)
{
	static const enum bp__series series[] = {BP__TCP, BP__UDP};
	bool begun = false;
	for (size_t i = 0; i < COUNT(series); i++) {
		const struct bp__outcome *outcome = bp__say_advised(report, series[i]);
		if (outcome == NULL)
			continue;
		if (!begun)
			fputs(
			    "<section>\n<h2>State of a server that does so</h2>\n", out);
		begun = true;
		bp__html_sockets(out, report, outcome);
	}
	fputs(begun ? "</section>\n" : "", out);
}

static void
put_recipe(FILE *out, const struct bp__recipe_run *recipe)
{
	static const enum bp__ink inks[] = {
	    [BP__WORKS] = BP__INK_GOOD,
	    [BP__PARTLY] = BP__INK_CARE,
	    [BP__FAILS] = BP__INK_BAD,
	    [BP__NOT_JUDGED] = BP__INK_PLAIN,
	};
	struct bp__line result = {.used = 0};
	char tag[48];
	bp__say_recipe(recipe, sizeof result.text, &result);
	snprintf(tag, sizeof tag, "td class=\"%s%s\"",
	    bp__html_class(inks[recipe->verdict]), recipe->use_this ? " this" : "");
	fputs("<tr><th scope=\"row\">", out);
	bp__html_text(out, recipe->text);
	if (recipe->users[0] != '\0')
		bp__html_element(out, "small", recipe->users);
	fputs("</th>", out);
	bp__html_element(out, "td", bp__say_reached(recipe, BP__INET));
	bp__html_element(out, "td", bp__say_reached(recipe, BP__INET6));
	bp__html_element(out, tag, result.text);
	fputs("</tr>\n", out);
}

static void
put_recipes(FILE *out, const bp_report *report)
{
	static const char *const columns[] = {"Strategy", "IPv4", "IPv6", "Result"};
	size_t half;
	bool alike = bp__recipes_are_alike(report, &half);
	size_t count = alike ? half : report->recipe_count;
	if (count == 0)
		return;
	fputs("<section>\n<h2>Ways to open a server</h2>\n", out);
	for (size_t i = 0; i < count; i++) {
		const char *transport =
		    bp__transport_title(bp__series_transport(report->recipes[i].series));
		if (i > 0 && i % half == 0)
			bp__html_end_table(out);
		if (i % half == 0)
			bp__html_table(out, "recipes",
			    alike ? "TCP and UDP alike" : transport, columns,
			    COUNT(columns));
		put_recipe(out, &report->recipes[i]);
	}
	bp__html_end_table(out);
	fputs("</section>\n", out);
}

/* The cases that prove it, folded where they are many. */
static void
put_proof(FILE *out, const bp_report *report, const struct bp__finding *finding)
{
	const size_t few = 2;
	fputs("<td>", out);
	if (finding->count > few)
		fprintf(out, "<details><summary>%zu cases</summary>", finding->count);
	for (size_t i = 0; i < finding->count; i++) {
		char id[BP__ID_SIZE];
		const struct bp__outcome *outcome = &report->outcomes[finding->cases[i]];
		bp__case_format(&outcome->plan, id, sizeof id);
		bp__html_link(out, "div", id, id);
	}
	fputs(finding->count > few ? "</details></td>" : "</td>", out);
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
			fprintf(out,
			    "<tr><td class=\"plain\" data-key=\"1\">%s</td>"
			    "<th scope=\"row\">",
			    bp__grade_name(BP__GRADE_NONE));
		else
			fputs(", ", out);
		any = true;
		bp__html_text(out, finding->id);
	}
	if (any)
		fputs("</th><td>nothing to judge by here</td><td></td></tr>\n", out);
}

static void
put_findings(FILE *out, const bp_report *report)
{
	static const char *const columns[] = {
	    "Grade", "Finding", "What was found", "Cases"};
	static const char *const classes[] = {
	    [BP__GRADE_NONE] = "td class=\"plain\" data-key=\"1\"",
	    [BP__PASS] = "td class=\"good\" data-key=\"2\"",
	    [BP__WARN] = "td class=\"care\" data-key=\"3\"",
	    [BP__FAIL] = "td class=\"bad\" data-key=\"4\"",
	};
	if (report->finding_count == 0)
		return;
	fputs("<section id=\"findings\">\n<h2>Findings</h2>\n", out);
	bp__html_table(
	    out, "findings", "What follows from the cases", columns, COUNT(columns));
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct bp__finding *finding = &report->findings[i];
		if (finding->grade == BP__GRADE_NONE &&
		    !bp__finding_says_why_not(finding))
			continue;
		fputs("<tr>", out);
		bp__html_element(
		    out, classes[finding->grade], bp__grade_name(finding->grade));
		bp__html_element(out, "th scope=\"row\"", finding->id);
		bp__html_element(out, "td", finding->text);
		put_proof(out, report, finding);
		fputs("</tr>\n", out);
	}
	put_unjudged(out, report);
	bp__html_end_table(out);
	fputs("</section>\n", out);
}

static void
put_summaries(FILE *out, const bp_report *report)
{
	static const char *const columns[] = {"Series", "PASS", "WARN", "FAIL"};
	bool begun = false;
	for (size_t i = 0; i < report->summary_count; i++) {
		const struct bp__summary *summary = &report->summaries[i];
		const unsigned *grades = summary->grades;
		if (grades[BP__PASS] + grades[BP__WARN] + grades[BP__FAIL] == 0)
			continue;
		if (!begun)
			fputs("<section>\n<h2>Findings by series</h2>\n", out);
		if (!begun)
			bp__html_table(out, "summary",
			    "How many findings have each grade", columns, COUNT(columns));
		begun = true;
		fputs("<tr>", out);
		bp__html_element(
		    out, "th scope=\"row\"", bp__series_title(summary->series));
		fprintf(out,
		    "<td class=\"number\">%u</td><td class=\"number\">%u</td>"
		    "<td class=\"number\">%u</td></tr>\n",
		    grades[BP__PASS], grades[BP__WARN], grades[BP__FAIL]);
	}
	if (!begun)
		return;
	bp__html_end_table(out);
	fputs("</section>\n", out);
}

static void
end(bp_writer *writer, const bp_report *report)
{
	FILE *out = writer->stream;
	put_head(out, report);
	put_header(out, report);
	put_host(out, report);
	put_recipes(out, report);
	if (report->has_tables && !report->by_case) {
		bp__html_matrices(out, report);
		put_state(out, report);
	}
	bp__html_rules(out, report);
	put_findings(out, report);
	put_summaries(out, report);
	bp__html_cases(out, report);
	fputs("</main>\n", out);
	bp__html_script(out);
	fputs("</body>\n</html>\n", out);
}

const struct bp__format bp__format_html = {
    .name = "html",
    .draws_grids = true,
    .compare = bp__html_compare,
    .end = end,
};
