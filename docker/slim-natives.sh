#!/usr/bin/env bash
# Takes out of the jars of a folder the native libraries of every platform but one. ONNX Runtime and the tokenizers
# bring theirs for all. Usage: slim-natives.sh FOLDER amd64|arm64
set -euo pipefail
folder=$(cd "$1" && pwd)
case $2 in
  amd64) keep='linux-x64|linux-x86_64|linux-x86-64' ;;
  arm64) keep='linux-aarch64' ;;
  *) echo "slim-natives.sh: no platform $2; amd64 and arm64 are known." >&2; exit 1 ;;
esac
for jar in "$folder"/{onnxruntime,tokenizers,jna}-*.jar; do
  work=$(mktemp -d)
  (
    cd "$work"
    jar --extract --file "$jar"
    for natives in ai/onnxruntime/native native/lib com/sun/jna; do
      if [ -d "$natives" ]; then
        find "$natives" -mindepth 1 -maxdepth 1 -type d -regextype posix-extended \
          -regex '.*/(linux|win|win32|osx|darwin|aix|android|freebsd|openbsd|dragonflybsd|sunos)-[^/]*' \
          -not -regex ".*/($keep)" -exec rm -r {} +
      fi
    done
    jar --create --file "$jar" --manifest META-INF/MANIFEST.MF -C . .
  )
  rm -r "$work"
done
