# Reports of systems that were really run, as make check-systems left them.

profilesdir = $(pkgdatadir)/profiles
dist_profiles_DATA =

EXTRA_DIST += profiles/update

# All that check-systems has run becomes profiles/, and the table in the program.
profiles: check-systems
	$(srcdir)/profiles/update $(srcdir) systems
.PHONY: profiles
