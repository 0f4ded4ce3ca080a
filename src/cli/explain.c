/* bindprobe explain [OPTION]... CASE: what a case is about, or the case as a program. */
#include <config.h>

#include "cli/cli.h"
#include "cli/console.h"

static bool
is_stopped(void *context)
{
	(void)context;
	return stop_is_asked();
}

/* Runs the case, so that the program can say what is expected of it. */
static enum bp_status
write_program(const bp_plan *plan, const struct options *options, bp_output **output,
    struct bp_error *error)
{
	bp_isolation *isolation;
	if (isolate(options, &isolation, error) != BP_OK)
		return error->status;
	const struct bp_settings settings = {
	    .port = options->port,
	    .no_delivery = true,
	    .stop = is_stopped,
	    .isolation = isolation,
	};
	const char *id = options->words[0];
	bp_report *report = NULL;
	enum bp_status status = bp_probe(plan, &settings, NULL, &report, error);
	if (status == BP_OK)
		status = bp_output_open(options->output, output, error);
	if (status == BP_OK && options->as_c)
		status = bp_explain_c(id, report, bp_output_stream(*output), error);
	else if (status == BP_OK)
		status = bp_explain_python(id, report, bp_output_stream(*output), error);
	bp_report_free(report);
	bp_isolation_free(isolation);
	return status;
}

static int
run_program(bp_plan *plan, const struct options *options)
{
	struct bp_error error;
	bp_output *output = NULL;
	enum bp_status status = write_program(plan, options, &output, &error);
	bp_plan_free(plan);
	if (status != BP_OK) {
		bp_output_discard(output);
		return complain(&error);
	}
	status = bp_output_commit(output, &error);
	return status == BP_OK ? EXIT_PROBED : complain(&error);
}

static int
run(const struct options *options)
{
	struct bp_error error;
	struct options own = *options;
	if (options->word_count == 0)
		return complain_of_usage(
		    "no case is given; name one, as tcp/any4/any6, or see 'bindprobe list'");
	if (options->word_count > 1)
		return complain_of_usage(
		    "unexpected word '%.80s'; one case is valid", options->words[1]);
	if (options->as_c && options->as_python)
		return complain_of_usage("--c and --python exclude each other; give one");
	bp_plan *plan = bp_plan_new();
	if (plan == NULL)
		return complain(&(struct bp_error){BP_NO_MEMORY, "out of memory"});
	if (bp_plan_add_case(plan, options->words[0], &error) != BP_OK) {
		bp_plan_free(plan);
		return complain(&error);
	}
	if (options->as_c || options->as_python)
		return run_program(plan, options);
	own.explained = options->words[0];
	return run_plan(plan, &own, &(struct bp_settings){.port = options->port});
}

const struct command command_explain = {
    .name = "explain",
    .usage = "explain [OPTION]... CASE",
    .summary =
	"Says what the case with this id does, why that matters, which standard rules\n"
	"it, what systems are known to answer, and what this host answers. Or writes\n"
	"the case as a program that stands alone, makes the same calls and prints the\n"
	"result of each socket.",
    .letters = "op1PvCLShV",
    .run = run,
};
