"""What a newsroom's own scraper sends."""

from tests.pages import page

URL = "https://operator.example/status"


def html(text: str) -> str:
    return page(text).decode()
