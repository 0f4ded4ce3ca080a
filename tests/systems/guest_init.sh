#!/bin/sh
# The first process of a guest that boots a kernel to be probed: gives it the addresses that
# namespace.sh gives, probes, sends the report home over the console and powers off. The
# kernel hands over what its command line has of these:
#
#   guest_ipv6=absent     leaves out the module that is IPv6
#   guest_ipv6=only       sets net.ipv6.bindv6only
#   guest_modules=FOLDER  where the host has modules, for a kernel that sees the host's files
#   guest_shell=yes       starts a shell on the console, and does not probe
#
# On the console the report is a line "report begins", base64 of gzip's, and a line "report
# ends with status N".
set -u
export PATH=/bin

set_to() {
	if [ -e "/proc/sys/net/ipv6/$1" ]; then
		echo "$2" >"/proc/sys/net/ipv6/$1"
	fi
}

# An interface that leads nowhere, or the loopback where the kernel has none of that kind.
make_interface() {
	modprobe dummy numdummies=0 2>/dev/null || insmod /lib/modules/dummy.ko* numdummies=0
	if ip link add eth0 type dummy 2>/dev/null; then
		interface=eth0
		ip link set eth0 multicast on arp on
	else
		interface=lo
	fi
	# No addresses but ours, and those at once.
	set_to conf/$interface/addr_gen_mode 1
	set_to conf/$interface/accept_dad 0
	ip link set $interface up
	ip addr add 192.0.2.2/24 dev $interface
	if [ -e /proc/net/if_inet6 ]; then
		ip addr add fd00::2/64 dev $interface
		ip addr add fe80::2/64 dev $interface
	fi
}

mount -t devtmpfs devtmpfs /dev
exec </dev/console >/dev/console 2>&1
mount -t proc proc /proc
mount -t sysfs sysfs /sys
dmesg -n 1
if [ -n "${guest_modules:-}" ]; then
	mount -t hostfs none /lib/modules -o "$guest_modules"
fi
ip link set lo up
[ "${guest_ipv6:-}" = absent ] || modprobe ipv6 2>/dev/null # or it is built in
make_interface
[ "${guest_ipv6:-}" != only ] || set_to bindv6only 1

if [ "${guest_shell:-}" = yes ]; then
	while :; do
		setsid -c sh </dev/ttyS0 >/dev/ttyS0 2>&1
	done
fi
bindprobe -f json -s core,reuse >/tmp/report.json
status=$?
echo "report begins"
gzip -c /tmp/report.json | base64
echo "report ends with status $status"
poweroff -f
