#!/bin/sh
# A rollout that only pretends, to try the bot with: about three seconds of steps, progress and log lines.
# It fails for any version with "bad" in its name.
set -eu

service=$1
environment=$2
version=$3

step() {
    echo "::step:: $1"
    echo "::progress:: $2"
}

step "Fetch $version" 10
echo "fetching $service $version"
sleep 0.6

step "Check the image" 30
echo "image $service:$version"
sleep 0.5
echo "signature is good"

step "Replace instances" 50
for instance in 1 2 3; do
    echo "$service-$environment-$instance: stopping the old one"
    sleep 0.3
    echo "$service-$environment-$instance: running $version"
    echo "::progress:: $((50 + instance * 12))"
done

step "Ask for its health" 90
sleep 0.6
case $version in
*bad*)
    echo "$service-$environment-1: GET /health answered 500" >&2
    echo "$service-$environment-1: the new version does not start; the old one keeps serving" >&2
    exit 1
    ;;
esac
echo "all three instances answer"
sleep 0.4

step "Done" 100
echo "$service $version serves $environment"
