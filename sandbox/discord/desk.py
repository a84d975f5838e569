"""The administrator of one simulated guild: people, roles and channels, before the bot comes or while it looks on."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.discord import changes
from sandbox.discord.calendar import EXTERNAL, mark_interest, tell
from sandbox.discord.model import KINDS, Channel, Guild, Member, Overwrite, Role, ScheduledEvent
from sandbox.discord.permissions import BITS, bits

if TYPE_CHECKING:
    from sandbox.discord.service import DiscordService


class GuildDesk:
    """The administrator of one guild: sets it up and changes it, while the bot looks on or before it comes."""

    def __init__(self, service: "DiscordService", guild: Guild, own_role: Role) -> None:
        self.service = service
        self.guild = guild
        self.bot_role = own_role

    @property
    def id(self) -> str:
        return str(self.guild.id)

    def add_member(
        self,
        name: str,
        locale: str = "en-US",
        *,
        nick: str | None = None,
        roles: tuple[str, ...] = (),
        user_id: str | int | None = None,
    ) -> str:
        """A person who has been here all along: no event is sent. Give `user_id` to bring in a known person."""
        user = str(user_id) if user_id and int(user_id) in self.service.world.users else ""
        user = user or self.service.add_user(name, locale=locale, user_id=int(user_id) if user_id else None)
        held = {self._role(one).id for one in roles}
        self.guild.members[int(user)] = Member(int(user), self.service.clock.now(), nick, held)
        return user

    def join(self, name: str, locale: str = "en-US", *, user_id: str | int | None = None) -> str:
        """A newcomer joins live: GUILD_MEMBER_ADD goes out."""
        user = str(user_id) if user_id else self.service.add_user(name, locale=locale)
        changes.join(self.service.world, self.guild, int(user))
        return user

    def remove_member(self, user_id: str | int) -> None:
        changes.leave(self.service.world, self.guild, int(user_id))

    def add_role(self, name: str, position: int | None = None, *, permissions: int = 0, **more: Any) -> str:
        """A role; without `position` at the bottom (below the bot), with it at or above that place as given."""
        return str(changes.add_role(self.service.world, self.guild, name, permissions, position=position, **more).id)

    def move_bot_role(self, position: int) -> None:
        """Where the bot's own role stands: roles at or above it are out of its reach."""
        self.bot_role.position = position
        changes.role_changed(self.service.world, self.guild, self.bot_role)

    def give_role(self, user_id: str | int, role: str) -> None:
        member = self.guild.members[int(user_id)]
        member.roles.add(self._role(role).id)
        changes.member_changed(self.service.world, self.guild, member)

    def roles_of(self, user_id: str | int) -> list[str]:
        """Names of the roles a member carries."""
        return sorted(self.guild.roles[one].name for one in self.guild.members[int(user_id)].roles)

    def set_bot_rights(self, *names: str, grant: bool = True) -> None:
        """Give the bot permissions, or take them away."""
        wanted = bits(*names)
        self.bot_role.permissions = self.bot_role.permissions | wanted if grant else self.bot_role.permissions & ~wanted
        changes.role_changed(self.service.world, self.guild, self.bot_role)

    def add_channel(
        self,
        name: str,
        kind: str = "text",
        *,
        private_to: tuple[str, ...] | None = None,
        bot_sees: bool = True,
        topic: str | None = None,
        tags: tuple[str, ...] = (),
        parent: str | None = None,
    ) -> str:
        """A channel; `private_to` names the roles and user ids that may see it, everyone else may not."""
        world, view = self.service.world, BITS["view_channel"]
        over: dict[int, Overwrite] = {}
        if private_to is not None:
            over[self.guild.id] = Overwrite(self.guild.id, 0, 0, view)
            for one in private_to:
                is_member = one.isdigit() and int(one) in self.guild.members
                key = int(one) if is_member else self._role(one).id
                over[key] = Overwrite(key, int(is_member), view, 0)
            if bot_sees:
                over[world.bot.id] = Overwrite(world.bot.id, 1, view, 0)
        elif not bot_sees:
            over[world.bot.id] = Overwrite(world.bot.id, 1, 0, view)
        known = [
            {"id": str(world.new_id()), "name": one, "moderated": False, "emoji_id": None, "emoji_name": None}
            for one in tags
        ]
        place = len(self.guild.channels)
        parent_id = int(parent) if parent else None
        made = changes.add_channel(
            world,
            self.guild,
            KINDS[kind],
            name,
            overwrites=over,
            topic=topic,
            tags=known,
            position=place,
            parent_id=parent_id,
        )
        return str(made.id)

    def interested(self, event_id: str | int, user_id: str | int) -> None:
        """A person marks a scheduled event."""
        mark_interest(self.service.world, self.guild, self.guild.events[int(event_id)], int(user_id))

    def add_event(self, name: str, *, days: float, description: str = "", where: str = "The club") -> str:
        """The owner schedules something that begins in so many days and takes an hour."""
        world = self.service.world
        start = world.clock.now() + timedelta(days=days)
        end = start + timedelta(hours=1)
        event = ScheduledEvent(world.new_id(), self.guild.id, self.guild.owner_id, name, start.isoformat(),
                               end.isoformat(), EXTERNAL, description or None, location=where)  # fmt: skip
        self.guild.events[event.id] = event
        tell(world, "GUILD_SCHEDULED_EVENT_CREATE", event)
        return str(event.id)

    def delete_event(self, event_id: str | int) -> None:
        """Somebody who manages events takes one away by hand."""
        tell(self.service.world, "GUILD_SCHEDULED_EVENT_DELETE", self.guild.events.pop(int(event_id)))

    def delete_channel(self, channel: str) -> None:
        changes.delete_channel(self.service.world, self.channel(channel))

    def channel(self, name_or_id: str) -> Channel:
        found = (one for one in self.guild.channels.values() if name_or_id in (one.name, str(one.id)))
        return next(found)

    def remove_bot(self) -> None:
        """The bot is thrown out: GUILD_DELETE goes out and nothing here answers any more."""
        self.guild.bot_is_in = False
        self.guild.members.pop(self.service.world.bot.id, None)
        self.service.world.dispatch("GUILD_DELETE", {"id": self.id}, changes.GUILDS)

    def _role(self, name_or_id: str) -> Role:
        return next(one for one in self.guild.roles.values() if name_or_id in (one.name, str(one.id)))
