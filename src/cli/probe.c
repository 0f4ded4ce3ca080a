/* bindprobe [OPTION]... [PORT]: probes this host by suites. */
#include <config.h>

#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* Adds each suite of the list; whether core is one of them. */
static enum bp_status
add_suites(bp_plan *plan, const char *list, bool *core, struct bp_error *error)
{
	enum bp_status status = BP_OK;
	*core = false;
	while (status == BP_OK && list != NULL) {
		char name[96];
		size_t length = strcspn(list, ",");
		snprintf(
		    name, sizeof name, "%.*s", (int)(length < 95 ? length : 95), list);
		status = bp_plan_add_suite(plan, name, error);
		*core = *core || strcmp(name, "core") == 0;
		list = list[length] == ',' ? list + length + 1 : NULL;
	}
	return status;
}

enum bp_status
plan_suites(
    bp_plan *plan, const struct options *options, bool *core, struct bp_error *error)
{
	const char *suites = options->suites == NULL ? "core" : options->suites;
	enum bp_status status = add_suites(plan, suites, core, error);
	if (status == BP_OK && options->glob_count > 0)
		status = bp_plan_keep_matching(
		    plan, options->globs, options->glob_count, error);
	if (status == BP_OK && options->transports != 0)
		status = bp_plan_keep_transports(plan, options->transports, error);
	return status;
}

static int
run(const struct options *options)
{
	struct bp_error error;
	struct options own = *options;
	bool core;
	if (options->word_count > 1)
		return complain_of_usage(
		    "unexpected word '%.80s'; one port is valid, and "
		    "'bindprobe try' takes case ids",
		    options->words[1]);
	if (options->word_count == 1 &&
	    bp_port(options->words[0], &own.port, &error) != BP_OK)
		return complain(&error);
	if (options->expected != NULL)
		return run_expected(&own);
	if (options->accepted_count > 0 || options->ignored_count > 0)
		return complain_of_usage(
		    "--accept and --ignore are for --expect=REPORT; give that too");
	bp_plan *plan = bp_plan_new();
	if (plan == NULL)
		return complain(&(struct bp_error){BP_NO_MEMORY, "out of memory"});
	if (plan_suites(plan, options, &core, &error) != BP_OK) {
		bp_plan_free(plan);
		return complain(&error);
	}
	struct bp_settings settings = {
	    .recipes = core && options->glob_count == 0,
	    .findings = true,
	};
	return run_plan(plan, &own, &settings);
}

const struct command command_probe = {
    .name = NULL,
    .usage = "[OPTION]... [PORT]\n"
	     "       bindprobe try [OPTION]... CASE...\n"
	     "       bindprobe list [GLOB]\n"
	     "       bindprobe explain [OPTION]... CASE\n"
	     "       bindprobe show [OPTION]... REPORT\n"
	     "       bindprobe compare [OPTION]... REPORT...\n"
	     "       bindprobe what-if [OPTION]... [PORT]\n"
	     "       bindprobe who [OPTION]... PORT",
    .summary =
	"Tries how IPv4 and IPv6 listeners on one port behave on this host, and says "
	"what\na server should do here. PORT is 1 to 65535 or a service; without it, "
	"one that\nis free is chosen. Exit status: 0 probed, 1 not as expected, 2 wrong "
	"usage, 3\ncould not probe, read or write.",
    .letters = "fosctuqvCXNEAILShV",
    .run = run,
};
