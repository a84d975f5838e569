"""The index finds the same on both databases."""

from bot.search import Search
from storage.engine import SqlDatabase

PEOPLE = {
    "p1": "Jürgen Müller Universität Łódź",
    "p2": "王伟 Wei Wang 北京師範大學",
    "p3": "Li Na 教育学院",
    "p4": "Lisa Lindström",
    "p5": "हिन्दी भाषा서울대학교",
}


async def index(database: SqlDatabase, network: str = "inei") -> None:
    async with database.write(network) as uow:
        for person, text in PEOPLE.items():
            await uow.repository(Search).put("person", person, text)


async def find(database: SqlDatabase, text: str, *, kind: str = "person", network: str = "inei", limit: int = 25):
    async with database.read(network) as uow:
        return await uow.repository(Search).find(kind, text, limit)


async def test_every_script(any_database: SqlDatabase) -> None:
    await index(any_database)
    for query, people in {
        "muller": ("p1",),
        "LODZ univ": ("p1",),
        "师范": ("p2",),
        "wang 王": ("p2",),
        "教育": ("p3",),
        "भाषा": ("p5",),
        "대학": ("p5",),
        "nobody": (),
        "'; DROP TABLE people; --": (),
        '"*': (),
        "": (),
        "!&|:*": (),
    }.items():
        assert await find(any_database, query) == people, query


async def test_whole_words_come_before_beginnings(any_database: SqlDatabase) -> None:
    await index(any_database)
    assert await find(any_database, "li") == ("p3", "p4")
    assert await find(any_database, "li", limit=1) == ("p3",)


async def test_a_text_replaces_the_one_before(any_database: SqlDatabase) -> None:
    await index(any_database)
    async with any_database.write("inei") as uow:
        await uow.repository(Search).put("person", "p1", "Karin Schmidt")
        await uow.repository(Search).put("person", "p4", PEOPLE["p4"])
        await uow.repository(Search).remove("person", "p2")
        await uow.repository(Search).remove("person", "unknown")
    assert await find(any_database, "müller") == ()
    assert await find(any_database, "schmidt") == ("p1",)
    assert await find(any_database, "王伟") == ()
    assert await find(any_database, "lindström") == ("p4",)


async def test_kinds_and_networks_are_apart(any_database: SqlDatabase) -> None:
    await index(any_database)
    assert await find(any_database, "müller", kind="post") == ()
    assert await find(any_database, "müller", network="other") == ()
    async with any_database.write("other") as uow:
        await uow.repository(Search).remove("person", "p1")
    assert await find(any_database, "müller") == ("p1",)


async def test_what_is_rolled_back_is_not_found(any_database: SqlDatabase) -> None:
    try:
        async with any_database.write("inei") as uow:
            await uow.repository(Search).put("person", "p9", "Nobody")
            raise LookupError
    except LookupError:
        pass
    assert await find(any_database, "nobody") == ()
