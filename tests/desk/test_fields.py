"""What a form says of its fields: the one that may stay empty is optional, and says so in its label."""

import pytest
from django import forms
from django.urls import reverse

from desk.fields import day, may_stay_empty
from desk.forms import ArticleFields, RevisionForm, TierForm
from tests.desk.admin_pages import text_of


class Everything(forms.Form):
    title = forms.CharField()
    summary = forms.CharField(required=False)
    really = forms.BooleanField(required=False, label="Really?")
    choice = forms.ChoiceField(required=False, choices=[("", "any")])
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    on = day("When?", "Empty: today.")
    scope = forms.CharField(required=False)
    needed_at_times = ("scope",)


def optional(form: forms.Form) -> set[str]:
    return {field.name for field in form if may_stay_empty(field)}


def test_only_what_is_written_and_never_needed_is_optional():
    assert optional(Everything()) == {"summary", "on"}


@pytest.mark.parametrize(("form", "wanted"), [
    (ArticleFields(), {"url", "published_on", "seen_via", "summary"}),
    (TierForm(), set()),
], ids=["article", "tier"])  # fmt: skip
def test_the_desks_forms_say_it_where_it_is_so(form, wanted):
    assert optional(form) == wanted


def test_a_form_that_narrows_a_list_calls_nothing_optional(client, alice, desk):
    client.force_login(alice)
    assert 'class="optional"' not in text_of(client, reverse("desk:claims"))


def test_what_a_revision_needs_at_times_is_not_called_optional():
    assert not {"reason", "speaker", "text"} & optional(RevisionForm())


def test_the_label_says_it_to_everybody_and_keeps_its_marks():
    html = Everything()["on"].as_field_group()
    assert '<label for="id_on">When? <span class="optional">optional</span></label>' in html
    assert 'aria-describedby="id_on_helptext"' in html
    assert "optional" not in Everything()["title"].as_field_group()
    assert '<label for="id_title">Title:</label>' in Everything()["title"].as_field_group()


def test_the_form_of_a_new_article_speaks_plainly(client, alice, desk):
    client.force_login(alice)
    html = text_of(client, reverse("desk:article-new"))
    assert html.count('class="optional"') == 4
    assert "As a code, such as en, de or fr." in html
    assert "BCP" not in html
