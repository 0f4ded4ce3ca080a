# The manual pages.

dist_man_MANS += \
	man/bindprobe-report.5 \
	man/bindprobe.1 \
	man/libbindprobe.3
