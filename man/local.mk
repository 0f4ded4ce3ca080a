# The manual pages.

dist_man_MANS += \
	man/bindprobe.1
