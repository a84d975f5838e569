"""Whether somebody may join: the network's conditions, decided from the answers of the membership form."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.places import match_country, province
from bot.profile import Answers, Profile, Words

CROSS_BORDER = "cross_border"


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """`met` is None while the answer is missing. `flag` is set where a soft criterion is not met, `refusal` and
    `alternative` where a hard one is not (CSL-16)."""

    key: str
    met: bool | None
    hard: bool
    text: Words
    flag: Words | None = None
    refusal: Words | None = None
    alternative: Words | None = None

    @property
    def refuses(self) -> bool:
        """The applicant cannot join, whatever else is answered."""
        return self.hard and self.met is False


def evaluate(
    profile: Profile, answers: Answers, agreed: Collection[str] = (), *, complete: bool = False
) -> tuple[CriterionResult, ...]:
    """Decide every criterion. With `complete` (on submission) what is still unanswered counts as not met."""
    counted = profile.form.counted(profile.holder(answers), answers)
    results: list[CriterionResult] = []
    for criterion in profile.criteria:
        met = criterion.when.decide(counted, agreed) if criterion.when else None
        if met is None and complete and criterion.when:
            met = False
        failed = met is False
        results.append(
            CriterionResult(
                criterion.key,
                met,
                criterion.hard,
                criterion.text,
                flag=(criterion.flag or criterion.text) if failed and not criterion.hard else None,
                refusal=criterion.refusal if failed and criterion.hard else None,
                alternative=profile.membership.alternative if failed and criterion.hard else None,
            )
        )
    return tuple(results)


def refusals(results: Collection[CriterionResult]) -> tuple[CriterionResult, ...]:
    """Those results that refuse."""
    return tuple(result for result in results if result.refuses)


def is_required(profile: Profile, item: str, answers: Answers) -> bool:
    """Say whether a declaration must be agreed to before signing; a consent that is not required may stay open."""
    consent = profile.consent(item)
    if consent is None:
        return True
    if consent.required == "when_applicable":
        return crosses_border(profile, answers)
    return consent.required


def crosses_border(profile: Profile, answers: Answers) -> bool:
    """Say whether the applicant is where sending data abroad needs a consent of its own (mainland China by default)."""
    asked_in = profile.privacy.separate_cross_border_consent_for
    where = profile.recorded("province", answers)
    if where:
        found = province(where)
        return found is not None and found.country in asked_in
    country = profile.recorded("country", answers)
    return country in asked_in or match_country(country).code in asked_in


def items(profile: Profile, answers: Answers) -> tuple[str, ...]:
    """The declarations this applicant is shown: all of the form, but cross-border only where it applies."""
    steps = profile.steps(answers)
    shown = (item for step in steps for item in step.items)
    return tuple(item for item in shown if item != CROSS_BORDER or crosses_border(profile, answers))
