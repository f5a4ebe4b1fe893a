"""What a test knows to be there, though the function that gives it may give nothing."""

from typing import TypeVar

T = TypeVar("T")


def there(value: T | None) -> T:
    assert value is not None
    return value
