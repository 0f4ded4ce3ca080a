/* What the parts of the command line share. They see the public header only. */
#ifndef BP_CLI_CLI_H
#define BP_CLI_CLI_H

#include "bindprobe.h"

/* The exit statuses, as bindprobe(1) has them. */
enum {
	EXIT_PROBED = 0,
	EXIT_DIFFERS = 1, /* what was compared is not the same */
	EXIT_USAGE = 2,
	EXIT_TROUBLE = 3, /* could not probe, or could not write */
};

enum color {
	COLOR_AUTO = 0,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* What the options of a command line say. */
struct options {
	const char *format;
	const char *output; /* NULL: standard output */
	const char *suites; /* names with commas between; NULL: core, or any */
	const char **globs;
	size_t glob_count;
	const char *expected; /* a report to compare with; NULL: none */
	const char **accepted; /* further reports whose answers are right */
	size_t accepted_count;
	const char **ignored; /* globs of what is not compared */
	size_t ignored_count;
	bool with_this; /* compare with this host too */
	bool with_known; /* compare with the nearest known systems too */
	bool portable; /* tell which recipes work everywhere */
	unsigned transports; /* mask of enum bp_transport; 0: all */
	bool quiet;
	bool verbose;
	bool redact;
	bool no_delivery;
	bool isolate; /* in a network of the probe's own */
	const char **changes; /* its settings that are not the host's: NAME=VALUE */
	size_t change_count;
	bool as_c, as_python; /* explain: write a program instead */
	bool findings, rules; /* show: these parts */
	const char *explained; /* the case to explain before its report; NULL: none */
	enum color color;
	unsigned port; /* 0: choose one */
	unsigned hold;
	unsigned repeat; /* 0: once */
	bool help;
	bool version;
	char **words; /* what is no option */
	size_t word_count;
};

/* A command: bindprobe itself, try, list and so on. */
struct command {
	const char *name; /* NULL for bindprobe itself */
	const char *usage; /* after "Usage: bindprobe" */
	const char *summary; /* for --help */
	const char *letters; /* the options it takes, by their short names */
	const char *formats; /* that it has; NULL: all */
	int (*run)(const struct options *options);
};

extern const struct command command_probe;
extern const struct command command_try;
extern const struct command command_list;
extern const struct command command_explain;
extern const struct command command_show;
extern const struct command command_compare;
extern const struct command command_what_if;
extern const struct command command_who;

/* Reads the options of a command; false when they are wrong, which has been said then. Their
 * lists are to be freed with free_options(). */
bool
parse_options(
    const struct command *command, int argc, char **argv, struct options *options);

void
free_options(struct options *options);

/* Writes the help of a command. */
void
write_help(const struct command *command, FILE *stream);

/* Says on standard error, in one line, what is wrong; returns the exit status for it. */
int
complain(const struct bp_error *error);
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
int
complain_of_usage(const char *format, ...);

/* Where a report goes. Starts as zero. */
struct sink {
	bp_output *output;
	bp_writer *writer; /* NULL when nothing is to be written */
};

/* Opens the output and a writer of the format, unless the options ask for quiet. */
enum bp_status
open_sink(const struct options *options, struct sink *sink, struct bp_error *error);

/* Ends both: the output appears when the status is BP_OK. Returns the status, or why it could
 * not be written. */
enum bp_status
close_sink(enum bp_status status, struct sink *sink, struct bp_error *error);

/* Probes the plan as the options say, and shows progress; the writer may be NULL. */
enum bp_status
probe(const bp_plan *plan, const struct options *options,
    const struct bp_settings *settings, bp_writer *writer, struct bp_error *error);

/* Fills the plan as the options say; *core becomes whether the suite core is in it. */
enum bp_status
plan_suites(
    bp_plan *plan, const struct options *options, bool *core, struct bp_error *error);

/* Moves the program into a network of its own where the options ask for that; *isolation is
 * NULL where they do not. */
enum bp_status
isolate(const struct options *options, bp_isolation **isolation, struct bp_error *error);

/* Compares this host with the report that is expected. Returns the exit status. */
int
run_expected(const struct options *options);

/* Probes the plan as the options say, writes the report, and frees the plan. Returns the
 * exit status. */
int
run_plan(
    bp_plan *plan, const struct options *options, const struct bp_settings *settings);

/* How reports are drawn, by the options and where they go. */
struct bp_style
style_of(const struct options *options);

#endif
