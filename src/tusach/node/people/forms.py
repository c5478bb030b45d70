"""The forms at the door. What is wrong with one is said in words that tell what to do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tusach.node.people import logins

MISSING = {
    "username": _("Enter your login name."),
    "password": _("Enter your password."),
    "code": _("Enter the code."),
    "card": _("Enter the number on your card, or scan the card."),
    "pin": _("Enter your PIN: 4 to 6 digits."),
}
WEAK = {
    "short": _("A password needs at least 10 characters. Three or four words make a good one."),
    "long": _("A password may have at most 256 characters."),
    "common": _("Many people use this password. Choose another, for example three or four words."),
    "name": _("Leave your login name out of the password."),
}


def _text(label: Any, name: str, *, help_text: Any = "", **attrs: str) -> forms.CharField:
    # `limit` stops a text of 10,000 characters before anything is computed with it.
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=300,
        error_messages={"required": MISSING[name], "max_length": _("This is too long.")},
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none", **attrs}),
    )


def _secret(label: Any, *, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=300,
        strip=False,
        error_messages={"required": MISSING["password"], "max_length": _("This is too long.")},
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class LoginForm(forms.Form):
    username = _text(_("Login name"), "username", autocomplete="username")
    password = _secret(_("Password"), autocomplete="current-password")


class NewPassword(forms.Form):
    """Fields by which a password is chosen; `username` is whose it is."""

    username_of_login = ""
    new_password = _secret(
        _("New password"),
        autocomplete="new-password",
        help_text=_("At least 10 characters. Three or four words are easy to remember."),
    )

    def clean_new_password(self) -> str:
        chosen = str(self.cleaned_data["new_password"])
        username = str(self.cleaned_data.get("username", self.username_of_login))
        weak = logins.weakness(chosen, username)
        if weak:
            raise forms.ValidationError(WEAK[weak])
        return chosen


class FirstLoginForm(NewPassword):
    username = _text(_("Login name"), "username", autocomplete="username")
    code = _text(
        _("One-time code"),
        "code",
        help_text=_("Whoever appointed you has given you this code."),
        autocomplete="one-time-code",
    )
    field_order = ["username", "code", "new_password"]


class PasswordForm(NewPassword):
    password = _secret(_("Password until now"), autocomplete="current-password")
    field_order = ["password", "new_password"]


class JoinForm(forms.Form):
    code = _text(
        _("Code from the screen"),
        "code",
        help_text=_("Eight digits, shown on the library's computer."),
        inputmode="numeric",
        autocomplete="one-time-code",
    )


class ReaderLoginForm(forms.Form):
    card = _text(
        _("Card number"),
        "card",
        help_text=_("The digits below the square code on your card. You can also scan it."),
        inputmode="numeric",
        autocomplete="username",
        **{"data-scan": "fill"},
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=300,
        help_text=_("4 to 6 digits that you chose at the desk."),
        error_messages={"required": MISSING["pin"], "max_length": MISSING["pin"]},
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "current-password"}
        ),
    )
