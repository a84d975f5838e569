"""The membership form as it is signed: its exact text, the hash of that text, and a page that carries both."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from bot.criteria import items
from bot.features.applications.model import Application, Declared, Signature
from bot.features.applications.steps import shown
from bot.profile import Profile, Words
from bot.ui.view import File

BOTH = " / "
"""Between the same text in two languages."""


def both(words: Words) -> str:
    """A text in all its languages, as it stands on the signed form."""
    return BOTH.join(dict.fromkeys(text for _language, text in words))


def signed_text(profile: Profile, application: Application, declared: Mapping[str, Declared]) -> str:
    """Everything that is signed: reference, version, answers, declarations with their times. Always the same text
    for the same record, in whatever language it is read."""
    return "\n".join(_lines(profile, application, declared)) + "\n"


def _lines(profile: Profile, application: Application, declared: Mapping[str, Declared]) -> Iterator[str]:
    name = BOTH.join(dict.fromkeys(profile.network.name(language) for language in ("en", "zh-Hans")))
    yield f"{name}: membership form{BOTH}会员申请表"
    yield f"{application.ref}, form version{BOTH}表格版本 {application.form_version}"
    for step in profile.steps(application.answers):
        if step.kind == "inputs":
            yield ""
            yield f"[{both(step.title)}]"
            for question in step.inputs:
                answer = ", ".join(shown(profile, question, application.answers, application.language)) or "–"
                yield f"{both(question.label)}: {_indented(answer)}"
    yield ""
    yield f"[Declarations{BOTH}声明]"
    for item in items(profile, application.answers):
        said = declared.get(item)
        if said is None or not said.agreed:
            yield f"[ ] {both(profile.declarations[item].text)}"
        else:
            stamp = f"{said.at:%Y-%m-%d %H:%M:%S} UTC, version {said.text_version}, {said.language}, {said.route}"
            yield f"[x] {said.text} ({stamp})"


def _indented(answer: str) -> str:
    """Further lines of an answer stand in, so that none of them looks like a heading or a ticked declaration."""
    return "\n    ".join(answer.splitlines())


def agreement_text(profile: Profile, application: Application, representative: str) -> str:
    """What the head of an institution signs after the approval."""
    agreement = profile.membership.agreement
    name = profile.recorded("institution_name", application.answers)
    lines = [f"{profile.network.name('en')}: agreement{BOTH}协议", application.ref, "", name]
    accepted = [key for key in profile.declarations if key in ("accept_memorandum", "accept_agreement")]
    lines += [both(profile.declarations[key].text) for key in accepted]
    if agreement is not None:
        lines.append(f"{agreement.kind.capitalize()}: {agreement.term_years} years{BOTH}期限 {agreement.term_years} 年")
    lines.append(f"Representative{BOTH}代表: {representative}")
    return "\n".join(lines) + "\n"


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def page(profile: Profile, application: Application, text: str, signatures: Iterable[Signature] = ()) -> File:
    """One self-contained HTML file: the exact text, the signatures under it, and how to verify the hash."""
    signed = tuple(signatures)
    form = next((s for s in signed if s.subject == "form"), None)
    body = form.text if form and form.text else text
    parts = [f'<pre id="signed-text">{escape(body)}</pre>', _proof(form.text_hash if form else text_hash(body))]
    parts += [_signature(signature) for signature in signed]
    for other in signed:
        if other.subject == "agreement":
            parts += [f"<h2>Agreement{BOTH}协议</h2>", f"<pre>{escape(other.text)}</pre>", _proof(other.text_hash)]
    if form is None:
        parts.append('<p class="open">Not signed yet / 尚未签名</p>')
    name = profile.network.name(application.language)
    html = _PAGE.format(title=escape(f"{application.ref} {name}"), ref=escape(application.ref), name=escape(name),
                        body="\n".join(parts))  # fmt: skip
    return File(f"{application.ref}.html", html.encode(), "text/html")


def _proof(digest: str) -> str:
    return (f"<p class=\"proof\">SHA-256 <code>{digest}</code><br>"
            "Of the text in the frame above, in UTF-8, with a line end after every line. "
            "To verify: save that text to a file and run <code>sha256sum</code>."
            "<br>上框文本（UTF-8，每行以换行符结尾）的校验值。</p>")  # fmt: skip


def _signature(signature: Signature) -> str:
    how = f"typed{BOTH}键入" if signature.method == "typed" else f"on paper or as a scan{BOTH}纸质或扫描件"
    rows = [
        (f"Signed by{BOTH}签名人", signature.typed_name),
        (f"When{BOTH}时间", f"{signature.at:%Y-%m-%d %H:%M:%S} UTC"),
        (f"How{BOTH}方式", f"{how}, {signature.route}"),
    ]
    if signature.evidence:
        rows.append((f"Evidence{BOTH}凭据", signature.evidence))
    cells = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    return f'<dl class="signature">{cells}</dl>'


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 16px/1.6 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; max-width: 46rem; margin: 3rem auto;
         padding: 0 1.2rem; }}
  h1 {{ font-size: 1.4rem; margin-bottom: 0; }}
  header p {{ margin-top: .2rem; opacity: .75; }}
  pre {{ font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #8886; border-radius: .5rem;
        padding: 1rem 1.2rem; }}
  code {{ overflow-wrap: anywhere; }}
  .proof {{ font-size: .85rem; opacity: .85; }}
  .signature {{ display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; border-top: 2px solid;
               padding-top: .8rem; }}
  dd {{ margin: 0; font-weight: 600; }}
  .open {{ font-weight: 600; }}
  @media print {{ body {{ margin: 0; }} }}
</style>
<header><h1>{ref}</h1><p>{name}</p></header>
<main>
{body}
</main>
</html>
"""
