/* Writes the report of a made-up system to standard output, for tests that read pages:
 *
 *   page FORMAT SYSTEM SUITE [verbose] [hostile] [picked]
 *
 * SYSTEM is a profile of tests/fake. In a hostile report every string that comes from outside
 * tries to be markup. Picked draws case by case, as bindprobe try does. */
#include <config.h>

#include "fake/fake.h"
#include "model/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a host could call itself; none may do more than be seen. The marks are looked for by
 * the tests: evil as the name of an element, of an attribute, or in a link. */
static const char *const hostile[] = {
    "<evil onclick=evil()>",
    "</td></table><evil>",
    "--></summary></details><script>evil()</script>",
    "a|b|c \\| d \\\\| e",
    "`evil` ``x`` ```y```",
    "* evil *x* __y__ ~~z~~",
    "[evil](http://evil.example/) ![evil](x:y)",
    "@evil #1 !2 owner/repo#3 GH-4 ~evil &5 $6 %7",
    "https://evil.example/ www.evil.example evil@evil.example",
    "\n\n# evil\n\n- evil\n\n~~~~~~\n<evil>",
    "\r\n| evil | evil |\n| --- | --- |",
    "\033[31mevil\007\177\b",
    "&lt;evil&gt; &#60;evil&#62; &amp;",
    "' onclick='evil()' \" onclick=\"evil()\"",
    "\xe2\x80\xae evil \xe2\x80\x8b \xef\xbb\xbf",
    "\xff\xfe\xc0\xaf evil \xe2\x82",
    "*/ int evil; /* \\",
    "javascript:evil()",
    " ` evil ` ",
    "**",
    "|",
    "\\",
    "`",
};

/* The next one. */
static const char *
evil(void)
{
	static size_t next;
	return hostile[next++ % (sizeof hostile / sizeof *hostile)];
}

static void
poison_address(struct bp__address *address)
{
	snprintf(address->zone, sizeof address->zone, "%.31s", evil());
}

static void
poison_host(struct bp__host *host)
{
	host->system = evil();
	host->release = evil();
	host->machine = evil();
	host->environment = evil();
	host->evidence = evil();
	host->user = evil();
	host->warning = evil();
	host->passive.result.name = evil();
	host->devices[0] = evil();
	for (size_t i = 0; i < host->interface_count; i++) {
		host->interfaces[i].name = evil();
		host->interfaces[i].flags = evil();
		for (size_t k = 0; k < host->interfaces[i].count; k++)
			poison_address(&host->interfaces[i].addresses[k]);
	}
	for (size_t i = 0; i < host->setting_count; i++)
		host->settings[i] = (struct bp__setting){evil(), evil()};
	for (int i = 0; i < BP__KIND_COUNT; i++)
		poison_address(&host->kinds[i]);
}

static void
poison_result(struct bp__result *result)
{
	if (result->name != NULL)
		result->name = evil();
	if (result->reason != NULL)
		result->reason = evil();
}

static void
poison_outcome(struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		poison_result(&outcome->sockets[i].result);
		poison_address(&outcome->sockets[i].local);
	}
	for (size_t i = 0; i < outcome->delivery_count; i++)
		poison_result(&outcome->deliveries[i].nobody);
	for (size_t i = 0; i < outcome->call_count; i++) {
		outcome->calls[i].text = evil();
		poison_result(&outcome->calls[i].result);
	}
	for (size_t i = 0; i < outcome->tally.count; i++) {
		outcome->tally.seen[i].outcome = evil();
		outcome->tally.seen[i].results = evil();
		outcome->tally.seen[i].by = evil();
	}
	outcome->unstable = true;
	outcome->first_answer = evil();
}

static void
poison(bp_report *report)
{
	poison_host(&report->host);
	report->verdict = evil();
	for (size_t i = 0; i < report->target_count; i++)
		report->targets[i].text = evil();
	for (size_t i = 0; i < report->outcome_count; i++)
		poison_outcome(&report->outcomes[i]);
	for (size_t i = 0; i < report->finding_count; i++) {
		report->findings[i].id = evil();
		report->findings[i].text = evil();
	}
	for (size_t i = 0; i < report->recipe_count; i++) {
		struct bp__recipe_run *recipe = &report->recipes[i];
		recipe->text = evil();
		recipe->users = evil();
		for (size_t k = 0; k < recipe->step_count; k++)
			poison_result(&recipe->steps[k].result);
	}
}

static void
write_report(bp_writer *writer, bp_report *report)
{
	const struct bp__format *format = writer->format;
	if (format->begin != NULL)
		format->begin(writer, report);
	for (size_t i = 0; format->one != NULL && i < report->outcome_count; i++) {
		report->done = i + 1;
		format->one(writer, report, &report->outcomes[i]);
	}
	format->end(writer, report);
}

static void
need(enum bp_status status, const struct bp_error *error)
{
	if (status == BP_OK)
		return;
	fprintf(stderr, "page: %s\n", error->text);
	exit(1);
}

static bool
is_asked_for(int argc, char **argv, const char *word)
{
	for (int i = 4; i < argc; i++) {
		if (strcmp(argv[i], word) == 0)
			return true;
	}
	return false;
}

int
main(int argc, char **argv)
{
	struct bp_error error = {.text = ""};
	bp_writer *writer;
	bp_report *report;
	if (argc < 4)
		return 2;
	bool verbose = is_asked_for(argc, argv, "verbose");
	const struct bp_settings settings = {
	    .port = 7020, .recipes = true, .findings = true, .verbose = verbose};
	bp_plan *plan = bp_plan_new();
	need(bp_plan_add_suite(plan, argv[3], &error), &error);
	need(bp_writer_new(
		 argv[1], stdout, (struct bp_style){.verbose = verbose}, &writer, &error),
	    &error);
	fake_configure(fake_profile(argv[2]));
	need(bp_probe(plan, &settings, NULL, &report, &error), &error);
	report->by_case = report->by_case || is_asked_for(argc, argv, "picked");
	if (is_asked_for(argc, argv, "hostile"))
		poison(report);
	write_report(writer, report);
	bp_report_free(report);
	bp_writer_free(writer);
	bp_plan_free(plan);
	return 0;
}
