"""The posts of a page, by the anchors that addresses with a fragment lead to, and the other pages of the same list.

A live blog shows its newest posts and moves the older ones to further pages. Where a post stands now is told by the
address that its page gives it, else by leafing through the pages that it links to.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from tracker.extract.blocks import Node, inner_text, read_blocks
from tracker.extract.decoding import check_markup, check_size, decode
from tracker.extract.discovery import base_of
from tracker.extract.documents import Post, Posts
from tracker.extract.html import parse
from tracker.extract.links import page_address, web_address

MOST_POSTS = 1_000
"""Of one page."""

MOST_CHARS = 20_000
"""What holds more is the page, or a column of it, and no post."""

MOST_PAGES = 50
"""Other pages that one page is said to have."""

_DEPTH = 40
_NO_POSTS = frozenset({"html", "body", "main"})
_PAGE_NAMES = frozenset({"page", "paged", "p", "pg", "seite", "start", "offset", "before", "after", "cursor"})
_NUMBERED = re.compile(r"/(?:page[/-]?)?\d{1,4}$")


def find_posts(body: bytes, *, url: str, charset: str | None = None) -> Posts:
    """The posts of the page `body`, as fetched from `url`: every element with an id of its own that holds words.

    Raises Unreadable as `extract_html`.
    """
    check_size(body)
    markup = decode(body, charset)
    check_markup(markup)
    root = parse(markup)
    alive = list(root.iter())  # lxml makes elements anew that nobody holds, each time they are looked at
    base = base_of(root, url)
    anchors = _anchors(alive)
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for block in read_blocks(root):
        for anchor in _around(block.holder, anchors):
            texts[anchor].append(block.text)
    links = _own_links(root, anchors, base=base, url=url)
    posts = (Post(anchor, "\n\n".join(said), links.get(anchor, "")) for anchor, said in texts.items())
    kept = (post for post in posts if len(post.text) <= MOST_CHARS)
    return Posts(tuple(islice(kept, MOST_POSTS)), tuple(islice(_other_pages(root, base=base, url=url), MOST_PAGES)))


def _anchors(elements: list[Node]) -> dict[Node, str]:
    """The element that each anchor leads to (HTML §7.4.6.3): an `<a>` without words marks what it stands in. An id that
    several elements have leads to none of them for sure.
    """
    found: list[tuple[Node, str]] = []
    for element in elements:
        name = element.get("id") or (element.get("name") if element.tag == "a" else None)
        target = element.getparent() if element.tag == "a" and not inner_text(element) else element
        if name and target is not None and target.tag not in _NO_POSTS:
            found.append((target, name))
    times = Counter(name for _, name in found)
    return {target: name for target, name in found if times[name] == 1}


def _around(element: Node, anchors: dict[Node, str]) -> Iterator[str]:
    """The anchors that an element stands in, the innermost first."""
    node: Node | None = element
    for _ in range(_DEPTH):
        if node is None:
            return
        if node in anchors:
            yield anchors[node]
        node = node.getparent()


def _own_links(root: Node, anchors: dict[Node, str], *, base: str, url: str) -> dict[str, str]:
    """The address that each post gives itself, where it is another than its page's: one of the same host that names
    the post's anchor.
    """
    found: dict[str, str] = {}
    for node in root.iter("a"):
        address = web_address(base, node.get("href") or "")
        if not is_another_page(address, url):
            continue
        named = unquote(address)
        for anchor in _around(node, anchors):
            if re.search(rf"(?<![\w-]){re.escape(anchor)}(?![\w-])", named):
                found.setdefault(anchor, address.partition("#")[0])
    return found


def _other_pages(root: Node, *, base: str, url: str) -> Iterator[str]:
    """The other pages of the list: what `rel` calls next, then previous, then what differs by a number of a page."""
    ranked: dict[str, int] = {}
    for node in root.iter("link", "a"):
        address = page_address(base, node.get("href") or "")
        if not is_another_page(address, url):
            continue
        relations = (node.get("rel") or "").lower().split()
        if "next" in relations:
            rank = 0
        elif "prev" in relations or "previous" in relations:
            rank = 1
        elif node.tag == "a" and _differs_by_page(address, url):
            rank = 2
        else:
            continue
        ranked[address] = min(rank, ranked.get(address, rank))
    yield from sorted(ranked, key=lambda address: ranked[address])


def is_another_page(address: str, url: str) -> bool:
    """Whether an address is another than the page's own, fragment aside, and of its host."""
    return address.partition("#")[0] not in ("", url.partition("#")[0]) and _host(address) == _host(url)


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower()


def _differs_by_page(address: str, url: str) -> bool:
    one, other = urlsplit(address), urlsplit(url)
    if _NUMBERED.sub("", one.path.rstrip("/")) != _NUMBERED.sub("", other.path.rstrip("/")):
        return False
    if one.path != other.path and not _NUMBERED.search(one.path.rstrip("/")):
        return False
    differing = set(parse_qsl(one.query)) ^ set(parse_qsl(other.query))
    return all(name.lower() in _PAGE_NAMES for name, _ in differing)
