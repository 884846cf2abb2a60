#!/bin/sh
# In a standard that is too old, each header says so, once, and nothing else: older_standard.sh <compiler> <include folder>
for header in "$2"/wellclient.hpp "$2"/wellclient/*.hpp; do
  errors=$("$1" -std=c++14 -x c++ -fsyntax-only "$header" 2>&1)
  echo "$errors"
  test "$(echo "$errors" | grep -c ': error: ')" -eq 1 || exit 1
  echo "$errors" | grep -q 'needs C++17' || exit 1
done
