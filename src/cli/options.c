/* Reads command lines. One table has every option: how it is written, what it does, and its
 * line of help. */
#include <config.h>

#include "cli/cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* How an argument is taken in; false when it is wrong, which has been said then. */
typedef bool
take_function(struct options *options, const char *argument);

struct option_row {
	int letter; /* the short name; past 255 when there is none */
	const char *name;
	const char *argument; /* as help names it; NULL when it takes none */
	const char *help;
	take_function *take;
};

/* The formats there are, with commas between. */
static const char *
list_formats(char *buffer, size_t size)
{
	size_t used = 0;
	*buffer = '\0';
	for (size_t i = 0; bp_format_name(i) != NULL && used < size; i++)
		used += (size_t)snprintf(buffer + used, size - used, "%s%s",
		    i == 0 ? "" : ", ", bp_format_name(i));
	return buffer;
}

enum {
	FORMATS_TEXT = 80,
};

static bool
take_format(struct options *options, const char *argument)
{
	char names[FORMATS_TEXT];
	options->format = argument;
	for (size_t i = 0; bp_format_name(i) != NULL; i++) {
		if (strcmp(bp_format_name(i), argument) == 0)
			return true;
	}
	complain_of_usage("unknown format '%.80s'; valid are %s", argument,
	    list_formats(names, sizeof names));
	return false;
}

static bool
take_output(struct options *options, const char *argument)
{
	options->output = argument;
	if (*argument != '\0')
		return true;
	complain_of_usage("the name of the output file is empty; name one");
	return false;
}

static bool
take_suites(struct options *options, const char *argument)
{
	options->suites = argument;
	return true;
}

static bool
take_glob(struct options *options, const char *argument)
{
	options->globs[options->glob_count++] = argument;
	return true;
}

static bool
take_expected(struct options *options, const char *argument)
{
	options->expected = argument;
	return true;
}

static bool
take_accepted(struct options *options, const char *argument)
{
	options->accepted[options->accepted_count++] = argument;
	return true;
}

static bool
take_ignored(struct options *options, const char *argument)
{
	options->ignored[options->ignored_count++] = argument;
	return true;
}

static bool
take_this(struct options *options, const char *argument)
{
	(void)argument;
	options->with_this = true;
	return true;
}

static bool
take_known(struct options *options, const char *argument)
{
	(void)argument;
	options->with_known = true;
	return true;
}

static bool
take_portable(struct options *options, const char *argument)
{
	(void)argument;
	options->portable = true;
	return true;
}

static bool
take_tcp(struct options *options, const char *argument)
{
	(void)argument;
	options->transports |= BP_TCP;
	return true;
}

static bool
take_udp(struct options *options, const char *argument)
{
	(void)argument;
	options->transports |= BP_UDP;
	return true;
}

static bool
take_port(struct options *options, const char *argument)
{
	struct bp_error error;
	if (bp_port(argument, &options->port, &error) == BP_OK)
		return true;
	complain(&error);
	return false;
}

enum {
	HOLD_MAX = 86400,
	REPEAT_MAX = 1000000,
};

/* Reads a number from 1 to the most there may be; 0 when the word is none. */
static unsigned
read_number(const char *word, long most)
{
	char *end;
	long number = strtol(word, &end, 10);
	return *end == '\0' && number > 0 && number <= most ? (unsigned)number : 0;
}

static bool
take_hold(struct options *options, const char *argument)
{
	options->hold = read_number(argument, HOLD_MAX);
	if (options->hold > 0)
		return true;
	complain_of_usage(
	    "'%.80s' is no time to hold; valid are 1 to %d seconds", argument, HOLD_MAX);
	return false;
}

static bool
take_repeat(struct options *options, const char *argument)
{
	options->repeat = read_number(argument, REPEAT_MAX);
	if (options->repeat > 0)
		return true;
	complain_of_usage(
	    "'%.80s' is no number of times; valid are 1 to %d", argument, REPEAT_MAX);
	return false;
}

static bool
take_color(struct options *options, const char *argument)
{
	static const char *const words[] = {
	    [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i], argument) == 0) {
			options->color = (enum color)i;
			return true;
		}
	}
	complain_of_usage(
	    "unknown colour choice '%.80s'; valid are auto, always, never", argument);
	return false;
}

static bool
take_quiet(struct options *options, const char *argument)
{
	(void)argument;
	options->quiet = true;
	return true;
}

static bool
take_no_delivery(struct options *options, const char *argument)
{
	(void)argument;
	options->no_delivery = true;
	return true;
}

static bool
take_isolate(struct options *options, const char *argument)
{
	(void)argument;
	options->isolate = true;
	return true;
}

static bool
take_change(struct options *options, const char *argument)
{
	options->changes[options->change_count++] = argument;
	return true;
}

static bool
take_verbose(struct options *options, const char *argument)
{
	(void)argument;
	options->verbose = true;
	return true;
}

static bool
take_redact(struct options *options, const char *argument)
{
	(void)argument;
	options->redact = true;
	return true;
}

static bool
take_c(struct options *options, const char *argument)
{
	(void)argument;
	options->as_c = true;
	return true;
}

static bool
take_python(struct options *options, const char *argument)
{
	(void)argument;
	options->as_python = true;
	return true;
}

static bool
take_findings(struct options *options, const char *argument)
{
	(void)argument;
	options->findings = true;
	return true;
}

static bool
take_rules(struct options *options, const char *argument)
{
	(void)argument;
	options->rules = true;
	return true;
}

static bool
take_help(struct options *options, const char *argument)
{
	(void)argument;
	options->help = true;
	return true;
}

static bool
take_version(struct options *options, const char *argument)
{
	(void)argument;
	options->version = true;
	return true;
}

enum {
	LONG_ONLY = 256, /* letters from here on are not typed */
	LETTER_COLOR = LONG_ONLY,
	LETTER_REDACT,
	LETTER_HOLD,
	LETTER_NO_DELIVERY,
	LETTER_REPEAT,
	LETTER_AS_C,
	LETTER_PYTHON,
	LETTER_FINDINGS,
	LETTER_RULES,
	LETTER_EXPECT,
	LETTER_ACCEPT,
	LETTER_IGNORE,
	LETTER_THIS,
	LETTER_KNOWN,
	LETTER_PORTABLE,
	LETTER_ISOLATE,
	LETTER_SET,
	LETTER_HELP,
	LETTER_VERSION,
};

static const struct option_row rows[] = {
    {'f', "format", "FORMAT", "write the report in this format [text]", take_format},
    {'o', "output", "FILE", "write it to FILE, which appears only when whole",
	take_output},
    {'s', "suite", "NAME[,NAME]", "cases of these suites [core]", take_suites},
    {'c', "case", "GLOB", "only cases whose id matches; may repeat", take_glob},
    {'t', "tcp", NULL, "run the TCP series", take_tcp},
    {'u', "udp", NULL, "run the UDP series", take_udp},
    {'p', "port", "PORT", "use this port [one that is free]", take_port},
    {'q', "quiet", NULL, "write no report: the exit status says it", take_quiet},
    {'v', "verbose", NULL, "show every call of every case", take_verbose},
    {LETTER_COLOR, "color", "WHEN", "colour: auto, always or never [auto]", take_color},
    {LETTER_REDACT, "redact", NULL, "stand-ins for addresses and interfaces",
	take_redact},
    {LETTER_HOLD, "hold", "SECONDS", "keep each case's sockets open as long", take_hold},
    {LETTER_NO_DELIVERY, "no-delivery", NULL, "bind and listen only", take_no_delivery},
    {LETTER_REPEAT, "repeat", "N", "try each case N times, and count the answers",
	take_repeat},
    {LETTER_AS_C, "c", NULL, "write the case as a program in C", take_c},
    {LETTER_PYTHON, "python", NULL, "write the case as a program in Python 3",
	take_python},
    {LETTER_FINDINGS, "findings", NULL, "the verdict and the findings", take_findings},
    {LETTER_RULES, "rules", NULL, "the rules, and what system it behaves as", take_rules},
    {LETTER_EXPECT, "expect", "REPORT", "compare with this report's answers",
	take_expected},
    {LETTER_ACCEPT, "accept", "REPORT", "accept these answers too; may repeat",
	take_accepted},
    {LETTER_IGNORE, "ignore", "GLOB", "leave out ids that match; may repeat",
	take_ignored},
    {LETTER_THIS, "this", NULL, "compare with this host too, probed now", take_this},
    {LETTER_KNOWN, "known", NULL, "the known systems, as they were measured", take_known},
    {LETTER_PORTABLE, "portable", NULL, "tell which recipes work on every system",
	take_portable},
    {LETTER_ISOLATE, "isolate", NULL,
	"in a network of its own; the host's is not touched", take_isolate},
    {LETTER_SET, "set", "NAME=VALUE", "set this in that network; may repeat",
	take_change},
    {LETTER_HELP, "help", NULL, "show this help", take_help},
    {LETTER_VERSION, "version", NULL, "show the version and what it can do",
	take_version},
};

enum {
	ROWS = sizeof rows / sizeof *rows,
};

/* Which options a command takes: by short names, or those here for what has none. */
static bool
belongs(const struct command *command, const struct option_row *row)
{
	static const char long_only[] = "CXHNR1PFUEAITKWLShV";
	int letter =
	    row->letter < LONG_ONLY ? row->letter : long_only[row->letter - LONG_ONLY];
	return strchr(command->letters, letter) != NULL;
}

/* A command line as it is read. What is no option moves to the beginning of the words,
 * behind the name of the program. */
struct reading {
	const struct command *command;
	struct options *options;
	char **words;
	int count;
	int next; /* the word to be read */
	int kept; /* how many words are no options */
};

static bool
complain_of_unknown(const struct reading *reading, const char *option)
{
	const char *name = reading->command->name;
	if (option[1] >= '0' && option[1] <= '9')
		complain_of_usage(
		    "'%.2s' is no option and no port; valid ports are 1 to 65535",
		    option);
	else
		complain_of_usage("unknown option '%.80s'; 'bindprobe%s%s --help' shows "
				  "those that are valid",
		    option, name == NULL ? "" : " ", name == NULL ? "" : name);
	return false;
}

/* Takes an option with its argument, or with the word behind it for that where it has none
 * of its own. The option is given as it was typed. */
static bool
take(struct reading *reading, const struct option_row *row, const char *argument,
    const char *option)
{
	const char *name = reading->command->name;
	if (row->argument == NULL)
		return row->take(reading->options, NULL);
	if (argument != NULL)
		return row->take(reading->options, argument);
	if (reading->next < reading->count)
		return row->take(reading->options, reading->words[reading->next++]);
	complain_of_usage(
	    "option '%.80s' needs an argument; 'bindprobe%s%s --help' shows it", option,
	    name == NULL ? "" : " ", name == NULL ? "" : name);
	return false;
}

/* The option with this long name, of which the beginning is enough where no other of the
 * command's has it; NULL when there is none. */
static const struct option_row *
find_long(const struct command *command, const char *name, size_t length)
{
	const struct option_row *found = NULL;
	size_t count = 0;
	for (size_t i = 0; i < ROWS; i++) {
		if (!belongs(command, &rows[i]) ||
		    strncmp(rows[i].name, name, length) != 0)
			continue;
		if (rows[i].name[length] == '\0')
			return &rows[i];
		found = &rows[i];
		count++;
	}
	return count == 1 ? found : NULL;
}

static const struct option_row *
find_letter(const struct command *command, char letter)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].letter == letter && belongs(command, &rows[i]))
			return &rows[i];
	}
	return NULL;
}

/* Reads a word that begins with two dashes. */
static bool
read_long(struct reading *reading, const char *word)
{
	const char *name = word + 2;
	size_t length = strcspn(name, "=");
	const char *argument = name[length] == '=' ? name + length + 1 : NULL;
	const struct option_row *row = find_long(reading->command, name, length);
	if (row == NULL || (row->argument == NULL && argument != NULL))
		return complain_of_unknown(reading, word);
	return take(reading, row, argument, word);
}

/* Reads a word that begins with one dash: letters, of which the last may have an argument,
 * here or in the next word. */
static bool
read_letters(struct reading *reading, const char *word)
{
	for (const char *p = word + 1; *p != '\0'; p++) {
		const char option[] = {'-', *p, '\0'};
		const struct option_row *row = find_letter(reading->command, *p);
		if (row == NULL)
			return complain_of_unknown(reading, option);
		const char *argument = p[1] == '\0' ? NULL : p + 1;
		if (!take(reading, row, argument, option))
			return false;
		if (row->argument != NULL)
			break;
	}
	return true;
}

/* Reads the next word, and its argument. Behind "--" no word is an option, and "-" is
 * none. */
static bool
read_word(struct reading *reading)
{
	char *word = reading->words[reading->next++];
	if (word[0] != '-' || word[1] == '\0') {
		reading->words[reading->kept++] = word;
		return true;
	}
	if (word[1] != '-')
		return read_letters(reading, word);
	if (word[2] != '\0')
		return read_long(reading, word);
	while (reading->next < reading->count)
		reading->words[reading->kept++] = reading->words[reading->next++];
	return true;
}

/* Lists that have room for every word there is. */
static bool
make_lists(struct options *options, size_t room)
{
	options->globs = calloc(room, sizeof *options->globs);
	options->accepted = calloc(room, sizeof *options->accepted);
	options->ignored = calloc(room, sizeof *options->ignored);
	options->changes = calloc(room, sizeof *options->changes);
	return options->globs != NULL && options->accepted != NULL &&
	    options->ignored != NULL && options->changes != NULL;
}

void
free_options(struct options *options)
{
	free(options->globs);
	free(options->accepted);
	free(options->ignored);
	free(options->changes);
}

bool
parse_options(
    const struct command *command, int argc, char **argv, struct options *options)
{
	struct reading reading = {command, options, argv, argc, 1, 1};
	*options = (struct options){.format = "text"};
	if (!make_lists(options, (size_t)argc + 1))
		return false;
	while (reading.next < reading.count) {
		if (!read_word(&reading))
			return false;
	}
	options->words = argv + 1;
	options->word_count = (size_t)(reading.kept - 1);
	if (options->change_count == 0 || options->isolate ||
	    strchr(command->letters, 'L') == NULL)
		return true;
	complain_of_usage(
	    "--set=%.80s is for a network of the probe's own; give --isolate too",
	    options->changes[0]);
	return false;
}

/* What --set takes. */
static void
write_settings(FILE *stream)
{
	const char *text;
	const char *name;
	fputs("\nSettings for --set, of Linux; the end of a name will do:\n", stream);
	for (size_t i = 0; (name = bp_setting_name(i, &text)) != NULL; i++)
		fprintf(stream, "  %-37s %s\n", name, text);
}

void
write_help(const struct command *command, FILE *stream)
{
	char formats[FORMATS_TEXT];
	fprintf(stream, "Usage: bindprobe %s\n%s\n\n", command->usage, command->summary);
	for (size_t i = 0; i < ROWS; i++) {
		const struct option_row *row = &rows[i];
		char name[40];
		if (!belongs(command, row))
			continue;
		snprintf(name, sizeof name, "--%s%s%s", row->name,
		    row->argument == NULL ? "" : "=",
		    row->argument == NULL ? "" : row->argument);
		if (row->letter < LONG_ONLY)
			fprintf(stream, "  -%c, ", row->letter);
		else
			fputs("      ", stream);
		fprintf(stream, "%-20s  %s\n", name, row->help);
	}
	if (strchr(command->letters, 'f') != NULL)
		fprintf(stream, "\nFormats: %s.\n",
		    command->formats != NULL ? command->formats
					     : list_formats(formats, sizeof formats));
	if (strchr(command->letters, 'S') != NULL)
		write_settings(stream);
}

/* What is not printable ASCII, which a word of the command line may have, is shown by number,
 * so that the complaint is one line that does nothing to a terminal, whatever it quotes.
 * Written at once, as standard error may be shared. */
int
complain(const struct bp_error *error)
{
	char line[4 * BP_ERROR_SIZE + 1];
	size_t used = 0;
	for (const char *p = error->text; *p != '\0'; p++) {
		unsigned char byte = (unsigned char)*p;
		bool printable = byte >= ' ' && byte < 0x7f;
		used += (size_t)snprintf(
		    line + used, sizeof line - used, printable ? "%c" : "\\x%02x", byte);
	}
	line[used] = '\0';
	fprintf(stderr, "bindprobe: %s\n", line);
	return error->status == BP_BAD_USAGE ? EXIT_USAGE : EXIT_TROUBLE;
}

int
complain_of_usage(const char *format, ...)
{
	struct bp_error error = {.status = BP_BAD_USAGE};
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(error.text, sizeof error.text, format, arguments);
	va_end(arguments);
	return complain(&error);
}
