"""The desk's pages as a browser asks for them."""

from django.urls import reverse

from claims.models import Article


def url_of(record, page: str = "change") -> str:
    if isinstance(record, Article) and page == "change":
        return reverse("desk:article", args=[record.uuid])
    return reverse(f"admin:claims_{record._meta.model_name}_{page}", args=[record.pk])


def list_of(model) -> str:
    return reverse(f"admin:claims_{model._meta.model_name}_changelist")


def text_of(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def post(client, record, **data):
    return client.post(url_of(record), data, follow=True)


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])
