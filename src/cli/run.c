/* Runs a plan and writes its report, for the commands that probe. */
#include <config.h>

#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
is_stopped(void *context)
{
	(void)context;
	return stop_signal() != 0;
}

static void
say_holding(void *context, const char *id)
{
	const struct bp_settings *settings = context;
	fprintf(stderr, "bindprobe: holding %s for %u s; interrupt to end\n", id,
	    settings->hold);
}

/* https://no-color.org: any value but the empty one turns colour off, where it was not
 * asked for. */
static bool
wants_color(const struct options *options)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	if (options->color != COLOR_AUTO)
		return options->color == COLOR_ALWAYS;
	return options->output == NULL && (no_color == NULL || *no_color == '\0') &&
	    (term == NULL || strcmp(term, "dumb") != 0) && isatty(STDOUT_FILENO);
}

static enum bp_status
probe_and_write(const bp_plan *plan, const struct options *options,
    const struct bp_settings *settings, struct bp_error *error)
{
	bp_output *output = NULL;
	bp_writer *writer = NULL;
	bp_report *report = NULL;
	struct bp_style style = {
	    .color = wants_color(options),
	    .verbose = options->verbose,
	};
	enum bp_status status = BP_OK;
	if (!options->quiet)
		status = bp_output_open(options->output, &output, error);
	if (status == BP_OK && output != NULL)
		status = bp_writer_new(
		    options->format, bp_output_stream(output), style, &writer, error);
	if (status == BP_OK)
		status = bp_probe(plan, settings, writer, &report, error);
	if (status == BP_OK && output != NULL) {
		status = bp_output_commit(output, error);
		output = NULL;
	}
	bp_output_discard(output);
	bp_writer_free(writer);
	bp_report_free(report);
	return status;
}

int
run_plan(bp_plan *plan, const struct options *options, const struct bp_settings *settings)
{
	struct bp_error error = {.status = BP_OK};
	struct bp_settings full = *settings;
	full.port = options->port;
	full.verbose = options->verbose;
	full.hold = options->hold;
	full.stop = is_stopped;
	full.holding = say_holding;
	full.context = &full;
	enum bp_status status = probe_and_write(plan, options, &full, &error);
	bp_plan_free(plan);
	return status == BP_OK ? EXIT_PROBED : complain(&error);
}
