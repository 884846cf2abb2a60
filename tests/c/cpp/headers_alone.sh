#!/bin/sh
# Each header stands on what it includes itself: headers_alone.sh <compiler> <include folder>
for header in "$2"/wellclient.hpp "$2"/wellclient/*.hpp; do
  echo "#include \"$header\"" | "$1" -std=c++17 -Wall -Wextra -Wpedantic -Werror -x c++ -fsyntax-only - || exit 1
done
