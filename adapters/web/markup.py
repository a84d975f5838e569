"""The frame of every page, its looks and the headers it travels with. No script, nothing from elsewhere."""

import base64
import hashlib
from collections.abc import Iterable

from adapters.html import words

STYLE = """
:root{color-scheme:light dark;--ink:#1d1c1d;--soft:#5b5960;--line:#d9d6d1;--paper:#fff;--back:#eceae6;--blue:#1f3a5f;
--on-blue:#fff;--red:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#eceae6;--soft:#b5b2b8;--line:#46434a;--paper:#232127;--back:#161518;
--blue:#a9c7f0;--on-blue:#14263d;--red:#f2b8b5}}
*{box-sizing:border-box}
body{margin:0;padding:20px 12px;background:var(--back);color:var(--ink);font:16px/1.55 -apple-system,"Segoe UI",Roboto,
"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
.sheet{max-width:640px;margin:0 auto;background:var(--paper);border-radius:12px;overflow:hidden}
.band{padding:14px 24px;background:#1f3a5f;color:#fff;font-weight:600}
main{padding:8px 24px 24px}
h1,h2{font-size:1.2rem;line-height:1.35;margin:18px 0 6px}
a{color:var(--blue)}
.for,.note,.hint,footer{color:var(--soft);font-size:.875rem}
.for{border-bottom:1px solid var(--line);padding:8px 0}
blockquote{margin:10px 0;padding:2px 0 2px 14px;border-left:4px solid var(--line)}
table{border-collapse:collapse;margin:10px 0}
th{min-width:5.5em;overflow-wrap:break-word;text-align:left;vertical-align:top;padding:3px 16px 3px 0;
color:var(--soft);font-weight:600}
td{vertical-align:top;padding:3px 0}
hr{border:0;border-top:1px solid var(--line);margin:16px 0}
code{background:var(--back);border-radius:3px;padding:1px 4px}
img{max-width:100%;height:auto}
.row{display:flex;flex-wrap:wrap;gap:8px;margin:12px 0}
button,.button{display:inline-block;min-height:44px;padding:9px 18px;border:1px solid var(--soft);border-radius:8px;
background:none;color:var(--ink);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
.primary{background:var(--blue);border-color:var(--blue);color:var(--on-blue)}
.danger{border-color:var(--red);color:var(--red)}
:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
.asked{margin:14px 0;padding:6px 18px;border:2px solid var(--blue);border-radius:10px}
.field{margin:16px 0}
.field>label,fieldset>label[for],legend{display:block;font-weight:600;margin-bottom:4px}
fieldset{border:0;padding:0;margin:16px 0}
input[type=text],input[type=email],input[type=url],select,textarea{width:100%;padding:10px;border:1px solid var(--soft);
border-radius:8px;background:var(--paper);color:inherit;font:inherit}
textarea{min-height:9em}
.pick{display:block;padding:10px 0}
.pick input{width:20px;height:20px;margin:0 8px 0 0;vertical-align:text-bottom}
.wrong{color:var(--red);font-weight:600;margin:4px 0}
[aria-invalid=true]{border-color:var(--red);border-width:2px}
footer{max-width:640px;margin:12px auto;text-align:center}
"""

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Of pages that are for one person."""


def frame(language: str, title: str, network: str, parts: Iterable[str], closing: str = "") -> str:
    """A whole page. `parts` are HTML, everything else is plain text."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<title>{words(title)}</title><style>{STYLE}</style></head>\n<body>\n"
        f'<div class="sheet"><div class="band">{words(network)}</div>\n<main>\n'
        + "\n".join(parts)
        + f"\n</main></div>\n<footer>{words(closing)}</footer>\n</body></html>\n"
    )
