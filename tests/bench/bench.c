/* Measures the runner against a bare loop over the same system calls, and a whole run of the
 * program. It prints figures and judges nothing. Usage: bench PROGRAM. */
#include <config.h>

#include "bindprobe.h"

#include "bench/calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	ROUNDS = 15, /* pairs of measurements, odd for a median */
	FEW_ROUNDS = 3, /* of what takes long */
	REPEATS = 20, /* the core cases in one run, so that its start weighs little */
};

static double
now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

static double
median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, by_value);
	return values[count / 2];
}

static void
check(enum bp_status status, const struct bp_error *error)
{
	if (status == BP_OK)
		return;
	fprintf(stderr, "bench: %s\n", error->text);
	exit(1);
}

/* The core cases of this user, as often as asked: those of another user go through a helper
 * process, which a bare loop does not have. */
static bp_plan *
make_plan(size_t repeats)
{
	struct bp_error error;
	bp_plan *core = bp_plan_new();
	bp_plan *plan = bp_plan_new();
	if (core == NULL || plan == NULL)
		abort();
	check(bp_plan_add_suite(core, "core", &error), &error);
	for (size_t n = 0; n < repeats; n++) {
		for (size_t i = 0; i < bp_plan_count(core); i++) {
			char id[BP_ID_SIZE];
			bp_plan_id(core, i, id, sizeof id);
			if (strstr(id, "user=other") == NULL)
				check(bp_plan_add_case(plan, id, &error), &error);
		}
	}
	bp_plan_free(core);
	return plan;
}

/* A series of the suite full: a sweep of 10,000 cases, and what tells them in few words. */
static bp_plan *
make_sweep(const char *glob)
{
	struct bp_error error;
	bp_plan *plan = bp_plan_new();
	if (plan == NULL)
		abort();
	check(bp_plan_add_suite(plan, "full", &error), &error);
	check(bp_plan_keep_matching(plan, &glob, 1, &error), &error);
	return plan;
}

/* The reuse options of a socket of an id, as a mask; the socket ends at / or the end. */
static unsigned
reuse_of(const char *socket)
{
	static const char *const words[] = {"reuseaddr", "reuseport"};
	unsigned mask = 0;
	for (size_t i = 0; i < 2; i++) {
		const char *found = strstr(socket, words[i]);
		if (found != NULL && (size_t)(found - socket) < strcspn(socket, "/"))
			mask |= 1U << i;
	}
	return mask;
}

/* What KAME's bindtest does in all its settings: each pair of ten addresses, one setting for
 * both sockets, with V6ONLY on or untouched; UDP, and TCP that listens at once, late and not
 * at all. */
static bool
is_of_bindtest(const char *id)
{
	const char *first = strchr(id, '/') + 1;
	const char *second = strchr(first, '/') + 1;
	if (strncmp(id, "tcp", 3) != 0 && strncmp(id, "udp/", 4) != 0)
		return false;
	return strstr(id, "link6") == NULL && strstr(id, "v6only=off") == NULL &&
	    reuse_of(first) == reuse_of(second);
}

static bp_plan *
make_bindtest(void)
{
	struct bp_error error;
	bp_plan *full = bp_plan_new();
	bp_plan *plan = bp_plan_new();
	if (full == NULL || plan == NULL)
		abort();
	check(bp_plan_add_suite(full, "full", &error), &error);
	for (size_t i = 0; i < bp_plan_count(full); i++) {
		char id[BP_ID_SIZE];
		bp_plan_id(full, i, id, sizeof id);
		if (is_of_bindtest(id))
			check(bp_plan_add_case(plan, id, &error), &error);
	}
	bp_plan_free(full);
	return plan;
}

static double
run_seconds(const bp_plan *plan, bool no_delivery)
{
	struct bp_settings settings = {.no_delivery = no_delivery};
	struct bp_error error;
	bp_report *report;
	double start = now();
	check(bp_probe(plan, &settings, NULL, &report, &error), &error);
	double end = now();
	bp_report_free(report);
	return end - start;
}

/* Times a plan with delivery. */
static void
time_plan(const char *name, const bp_plan *plan, size_t rounds)
{
	double times[ROUNDS];
	for (size_t i = 0; i < rounds; i++)
		times[i] = run_seconds(plan, false);
	double middle = median(times, rounds);
	printf("%-16s %8zu cases in %.2f s (%.2f to %.2f)\n", name, bp_plan_count(plan),
	    middle, times[0], times[rounds - 1]);
}

static double
replay_seconds(void)
{
	double start = now();
	calls_replay();
	return now() - start;
}

/* One kind of run: its calls are recorded, then run and bare loop are timed in turn. */
static void
compare(const char *name, const bp_plan *plan, bool no_delivery)
{
	double runs[ROUNDS];
	double ratios[ROUNDS];
	calls_record(true);
	run_seconds(plan, no_delivery);
	calls_record(false);
	for (size_t i = 0; i < ROUNDS; i++) {
		runs[i] = run_seconds(plan, no_delivery);
		ratios[i] = runs[i] / replay_seconds();
	}
	double cases = (double)bp_plan_count(plan);
	double ratio = median(ratios, ROUNDS);
	printf(
	    "%-16s %8.0f cases/s  %6.1f calls/case  %5.2f times the bare loop (%.2f to %.2f)\n",
	    name, cases / median(runs, ROUNDS), (double)calls_count() / cases, ratio,
	    ratios[0], ratios[ROUNDS - 1]);
	calls_clear();
}

/* The whole program, from fork to exit. */
static void
time_program(const char *program)
{
	double times[ROUNDS];
	struct rusage usage = {.ru_maxrss = 0};
	fflush(stdout);
	for (size_t i = 0; i < ROUNDS; i++) {
		int status = 0;
		double start = now();
		pid_t child = fork();
		if (child == 0) {
			if (freopen("/dev/null", "w", stdout) != NULL)
				execl(program, program, (char *)NULL);
			_exit(127);
		}
		if (child < 0 || wait4(child, &status, 0, &usage) != child ||
		    status != 0) {
			fprintf(stderr, "bench: %s did not run\n", program);
			exit(1);
		}
		times[i] = now() - start;
	}
	double middle = median(times, ROUNDS);
	printf("%-16s %8.1f ms (%.1f to %.1f), peak memory %.1f MiB\n", "bindprobe",
	    1e3 * middle, 1e3 * times[0], 1e3 * times[ROUNDS - 1],
	    (double)usage.ru_maxrss / 1024);
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "Usage: bench PROGRAM\n");
		return 2;
	}
	bp_plan *plan = make_plan(REPEATS);
	time_program(argv[1]);
	compare("bind and listen", plan, true);
	compare("with delivery", plan, false);
	bp_plan_free(plan);
	plan = make_sweep("tcp/*");
	compare("full, tcp, bind", plan, true);
	bp_plan_free(plan);
	plan = make_bindtest();
	time_plan("bindtest's work", plan, ROUNDS);
	bp_plan_free(plan);
	plan = make_sweep("*");
	time_plan("full", plan, FEW_ROUNDS);
	bp_plan_free(plan);
	return 0;
}
