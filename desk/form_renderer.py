"""How every form shows its fields (the setting FORM_RENDERER): in one template, where what may stay empty says so."""

from django.forms.renderers import DjangoTemplates


class DeskRenderer(DjangoTemplates):
    field_template_name = "desk/_field.html"
