/* bindprobe list [GLOB]: shows suites and case ids, and runs nothing. */
#include <config.h>

#include "cli/cli.h"

/* Whether suite i is asked for; without a word all are. */
static bool
is_wanted(size_t i, const char *word)
{
	return word == NULL || bp_glob_matches(word, bp_suite_name(i));
}

static void
write_suites(const char *word, FILE *stream)
{
	const char *blank = "";
	for (size_t i = 0; bp_suite_name(i) != NULL; i++) {
		if (!is_wanted(i, word))
			continue;
		fprintf(stream, "%-10s %s\n", bp_suite_name(i), bp_suite_prose(i));
		blank = "\n";
	}
	fputs(blank, stream);
}

static void
write_cases(const bp_plan *plan, FILE *stream)
{
	for (size_t i = 0; i < bp_plan_count(plan); i++) {
		char id[BP_ID_SIZE];
		char prose[BP_PROSE_SIZE];
		bp_plan_id(plan, i, id, sizeof id);
		bp_plan_prose(plan, i, prose, sizeof prose);
		fprintf(stream, "%-46s  %s\n", id, prose);
	}
}

static enum bp_status
add_all_suites(bp_plan *plan, struct bp_error *error)
{
	enum bp_status status = BP_OK;
	for (size_t i = 0; status == BP_OK && bp_suite_name(i) != NULL; i++)
		status = bp_plan_add_suite(plan, bp_suite_name(i), error);
	return status;
}

/* The cases of the suites whose name matches; or else those of core whose id does, as
 * bindprobe --case has it; or else those of all suites. Without a word, those of core. */
static enum bp_status
make_plan(bp_plan *plan, const char *word, struct bp_error *error)
{
	enum bp_status status = BP_OK;
	for (size_t i = 0; word != NULL && bp_suite_name(i) != NULL; i++) {
		if (status == BP_OK && is_wanted(i, word))
			status = bp_plan_add_suite(plan, bp_suite_name(i), error);
	}
	if (status != BP_OK || bp_plan_count(plan) > 0)
		return status;
	status = bp_plan_add_suite(plan, "core", error);
	if (status != BP_OK || word == NULL ||
	    bp_plan_keep_matching(plan, &word, 1, error) == BP_OK)
		return status;
	status = add_all_suites(plan, error);
	return status == BP_OK ? bp_plan_keep_matching(plan, &word, 1, error) : status;
}

static int
write_known(const struct options *options)
{
	struct bp_error error;
	bp_output *output = NULL;
	if (options->word_count > 0)
		return complain_of_usage(
		    "unexpected word '%.80s'; --known stands alone", options->words[0]);
	enum bp_status status = bp_output_open(NULL, &output, &error);
	if (status == BP_OK) {
		bp_known_write(bp_output_stream(output));
		status = bp_output_commit(output, &error);
	}
	return status == BP_OK ? EXIT_PROBED : complain(&error);
}

static int
run(const struct options *options)
{
	struct bp_error error;
	bp_output *output = NULL;
	const char *word = options->word_count == 0 ? NULL : options->words[0];
	if (options->with_known)
		return write_known(options);
	if (options->word_count > 1)
		return complain_of_usage(
		    "unexpected word '%.80s'; one glob is valid: quote it from the shell",
		    options->words[1]);
	bp_plan *plan = bp_plan_new();
	if (plan == NULL)
		return complain(&(struct bp_error){BP_NO_MEMORY, "out of memory"});
	enum bp_status status = make_plan(plan, word, &error);
	if (status == BP_OK)
		status = bp_output_open(NULL, &output, &error);
	if (status == BP_OK) {
		write_suites(word, bp_output_stream(output));
		write_cases(plan, bp_output_stream(output));
		status = bp_output_commit(output, &error);
	}
	bp_plan_free(plan);
	return status == BP_OK ? EXIT_PROBED : complain(&error);
}

const struct command command_list = {
    .name = "list",
    .usage = "list [--known | GLOB]",
    .summary =
	"Shows the suites, and the ids of the core suite with what each case does,\n"
	"without running anything. GLOB picks suites, or else ids of core, or else ids\n"
	"of any suite, by ? and *. Or shows what known systems answered.",
    .letters = "KhV",
    .run = run,
};
