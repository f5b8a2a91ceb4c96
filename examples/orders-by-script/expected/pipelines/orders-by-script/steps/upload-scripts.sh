#!/bin/sh
# Uploads the pipeline's Spark scripts, and its pod templates if it has any, to where EMR reads them. Only what has changed is written, since with trigger
# "script" every new script starts a run.
#
# Environment: SCRIPTS_BUCKET, SCRIPTS_PREFIX (scripts/), AWS_REGION, ACCOUNT_ID (the bucket's owner; a bucket of someone
# else is refused), SCRIPTS_DIR (folder of the scripts; /scripts), POD_TEMPLATES_DIR (folder of the pod templates; /pod-templates),
# WAIT_SECONDS (how long to wait for a bucket that is not there yet; 600).
set -eu
: "${SCRIPTS_BUCKET:?is the bucket of the scripts}" "${AWS_REGION:?}" "${ACCOUNT_ID:?}"
export AWS_REGION AWS_DEFAULT_REGION="$AWS_REGION" AWS_PAGER=

s3api() {
  command=$1
  shift
  aws s3api "$command" --bucket "$SCRIPTS_BUCKET" --expected-bucket-owner "$ACCOUNT_ID" "$@"
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

waited=0
until reason=$(s3api head-bucket 2>&1 >/dev/null); do
  if [ "$waited" -ge "${WAIT_SECONDS:-600}" ]; then
    echo "error: bucket $SCRIPTS_BUCKET cannot be reached after $waited seconds: $(echo "$reason" | tail -n 1)" >&2
    exit 1
  fi
  [ "$waited" -gt 0 ] || echo "Waiting for bucket $SCRIPTS_BUCKET: $(echo "$reason" | tail -n 1)"
  sleep 5
  waited=$((waited + 5))
done

upload() { # FILE KEY TYPE
  ours=$(sha256 "$1")
  # An object that is not there, or that something else uploaded, has no such mark.
  theirs=$(s3api head-object --key "$2" --query Metadata.sha256 --output text 2>/dev/null) || theirs=none
  if [ "$ours" = "$theirs" ]; then
    echo "s3://$SCRIPTS_BUCKET/$2 is up to date."
  else
    s3api put-object --key "$2" --body "$1" --content-type "$3" --metadata "sha256=$ours" >/dev/null
    echo "s3://$SCRIPTS_BUCKET/$2 is uploaded (SHA-256 $ours)."
  fi
}

# First what a job needs besides its script: the script may start a run.
for template in "${POD_TEMPLATES_DIR:-/pod-templates}"/*.yaml; do
  [ -f "$template" ] || continue
  upload "$template" "${SCRIPTS_PREFIX:-scripts/}pod-templates/${template##*/}" application/yaml
done

found=0
for script in "${SCRIPTS_DIR:-/scripts}"/*.py; do
  [ -f "$script" ] || continue
  found=$((found + 1))
  upload "$script" "${SCRIPTS_PREFIX:-scripts/}${script##*/}" text/x-python
done

if [ "$found" -eq 0 ]; then
  echo "error: there is no script (*.py) in ${SCRIPTS_DIR:-/scripts}" >&2
  exit 1
fi
