# make lint: what reads the sources, and has nothing to say; LINT='cppcheck shellcheck' picks.
# make memcheck: unit tests and a whole run under valgrind(1). tests/tool/memory_test.py has
# more runs, in make check.
EXTRA_DIST += \
	.clang-tidy \
	tests/lint/accepted \
	tests/lint/lint.sh

LINT = gcc-fanalyzer clang-tidy cppcheck shellcheck clang-format
lint_flags = -std=gnu11 $(DEFS) -I. -iquote $(abs_top_srcdir)/src $(JANSSON_CFLAGS) -Wall -Wextra \
	-Wno-missing-field-initializers

lint: config.h
	@$(AM_TESTS_ENVIRONMENT) LINT_FLAGS='$(lint_flags)' bash $(top_srcdir)/tests/lint/lint.sh \
		$(LINT) -- $(bindprobe_SOURCES) $(libcore_la_SOURCES) $(libsys_la_SOURCES)

# Those that take minutes under valgrind run under the sanitizers alone.
memcheck_tests = \
	tests/unit/address_test \
	tests/unit/arena_test \
	tests/unit/case_test \
	tests/unit/check_test \
	tests/unit/deliver_test \
	tests/unit/escape_test \
	tests/unit/finding_test \
	tests/unit/outcome_test \
	tests/unit/plan_test \
	tests/unit/repeat_test \
	tests/unit/standin_test
memcheck_valgrind = valgrind -q --error-exitcode=99 --leak-check=full

memcheck: bindprobe$(EXEEXT)
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(memcheck_tests)' EMULATOR='$(memcheck_valgrind)'
	$(memcheck_valgrind) --track-fds=yes ./bindprobe$(EXEEXT) -v -f json -o memcheck.json
	rm -f memcheck.json
.PHONY: lint memcheck
