# Sourced by the scripts beside it: where downloads are kept, how two runs at once are kept apart. Works with bash 3.2 (macOS).

# The folder everything fetched goes to. Deleting it is always safe; it is filled again.
cache_root() {
  printf '%s/data-pipelines\n' "${XDG_CACHE_HOME:-$HOME/.cache}"
}

# say TEXT: progress for a person. Never on stdout, which carries the answer.
say() {
  printf '%s\n' "$*" >&2
}

# fail TEXT: one sentence with the remedy, then exit 1.
fail() {
  say "error: $*"
  exit 1
}

# short_hash FILE…: 12 hexadecimal digits that change whenever any of the files does.
short_hash() {
  if command -v sha256sum >/dev/null; then
    cat -- "$@" | sha256sum | cut -c1-12
  else
    cat -- "$@" | shasum -a 256 | cut -c1-12
  fi
}

# lock FILE PYTHON: waits until no other process holds FILE, and holds it until this script ends, however it ends.
# The lock belongs to the open file, not to the Python process that asks for it, so there is no stale lock to clean up;
# and Python has it where the `flock` command is missing.
lock() {
  exec 9>"$1"
  "$2" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null && return
  say "waiting for another run that holds $1"
  "$2" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
}
