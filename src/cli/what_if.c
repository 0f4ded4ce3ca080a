/* bindprobe what-if [OPTION]... [PORT]: what settings of this host would change. */
#include <config.h>

#include "cli/cli.h"
#include "cli/console.h"

static bool
is_stopped(void *context)
{
	(void)context;
	return stop_is_asked();
}

static enum bp_status
write_answer(
    const bp_plan *plan, bool core, const struct options *options, struct bp_error *error)
{
	const struct bp_settings settings = {
	    .port = options->port,
	    .recipes = core && options->glob_count == 0,
	    .findings = true,
	    .no_delivery = options->no_delivery,
	    .stop = is_stopped,
	};
	struct sink sink = {.output = NULL};
	size_t changing = 0;
	enum bp_status status = open_sink(options, &sink, error);
	if (status == BP_OK)
		status = bp_what_if(plan, &settings, options->changes,
		    options->change_count, sink.writer, &changing, error);
	return close_sink(status, &sink, error);
}

static int
run(const struct options *options)
{
	struct bp_error error;
	struct options own = *options;
	bool core = false;
	if (options->word_count > 1)
		return complain_of_usage(
		    "unexpected word '%.80s'; one port is valid", options->words[1]);
	if (options->word_count == 1 &&
	    bp_port(options->words[0], &own.port, &error) != BP_OK)
		return complain(&error);
	bp_plan *plan = bp_plan_new();
	if (plan == NULL)
		return complain(&(struct bp_error){BP_NO_MEMORY, "out of memory"});
	enum bp_status status = plan_suites(plan, options, &core, &error);
	if (status == BP_OK)
		status = write_answer(plan, core, &own, &error);
	bp_plan_free(plan);
	return status == BP_OK ? EXIT_PROBED : complain(&error);
}

const struct command command_what_if = {
    .name = "what-if",
    .usage = "what-if [OPTION]... [PORT]",
    .summary =
	"Says what each setting of this host that can change a bind would change, case by\n"
	"case, before anybody sets it. Each is tried in a network of its own, as with\n"
	"--isolate: nothing on this host changes. With --set the others are tried where\n"
	"that is so. Exit status: 0 answered, 2 wrong usage, 3 no such network here.",
    .letters = "foscStuXNhV",
    .formats = "text, json",
    .run = run,
};
