#!/bin/bash
# namespace.sh lo|host COMMAND...: gives the network namespace it runs in, which is fresh,
# the addresses that reports of systems are made with, and runs the command there: on
# loopback alone, or on an interface eth0 beside it too.
set -eu

kind=$1
shift
ip link set lo up
if [ "$kind" = host ]; then
	# Kernels have one or the other. None leads anywhere.
	ip link add eth0 type dummy 2>/dev/null || ip link add eth0 type bridge 2>/dev/null ||
		ip link add eth0 type veth peer name eth0-peer
	ip link set eth0 addrgenmode none multicast on arp on
	ip link set eth0 up
	ip addr add 192.0.2.2/24 dev eth0
	ip addr add fd00::2/64 dev eth0 nodad
	ip addr add fe80::2/64 dev eth0 nodad
fi
exec "$@"
