/* bindprobe show [OPTION]... REPORT: a saved report in any format, whole or in part. */
#include <config.h>

#include "cli/cli.h"

#include <string.h>

/* Reads the report and writes it. */
static enum bp_status
show(const struct options *options, bp_output *output, struct bp_error *error)
{
	const struct bp_part part = {
	    .suites = options->suites,
	    .globs = options->globs,
	    .glob_count = options->glob_count,
	    .findings = options->findings,
	    .rules = options->rules,
	};
	const char *path = options->words[0];
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	FILE *input = NULL;
	bp_writer *writer = NULL;
	bp_report *report = NULL;
	enum bp_status status = bp_writer_new(
	    options->format, bp_output_stream(output), style_of(options), &writer, error);
	if (status == BP_OK)
		status = bp_input_open(path, &input, error);
	if (status == BP_OK)
		status = bp_show(input, name, &part, writer, &report, error);
	bp_input_close(input);
	bp_report_free(report);
	bp_writer_free(writer);
	return status;
}

static int
run(const struct options *options)
{
	struct bp_error error;
	bp_output *output = NULL;
	if (options->word_count == 0)
		return complain_of_usage(
		    "no report is given; name a file that bindprobe -f json wrote, or -");
	if (options->word_count > 1)
		return complain_of_usage(
		    "unexpected word '%.80s'; one report is valid", options->words[1]);
	if (bp_output_open(options->output, &output, &error) != BP_OK)
		return complain(&error);
	if (show(options, output, &error) != BP_OK) {
		bp_output_discard(output);
		return complain(&error);
	}
	return bp_output_commit(output, &error) == BP_OK ? EXIT_PROBED : complain(&error);
}

const struct command command_show = {
    .name = "show",
    .usage = "show [OPTION]... REPORT",
    .summary =
	"Writes a report that was saved as JSON, in any format, as the probe itself would\n"
	"have. REPORT is a file, or - for standard input. With --case, --suite, --findings\n"
	"or --rules it writes these parts alone. Exit status: 0 shown, 2 wrong usage, 3\n"
	"could not read or write.",
    .letters = "foscvCXFUhV",
    .run = run,
};
