"""TLS contexts of scripts, made of the certificates in spec/certificates/."""

import os
import ssl

CERTIFICATES = os.path.join(os.path.dirname(__file__), "..", "..", "spec", "certificates")


def make_context(name, declared):
    is_server = declared["side"] == "server"
    context = Context(ssl.PROTOCOL_TLS_SERVER if is_server else ssl.PROTOCOL_TLS_CLIENT)
    context.script_name = name
    context.is_server = is_server
    _speak_only(context, declared.get("version", "1.2"))
    if hasattr(ssl, "OP_IGNORE_UNEXPECTED_EOF"):
        context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    if "certificate" in declared:
        context.load_cert_chain(_path(declared["certificate"]))
    if declared.get("verifies", not is_server):
        context.verify_mode = ssl.CERT_REQUIRED
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if declared.get("trusts", True):
        context.load_verify_locations(_path("ca"))
    return context


def _speak_only(context, version):
    if hasattr(ssl, "TLSVersion"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2 if version == "1.2" else ssl.TLSVersion.TLSv1_3
    else:
        context.options |= ssl.OP_NO_TLSv1_3 if version == "1.2" else ssl.OP_NO_TLSv1_2 | ssl.OP_NO_TLSv1_1 | ssl.OP_NO_TLSv1


def _path(name):
    return os.path.join(CERTIFICATES, name + ".pem")


class Context(ssl.SSLContext):
    """One that knows its name in the script, and which side it is for."""
