"""Fetches the jars of ivy.xml into a folder: `fetch.py JAVA_HOME FOLDER`. bin/lib/spark-jars calls it.

Ivy, which pyspark brings, downloads them from Maven Central, or from the mirror of Maven Central that this machine has been told
of (the variable MAVEN_MIRROR_URL, or ~/.m2/settings.xml). Every jar must have its sum in jars.sha256.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import warnings
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pyspark
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12Certificate, serialize_java_truststore

HERE = Path(__file__).parent
# Keeps nothing secret: Java just wants one.
PASSWORD = "changeit"


class Failed(Exception):
    """Why the jars could not be had: a sentence with the remedy."""


def main(java_home: Path, folder: Path) -> None:
    """Fills `folder`, which must not exist, in one step: it appears complete or not at all."""
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="jars-") as name:
        scratch = Path(name)
        run_ivy(java_home, scratch)
        check_sums(scratch / "jars")
        (scratch / "jars").rename(folder)


def run_ivy(java_home: Path, scratch: Path) -> None:
    """Downloads the jars into `scratch`/jars."""
    ivy = next((Path(pyspark.__file__).parent / "jars").glob("ivy-*.jar"))
    command = [str(java_home / "bin" / "java"), f"-Divy.default.ivy.user.dir={scratch / 'ivy'}", *trust(scratch / "trust.p12")]
    command += ["-cp", str(ivy), "org.apache.ivy.Main", "-warn", "-ivy", str(HERE / "ivy.xml"), "-cache", str(scratch / "cache")]
    mirror = find_mirror(os.environ.get("MAVEN_MIRROR_URL"), Path.home() / ".m2" / "settings.xml")
    if mirror:
        settings = scratch / "ivysettings.xml"
        settings.write_text(
            '<ivysettings><settings defaultResolver="mirror"/><resolvers>'
            f'<ibiblio name="mirror" m2compatible="true" root={quoteattr(mirror)}/></resolvers></ivysettings>'
        )
        command += ["-settings", str(settings)]
    command += ["-types", "jar", "-retrieve", f"{scratch}/jars/[artifact]-[revision].[ext]"]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL)
    if result.returncode != 0 or not (scratch / "jars").is_dir():
        problem = next((line.strip() for line in result.stdout.splitlines() if "error" in line.lower()), result.stdout[-500:])
        raise Failed(
            f"the jars could not be fetched from {mirror or 'Maven Central'} ({problem}); check the network, "
            "or set MAVEN_MIRROR_URL to a mirror of Maven Central that this machine reaches"
        )


def trust(store: Path) -> list[str]:
    """Options that make Java trust the certificates that Python trusts here, a company's own among them."""
    entries = []
    # One of a hundred certificates may be older than today's rules; it is not worth a word.
    warnings.simplefilter("ignore")
    for number, der in enumerate(ssl.create_default_context().get_ca_certs(binary_form=True)):
        with contextlib.suppress(ValueError):
            entries.append(PKCS12Certificate(x509.load_der_x509_certificate(der), str(number).encode()))
    if not entries:
        return []
    store.write_bytes(serialize_java_truststore(entries, BestAvailableEncryption(PASSWORD.encode())))
    prefix = "-Djavax.net.ssl.trustStore"
    return [f"{prefix}={store}", f"{prefix}Type=PKCS12", f"{prefix}Password={PASSWORD}"]


def find_mirror(variable: str | None, maven_settings: Path) -> str | None:
    """The address of a mirror of Maven Central, with a slash at its end, or None for Central itself."""
    url = variable
    if not url and maven_settings.is_file():
        try:
            tree = ElementTree.parse(maven_settings)
        except ElementTree.ParseError:
            return None
        for mirror in tree.iterfind(".//{*}mirror"):
            places = (mirror.findtext("{*}mirrorOf") or "").replace(" ", "").split(",")
            if {"*", "central", "external:*"} & set(places) and "!central" not in places:
                url = mirror.findtext("{*}url")
                break
    return f"{url.strip().rstrip('/')}/" if url else None


def check_sums(jars: Path) -> None:
    """Holds what was downloaded against jars.sha256. Both must have the same files."""
    wanted = dict(reversed(line.split()) for line in (HERE / "jars.sha256").read_text().splitlines())
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in jars.iterdir()}
    if found != wanted:
        listing = "\n".join(f"{digest}  {name}" for name, digest in sorted(found.items()))
        raise Failed(f"what was downloaded is not what jars.sha256 says; nothing was kept. Found:\n{listing}")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except (Failed, OSError, shutil.Error) as failure:
        print(f"error: {failure}", file=sys.stderr)
        sys.exit(1)
