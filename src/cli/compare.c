/* bindprobe compare [OPTION]... REPORT...: reports side by side; and bindprobe --expect. */
#include <config.h>

#include "cli/cli.h"

#include <string.h>

static enum bp_status
add_report(bp_comparison *comparison, const char *path, struct bp_error *error)
{
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	FILE *input = NULL;
	enum bp_status status = bp_input_open(path, &input, error);
	if (status == BP_OK)
		status = bp_comparison_add(comparison, input, name, error);
	bp_input_close(input);
	return status;
}

/* Each glob has to match something: a typing error would compare what should be left out. */
static enum bp_status
ignore(bp_comparison *comparison, const struct options *options, struct bp_error *error)
{
	for (size_t i = 0; i < options->ignored_count; i++) {
		const char *glob = options->ignored[i];
		if (bp_comparison_ignore(comparison, glob) > 0)
			continue;
		error->status = BP_BAD_USAGE;
		snprintf(error->text, sizeof error->text,
		    "nothing in the reports matches '%.200s'; ids of cases, recipes and "
		    "findings are valid",
		    glob);
		return error->status;
	}
	return BP_OK;
}

/* Probes this host by the cases of the reports, as one more of them. */
static enum bp_status
add_this(bp_comparison *comparison, const struct options *options, struct bp_error *error)
{
	static const struct bp_settings settings = {.recipes = true, .findings = true};
	bp_writer *collector = NULL;
	bp_plan *plan = bp_plan_new();
	enum bp_status status = BP_OK;
	if (plan == NULL) {
		*error = (struct bp_error){BP_NO_MEMORY, "out of memory"};
		return error->status;
	}
	status = bp_comparison_plan(comparison, plan, error);
	if (status == BP_OK)
		status =
		    bp_comparison_collector(comparison, "this host", &collector, error);
	if (status == BP_OK)
		status = probe(plan, options, &settings, collector, error);
	bp_writer_free(collector);
	bp_plan_free(plan);
	return status;
}

static enum bp_status
add_known(bp_comparison *comparison, struct bp_error *error)
{
	enum bp_status status = bp_comparison_add_nearest(comparison);
	if (status != BP_OK)
		*error = (struct bp_error){status, "out of memory"};
	return status;
}

/* Writes the comparison; *count is how much differs. */
static enum bp_status
write_comparison(bp_comparison *comparison, const struct options *options, size_t *count,
    struct bp_error *error)
{
	struct sink sink = {.output = NULL};
	enum bp_status status = open_sink(options, &sink, error);
	if (status == BP_OK)
		status = bp_comparison_write(comparison,
		    options->portable ? BP_PORTABLE : BP_DIFFERENCES, sink.writer, count,
		    error);
	return close_sink(status, &sink, error);
}

static int
finish(bp_comparison *comparison, const struct options *options, enum bp_status status,
    struct bp_error *error)
{
	size_t count = 0;
	if (status == BP_OK)
		status = ignore(comparison, options, error);
	if (status == BP_OK && (options->with_this || options->expected != NULL))
		status = add_this(comparison, options, error);
	if (status == BP_OK && options->with_known)
		status = add_known(comparison, error);
	if (status == BP_OK)
		status = write_comparison(comparison, options, &count, error);
	bp_comparison_free(comparison);
	if (status != BP_OK)
		return complain(error);
	return count == 0 ? EXIT_PROBED : EXIT_DIFFERS;
}

int
run_expected(const struct options *options)
{
	struct bp_error error;
	bp_comparison *comparison = bp_comparison_new();
	if (comparison == NULL)
		return complain(&(struct bp_error){BP_NO_MEMORY, "out of memory"});
	enum bp_status status = add_report(comparison, options->expected, &error);
	for (size_t i = 0; status == BP_OK && i < options->accepted_count; i++)
		status = add_report(comparison, options->accepted[i], &error);
	bp_comparison_expect(comparison);
	return finish(comparison, options, status, &error);
}

static int
run(const struct options *options)
{
	struct bp_error error;
	enum bp_status status = BP_OK;
	if (options->with_known && (options->word_count != 1 || options->with_this))
		return complain_of_usage(
		    "--known is for one report; name one, and without --this");
	if (options->word_count + options->with_this + options->with_known < 2 &&
	    !options->portable)
		return complain_of_usage(
		    "there is nothing to compare with; name two reports, or one and --this "
		    "or --known");
	if (options->isolate && !options->with_this)
		return complain_of_usage("--isolate is for --this; give that too");
	if (options->word_count == 0)
		return complain_of_usage("no report is given; name one");
	bp_comparison *comparison = bp_comparison_new();
	if (comparison == NULL)
		return complain(&(struct bp_error){BP_NO_MEMORY, "out of memory"});
	for (size_t i = 0; status == BP_OK && i < options->word_count; i++)
		status = add_report(comparison, options->words[i], &error);
	return finish(comparison, options, status, &error);
}

const struct command command_compare = {
    .name = "compare",
    .usage = "compare [OPTION]... REPORT...",
    .summary =
	"Lays reports of bindprobe -f json side by side, and says where they differ. "
	"A\nREPORT - is read from standard input. Exit status: 0 the same, 1 they "
	"differ,\n2 wrong usage, 3 could not read, probe or write.",
    .letters = "fopqvCXITKWLShV",
    .run = run,
};
