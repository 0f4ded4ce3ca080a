# make check-mutants: the unit tests notice small changes to what judges and explains. MUTANTS
# has arguments, as '--count 300 --seed 1'.
EXTRA_DIST += \
	tests/mutants/equivalent \
	tests/mutants/mutants.py
mutated = \
	src/analyse/learn.c \
	src/analyse/pair.c \
	src/analyse/rules.c \
	src/analyse/table.c \
	src/analyse/words.c \
	src/probe/finding.c \
	src/probe/judge.c \
	src/probe/judge_address.c \
	src/probe/judge_history.c \
	src/probe/judge_table.c \
	src/probe/judge_takeover.c \
	src/probe/judge_v6only.c \
	src/probe/judge_wildcard.c \
	src/probe/recipe.c \
	src/probe/verdict.c
mutant_tests = \
	tests/unit/behaves_test$(EXEEXT) \
	tests/unit/fault_test$(EXEEXT) \
	tests/unit/finding_test$(EXEEXT) \
	tests/unit/format_test$(EXEEXT) \
	tests/unit/grids_test$(EXEEXT) \
	tests/unit/learn_test$(EXEEXT) \
	tests/unit/matrix_test$(EXEEXT) \
	tests/unit/no_memory_test$(EXEEXT) \
	tests/unit/plan_test$(EXEEXT) \
	tests/unit/probe_test$(EXEEXT) \
	tests/unit/repeat_test$(EXEEXT) \
	tests/unit/rules_test$(EXEEXT) \
	tests/unit/wording_test$(EXEEXT) \
	tests/unit/words_test$(EXEEXT)

check-mutants: $(mutant_tests)
	@$(AM_TESTS_ENVIRONMENT) \
	MUTANT_FLAGS='-std=gnu11 $(DEFS) -I. -iquote $(abs_top_srcdir)/src $(JANSSON_CFLAGS)' \
	MUTANT_LIBS='$(JANSSON_LIBS) $(CMOCKA_LIBS) $(LIBS)' \
		python3 -B $(top_srcdir)/tests/mutants/mutants.py $(MUTANTS) $(mutated)
.PHONY: check-mutants
