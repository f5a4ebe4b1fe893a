"""The limits of every door, and who is counted as whom."""

import threading

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory

from claims.models import Newsroom, NewsroomToken
from config.counters import FallbackCounter, FileCounter, MemoryCounter, RedisCounter
from config.throttling import Rate, client_address

NOW = 1_700_000_000.0


@pytest.fixture(autouse=True)
def one_moment(time_machine) -> None:
    """No window of time ends while a test counts; allauth, which counts in the cache, has counted nothing yet."""
    cache.clear()
    time_machine.move_to(NOW, tick=False)


@pytest.mark.parametrize(
    ("text", "rate"),
    [("600/min", (600, 60)), ("20/hour", (20, 3600)), ("5/10s", (5, 10)), ("1/day", (1, 86400)), (" 3/2h ", (3, 7200))],
)
def test_a_rate_is_read_as_it_is_written(text, rate):
    assert Rate.read(text) == rate


@pytest.mark.parametrize("text", ["", "600", "600/", "0/min", "5/0s", "-1/min", "many/min", "5/fortnight", "5/min/s"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="is no rate"):
        Rate.read(text)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "<script>", "unreadable"),
    ],
)
def test_who_asks_is_told_by_trusted_proxies_only(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", **headers)) == address


def at_once(counter, times: int) -> list[int]:
    barrier, counts = threading.Barrier(times), []

    def hit() -> None:
        barrier.wait(timeout=30)
        counts.append(counter.hit("x", window_s=60, now=NOW))

    threads = [threading.Thread(target=hit) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(counts)


@pytest.fixture(params=["files", "memory", pytest.param("redis", marks=pytest.mark.redis)])
def count(request, tmp_path, settings):
    """A counter of each kind, that has counted nothing yet."""
    if request.param == "redis":
        counter = RedisCounter(settings.REDIS_URL)
        counter._redis.flushdb()
        return counter
    return FileCounter(tmp_path / "counts") if request.param == "files" else MemoryCounter()


def test_a_window_begins_anew_and_keys_are_counted_apart(count):
    assert [count.hit("x", window_s=60, now=NOW) for _ in range(3)] == [1, 2, 3]
    assert count.hit("y", window_s=60, now=NOW) == 1
    assert count.hit("x", window_s=10, now=NOW) == 1
    assert count.hit("x", window_s=60, now=NOW, by=-3) == 0
    assert count.hit("x", window_s=60, now=NOW + 60) == 1


@pytest.mark.parametrize("count", ["files", pytest.param("redis", marks=pytest.mark.redis)], indirect=True)
def test_of_sixty_at_once_none_is_overlooked(count):
    assert at_once(count, 60) == list(range(1, 61))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"x": 1}', '{"x": [1, 2, 3]}', "\x00"])
def test_a_file_of_counts_that_was_cut_short_begins_anew(tmp_path, text):
    counter = FileCounter(tmp_path)
    counter.hit("x", window_s=60, now=NOW)
    (file,) = tmp_path.iterdir()
    file.write_text(text)
    assert counter.hit("x", window_s=60, now=NOW) == 1


def test_while_redis_is_away_requests_are_counted_in_memory(caplog):
    counter = FallbackCounter(RedisCounter("redis://127.0.0.1:1/0"))
    assert [counter.hit("x", window_s=60, now=NOW) for _ in range(3)] == [1, 2, 3]
    assert caplog.text.count("counted in memory") == 1


def test_while_the_disk_is_away_requests_are_counted_in_memory(tmp_path):
    (tmp_path / "file").write_text("no folder")
    counter = FallbackCounter(FileCounter(tmp_path / "file" / "counts"))
    assert [counter.hit("x", window_s=60, now=NOW) for _ in range(2)] == [1, 2]


def test_a_server_that_is_back_counts_again(tmp_path):
    blocked = tmp_path / "counts"
    blocked.write_text("in the way")
    counter = FallbackCounter(FileCounter(blocked), pause_s=0)
    counter.hit("x", window_s=60, now=NOW)
    blocked.unlink()
    assert counter.hit("x", window_s=60, now=NOW) == 1
    assert list(blocked.iterdir())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/", "/claims/none/", "/feeds/changes.atom", "/api/v1/claims/", "/push/websub/none/", "/admin/", "/nowhere"],
)
def test_every_door_has_a_limit_that_no_header_evades(client, settings, path):
    settings.API_RATE_ANONYMOUS = "2/day"
    statuses = [client.get(path, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}").status_code for n in range(4)]
    assert 429 not in statuses[:2]
    assert statuses[2:] == [429, 429]
    assert int(client.get(path)["Retry-After"]) > 0


@pytest.mark.django_db
def test_tokens_are_counted_apart_and_unknown_ones_by_their_address(client, settings):
    settings.API_RATE_TOKEN = "3/day"
    tokens = [NewsroomToken.issue(newsroom=Newsroom.objects.create(name=name), name="x") for name in ("A", "B")]

    def ask(token: str) -> int:
        return client.get("/api/v1/claims/", HTTP_AUTHORIZATION=f"Bearer {token}").status_code

    assert [ask(tokens[0]) for _ in range(4)] == [200, 200, 200, 429]
    assert ask(tokens[1]) == 200
    guesses = [ask(f"nr_{number}") for number in range(40)]
    assert guesses == [401] * 30 + [429] * 10
    assert ask(tokens[1]) == 429  # nobody behind that address guesses on
    assert client.get("/api/v1/claims/").status_code == 200


@pytest.mark.django_db
def test_after_too_many_wrong_passwords_the_right_one_waits_too(client, settings, alice):
    settings.LOGIN_RATE = "5/day"

    def log_in(password: str, name: str = "alice") -> int:
        return client.post("/accounts/login/", {"login": name, "password": password}).status_code

    assert [log_in("wrong") for _ in range(5)] == [200] * 5
    assert log_in("correct horse battery") == 429
    assert log_in("correct horse battery", "ALICE ") == 429
    assert log_in("wrong", "bob") == 200


@pytest.mark.django_db
def test_a_log_in_that_succeeds_forgets_the_attempts_before_it(client, settings, alice):
    settings.LOGIN_RATE = "3/day"
    for _ in range(4):
        assert client.post("/accounts/login/", {"login": "alice", "password": "wrong"}).status_code == 200
        answer = client.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})
        assert answer.status_code == 302
        client.logout()


@pytest.mark.django_db
def test_of_many_names_tried_from_one_address_an_end_is_made_too(client, settings, desk):
    settings.LOGIN_RATE = "1/day"
    statuses = [client.post("/accounts/login/", {"login": f"n{n}", "password": "x"}).status_code for n in range(12)]
    assert statuses == [200] * 10 + [429] * 2


def secured(user) -> str:
    """Give a user a second factor; the secret of its codes."""
    secret = "JBSWY3DPEHPK3PXP"
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    return secret


@pytest.mark.django_db
def test_codes_of_a_second_factor_are_attempts_too_and_the_password_before_them_forgets_none(client, settings, alice):
    settings.LOGIN_RATE = "4/day"
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "100/m/ip"}
    secured(alice)
    for _ in range(4):
        answer = client.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})
        assert answer.url.startswith("/accounts/2fa/authenticate/")
        client.post("/accounts/logout/", {"next": "/accounts/login/"})
    answer = client.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})
    assert answer.status_code == 429


@pytest.mark.django_db
def test_guessed_codes_come_to_an_end(client, settings, alice):
    settings.LOGIN_RATE = "4/day"
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "100/m/ip"}
    secured(alice)
    client.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})
    statuses = [client.post("/accounts/2fa/authenticate/", {"code": f"00000{n}"}).status_code for n in range(5)]
    assert statuses == [200] * 4 + [429]


@pytest.mark.django_db
def test_who_is_logged_in_cannot_have_the_attempts_at_another_forgotten(client, settings, alice, bob):
    settings.LOGIN_RATE = "3/day"
    client.force_login(bob)
    for _ in range(3):
        client.post("/accounts/login/", {"login": "alice", "password": "a guess"})
    assert client.post("/accounts/login/", {"login": "alice", "password": "a guess"}).status_code == 429


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/password/reset/", "/desk/first/", "/desk/invitation/unknown/"])
def test_every_other_attempt_at_an_account_is_counted(client, settings, path):
    settings.LOGIN_RATE = "2/day"
    statuses = [client.post(path, {"email": "alice@city.example"}).status_code for _ in range(3)]
    assert 429 not in statuses[:2]
    assert statuses[2] == 429
