/* Runs a plan and writes its report, for the commands that probe. */
#include <config.h>

#include "cli/cli.h"
#include "cli/console.h"

#include <stdlib.h>
#include <string.h>

static bool
is_stopped(void *context)
{
	(void)context;
	return stop_is_asked();
}

/* How a sweep gets on, in one line of a terminal that is written over. */
struct progress {
	double begun;
	double shown; /* when it was last */
	bool terminal;
};

struct run {
	struct bp_settings settings;
	struct progress progress;
};

static void
show_progress(void *context, size_t done, size_t total)
{
	struct progress *progress = &((struct run *)context)->progress;
	const double between = 0.1;
	double now = seconds_now();
	if (!progress->terminal || (now - progress->shown < between && done < total))
		return;
	double rate = (double)done / (now - progress->begun + 1e-9);
	progress->shown = now;
	fprintf(stderr, "\rbindprobe: %zu of %zu cases, %.0f/s, %.0f s left \033[K", done,
	    total, rate, (double)(total - done) / rate);
	fflush(stderr);
}

/* Leaves the line as it was found. */
static void
end_progress(const struct progress *progress)
{
	if (progress->shown > 0)
		fputs("\r\033[K", stderr);
}

static void
say_holding(void *context, const char *id)
{
	const struct bp_settings *settings = &((struct run *)context)->settings;
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
	    (term == NULL || strcmp(term, "dumb") != 0) && is_terminal(stdout);
}

struct bp_style
style_of(const struct options *options)
{
	return (struct bp_style){
	    .color = wants_color(options),
	    .verbose = options->verbose,
	    .redact = options->redact,
	};
}

/* The words before the report of the case. */
static enum bp_status
explain(const char *id, FILE *stream, struct bp_error *error)
{
	enum bp_status status = bp_explain(id, stream, error);
	fputs("\nWhat this host answers\n\n", stream);
	return status;
}

enum bp_status
open_sink(const struct options *options, struct sink *sink, struct bp_error *error)
{
	if (options->quiet)
		return BP_OK;
	if (bp_output_open(options->output, &sink->output, error) != BP_OK)
		return error->status;
	return bp_writer_new(options->format, bp_output_stream(sink->output),
	    style_of(options), &sink->writer, error);
}

enum bp_status
close_sink(enum bp_status status, struct sink *sink, struct bp_error *error)
{
	bp_writer_free(sink->writer);
	if (status == BP_OK && sink->output != NULL)
		return bp_output_commit(sink->output, error);
	bp_output_discard(sink->output);
	return status;
}

enum bp_status
isolate(const struct options *options, bp_isolation **isolation, struct bp_error *error)
{
	*isolation = NULL;
	if (!options->isolate)
		return BP_OK;
	return bp_isolate(options->changes, options->change_count, isolation, error);
}

enum bp_status
probe(const bp_plan *plan, const struct options *options,
    const struct bp_settings *settings, bp_writer *writer, struct bp_error *error)
{
	bp_report *report = NULL;
	bp_isolation *isolation;
	if (isolate(options, &isolation, error) != BP_OK)
		return error->status;
	struct run run = {
	    .settings = *settings,
	    .progress = {.begun = seconds_now(), .terminal = is_terminal(stderr)},
	};
	run.settings.port = options->port;
	run.settings.verbose = options->verbose;
	run.settings.no_delivery = options->no_delivery;
	run.settings.hold = options->hold;
	run.settings.repeat = options->repeat;
	run.settings.stop = is_stopped;
	run.settings.holding = say_holding;
	run.settings.progress = show_progress;
	run.settings.context = &run;
	run.settings.isolation = isolation;
	enum bp_status status = bp_probe(plan, &run.settings, writer, &report, error);
	end_progress(&run.progress);
	bp_report_free(report);
	bp_isolation_free(isolation);
	return status;
}

int
run_plan(bp_plan *plan, const struct options *options, const struct bp_settings *settings)
{
	struct bp_error error = {.status = BP_OK};
	struct sink sink = {.output = NULL};
	enum bp_status status = open_sink(options, &sink, &error);
	if (status == BP_OK && options->explained != NULL)
		status =
		    explain(options->explained, bp_output_stream(sink.output), &error);
	if (status == BP_OK)
		status = probe(plan, options, settings, sink.writer, &error);
	status = close_sink(status, &sink, &error);
	bp_plan_free(plan);
	return status == BP_OK ? EXIT_PROBED : complain(&error);
}
