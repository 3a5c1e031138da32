"""How an answering page looks: one small style, the company's colour, and the policy that lets only these through."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
USUAL = "#1f5fa8"
LOGO_BYTES = 12 * 1024
LOGOS = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF", "image/gif": b"GIF8"}


class Look(NamedTuple):
    """Style and script of a page as they stand in it, and its Content-Security-Policy."""

    style: str
    script: str
    policy: str


@lru_cache(maxsize=256)
def look_of(colour: str, frames: str = "'none'") -> Look:
    """The look in a company's colour; ``frames`` says who may show the page inside another."""
    style = _part("answering.css") + _colours(colour)
    script = _part("answering.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        f"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
    )
    return Look(style, script, policy)


def readable_on(colour: str) -> str:
    """Black or white, whichever reads better on a colour."""
    return "#ffffff" if 1.05 / (_light(colour) + 0.05) >= (_light(colour) + 0.05) / 0.05 else "#000000"


def logo_of(content: bytes) -> str:
    """A small picture as an address that needs no request; empty when it is too large or no picture."""
    kind = next((kind for kind, mark in LOGOS.items() if content.startswith(mark)), "")
    if not kind or len(content) > LOGO_BYTES:
        return ""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


@lru_cache(maxsize=8)
def _part(name: str) -> str:
    text = (files("auricle.web.surveys.answering") / name).read_text(encoding="utf-8")
    return re.sub(r"\n\s*", "\n", text).strip()


def colours_of(colour: str) -> tuple[str, str, str, str]:
    """The company's colour and what reads on it; a step of it that can be read on black, and what reads on that."""
    own = colour if COLOUR.match(colour) else USUAL
    bright = own if _light(own) > 0.25 else _mixed(own)
    return own, readable_on(own), bright, readable_on(bright)


def _colours(colour: str) -> str:
    own, on_own, bright, on_bright = colours_of(colour)
    return (
        f":root{{--own:{own};--on-own:{on_own}}}"
        f"@media(prefers-color-scheme:dark){{:root{{--own:{bright};--on-own:{on_bright}}}}}"
    )


def _mixed(colour: str) -> str:
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * 0.55):02x}" for part in parts)


def _light(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
