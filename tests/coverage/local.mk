# make coverage: how much of src/ the tests reach, which has a lower limit.
EXTRA_DIST += \
	tests/coverage/coverage.sh \
	tests/coverage/excluded \
	tests/coverage/flush.c

coverage:
	@$(AM_TESTS_ENVIRONMENT) bash $(top_srcdir)/tests/coverage/coverage.sh
.PHONY: coverage
