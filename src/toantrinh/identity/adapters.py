"""Sign-in: the only module that knows the sign-in library, and one of the few that know HTTP.

Now: e-mail or personal number, with a password. A number never reaches the library, the session
or the cache of its rate limits: the form turns it into the login of the account it belongs to, or
into its blind index when it belongs to none.

The seam for the national portal and VNeID (OpenID Connect, code flow): add
``allauth.socialaccount`` with its provider ``openid_connect``, which brings state, nonce and PKCE
(``OAUTH_PKCE_ENABLED``), and an adapter here that finds the party by the claim of the personal
number (``queries.find_party``), or keeps a new one (``actions.register_party``), the number being
proven then. Passkeys and one-time codes are ``allauth.mfa``, from the same place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from allauth.account import forms as library
from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.views import PasswordChangeView
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from toantrinh.core import clock, sealing
from toantrinh.core.actor import System

from . import actions, rules
from .errors import EmailTaken
from .models import Account
from .permissions import Role
from .queries import find_account
from .requests import remember_officer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

UNPROCESSABLE = 422
EMAIL_LENGTH = 254


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """Checks passwords, as slowly for a login that does not exist as for one that does."""

    def _authenticate_by_username(self, username: str, password: str) -> Account | None:
        found = Account.objects.filter(login=username).first()
        checked: Account | None = self._check_password(found, password)
        return checked

    def get_user(self, user_id: int) -> Account | None:
        """With the party in the same statement: every page shows the name."""
        found = Account.objects.select_related("party").filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What the library asks the house."""

    error_messages: ClassVar[dict[str, StrOrPromise]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "username_password_mismatch": _("The e-mail or number and the password do not match."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
    }

    def post_login(self, request: HttpRequest, user: Account, **about: Any) -> HttpResponse:
        """Written down once the session is the new one."""
        actions.note_sign_in(account=user, means="password", by=user, at=clock.now())
        response: HttpResponse = super().post_login(request, user, **about)
        remember_officer(response, user)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        account = Account.objects.filter(login=credentials.get("username", "")).first()
        if account:
            actions.note_failed_sign_in(account=account, by=System("sign-in"), at=clock.now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where one goes who came from nowhere: officers to their work."""
        return home_of(request.user) if isinstance(request.user, Account) else "/"

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the page one arrives at shows who one is."""


class SignInForm(library.LoginForm):  # type: ignore[misc]
    """E-mail or personal number, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("E-mail or personal identification number"),
            max_length=EMAIL_LENGTH,
            widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        )
        self.order_fields(["login", "password"])
        _dress(
            self,
            login=_("Enter your e-mail or personal identification number."),
            password=_("Enter your password."),
        )

    def user_credentials(self) -> dict[str, str]:
        login = self.cleaned_data["login"]
        account = find_account(login)
        unknown = sealing.blind_index(rules.normal_number(login.lower())).hex()
        return {
            "username": account.login if account else unknown,
            "password": self.cleaned_data["password"],
        }


class RegistrationForm(library.SignupForm):  # type: ignore[misc]
    """Name, e-mail and password. The personal number comes later, with a proof."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        help_text=_("As on your identity card."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    field_order: ClassVar[list[str]] = ["name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].help_text = _("You sign in with it, and we write to you there.")
        self.fields["password1"].help_text = _("At least 10 characters; a few words are best.")
        self.fields["email"].validators.append(MaxLengthValidator(EMAIL_LENGTH))
        _dress(
            self,
            name=_("Enter your full name."),
            email=_("Enter your e-mail."),
            password1=_("Choose a password."),
        )

    def validate_unique_email(self, value: str) -> str:
        if find_account(value):
            raise forms.ValidationError(str(EmailTaken()), code=EmailTaken.code)
        return value

    def save(self, request: HttpRequest) -> Account:
        return actions.register(
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            password=self.cleaned_data["password1"],
            by=System("registration"),
            at=clock.now(),
        )


class ChangePasswordForm(forms.Form):
    """The password so far, and the new one."""

    old_password = forms.CharField(
        label=_("The password so far"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label=_("The new password"),
        help_text=_("At least 10 characters; a few words are best."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        _dress(
            self,
            old_password=_("Enter the password so far."),
            new_password=_("Choose a password."),
        )

    def clean_old_password(self) -> str:
        given: str = self.cleaned_data["old_password"]
        if not self.user.check_password(given):
            raise forms.ValidationError(_("This is not the password so far."), code="wrong")
        return given

    def clean_new_password(self) -> str:
        given: str = self.cleaned_data["new_password"]
        validate_password(given, self.user)
        return given

    def save(self) -> Account:
        new = self.cleaned_data["new_password"]
        return actions.change_password(
            account=self.user, password=new, by=self.user, at=clock.now()
        )


class Problems:
    """A page that came back says on top what is wrong, each line leading to its field."""

    first_field: ClassVar[str]

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        context = self.get_context_data(form=form, problems=self.problems(form))  # type: ignore[attr-defined]
        page: HttpResponse = self.render_to_response(context, status=UNPROCESSABLE)  # type: ignore[attr-defined]
        return page

    def problems(self, form: forms.Form) -> list[dict[str, str]]:
        named = [(name if name in form.fields else self.first_field, name) for name in form.errors]
        return [
            {"field": form[field].id_for_label, "message": str(message)}
            for field, name in named
            for message in form.errors[name]
        ]


class SignIn(Problems, views.LoginView):  # type: ignore[misc]
    form_class = SignInForm
    template_name = "account/sign_in.html"
    first_field = "login"


class Registration(Problems, views.SignupView):  # type: ignore[misc]
    form_class = RegistrationForm
    template_name = "account/registration.html"
    first_field = "email"


class ChangePassword(Problems, PasswordChangeView):
    """For whoever knows the one so far; the session in which it is changed goes on."""

    form_class = ChangePasswordForm  # type: ignore[assignment]  # not a form of Django's own
    template_name = "account/change_password.html"
    first_field = "old_password"

    def get_success_url(self) -> str:
        messages.success(self.request, _("Your password is changed."))
        return home_of(cast(Account, self.request.user))


class SignOut(views.LogoutView):  # type: ignore[misc]
    template_name = "account/sign_out.html"


class ClosedAccount(views.AccountInactiveView):  # type: ignore[misc]
    template_name = "account/closed.html"


def home_of(account: Account) -> str:
    """Where ``account`` begins: officers at their work, all others at the first page."""
    if not account.posts_today:
        return str(settings.LOGIN_REDIRECT_URL)
    if all(post.role == Role.GUIDE for post in account.posts_today):
        return str(settings.GUIDES_HOME)
    designs_only = all(post.role == Role.CONTROLLER for post in account.posts_today)
    return str(settings.DESIGNERS_HOME if designs_only else settings.OFFICERS_HOME)


def _dress(form: forms.Form, **missing: StrOrPromise) -> None:
    """The looks of the house, where a placeholder is no label, and what to say of empty fields."""
    for name, text in missing.items():
        field = form.fields[name]
        field.error_messages["required"] = text
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["class"] = "govuk-input"


sign_in = SignIn.as_view()
sign_out = SignOut.as_view()
registration = Registration.as_view()
change_password = ChangePassword.as_view()
closed_account = ClosedAccount.as_view()
