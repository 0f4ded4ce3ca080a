# Reports of systems that were really run, as make check-systems left them.

profilesdir = $(pkgdatadir)/profiles
dist_profiles_DATA = \
	profiles/armhf.json \
	profiles/dietlibc.json \
	profiles/gvisor.json \
	profiles/kernel-noipv6.json \
	profiles/kernel.json \
	profiles/linux.json \
	profiles/lwip.json \
	profiles/musl.json \
	profiles/s390x.json \
	profiles/uml-noipv6.json \
	profiles/uml-v6only.json \
	profiles/uml.json \
	profiles/windows.json

EXTRA_DIST += profiles/update

# All that check-systems has run becomes profiles/, the table in the program, and what the
# README says of it.
profiles: check-systems
	$(srcdir)/profiles/update $(srcdir) systems
	$(MAKE) $(AM_MAKEFLAGS) bindprobe$(EXEEXT)
	$(srcdir)/profiles/update $(srcdir) --readme ./bindprobe$(EXEEXT)
.PHONY: profiles
