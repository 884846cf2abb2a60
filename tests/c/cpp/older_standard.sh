#!/bin/sh
# In a standard that is too old, the header says so, once, and nothing else: older_standard.sh <compiler> <include folder>
errors=$(echo '#include <wellclient.hpp>' | "$1" -std=c++14 -x c++ -fsyntax-only -I"$2" - 2>&1)
count=$(echo "$errors" | grep -c ': error: ')
echo "$errors"
test "$count" -eq 1 && echo "$errors" | grep -q 'needs C++17'
