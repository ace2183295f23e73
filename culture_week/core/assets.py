"""Static files under a name that changes with their content, compressed once: the one home of WhiteNoise and Brotli."""

import gzip
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from culture_week.core.security import headers_of

COMPRESSIBLE = frozenset({".css", ".js", ".svg", ".json", ".ico", ".txt", ".wasm"})
YEAR = 31_536_000


def init_app(app: Flask, folder: Path) -> None:
    """Serves `folder` under `/static/<fingerprint>/`, kept by browsers for a year."""
    fingerprint = _fingerprint(folder)
    built = Path(app.config["DATA_FOLDER"]) / f"static-{fingerprint}"
    if not built.exists():
        _build(folder, built)
    prefix = f"/static/{fingerprint}/"

    def protect(headers: Headers, path: str, url: str) -> None:
        for name, value in headers_of(app).items():
            headers[name] = value

    served = WhiteNoise(
        app.wsgi_app,
        root=str(built),
        prefix=prefix,
        max_age=YEAR,
        immutable_file_test=lambda path, url: True,
        allow_all_origins=False,
        add_headers_function=protect,
    )
    app.wsgi_app = served  # type: ignore[method-assign]
    app.jinja_env.globals["asset"] = lambda path: prefix + path


def _fingerprint(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


def _build(folder: Path, target: Path) -> None:
    """Copies `folder` and puts `.br` and `.gz` twins beside what compresses well; several processes may race."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix="static-draft-"))
    shutil.copytree(folder, draft, dirs_exist_ok=True)
    for path in [p for p in draft.rglob("*") if p.suffix in COMPRESSIBLE]:
        body = path.read_bytes()
        path.with_name(path.name + ".br").write_bytes(brotli.compress(body, quality=11))
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(body, 9))
    draft.chmod(0o755)
    try:
        os.rename(draft, target)
    except OSError:  # another process was first
        shutil.rmtree(draft)
