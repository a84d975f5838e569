"""Setting the scene: people, channels and tokens that are there when a story begins, and what administrators do."""

from collections.abc import Sequence
from typing import Any

from sandbox.slack.state import Token, User
from sandbox.slack.store import Store


class Scene(Store):
    """The part of a workspace that only tests and the sandbox use, never the application."""

    team_id: str
    bot_token: str

    @property
    def connected(self) -> bool:
        """Whether the application can be told anything now."""
        raise NotImplementedError

    def add_user(
        self, name: str, *, tz: str = "UTC", locale: str = "en-US", email: str = "", is_admin: bool = False,
        is_owner: bool = False, title: str = "", channels: Sequence[str] = (), announce: bool | None = None,
    ) -> str:  # fmt: skip
        """A new person, in the general channel and in `channels` (names); the user id.

        `announce` sends team_join; by default it is sent when the application is connected.
        """
        key = self.ids.new("U")
        handle = "".join(c if c.isalnum() else "." for c in name.casefold()).strip(".") or key.lower()
        if any(each.name == handle for each in self.users.values()):
            handle = f"{handle}{len(self.users)}"
        user = User(key, handle, name, tz, locale, email, is_admin, is_owner, title=title, updated=self.now())
        self.users[key] = user
        self.changed("user", user=key)
        telling = self.connected if announce is None else announce
        if telling:
            self.events.team_join(user)
        for each in [*([self.general_id] if self.general_id else []), *channels]:
            channel = self.find_channel(each)
            if channel is None:
                raise LookupError(f"no channel {each!r}")
            if telling:
                self.join(channel, key)
            else:
                channel.members.append(key)
        return key

    def add_channel(
        self, name: str, *, private: bool = False, members: Sequence[str] = (), app: bool = True, general: bool = False
    ) -> str:
        """A channel that is there already when the story begins; the channel id. `app` puts the application into it."""
        creator = members[0] if members else self.bot_user_id
        people = [*members, *([self.bot_user_id] if app else [])]
        channel = self.create_channel(name, private=private, creator=creator, silently=True)
        channel.members = list(dict.fromkeys(people))
        if general:
            self.general_id = channel.id
        return channel.id

    def remove_user(self, user_id: str) -> None:
        """The person's account is deactivated: out of every channel, nothing open any more."""
        user = self.users[user_id]
        for channel in self.channels.values():
            if channel.kind != "im":
                self.leave(channel, user_id)
        user.deleted, user.updated = True, self.now()
        self.modals.pop(user_id, None)
        self.changed("user", user=user_id)
        self.events.user_change(user)

    def change_user(self, user_id: str, **about: Any) -> None:
        """Change fields of a person (tz, locale, real_name, ...) as the person's own settings page does."""
        user = self.users[user_id]
        for key, value in about.items():
            setattr(user, key, value)
        user.updated = self.now()
        self.changed("user", user=user_id)
        self.events.user_change(user)

    def issue_bot_token(self, scopes: set[str]) -> Token:
        """Another installation: a token with exactly `scopes`."""
        token = Token(f"xoxb-{self.team_id}-{self.ids.new('k')}", "bot", scopes)
        self.tokens[token.value] = token
        return token

    def grant(self, *scopes: str) -> None:
        """Let the bot token have exactly these scopes."""
        self.tokens[self.bot_token].scopes = set(scopes)

    def revoke(self, value: str) -> None:
        """Make a token useless and tell the application."""
        self.tokens[value].revoked = True
        self.events.emit("tokens_revoked", tokens={"oauth": [], "bot": [self.bot_user_id]})

    def uninstall(self) -> None:
        """An administrator removes the application from the workspace."""
        for token in self.tokens.values():
            if token.kind == "bot":
                token.revoked = True
        self.events.emit("tokens_revoked", tokens={"oauth": [], "bot": [self.bot_user_id]})
        self.events.emit("app_uninstalled")
