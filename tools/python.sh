# Prints the first Python that Auricle runs on; nothing when there is none.
for name in python3.11 python3.12 python3.13 python3 python; do
  found=$(command -v "$name" 2>/dev/null) || continue
  "$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
  echo "$found"
  break
done
