#!/bin/sh
# Stands in for the C unit tests where configure did not find what they need.
echo "1..0 # SKIP the C unit tests need cmocka: install it and run configure again"
