"""Articles in an ordinary layout."""


def page(*paragraphs: str, around: str = "", title: str = "News of the machine", head: str = "") -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<html lang='en'><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><aside>{around}</aside></body></html>"
    ).encode()
