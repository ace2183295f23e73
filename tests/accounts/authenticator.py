"""A passkey in software: answers like a phone would, after its owner has unlocked it."""

import base64
import hashlib
import html
import json
import os
import re

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT_AND_VERIFIED, WITH_KEY = 0x05, 0x40


def letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def options_on(page: str) -> dict:
    """What a page's form asks of the browser."""
    return json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page)[1]))


class Authenticator:
    """One passkey."""

    def __init__(self, origin: str = "http://localhost") -> None:
        self.origin, self.key, self.id, self.count = origin, ec.generate_private_key(ec.SECP256R1()), os.urandom(16), 0

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, host: str, flags: int) -> bytes:
        self.count += 1
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _answer(self, **response: bytes) -> str:
        named = {name: letters(value) for name, value in response.items()}
        return json.dumps({"id": letters(self.id), "rawId": letters(self.id), "type": "public-key", "response": named})

    def create(self, options: dict) -> str:
        """Its answer to `navigator.credentials.create`."""
        point = self.key.public_key().public_numbers()
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})
        data = self._data(options["rp"]["id"], PRESENT_AND_VERIFIED | WITH_KEY) + bytes(16) + len(self.id).to_bytes(2) + self.id + key
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(clientDataJSON=self._said("webauthn.create", options["challenge"]), attestationObject=attestation)

    def get(self, options: dict) -> str:
        """Its answer to `navigator.credentials.get`."""
        data, said = self._data(options["rpId"], PRESENT_AND_VERIFIED), self._said("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=said, authenticatorData=data, signature=signature)
