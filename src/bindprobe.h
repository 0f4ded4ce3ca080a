/* bindprobe.h: the public interface of libbindprobe, a diagnostic for bind(2).
 *
 * A program makes a plan (which cases), opens a writer (in which format, where to) and
 * calls bp_probe(), which asks the running system and writes the report. What the system
 * answers, a failing bind(2) above all, is data in the report and never an error here.
 *
 * Strings are UTF-8 or plain ASCII and end in a null byte. Functions that return an
 * enum bp_status fill the struct bp_error they are given with one line of plain words when
 * they do not return BP_OK, and leave it alone when they do. Nothing here prints, exits or
 * changes the disposition of a signal. One thread may use one object at a time; different
 * objects may be used by different threads.
 */
#ifndef BINDPROBE_H
#define BINDPROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What our own program could not do. Never an answer of the probed system. */
enum bp_status {
	BP_OK = 0,
	BP_NO_MEMORY,
	BP_BAD_USAGE, /* a word from the caller is wrong: port, case id, suite, ... */
	BP_CANNOT_PROBE, /* the port is busy, needs privilege, or no family is there */
	BP_CANNOT_WRITE, /* the output could not be written in full */
	BP_STOPPED, /* the caller's stop function said so */
	BP_CANNOT_READ, /* a report cannot be read: it is damaged, or of another form */
};

enum {
	BP_ERROR_SIZE = 512
};

/* Why a call did not return BP_OK: one line, without a newline at its end, naming the
 * offending word and what would be valid. Owned by the caller. */
struct bp_error {
	enum bp_status status;
	char text[BP_ERROR_SIZE];
};

/* The version of the library, as "1.0.0". Static. */
const char *
bp_version(void);

/* The system layer this was built with: "linux", "posix", ... Static. */
const char *
bp_system_layer(void);

/* What reads reports back, as "Jansson 2.14"; NULL when that was left out of this build, and
 * reading any report is BP_CANNOT_READ. Static. */
const char *
bp_reader(void);

/* Socket option i (from 0) that cases may use: *name becomes its name, "SO_REUSEPORT", or
 * NULL past the last. Returns whether it was defined when this was built. */
bool
bp_option_is_defined(size_t i, const char **name);

/* Reads a port number in 1..65535 or the name of a service, as getaddrinfo(3) takes them
 * (POSIX), into *port. BP_BAD_USAGE when it is neither. */
enum bp_status
bp_port(const char *word, unsigned *port, struct bp_error *error);

/* The protocols of cases, to which a plan may be narrowed. */
enum bp_transport {
	BP_TCP = 1,
	BP_UDP = 2,
	BP_MPTCP = 4,
	BP_SCTP = 8, /* one-to-one sockets, RFC 6458 section 4 */
	BP_UDPLITE = 16,
	BP_DCCP = 32,
};

/* Which cases a run takes, in order. A case that is added twice by suites is taken once. */
typedef struct bp_plan bp_plan;

/* Makes an empty plan; NULL when there is no memory. Free it with bp_plan_free(). */
bp_plan *
bp_plan_new(void);

/* Frees a plan; NULL is allowed. */
void
bp_plan_free(bp_plan *plan);

/* Adds every case of the named suite. BP_BAD_USAGE when there is no such suite,
 * BP_NO_MEMORY. */
enum bp_status
bp_plan_add_suite(bp_plan *plan, const char *name, struct bp_error *error);

/* Adds the case with this id (bindprobe(1), "CASE IDS"), even when the plan has it
 * already. BP_BAD_USAGE when the id is malformed, BP_NO_MEMORY. */
enum bp_status
bp_plan_add_case(bp_plan *plan, const char *id, struct bp_error *error);

/* Whether the text matches the glob, where ? matches one character and * any number. */
bool
bp_glob_matches(const char *glob, const char *text);

/* Keeps the cases whose id matches one of the n globs, where ? and * match any characters.
 * BP_BAD_USAGE when one of them matches none; the plan is unchanged then. */
enum bp_status
bp_plan_keep_matching(
    bp_plan *plan, const char *const *globs, size_t n, struct bp_error *error);

/* Keeps the cases of the transports in the mask, values of enum bp_transport.
 * BP_BAD_USAGE when that would leave none; the plan is unchanged then. */
enum bp_status
bp_plan_keep_transports(bp_plan *plan, unsigned transports, struct bp_error *error);

/* How many cases the plan holds. */
size_t
bp_plan_count(const bp_plan *plan);

/* Buffers of these sizes hold the id and the prose of any case of a suite. */
enum {
	BP_ID_SIZE = 512,
	BP_PROSE_SIZE = 1024,
};

/* Writes the id of case i (from 0) into the buffer, cut to its size. */
void
bp_plan_id(const bp_plan *plan, size_t i, char *buffer, size_t size);

/* Writes one line of prose that says what case i does into the buffer, cut to its size. */
void
bp_plan_prose(const bp_plan *plan, size_t i, char *buffer, size_t size);

/* The name of suite i (from 0), NULL past the last; and its line of prose. Static. */
const char *
bp_suite_name(size_t i);
const char *
bp_suite_prose(size_t i);

/* The name of format i (from 0), NULL past the last. Static. */
const char *
bp_format_name(size_t i);

/* Where a report goes: a file that appears under its name only when it is whole, or
 * standard output. */
typedef struct bp_output bp_output;

/* Opens the output. With a path, a new file beside it is written and takes its place in
 * bp_output_commit(); with NULL, standard output. BP_CANNOT_WRITE when that cannot be
 * opened or standard output is closed, BP_NO_MEMORY. */
enum bp_status
bp_output_open(const char *path, bp_output **output, struct bp_error *error);

/* The stream to write to. It belongs to the output: do not close it. */
FILE *
bp_output_stream(bp_output *output);

/* Ends the output: flushes, asks for the write error, moves the file into place, and frees
 * the output in every case. BP_CANNOT_WRITE when anything of it was not written; a file is
 * then removed and what stood under its name before is untouched. */
enum bp_status
bp_output_commit(bp_output *output, struct bp_error *error);

/* Ends the output without keeping a file, and frees it; NULL is allowed. */
void
bp_output_discard(bp_output *output);

/* How a report is drawn. Zero is a plain report. */
struct bp_style {
	bool color; /* ECMA-48 colours, in text */
	bool verbose; /* every call of every case */
	/* Stand-ins for addresses and names of interfaces, as bindprobe(1) has it under
	 * --redact. The report a program is given holds the originals. */
	bool redact;
};

/* Writes reports in one format to one stream. */
typedef struct bp_writer bp_writer;

/* Makes a writer. The stream stays the caller's and must outlive it. BP_BAD_USAGE when
 * there is no such format, BP_NO_MEMORY. */
enum bp_status
bp_writer_new(const char *format, FILE *stream, struct bp_style style, bp_writer **writer,
    struct bp_error *error);

/* Frees a writer; NULL is allowed. Writes nothing. */
void
bp_writer_free(bp_writer *writer);

/* A network of this process's own, into which bp_isolate() moved it. */
typedef struct bp_isolation bp_isolation;

/* Moves the calling process, which must have one thread, into a fresh network of its own, for
 * good: to be called early, by a program that needs no other network. Sockets that are open
 * stay where they are. There are loopback, and an interface with an IPv4 address, a global
 * IPv6 address and a link-local one, as far as the system can; every port is free, and low
 * ones may be bound. It has the settings of the host but for the count ones given, each
 * "NAME=VALUE" by a name of bp_setting_name() or the end of one behind a dot, which then is
 * that of each setting that ends so. Nothing outside of it is changed, and it is gone when
 * the process ends, however that is.
 *
 * *isolation is set when BP_OK is returned, to be given to bp_probe() and freed with
 * bp_isolation_free(), which does not bring the process back. BP_BAD_USAGE when a setting is
 * unknown or its value malformed; BP_CANNOT_PROBE when the system is not Linux, refuses a
 * namespace, or refuses a setting: the text says what refused and what else to do, and the
 * process may be in a namespace then; BP_NO_MEMORY.
 *
 * Standards: none; namespaces(7), user_namespaces(7) and network_namespaces(7) of Linux. */
enum bp_status
bp_isolate(const char *const *settings, size_t count, bp_isolation **isolation,
    struct bp_error *error);

/* Frees what is known of the network; NULL is allowed. */
void
bp_isolation_free(bp_isolation *isolation);

/* The name of setting i (from 0) that bp_isolate() takes, NULL past the last; *text becomes
 * what it does, in words. Static. */
const char *
bp_setting_name(size_t i, const char **text);

/* How to run. Zero is the ordinary run: a free port, with delivery, bare outcomes. */
struct bp_settings {
	unsigned port; /* 0: choose one that is free in every family and protocol */
	bool recipes; /* try the server recipes */
	bool findings; /* derive findings and verdict; of many cases, rules */
	bool verbose; /* keep every call of every case */
	bool no_delivery; /* bind and listen only */
	unsigned repeat; /* try each case so often and count the answers; 0: do not */
	/* The network this process was moved into, to be told in the report; NULL: that of
	 * the host. */
	const bp_isolation *isolation;
	unsigned hold; /* seconds to keep the sockets of each case open once written */
	/* Asked between cases and in a hold: true ends the run, or the hold. NULL: never. */
	bool (*stop)(void *context);
	void (*holding)(void *context, const char *id); /* a hold begins; may be NULL */
	/* Told now and then in a sweep how many of its cases are done. NULL: nobody. */
	void (*progress)(void *context, size_t done, size_t total);
	void *context; /* given to the three above */
};

/* What a run observed: host facts, outcomes, recipes, findings. */
typedef struct bp_report bp_report;

/* Runs the plan on this system and writes the report as it comes to the writer, which may
 * be NULL. *report is set, to be freed with bp_report_free(), when BP_OK is returned.
 *
 * A plan of more than 8,192 cases is a sweep: an outcome is gone once it is written, cases
 * that the host cannot try are left out and counted by their reason, and a stop ends it
 * early with BP_OK and what it has. Findings and recipes are of smaller plans.
 *
 * It opens sockets on the port and sends only to addresses of this host, from the very
 * address it sends to. BP_BAD_USAGE when the plan holds no case; BP_CANNOT_PROBE when the port is in use, needs privilege, is taken
 * by another program during the run, or neither IPv4 nor IPv6 is there; BP_STOPPED;
 * BP_NO_MEMORY. Whether the stream took all that was written is asked by
 * bp_output_commit(), or ferror(3) by a caller with a stream of its own.
 *
 * Standards: POSIX bind(), listen(), setsockopt(); RFC 3493 sections 3.7 and 5.3. */
enum bp_status
bp_probe(const bp_plan *plan, const struct bp_settings *settings, bp_writer *writer,
    bp_report **report, struct bp_error *error);

/* Tells which sockets are on the port, of whatever protocol, whose they are and how they are
 * bound, IPV6_V6ONLY included, from the system's own tables: sock_diag(7) or /proc/net on
 * Linux, GetExtendedTcpTable() and its like on Windows, net.inet.tcp.pcblist and its like on
 * FreeBSD and NetBSD, kern.file on OpenBSD, libproc on macOS. Nothing is opened on the port.
 * The answer is written to the writer, whose format is text or json, or NULL; *count becomes
 * the number of rows, 0 when the port is free. Processes of others are seen by root alone on
 * most systems.
 *
 * BP_BAD_USAGE when the writer is of another format; BP_CANNOT_PROBE when the system has no
 * such tables, or does not let them be read; BP_NO_MEMORY. */
enum bp_status
bp_who(unsigned port, bp_writer *writer, size_t *count, struct bp_error *error);

/* Tells what each setting of the host that can change a bind would change: runs the plan with
 * nothing changed and with each other value, every time in a fresh network of the process's
 * own with the count changes given, as bp_isolate() has them, and compares. The process is in
 * the last of these networks from then on. Of the settings the port, recipes, findings,
 * no_delivery, stop and context count. A setting of who may bind low ports is tried on the
 * port when that is below 1024, or else on 443, without privilege for a plain user. The answer
 * is written to the writer, whose format is text or json, or NULL; *changing becomes how many
 * values change an answer. Errors are those of bp_isolate() and bp_probe(), and BP_BAD_USAGE
 * when the writer is of another format; a value that the system refuses is none. */
enum bp_status
bp_what_if(const bp_plan *plan, const struct bp_settings *settings,
    const char *const *changes, size_t count, bp_writer *writer, size_t *changing,
    struct bp_error *error);

/* Frees a report; NULL is allowed. */
void
bp_report_free(bp_report *report);

/* Opens a file to read, or with the path "-" standard input, which is never to be closed.
 * BP_CANNOT_READ when that cannot be done; the text says why. Any stream that is open for
 * reading will do as well where a report is read. */
enum bp_status
bp_input_open(const char *path, FILE **stream, struct bp_error *error);

/* Closes what bp_input_open() opened; NULL is allowed. */
void
bp_input_close(FILE *stream);

/* The parts of a report to show; zero is all of it. Parts add up. */
struct bp_part {
	/* The cases of suites, names with commas between; NULL: of any. */
	const char *suites;
	/* Of these the cases whose id matches one of the globs; none: all. */
	const char *const *globs;
	size_t glob_count;
	bool findings; /* the verdict and the findings, with the cases that prove them */
	bool rules; /* the rules, and the known systems that behave so */
};

/* Reads a report in JSON from the stream, to its end, and writes it, or a part of it, to the
 * writer, which may be NULL. The name is the file's, for errors. *report is set, to be freed
 * with bp_report_free(), when BP_OK is returned; it holds no outcomes of a sweep.
 *
 * Whole, the report is written as bp_probe() would have, to the byte, with the same style;
 * calls are there only if the report has them. A part is a report as well.
 *
 * Any bytes may be read: what is no report of this form is refused, before anything is
 * written, with BP_CANNOT_READ and one line of printable text that says where it is wrong,
 * what is there and what was expected. So is a file of more than 64 MiB, of more than 200,000
 * cases, or nested more than 64 deep. BP_BAD_USAGE when the part is not there: a glob or
 * the suites match none of its cases, it has no findings, or no rules; BP_NO_MEMORY. Whether
 * the stream took all that was written is asked as in bp_probe().
 *
 * Standards: RFC 8259; bindprobe-report(5). */
enum bp_status
bp_show(FILE *stream, const char *name, const struct bp_part *part, bp_writer *writer,
    bp_report **report, struct bp_error *error);

/* Writes to the stream what the case with this id does, why that matters, which clause
 * rules it, and what other systems are known to answer, with how that is known. Plain
 * ASCII, at most 80 columns; the system is asked nothing. BP_BAD_USAGE when the id is
 * malformed. Ask the stream for its error afterwards, as in bp_probe(). */
enum bp_status
bp_explain(const char *id, FILE *stream, struct bp_error *error);

/* Writes to the stream the case as a program that stands alone: it makes the same calls, and
 * prints for each socket, in order, a line with its number and its result as the JSON report
 * has it. Its argument is the port; without one it takes the one that was asked for when the
 * report was made, or else 7020.
 *
 * The report, which may be NULL, is one of a run of this very case: from it come the addresses
 * that only the host knows, and the outcome that a comment says. Where such an address is not
 * known the program says n/a of every socket. BP_BAD_USAGE when the id is malformed. Ask the
 * stream for its error afterwards.
 *
 * In C it is for any POSIX system, C99 and later, and compiles without warnings; in Python it
 * is for version 3 and needs the standard library alone. */
enum bp_status
bp_explain_c(
    const char *id, const bp_report *report, FILE *stream, struct bp_error *error);
enum bp_status
bp_explain_python(
    const char *id, const bp_report *report, FILE *stream, struct bp_error *error);

/* Reports side by side. */
typedef struct bp_comparison bp_comparison;

/* Makes an empty comparison; NULL when there is no memory. Free it with
 * bp_comparison_free(). */
bp_comparison *
bp_comparison_new(void);

/* Frees a comparison; NULL is allowed. */
void
bp_comparison_free(bp_comparison *comparison);

/* Reads a report of bindprobe -f json and adds it under this name, of which it keeps a copy.
 * BP_CANNOT_READ when it is none, or hostile; BP_NO_MEMORY. */
enum bp_status
bp_comparison_add(
    bp_comparison *comparison, FILE *stream, const char *name, struct bp_error *error);

/* Makes a writer that adds what bp_probe() reports to the comparison under this name, which
 * must outlive it, rather than writes it. BP_NO_MEMORY. */
enum bp_status
bp_comparison_collector(bp_comparison *comparison, const char *name, bp_writer **writer,
    struct bp_error *error);

/* Adds to a comparison of one report the known systems that are nearest to it, as they were
 * when they were measured. Nothing is added where none of the cases is known. BP_NO_MEMORY. */
enum bp_status
bp_comparison_add_nearest(bp_comparison *comparison);

/* Writes what the known systems answered when they were measured, side by side. */
void
bp_known_write(FILE *stream);

/* Says that the reports so far are what those after them are to be compared with: an answer
 * is right that one of them has. */
void
bp_comparison_expect(bp_comparison *comparison);

/* Adds the cases of all reports to the plan, those that match an ignored glob left out.
 * BP_BAD_USAGE when an id is none of this version, BP_NO_MEMORY. */
enum bp_status
bp_comparison_plan(
    const bp_comparison *comparison, bp_plan *plan, struct bp_error *error);

/* Leaves out what has an id that matches the glob; returns how many there are. */
size_t
bp_comparison_ignore(bp_comparison *comparison, const char *glob);

/* What is asked of a comparison. */
enum bp_comparing {
	BP_DIFFERENCES = 0,
	BP_PORTABLE, /* which recipes work on every system */
};

/* Writes the comparison to the writer, which may be NULL; *count becomes the number of
 * cases, recipes and findings that differ, or of what is portable 1 when no recipe is and
 * else 0. BP_NO_MEMORY. */
enum bp_status
bp_comparison_write(bp_comparison *comparison, enum bp_comparing what, bp_writer *writer,
    size_t *count, struct bp_error *error);

#ifdef __cplusplus
}
#endif

#endif
