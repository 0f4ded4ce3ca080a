# Reports of made-up systems, for tests that read pages.
check_PROGRAMS += tests/pages/page
tests_pages_page_CPPFLAGS = $(AM_CPPFLAGS) -iquote $(top_srcdir)/tests
tests_pages_page_LDADD = libfaked.la

# make check-pages: reports in Markdown renderers and in Chromium. It is apart from make check
# for what it needs, which is node, packages of tests/npm and Chromium, and for its minute.
EXTRA_DIST += \
	tests/pages/browse.js \
	tests/pages/pages_test.py \
	tests/pages/render.js

check-pages: bindprobe$(EXEEXT) tests/pages/page$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) PYTHONPATH='$(abs_top_srcdir)/tests/tool' \
		$(SHELL) $(top_srcdir)/tests/tool/python.sh \
		$(top_srcdir)/tests/pages/pages_test.py
.PHONY: check-pages
