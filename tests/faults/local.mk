# make check-faults: every system call is made to fail, by strace(1); see faults.py. It is apart from
# make check for its hours. SAMPLE=N takes N of the runs.
EXTRA_DIST += tests/faults/faults.py

check-faults: bindprobe$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) SAMPLE='$(SAMPLE)' \
		$(PY_LOG_COMPILER) '$(abs_top_srcdir)'/tests/faults/faults.py || test $$? = 77
.PHONY: check-faults
