"""Invented pages: one article, in the kinds of layout that publishers use."""

from html import escape

SENTENCES = (
    "The Kernhausen reactor reopened on Tuesday after seven years.",
    "Its operator said 1.5 million visitors are expected -LRB- in the first year -RRB- .",
    "No.",
    "Critics call it “a gamble” ; others , ' a start ' .",
    "In 2009.They had closed two more.",
    "No.",
)


def article(
    paragraphs: tuple[str, ...] = SENTENCES,
    *,
    head: str = "",
    nav: str = "Home",
    advert: str = "Buy two mattresses and get one free today.",
    updated: str = "3 minutes ago",
    shares: int = 12,
    related: str = "Ten gardens you have to see",
    banner: str = "We use cookies to improve your experience. Accept all.",
    comment: str = "First! I never liked that reactor.",
) -> bytes:
    """A page whose markup says where the article is, with everything around it that changes by the minute."""
    text = "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
    return f"""<!doctype html><html lang="en-GB"><head><title>Reactor | The Gazette</title>{head}</head>
<body class="single has-sidebar"><div id="cookie-banner"><p>{banner}</p></div>
<header><nav><ul><li><a href="/">{nav}</a></li></ul></nav></header>
<main><article class="post category-ads"><h1>Reactor reopens</h1><p class="byline">By Alice</p>
<p>Last updated <time>{updated}</time></p><div class="share-buttons"><a>Share</a> <b>{shares}</b></div>
<div class="adSlot"><p>{advert}</p></div>
{text}
<aside><p>{related}</p></aside><ul class="related-stories"><li><a href="/x">{related}</a></li></ul>
<p><a href="/more">{related}</a></p>
<section id="comments"><article><p>{comment}</p></article></section></article></main>
<footer><p>© The Gazette {updated}</p></footer></body></html>""".encode()


def plain(paragraphs: tuple[str, ...] = SENTENCES, *, related: str = "Ten gardens you have to see") -> bytes:
    """The same without a hint in the markup."""
    text = "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
    return f"""<html><head><title>Reactor</title></head><body><div class="menu"><a href="/">Home</a></div>
<div class="layout-sidebar"><h1>Reactor reopens</h1><div class="c7">{text}</div></div>
<div class="related"><p><a href="/x">{related}</a></p></div><div class="foot"><p>All rights reserved.</p></div>
</body></html>""".encode()
