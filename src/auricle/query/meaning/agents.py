"""What a browser says it is, made into a class of device, a system and a browser.

A few words tell what a reader of a report asks for; a list of every device ever sold is not needed for
that, and a newer version of the same browser is told as well. An iPad that asks for desktop pages says it is
a Mac, and is counted as one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

LONGEST = 512


class Agent(NamedTuple):
    device: str | None
    os: str | None
    browser: str | None


Words = tuple[tuple[str, tuple[str, ...]], ...]

_BOTS = ("bot", "crawl", "spider", "slurp", "headless")
_SYSTEMS: Words = (
    ("HarmonyOS", ("HarmonyOS",)),
    ("Android", ("Android",)),
    ("iOS", ("iPhone", "iPad", "iPod")),
    ("Windows", ("Windows",)),
    ("macOS", ("Mac OS X",)),
    ("ChromeOS", ("CrOS",)),
    ("Linux", ("Linux",)),
)
_BROWSERS: Words = (
    ("WeChat", ("MicroMessenger",)),
    ("Edge", ("Edg/", "EdgA/", "EdgiOS/", "Edge/")),
    ("Opera", ("OPR/", "Opera")),
    ("Samsung Internet", ("SamsungBrowser",)),
    ("Firefox", ("Firefox/", "FxiOS/")),
    ("Chrome", ("Chrome/", "CriOS/")),
    ("Safari", ("Safari/",)),
)


@lru_cache(maxsize=8192)
def agent(text: str | None) -> Agent:
    """What a user agent is; nothing is said of a program that is no browser.

    Examples
        >>> agent("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E Safari/604.1")
        Agent(device='mobile', os='iOS', browser='Safari')
        >>> agent("python-requests/2.32")
        Agent(device=None, os=None, browser=None)
    """
    said = (text or "")[:LONGEST]
    if any(word in said.lower() for word in _BOTS):
        return Agent("bot", None, None)
    if not said.startswith("Mozilla/"):
        return Agent(None, None, None)
    return Agent(_device(said), _first(said, _SYSTEMS), _first(said, _BROWSERS))


def _device(said: str) -> str:
    if "iPad" in said or "Tablet" in said or ("Android" in said and "Mobi" not in said):
        return "tablet"
    return "mobile" if "Mobi" in said else "desktop"


def _first(said: str, words: Words) -> str | None:
    return next((name for name, found in words if any(word in said for word in found)), None)
