"""The bare limit: libcurl's multi interface, conditional GETs, nothing checked, nothing kept but the ETag."""

import pycurl

from benchmarks.poll_process import measured, serve

CONNECTIONS = 100  # as many as the tracker's own client opens at once


class Bare:
    """Polls a list of URLs, again and again, over connections that stay open."""

    def __init__(self) -> None:
        self._urls: list[str] = []
        self._etags: list[str] = []
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, CONNECTIONS)
        self._idle = [_Get() for _ in range(CONNECTIONS)]

    def watch(self, urls: list[str], etags: list[str]) -> int:
        self._urls, self._etags = urls, etags
        return len(urls)

    def poll(self) -> dict[str, float]:
        """One round over all URLs; `changed` counts the answers with a body."""
        self._changed = 0
        return measured(self._round) | {"changed": self._changed}

    def _round(self) -> int:
        waiting, busy, done = iter(range(len(self._urls))), {}, 0
        while True:
            while self._idle and (number := next(waiting, None)) is not None:
                get = self._idle.pop()
                get.begin(number, self._urls[number], self._etags[number])
                busy[get.curl] = get
                self._multi.add_handle(get.curl)
            if not busy:
                return done
            self._multi.perform()
            more, ended = 1, []
            while more:
                more, good, bad = self._multi.info_read()
                if bad:
                    raise OSError(f"the bare client failed: {bad[0][2]}")
                ended += good
            for curl in ended:
                get = busy.pop(curl)
                self._multi.remove_handle(curl)
                if curl.getinfo(pycurl.RESPONSE_CODE) == 200:
                    self._changed += 1
                    self._etags[get.number] = get.etag()
                self._idle.append(get)
                done += 1
            if not ended:
                self._multi.select(1.0)


class _Get:
    """One handle, used again and again."""

    def __init__(self) -> None:
        self.curl = pycurl.Curl()
        self.number = 0
        self._head: list[bytes] = []
        self._body: list[bytes] = []
        self.curl.setopt(pycurl.HEADERFUNCTION, self._head.append)
        self.curl.setopt(pycurl.WRITEFUNCTION, self._body.append)

    def begin(self, number: int, url: str, etag: str) -> None:
        self.number = number
        self._head.clear()
        self._body.clear()
        self.curl.setopt(pycurl.URL, url)
        self.curl.setopt(pycurl.HTTPHEADER, [f"If-None-Match: {etag}"] if etag else [])

    def etag(self) -> str:
        named = (line[5:] for line in self._head if line[:5].lower() == b"etag:")
        return next(named, b"").strip().decode("ascii")


if __name__ == "__main__":
    bare = Bare()
    serve({"watch": bare.watch, "poll": bare.poll})
