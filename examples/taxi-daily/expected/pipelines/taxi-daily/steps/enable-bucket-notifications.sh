#!/bin/sh
# Has S3 send the events of a bucket to EventBridge, so that an object that arrives can start a run.
#
# ACK cannot do this: it knows no such switch, and whatever it wrote would replace the bucket's other notifications. So
# this reads what is configured, adds the switch and writes it back. Run it as often as you like: where the switch is on
# already, nothing is written. S3 takes up to five minutes until it acts on a change.
#
# Environment: BUCKET, AWS_REGION, ACCOUNT_ID (the bucket's owner; a bucket of someone else is refused),
# WAIT_SECONDS (how long to wait for a bucket that is not there yet; 600).
set -eu
: "${BUCKET:?is the bucket whose events are wanted}" "${AWS_REGION:?}" "${ACCOUNT_ID:?}"
export AWS_REGION AWS_DEFAULT_REGION="$AWS_REGION" AWS_PAGER=

s3api() {
  command=$1
  shift
  aws s3api "$command" --bucket "$BUCKET" --expected-bucket-owner "$ACCOUNT_ID" "$@"
}

waited=0
until reason=$(s3api head-bucket 2>&1 >/dev/null); do
  if [ "$waited" -ge "${WAIT_SECONDS:-600}" ]; then
    echo "error: bucket $BUCKET cannot be reached after $waited seconds: $(echo "$reason" | tail -n 1)" >&2
    exit 1
  fi
  [ "$waited" -gt 0 ] || echo "Waiting for bucket $BUCKET: $(echo "$reason" | tail -n 1)"
  sleep 5
  waited=$((waited + 5))
done

is_on() {
  # An empty answer stands for an empty configuration.
  # shellcheck disable=SC2016 # the backquotes are JMESPath's
  [ "$(s3api get-bucket-notification-configuration --output json \
    --query 'EventBridgeConfiguration != `null`')" = true ]
}

if is_on; then
  echo "Bucket $BUCKET sends its events to EventBridge already; nothing to do."
  exit 0
fi

# shellcheck disable=SC2016 # the backquotes are JMESPath's
wanted=$(s3api get-bucket-notification-configuration --output json \
  --query 'merge(@, {EventBridgeConfiguration: `{}`})')
echo "Bucket $BUCKET does not send its events to EventBridge yet. It gets this configuration:"
echo "$wanted"

# The other destinations stay as they are, so whether they work is not asked again.
s3api put-bucket-notification-configuration --notification-configuration "$wanted" --skip-destination-validation

if ! is_on; then
  echo "error: bucket $BUCKET still does not send its events to EventBridge; something else replaced the configuration" >&2
  exit 1
fi
echo "Bucket $BUCKET now sends its events to EventBridge. S3 may take five minutes until it does."
