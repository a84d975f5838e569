"""A network's profile as the core sees it: values only. How profiles are written down is the business of `config`."""

from bot.profile.checks import Mistake, MistakesError
from bot.profile.form import FormInput, FormStep, MembershipForm
from bot.profile.membership import Criterion, Membership
from bot.profile.network import Consent, Network, Secretariat, audience
from bot.profile.profile import Profile
from bot.profile.rules import Answers, Rule, chosen
from bot.profile.words import Declaration, Option, Words, language_tag, words

__all__ = [
    "Answers",
    "Consent",
    "Criterion",
    "Declaration",
    "FormInput",
    "FormStep",
    "Membership",
    "MembershipForm",
    "Mistake",
    "MistakesError",
    "Network",
    "Option",
    "Profile",
    "Rule",
    "Secretariat",
    "Words",
    "audience",
    "chosen",
    "language_tag",
    "words",
]
