/* The program: finds the command and runs it. */
#include <config.h>

#include "cli/cli.h"
#include "cli/console.h"

#include <stdlib.h>
#include <string.h>

static const struct command *const commands[] = {
    &command_try,
    &command_list,
    &command_explain,
    &command_show,
    &command_compare,
    &command_what_if,
    &command_who,
};

enum {
	LABEL = 14,
	WIDTH = 80,
};

/* Writes a word of a list, on a new line where it does not fit. Returns the column. */
static size_t
write_word(FILE *stream, const char *word, size_t column)
{
	bool fits = column + 1 + strlen(word) <= WIDTH;
	if (!fits)
		fprintf(stream, "\n%*s", LABEL, "");
	fprintf(stream, " %s", word);
	return (fits ? column : LABEL) + 1 + strlen(word);
}

static void
write_options(FILE *stream, const char *label, bool defined)
{
	const char *name;
	size_t column = LABEL;
	fprintf(stream, "%-*s", LABEL, label);
	for (size_t i = 0; bp_option_is_defined(i, &name) || name != NULL; i++) {
		if (bp_option_is_defined(i, &name) == defined)
			column = write_word(stream, name, column);
	}
	fputs("\n", stream);
}

static void
write_version(FILE *stream)
{
	fprintf(stream, "bindprobe %s\nsystem layer   %s\nformats       ", bp_version(),
	    bp_system_layer());
	for (size_t i = 0; bp_format_name(i) != NULL; i++)
		fprintf(stream, " %s", bp_format_name(i));
	fputs("\n", stream);
	fprintf(stream, "reads reports  %s\n",
	    bp_reader() == NULL ? "no, built without Jansson" : bp_reader());
	write_options(stream, "options", true);
	write_options(stream, "not defined", false);
}

/* Writes help or version to standard output. */
static int
tell(const struct command *command, const struct options *options)
{
	bp_output *output;
	struct bp_error error;
	if (bp_output_open(NULL, &output, &error) != BP_OK)
		return complain(&error);
	if (options->help)
		write_help(command, bp_output_stream(output));
	else
		write_version(bp_output_stream(output));
	return bp_output_commit(output, &error) == BP_OK ? EXIT_PROBED : complain(&error);
}

static const struct command *
find_command(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(commands[i]->name, argv[1]) == 0)
			return commands[i];
	}
	return &command_probe;
}

int
main(int argc, char **argv)
{
	argv = begin_console(argc, argv, &argc);
	const struct command *command = find_command(argc, argv);
	struct options options;
	int skipped = command->name == NULL ? 0 : 1;
	int status = EXIT_USAGE;
	if (parse_options(command, argc - skipped, argv + skipped, &options)) {
		if (options.help || options.version)
			status = tell(command, &options);
		else
			status = command->run(&options);
	}
	free_options(&options);
	return end_console(status);
}
