#!/usr/bin/env bash
# japicmp passes a method whose parameter is now a list of another type.
#
# Guess:   a check that stops at what breaks sources stops where callers no longer compile. It does so for the type
#          argument of a result: List<String> that becomes List<Integer> is METHOD_RETURN_TYPE_GENERICS_CHANGED.
# Happens: for a parameter of a method or a constructor the report shows the change, but it counts as compatible: the exit
#          code is 0 with both --error-on options, and no caller compiles.
# Version: japicmp 0.27.0
# Needs:   Maven and a JDK 17 or newer
# Output seen:
#   | result of a method: exit 1, METHOD_RETURN_TYPE_GENERICS_CHANGED, the caller does not compile
#   | type of a field: exit 1, FIELD_GENERICS_CHANGED, the caller does not compile
#   | parameter of a method: exit 0, (<- <java.lang.String>), the caller does not compile
#   | parameter of a constructor: exit 0, (<- <java.lang.String>), the caller does not compile
set -euo pipefail

expected=$(sed -n -e 's/^#   |$//p' -e 's/^#   | //p' "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId><artifactId>probe</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.github.siom79.japicmp</groupId><artifactId>japicmp</artifactId><version>0.27.0</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
  { cat maven.log >&2; exit 2; }

archive() { # FOLDER MEMBER
  mkdir "$1"
  printf 'package library;\nimport java.util.List;\npublic class Api { %s }\n' "$2" >"$1/Api.java"
  javac -d "$1/classes" "$1/Api.java"
  jar --create --file "$1/api.jar" -C "$1/classes" .
}

compare() { # TITLE MEMBER CALL: the member is compared with the same one where String is Integer
  local code=0 compiles='does not compile'
  rm -rf old new
  archive old "$2"
  archive new "${2//String/Integer}"
  java -cp 'lib/*' japicmp.JApiCmp --old old/api.jar --new new/api.jar --only-modified --error-on-binary-incompatibility \
    --error-on-source-incompatibility >log 2>&1 || code=$?
  printf 'import library.Api;\nimport java.util.List;\nclass Caller { void call(Api api, List<String> texts) { %s; } }\n' "$3" \
    >Caller.java
  javac -cp old/api.jar -d caller Caller.java
  ! javac -cp new/api.jar -d caller Caller.java 2>/dev/null || compiles='compiles'
  echo "$1: exit $code, $(grep -o -E '(METHOD|FIELD)_[A-Z_]+|[(]<- <java.lang.String>[)]' log | tail -1), the caller $compiles"
}
actual=$(
  compare "result of a method" 'public List<String> get() { return null; }' 'texts = api.get()'
  compare "type of a field" 'public List<String> field;' 'texts = api.field'
  compare "parameter of a method" 'public void set(List<String> values) {}' 'api.set(texts)'
  compare "parameter of a constructor" 'public Api(List<String> values) {}' 'new Api(texts)'
)

if [ "$actual" != "$expected" ]; then
  printf 'CHANGED: the output differs from the one described (< described, > now)\n' >&2
  diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") >&2 || true
  exit 1
fi
printf 'HOLDS:\n%s\n' "$actual"
