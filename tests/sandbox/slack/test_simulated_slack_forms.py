"""Forms of the simulated Slack: inputs, errors, steps, and what a useless answer leads to."""

import asyncio
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.player import NotShown
from tests.sandbox.slack.rig import (
    Json,
    Stage,
    button,
    field,
    modal,
    on_command,
    options,
    plain,
    text_block,
)


async def test_a_form_goes_through_errors_update_and_closing(stage: Stage) -> None:
    on_command(
        stage,
        modal(
            field("Name", min_length=3),
            field("Colour", "static_select", options=options("Red", "Blue")),
            field("Tags", "checkboxes", optional=True, options=options("A", "B", "C")),
        ),
    )
    submitted: list[Json] = []

    @stage.app.view("apply")
    async def _(ack: Any, view: Json) -> None:
        submitted.append(view["state"]["values"])
        name = view["state"]["values"]["name"]["in"]["value"]
        if name == "Nobody":
            await ack(response_action="errors", errors={"name": "Nobody cannot apply"})
        elif len(submitted) == 2:
            await ack(response_action="update", view=modal(field("Email", "email_text_input"), title="Step 2"))
        else:
            await ack()

    await stage.ada.types("/apply")
    await stage.ada.submits()
    assert [f.error for f in stage.ada.form.fields] == ["Please complete this required field."] * 2 + [""]
    assert submitted == []

    await stage.ada.fills({"Name": "Nobody", "Colour": "Blue", "Tags": ["A", "C"]})
    await stage.ada.submits()
    assert stage.ada.form.fields[0].error == "Nobody cannot apply"
    assert stage.ada.form.fields[0].value == ("Nobody",)
    assert submitted[0]["colour"]["in"] == {
        "type": "static_select",
        "selected_option": {"text": plain("Blue"), "value": "blue"},
    }
    assert [o["value"] for o in submitted[0]["tags"]["in"]["selected_options"]] == ["a", "c"]

    await stage.ada.fills({"Name": "Somebody"})
    await stage.ada.submits()
    assert stage.ada.form.title == "Step 2"
    await stage.ada.fills({"Email": "nonsense"})
    await stage.ada.submits()
    assert "valid email" in stage.ada.form.fields[0].error
    with pytest.raises(NotShown, match="no field 'Name'"):
        await stage.ada.fills({"Name": "x"})
    assert stage.ws.ledger.violations == []


async def test_a_form_can_be_pushed_three_deep_and_cleared(stage: Stage) -> None:
    on_command(stage, modal(field("One")))
    depth: list[str] = []

    @stage.app.view("apply")
    async def _(ack: Any, view: Json) -> None:
        depth.append(view["title"]["text"])
        match len(depth):
            case 1 | 2 | 3:
                await ack(response_action="push", view=modal(field("One"), title=f"Level {len(depth) + 1}"))
            case _:
                await ack(response_action="clear")

    await stage.ada.types("/apply")
    for level in ("Level 2", "Level 3"):
        await stage.ada.fills({"One": "x"})
        await stage.ada.submits()
        assert stage.ada.form.title == level
    await stage.ada.fills({"One": "x"})
    await stage.ada.submits()
    assert "trouble connecting" in stage.ada.form.text
    assert "a fourth view was pushed" in stage.ws.ledger.violations.pop()
    await stage.ada.dismisses()
    assert stage.ada.form.title == "Level 2"
    await stage.ada.submits()
    assert stage.ada.form is None
    assert stage.ws.ledger.violations == []


async def test_a_form_that_is_not_answered_in_time_stays_open(stage: Stage) -> None:
    stage.ws.ack_timeout = 0.2
    on_command(stage, modal(field("One")))
    given_up = asyncio.Event()

    @stage.app.view("apply")
    async def _(ack: Any) -> None:
        await given_up.wait()
        await ack()

    await stage.ada.types("/apply")
    await stage.ada.fills({"One": "kept"})
    await stage.ada.submits()
    assert "We had some trouble connecting" in stage.ada.form.text
    assert stage.ada.form.fields[0].value == ("kept",)
    given_up.set()


async def test_selects_report_what_was_chosen(stage: Stage) -> None:
    seen: list[Json] = []

    @stage.app.action({"type": "block_actions", "action_id": "pick"})
    async def _(ack: Any, body: Json) -> None:
        await ack()
        seen.append(body)

    @stage.app.options("country")
    async def _(ack: Any, payload: Json) -> None:
        known = [each for each in ("Norway", "North Macedonia", "Chile") if payload["value"] in each]
        await ack(options=options(*known))

    menus = [
        {
            "type": "static_select",
            "action_id": "pick",
            "placeholder": plain("Colour"),
            "options": options("Red", "Blue"),
        },
        {"type": "external_select", "action_id": "country", "placeholder": plain("Country"), "min_query_length": 2},
    ]
    await stage.client.chat_postMessage(
        channel=stage.general, text="x", blocks=[text_block("Choose"), {"type": "actions", "elements": menus}]
    )
    assert stage.ada.messages()[-1].selects == ("Colour", "Country")
    await stage.ada.picks("Blue", select="Colour")
    assert seen[0]["actions"][0]["selected_option"]["value"] == "blue"
    (state,) = seen[0]["state"]["values"].values()
    assert state["pick"]["selected_option"]["value"] == "blue"
    with pytest.raises(NotShown, match="no option 'Green'"):
        await stage.ada.picks("Green", select="Colour")

    on_command(stage, modal(field("Country", "external_select", action_id="country"), field("When", "datepicker")))
    await stage.ada.types("/apply")
    with pytest.raises(NotShown, match="offers"):
        await stage.ada.fills({"Country": "Atlantis"})
    await stage.ada.fills({"Country": "Norway", "When": "2027-03-05"})
    assert [f.value for f in stage.ada.form.fields] == [("Norway",), ("2027-03-05",)]
    assert stage.ws.ledger.violations == []


async def test_a_dispatching_input_redraws_the_form_and_keeps_what_was_typed(stage: Stage) -> None:
    country = field("Country", "static_select", options=options("China", "Chile"))
    country["dispatch_action"] = True
    on_command(stage, modal(field("Name"), country))

    @stage.app.action("in")
    async def _(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        chosen = body["actions"][0]["selected_option"]["text"]["text"]
        second = field(f"Province of {chosen}", optional=True)
        view = modal(field("Name"), country, second)
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    await stage.ada.types("/apply")
    await stage.ada.fills({"Name": "Li", "Country": "China"})
    fields = stage.ada.form.fields
    assert [(f.label, f.value) for f in fields[:2]] == [("Name", ("Li",)), ("Country", ("China",))]
    assert (fields[2].label, fields[2].required) == ("Province of China", False)


async def test_every_kind_of_input_reports_its_own_shape(stage: Stage) -> None:
    kinds = [
        field("Text", multiline=True),
        field("Mail", "email_text_input"),
        field("Link", "url_text_input"),
        field("Year", "number_input", is_decimal_allowed=False, min_value="1990"),
        field("One", "static_select", options=options("A", "B"), initial_option=options("A")[0]),
        field("Grouped", "static_select", option_groups=[{"label": plain("G"), "options": options("X", "Y")}]),
        field("Many", "multi_static_select", options=options("A", "B", "C"), max_selected_items=2),
        field("Radio", "radio_buttons", options=options("A", "B")),
        field("Day", "datepicker", initial_date="2027-01-31"),
        field("Hour", "timepicker"),
        field("Moment", "datetimepicker"),
        field("Who", "users_select"),
        field("Which", "multi_users_select"),
        field("Where", "conversations_select", response_url_enabled=True),
        field("Files", "file_input", max_files=2),
        {"type": "section", "block_id": "s", "text": plain("More"), "accessory": button("Inside", "inside")},
    ]
    on_command(stage, modal(*kinds))
    seen: list[Json] = []

    @stage.app.view("apply")
    async def _(ack: Any, body: Json) -> None:
        seen.append(body)
        await ack()

    @stage.app.action("inside")
    async def _(ack: Any, body: Json) -> None:
        seen.append(body)
        await ack()

    await stage.ada.types("/apply")
    await stage.ada.fills(
        {
            "Text": "a & <b>", "Mail": "a@b.org", "Link": "https://b.org/", "Year": "1989", "Grouped": "Y",
            "Many": ["A", "C"], "Radio": "B", "Hour": "09:30", "Moment": "2027-03-05T10:00:00+00:00",
            "Who": "Ben Okafor", "Which": ["Ada Núñez", "Ben Okafor"], "Where": "general", "Files": "cv.pdf",
        }
    )  # fmt: skip
    await stage.ada.submits()
    assert [(f.label, f.error) for f in stage.ada.form.fields if f.error] == [
        ("Year", "Please enter a number of at least 1990.")
    ]
    await stage.ada.fills({"Year": "1990"})
    await stage.ada.presses("Inside")
    assert seen[0]["view"]["state"]["values"]["year"]["in"]["value"] == "1990"
    await stage.ada.submits()
    values = {block: state["in"] for block, state in seen[1]["view"]["state"]["values"].items()}
    assert {block: state["type"] for block, state in values.items()} == {
        each["block_id"]: each["element"]["type"] for each in kinds[:-1]
    }
    (file,) = values["files"]["files"]
    assert file["name"] == "cv.pdf"
    assert [next(v for k, v in state.items() if k != "type") for b, state in values.items() if b != "files"] == [
        "a & <b>", "a@b.org", "https://b.org/", "1990", *options("A"), *options("Y"), options("A", "C"),
        *options("B"), "2027-01-31", "09:30", 1804240800, stage.ben_id, [stage.ada_id, stage.ben_id], stage.general,
    ]  # fmt: skip
    (place,) = seen[1]["response_urls"]
    assert (place["block_id"], place["channel_id"]) == ("where", stage.general)
    assert stage.ada.form is None
    assert stage.ws.ledger.violations == []


async def test_dismissing_a_form_is_told_when_asked_for(stage: Stage) -> None:
    on_command(stage, modal(field("A"), notify_on_close=True))
    closed: list[Json] = []

    @stage.app.view_closed("apply")
    async def _(ack: Any, body: Json) -> None:
        await ack()
        closed.append(body)

    await stage.ada.types("/apply")
    await stage.ada.dismisses()
    assert stage.ada.form is None
    assert (closed[0]["is_cleared"], closed[0]["view"]["callback_id"]) == (False, "apply")


async def test_useless_answers_to_a_submission_leave_the_form_open(stage: Stage) -> None:
    on_command(stage, modal(field("A")))
    answers = [
        {"response_action": "errors", "errors": {"elsewhere": "no such block"}},
        {"response_action": "update", "view": modal(field("A"), title="t" * 25)},
    ]

    @stage.app.view("apply")
    async def _(ack: Any) -> None:
        await ack(**answers.pop(0))

    await stage.ada.types("/apply")
    await stage.ada.fills({"A": "x"})
    for _ in range(2):
        await stage.ada.submits()
        assert "trouble connecting" in stage.ada.form.text
        assert stage.ada.form.title == "Apply"
    assert len(stage.ws.ledger.violations) == 2
