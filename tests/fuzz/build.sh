#!/usr/bin/env bash
# Builds the fuzz targets as OSS-Fuzz asks for it: with $CXX and $CXXFLAGS, linked with $LIB_FUZZING_ENGINE, into $OUT, each
# with its seeds, and with what it needs at run time beside it. Needs cmake, ninja, Boost, nlohmann-json, CLI11 and OpenSSL, and
# python3 where difference_fuzzer runs. There is no dictionary: an input is a row of decisions, a byte each, and no text.
# By hand: LIB_FUZZING_ENGINE=-fsanitize=fuzzer OUT=/tmp/out tests/fuzz/build.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

: "${OUT:?the folder where the targets are put}"
export CXX=${CXX:-clang++}
export CXXFLAGS=${CXXFLAGS:--O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=function -fno-sanitize-recover=all}
export LIB_FUZZING_ENGINE=${LIB_FUZZING_ENGINE:--fsanitize=fuzzer}
build=${WORK:-build}/oss-fuzz

cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None -DSTREAMSPEC_BUILD_TESTS=ON -DSTREAMSPEC_BUILD_BENCHMARKS=OFF \
  "-DSTREAMSPEC_FUZZING_ENGINE=$LIB_FUZZING_ENGINE"
cmake --build "$build" --target reference_fuzzer difference_fuzzer

mkdir -p "$OUT/spec" "$OUT/tools"
cp -r spec/epilogue spec/releases.json "$OUT/spec/"
cp -r tools/streams_driver.py tools/pystreams "$OUT/tools/"
for target in reference_fuzzer difference_fuzzer; do
  cp "$build/bin/$target" "$OUT/"
  python3 -m zipfile -c "$OUT/${target}_seed_corpus.zip" tests/fuzz/seeds/*
done
