"""Takes requests in whole before any work begins on them: the way from Granian's RSGI to the WSGI application."""

import asyncio
import sys
from collections.abc import Mapping
from io import BytesIO
from typing import Any

BODY_HEADERS = ("content-length", "transfer-encoding")
PATIENCE = 10.0  # seconds for a whole body


class WholeRequests:
    """Serves a WSGI application to RSGI (github.com/emmett-framework/granian, docs/spec/RSGI.md).

    A WSGI server reads a body in the thread that is to work on it: a phone that lost its signal in the middle of one
    holds it, and as many bad connections as there are threads hold the whole site. Here a body is awaited while
    others are served. The work itself is done one request at a time, as with one thread (docs/decisions/0004).
    """

    def __init__(self, application: Any, largest_body: int, larger_by_path: Mapping[str, int]) -> None:
        self.application, self.largest_body, self.larger_by_path = application, largest_body, larger_by_path

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answers one request; 408 where its body does not arrive in time."""
        body = b""
        if any(name in scope.headers for name in BODY_HEADERS):
            try:
                body = await asyncio.wait_for(self._read(scope, protocol), PATIENCE)
            except TimeoutError:
                protocol.response_empty(408, [("connection", "close")])
                return
        self._answer(self._environ(scope, body), protocol)

    async def _read(self, scope: Any, protocol: Any) -> bytes:
        """The body, or one byte too many of it: the application refuses that by its length."""
        announced = scope.headers.get("content-length", "")
        largest = self.larger_by_path.get(scope.path.removeprefix("/en"), self.largest_body)
        if announced.isdecimal() and int(announced) > largest:
            return bytes(largest + 1)
        parts, size = [], 0
        async for part in protocol:
            parts.append(part)
            size += len(part)
            if size > largest:
                break
        return b"".join(parts)

    def _environ(self, scope: Any, body: bytes) -> dict[str, Any]:
        server, _, port = scope.server.rpartition(":")
        environ = {
            "REQUEST_METHOD": scope.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": scope.path.encode().decode("latin-1"),
            "QUERY_STRING": scope.query_string,
            "SERVER_NAME": server,
            "SERVER_PORT": port,
            "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
            "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": scope.scheme,
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for name, value in scope.headers.items():
            if "_" in name:
                continue  # it would pass for the header with dashes, which a proxy sets: X_Forwarded_For
            key = f"HTTP_{name.upper().replace('-', '_')}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        environ.pop("HTTP_CONTENT_LENGTH", None)
        if "HTTP_CONTENT_TYPE" in environ:
            environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE")
        if body:
            environ["CONTENT_LENGTH"] = str(len(body))
        return environ

    def _answer(self, environ: dict[str, Any], protocol: Any) -> None:
        begun: list[Any] = []
        parts = self.application(environ, lambda status, headers, exc_info=None: begun.extend((status, headers)))
        try:
            body = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        status, headers = begun
        protocol.response_bytes(int(status[:3]), headers, body)
