"""What the desk says to itself about a claim or an article."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims import services
from claims.models import Article, Claim
from desk.fields import area

COMMENTS = 50
"""So many of the latest are shown; earlier ones stand in the history."""


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Say something to the desk"),
        max_length=5000,
        widget=area(),
        help_text=_("Name a member as in @alice: they find it among what is for them. Readers never see it."),
    )


def discussion(request: HttpRequest, on: Claim | Article) -> dict[str, Any]:
    """What `desk/records/_comments.html` needs: the latest comments of a long talk, the oldest first. Those that name
    the reader count as seen from now on.
    """
    rows = on.comments.order_by("-pk").prefetch_related("mentions")
    comments = list(rows[: COMMENTS + 1])[::-1]
    mine = [
        each
        for each in comments
        for name in each.mentions.all()
        if name.user_id == request.user.pk and not name.seen_at
    ]
    if mine and request.user.is_authenticated:
        services.see_mentions(by=request.user, comments=mine)
    return {"comments": comments[-COMMENTS:], "earlier_comments": len(comments) > COMMENTS, "new_for_me": mine}
