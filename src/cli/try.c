/* bindprobe try [OPTION]... CASE...: runs cases given by id. */
#include <config.h>

#include "cli/cli.h"

static int
run(const struct options *options)
{
	struct bp_error error;
	if (options->word_count == 0)
		return complain_of_usage(
		    "no case is given; name one, as tcp/any4/any6, or see 'bindprobe list'");
	bp_plan *plan = bp_plan_new();
	if (plan == NULL)
		return complain(&(struct bp_error){BP_NO_MEMORY, "out of memory"});
	for (size_t i = 0; i < options->word_count; i++) {
		if (bp_plan_add_case(plan, options->words[i], &error) != BP_OK) {
			bp_plan_free(plan);
			return complain(&error);
		}
	}
	return run_plan(plan, options, &(struct bp_settings){.port = options->port});
}

const struct command command_try = {
    .name = "try",
    .usage = "try [OPTION]... CASE...",
    .summary = "Runs the cases with these ids in the order given. An id is\n"
	       "SERIES/SOCKET[/SOCKET...], a socket ADDRESS[,OPTION]..., as in\n"
	       "tcp/any4/any6,v6only=on.",
    .letters = "fopqvCXHNRLShV",
    .run = run,
};
