/* bindprobe who [OPTION]... PORT: which sockets are on a port, and whose they are. */
#include <config.h>

#include "cli/cli.h"

static enum bp_status
write_answer(unsigned port, const struct options *options, struct bp_error *error)
{
	struct sink sink = {.output = NULL};
	size_t count = 0;
	enum bp_status status = open_sink(options, &sink, error);
	if (status == BP_OK)
		status = bp_who(port, sink.writer, &count, error);
	return close_sink(status, &sink, error);
}

static int
run(const struct options *options)
{
	struct bp_error error;
	unsigned port = 0;
	if (options->word_count == 0)
		return complain_of_usage(
		    "no port is given; name one, 1 to 65535 or a service as https");
	if (options->word_count > 1)
		return complain_of_usage(
		    "unexpected word '%.80s'; one port is valid", options->words[1]);
	if (bp_port(options->words[0], &port, &error) != BP_OK)
		return complain(&error);
	enum bp_status status = write_answer(port, options, &error);
	return status == BP_OK ? EXIT_PROBED : complain(&error);
}

const struct command command_who = {
    .name = "who",
    .usage = "who [OPTION]... PORT",
    .summary =
	"Says which sockets are on the port, of every protocol, how they are bound, with\n"
	"IPV6_V6ONLY, and whose they are, from the system's own tables. Opens nothing on\n"
	"the port. Exit status: 0 answered, also when the port is free, 2 wrong usage, 3\n"
	"this system does not tell.",
    .letters = "foXhV",
    .formats = "text, json",
    .run = run,
};
