# The tests: all write TAP. Shell tests are run with these in the environment:
#   BINDPROBE         the program, a real executable and not a script of libtool's; where
#                     it is emulated a script of ours that runs it
#   BINDPROBE_SOURCE  the top of the source tree, which they must not write to
#   BINDPROBE_BUILD   the top of the build tree
#   CC                the compiler
#   HARDENING         what of it is on, in the words of m4/bp_hardening.m4
#   EMULATOR          what runs the program where this system does not, as wine; or empty
if EMULATED
tested_program = $(abs_top_builddir)/tests/bindprobe
else
tested_program = $(abs_top_builddir)/bindprobe$(EXEEXT)
endif
AM_TESTS_ENVIRONMENT = \
	BINDPROBE='$(tested_program)'; export BINDPROBE; \
	BINDPROBE_SOURCE='$(abs_top_srcdir)'; export BINDPROBE_SOURCE; \
	BINDPROBE_BUILD='$(abs_top_builddir)'; export BINDPROBE_BUILD; \
	CC='$(CC)'; export CC; \
	EMULATOR='$(EMULATOR)'; export EMULATOR; \
	HARDENING='$(HARDENING)'; export HARDENING; \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT;

# EMULATOR, as of configure, runs programs of another system.
TEST_EXTENSIONS = .sh .py
if SYSTEM_WIN32
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/unit/run.sh
else
LOG_COMPILER = $(EMULATOR)
endif
if EMULATED
check_SCRIPTS = tests/bindprobe
CLEANFILES += tests/bindprobe
tests/bindprobe: Makefile
	$(AM_V_GEN)$(MKDIR_P) tests && { echo '#!/bin/sh' && \
		echo 'exec "$(abs_top_srcdir)/tests/emulated.sh" "$(abs_top_builddir)/bindprobe$(EXEEXT)" "$$@"'; \
	} >$@ && chmod +x $@
endif
EXTRA_DIST += tests/emulated.sh tests/unit/run.sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
PY_LOG_DRIVER = $(LOG_DRIVER)
PY_LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/tool/python.sh

TESTS = $(long_tests) $(quick_tests)

# Those that take the most time, which ./quickstart --check leaves out, and the others.
long_tests = $(long_unit_tests) $(long_scripts)
quick_tests = $(unit_tests) $(dist_check_SCRIPTS)
long_scripts = \
	tests/tool/behaves_test.py \
	tests/tool/explain_test.py \
	tests/tool/firewall_test.py \
	tests/tool/memory_test.py \
	tests/tool/sweep_test.py \
	tests/tool/what_if_test.py
EXTRA_DIST += $(long_scripts)

dist_check_SCRIPTS += tests/hardening.sh tests/structure.sh

# The tool itself, end to end.
EXTRA_DIST += \
	tests/data/junit.xsd \
	tests/npm/package.json \
	tests/tool/hostile.py \
	tests/tool/page.py \
	tests/tool/python.sh \
	tests/tool/schema.py \
	tests/tool/rules.py \
	tests/tool/strace_log.py \
	tests/tool/tool.py
dist_check_SCRIPTS += \
	tests/tool/busy_test.py \
	tests/tool/compare_test.py \
	tests/tool/contrib_test.py \
	tests/tool/faults_test.py \
	tests/tool/grids_test.py \
	tests/tool/groups_test.py \
	tests/tool/helper_test.py \
	tests/tool/hostile_test.py \
	tests/tool/html_test.py \
	tests/tool/interference_test.py \
	tests/tool/isolate_test.py \
	tests/tool/json_test.py \
	tests/tool/known_test.py \
	tests/tool/leftovers_test.py \
	tests/tool/limits_test.py \
	tests/tool/lists_test.py \
	tests/tool/markdown_test.py \
	tests/tool/namespaces_test.py \
	tests/tool/order_test.py \
	tests/tool/output_test.py \
	tests/tool/packets_test.py \
	tests/tool/redact_test.py \
	tests/tool/schema_test.py \
	tests/tool/show_test.py \
	tests/tool/standing_test.py \
	tests/tool/state_test.py \
	tests/tool/strace_test.py \
	tests/tool/usage_test.py \
	tests/tool/users_test.py \
	tests/tool/who_test.py

# Many runs of the core suite while others are on the port.
RUNS = 10000
check-interference: bindprobe$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) BINDPROBE_RUNS='$(RUNS)' \
		$(SHELL) $(srcdir)/tests/tool/python.sh \
		$(srcdir)/tests/tool/interference_test.py
.PHONY: check-interference

# The library over a made-up kernel.
check_LTLIBRARIES += libfaked.la
libfaked_la_CPPFLAGS = $(AM_CPPFLAGS) -iquote $(top_srcdir)/tests
libfaked_la_LIBADD = libcore.la
libfaked_la_SOURCES = \
	tests/fake/fake.c \
	tests/fake/fake.h \
	tests/fake/kernel.c \
	tests/fake/kernel.h \
	tests/fake/profiles.c

# A unit test is a name here and its line of flags.
unit_cppflags = $(AM_CPPFLAGS) -iquote $(top_srcdir)/tests $(CMOCKA_CFLAGS)
if SYSTEM_WIN32
# cmocka.h says printf of its functions, which MinGW takes for the system's own.
unit_cppflags += -D__printf__=__gnu_printf__
endif
LDADD = libfaked.la $(CMOCKA_LIBS)
noinst_HEADERS = tests/unit/random.h tests/unit/unit.h
probing = tests/unit/probing.c tests/unit/probing.h
spaces = tests/unit/spaces.c tests/unit/spaces.h $(probing)
unit_tests =
long_unit_tests =
if HAVE_CMOCKA
long_unit_tests += tests/unit/fault_test
unit_tests += \
	tests/unit/address_test \
	tests/unit/arena_test \
	tests/unit/behaves_test \
	tests/unit/case_test \
	tests/unit/check_test \
	tests/unit/compare_test \
	tests/unit/escape_test \
	tests/unit/deliver_test \
	tests/unit/explain_test \
	tests/unit/fake_test \
	tests/unit/finding_test \
	tests/unit/format_test \
	tests/unit/grids_test \
	tests/unit/learn_test \
	tests/unit/matrix_test \
	tests/unit/outcome_test \
	tests/unit/plan_test \
	tests/unit/probe_test \
	tests/unit/repeat_test \
	tests/unit/rules_test \
	tests/unit/setting_test \
	tests/unit/standin_test \
	tests/unit/wording_test \
	tests/unit/words_test
tests_unit_address_test_CPPFLAGS = $(unit_cppflags)
tests_unit_arena_test_CPPFLAGS = $(unit_cppflags)
tests_unit_behaves_test_CPPFLAGS = $(unit_cppflags)
tests_unit_behaves_test_SOURCES = tests/unit/behaves_test.c $(spaces)
tests_unit_case_test_CPPFLAGS = $(unit_cppflags)
tests_unit_compare_test_CPPFLAGS = $(unit_cppflags)
tests_unit_compare_test_SOURCES = tests/unit/compare_test.c $(probing)
tests_unit_deliver_test_CPPFLAGS = $(unit_cppflags)
tests_unit_deliver_test_SOURCES = tests/unit/deliver_test.c $(probing)
tests_unit_check_test_CPPFLAGS = $(unit_cppflags)
tests_unit_escape_test_CPPFLAGS = $(unit_cppflags)
tests_unit_explain_test_CPPFLAGS = $(unit_cppflags)
tests_unit_fake_test_CPPFLAGS = $(unit_cppflags)
tests_unit_fault_test_CPPFLAGS = $(unit_cppflags)
tests_unit_fault_test_SOURCES = tests/unit/fault_test.c $(probing)
tests_unit_finding_test_CPPFLAGS = $(unit_cppflags)
tests_unit_finding_test_SOURCES = tests/unit/finding_test.c $(probing)
tests_unit_format_test_CPPFLAGS = $(unit_cppflags)
tests_unit_format_test_SOURCES = tests/unit/format_test.c $(probing)
tests_unit_grids_test_CPPFLAGS = $(unit_cppflags)
tests_unit_grids_test_SOURCES = tests/unit/grids_test.c $(spaces)
tests_unit_learn_test_CPPFLAGS = $(unit_cppflags)
tests_unit_matrix_test_CPPFLAGS = $(unit_cppflags)
tests_unit_matrix_test_SOURCES = tests/unit/matrix_test.c $(probing)
tests_unit_outcome_test_CPPFLAGS = $(unit_cppflags)
tests_unit_plan_test_CPPFLAGS = $(unit_cppflags)
tests_unit_probe_test_CPPFLAGS = $(unit_cppflags)
tests_unit_probe_test_SOURCES = tests/unit/probe_test.c $(probing)
tests_unit_repeat_test_CPPFLAGS = $(unit_cppflags)
tests_unit_repeat_test_SOURCES = tests/unit/repeat_test.c $(probing)
tests_unit_setting_test_CPPFLAGS = $(unit_cppflags)
tests_unit_rules_test_CPPFLAGS = $(unit_cppflags)
tests_unit_rules_test_SOURCES = tests/unit/rules_test.c $(spaces)
tests_unit_standin_test_CPPFLAGS = $(unit_cppflags)
tests_unit_wording_test_CPPFLAGS = $(unit_cppflags)
tests_unit_wording_test_SOURCES = tests/unit/wording_test.c $(probing)
tests_unit_words_test_CPPFLAGS = $(unit_cppflags)
if WITH_JANSSON
if HAVE_MEMORY_STREAMS
long_unit_tests += tests/unit/read_test
if LINKER_WRAPS
unit_tests += tests/unit/no_memory_test
endif
endif
endif
if SYSTEM_LINUX
unit_tests += tests/unit/drop_test tests/unit/environment_test tests/unit/refusal_test
if HAVE_GETIFADDRS
if HAVE_INET6
unit_tests += tests/unit/interfaces_test
endif
endif
endif
else
dist_check_SCRIPTS += tests/no_cmocka.sh
endif
tests_unit_read_test_CPPFLAGS = $(unit_cppflags)
tests_unit_read_test_SOURCES = tests/unit/read_test.c tests/unit/reading.c \
	tests/unit/reading.h $(spaces)
tests_unit_no_memory_test_CPPFLAGS = $(unit_cppflags)
tests_unit_no_memory_test_SOURCES = tests/unit/no_memory_test.c $(spaces)
tests_unit_no_memory_test_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=malloc -Wl,--wrap=calloc \
	-Wl,--wrap=realloc -Wl,--wrap=bp__arena_array
tests_unit_drop_test_CPPFLAGS = $(unit_cppflags)
tests_unit_drop_test_LDADD = $(CMOCKA_LIBS)
tests_unit_drop_test_SOURCES = tests/unit/drop_test.c src/sys/drop.c \
	src/sys/linux_capability.c
tests_unit_refusal_test_CPPFLAGS = $(unit_cppflags)
tests_unit_refusal_test_LDADD = $(CMOCKA_LIBS)
tests_unit_refusal_test_SOURCES = tests/unit/refusal_test.c src/sys/linux_refusal.c
tests_unit_environment_test_CPPFLAGS = $(unit_cppflags)
tests_unit_environment_test_LDADD = $(CMOCKA_LIBS)
tests_unit_environment_test_SOURCES = tests/unit/environment_test.c \
	src/sys/linux_environment.c
tests_unit_interfaces_test_CPPFLAGS = $(unit_cppflags)
tests_unit_interfaces_test_LDADD = libcore.la $(CMOCKA_LIBS)
tests_unit_interfaces_test_SOURCES = tests/unit/interfaces_test.c \
	src/sys/inet6.c src/sys/interfaces.c src/sys/sockaddr.c
EXTRA_DIST += tests/no_cmocka.sh

# Fuzz targets, which here are handed what was found before: see tests/fuzz/fuzz.h.
EXTRA_DIST += tests/fuzz/corpus-case tests/fuzz/corpus-read tests/fuzz/fuzz.sh
noinst_HEADERS += tests/fuzz/fuzz.h
fuzz_cppflags = $(AM_CPPFLAGS) -iquote $(top_srcdir)/tests
unit_tests += tests/fuzz/case_fuzz
tests_fuzz_case_fuzz_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_case_fuzz_LDADD = libfaked.la
tests_fuzz_case_fuzz_SOURCES = tests/fuzz/case.c tests/fuzz/replay.c
if WITH_JANSSON
if HAVE_MEMORY_STREAMS
unit_tests += tests/fuzz/read_fuzz
endif
endif
tests_fuzz_read_fuzz_CPPFLAGS = $(fuzz_cppflags)
tests_fuzz_read_fuzz_LDADD = libfaked.la
tests_fuzz_read_fuzz_SOURCES = tests/fuzz/read.c tests/fuzz/replay.c

# make fuzz with libFuzzer, which clang has; make fuzz-afl with AFL++. FUZZ_SECONDS=N is how
# long each target runs.
fuzz_targets = case
if WITH_JANSSON
fuzz_targets += read
endif
fuzz_run = $(AM_TESTS_ENVIRONMENT) FUZZ_TARGETS='$(fuzz_targets)' \
	FUZZ_FLAGS='-std=c11 $(DEFS) -I. $(fuzz_cppflags) $(JANSSON_CFLAGS)' \
	FUZZ_LIBS='$(JANSSON_LIBS)' $(SHELL) $(top_srcdir)/tests/fuzz/fuzz.sh
fuzz_sources = $(libcore_la_SOURCES) $(libfaked_la_SOURCES)

fuzz: config.h
	$(fuzz_run) libfuzzer $(fuzz_sources)

fuzz-afl: config.h
	$(fuzz_run) afl $(fuzz_sources)

clean-local:
	rm -rf coverage fuzz tests/wine tests/wine.lock
.PHONY: fuzz fuzz-afl

check_PROGRAMS += $(long_unit_tests) $(unit_tests)
