# make check-fleet: contrib/ansible over ssh to hosts of the test's own. It is apart from
# make check for what it needs, which is root, ansible-core and sshd, and for its minute.
EXTRA_DIST += \
	tests/fleet/fleet.py \
	tests/fleet/fleet_test.py \
	tests/fleet/host.sh

check-fleet: bindprobe$(EXEEXT) bindprobe-static$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) PYTHONPATH='$(abs_top_srcdir)/tests/tool' \
		$(SHELL) $(top_srcdir)/tests/tool/python.sh \
		$(top_srcdir)/tests/fleet/fleet_test.py
.PHONY: check-fleet
