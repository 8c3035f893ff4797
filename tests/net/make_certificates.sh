#!/bin/sh
# Makes the certificates that the TLS tests use, with the openssl command: an authority, a certificate of localhost, one of another
# host, one of a client.
# usage: make_certificates.sh DIRECTORY
set -eu
mkdir -p "$1"
cd "$1"

key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null
}

# signed NAME COMMON-NAME EXTENSION...: a certificate of our authority, with its key, in NAME.pem.
signed() {
  name=$1
  subject=$2
  shift 2
  key "$name"
  openssl req -new -key "$name.key" -subj "/CN=$subject" -out "$name.csr"
  printf '%s\n' 'basicConstraints=critical,CA:FALSE' "$@" >"$name.ext"
  openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile "$name.ext" -out "$name.crt" 2>/dev/null
  cat "$name.crt" "$name.key" >"$name.pem"
  rm "$name.csr" "$name.ext"
}

key ca
openssl req -x509 -new -key ca.key -subj '/CN=streamspec test authority' -days 3650 \
  -addext 'keyUsage=critical,keyCertSign,cRLSign' -out ca.pem
signed localhost localhost 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'
signed other other.example 'subjectAltName=DNS:other.example'
signed client 'a client'
