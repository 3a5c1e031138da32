"""Why nothing left the house, in sentences that name the thing and the next step."""

from __future__ import annotations

from auricle.sentence import sentence


class NotSent(OSError):
    """Nothing was sent, or no answer came; ``sentence_of`` says why."""

    is_final = False
    """Whether trying again cannot help."""


class AddressUnreadable(NotSent):
    is_final = True

    def __init__(self, reason: str):
        said = sentence("the address cannot be used ({reason}); write it like https://example.com/path", reason=reason)
        super().__init__(said)


class HostUnreadable(NotSent):
    is_final = True

    def __init__(self, host: str):
        said = sentence("{host} is neither a name nor an address in its usual form; write it plainly", host=host[:200])
        super().__init__(said)


class HostUnknown(NotSent):
    def __init__(self, host: str):
        super().__init__(sentence("{host} leads nowhere; look at how it is written, and at the name server", host=host))


class HostRefused(NotSent):
    is_final = True

    def __init__(self, host: str):
        said = sentence(
            "{host} leads into a private network, where nothing is sent; the owner of the server may name it in "
            "AURICLE_PRIVATE_HOSTS",
            host=host,
        )
        super().__init__(said)


class PortRefused(NotSent):
    is_final = True

    def __init__(self, host: str, port: int):
        said = sentence(
            "port {port} of {host} is none that is sent to; the owner of the server may name it in "
            "AURICLE_OUTGOING_PORTS",
            port=str(port),
            host=host,
        )
        super().__init__(said)


class Redirected(NotSent):
    is_final = True

    def __init__(self, status: int, location: str):
        said = sentence(
            "it answered {status} and wants to be asked at {location}, which is not followed; write the final address",
            status=str(status),
            location=location[:300] or "?",
        )
        super().__init__(said)


class TooLong(NotSent):
    def __init__(self, host: str, bytes_: int):
        super().__init__(sentence("{host} answers with more than {bytes:,} bytes", host=host, bytes=bytes_))


class NoAnswer(NotSent):
    def __init__(self, host: str, reason: object):
        said = sentence("{host} does not answer: {reason}", host=host, reason=str(reason) or type(reason).__name__)
        super().__init__(said)
