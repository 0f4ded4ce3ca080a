# The tests: see README, "Hacking".
