"""Installation: the authorize page where a person says yes, and what that leads to."""

import secrets
from html import escape
from typing import TYPE_CHECKING

from aiohttp import web
from yarl import URL

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace

PAGE = """<!doctype html><meta charset="utf-8"><title>Install {app}</title>
<h1>{app} wants access to {team}</h1><p>Scopes: {scopes}</p>
<form method="post"><button>Allow</button></form>"""


async def authorize(ws: "SlackWorkspace", request: web.Request) -> web.Response:
    """GET shows the page; POST is the press on Allow, and redirects with a code.

    `user` in the query names who presses (the first administrator otherwise).
    """
    query = request.query
    if query.get("client_id") != ws.client_id:
        return web.Response(status=400, text="Invalid client_id parameter")
    if not query.get("scope"):
        return web.Response(status=400, text="No scopes requested")
    if request.method != "POST":
        page = PAGE.format(app=escape(ws.app_name), team=escape(ws.name), scopes=escape(query["scope"]))
        return web.Response(text=page, content_type="text/html")
    someone = next((u.id for u in ws.users.values() if u.is_admin and not u.is_bot), ws.bot_user_id)
    code = secrets.token_hex(16)
    redirect = query.get("redirect_uri", "")
    ws.oauth_codes[code] = {"scope": query["scope"], "redirect_uri": redirect, "user": query.get("user", someone)}
    target = URL(redirect or ws.redirect_uri).update_query(code=code, state=query.get("state", ""))
    raise web.HTTPFound(str(target))
