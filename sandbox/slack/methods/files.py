"""files.*: the three-step upload (address, bytes, completion) and looking at a file."""

from sandbox.slack.methods.registry import ApiError, Call, method
from sandbox.slack.state import Json, StoredFile
from sandbox.slack.wire import file_json


@method("files.getUploadURLExternal", "files:write")
def get_upload_url(call: Call) -> Json:
    ws = call.ws
    length = call.number("length", 0, 2**40)
    if length <= 0:
        raise ApiError("invalid_arguments")
    file = StoredFile(ws.ids.new("F"), call.text("filename"), length, ws.bot_user_id, ws.now())
    ws.files[file.id] = file
    return {"upload_url": f"{ws.base_url}/upload/v1/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal", "files:write")
def complete_upload(call: Call) -> Json:
    ws, done = call.ws, list[StoredFile]()
    for entry in call.json("files") or []:
        file = ws.files.get(entry.get("id", ""))
        if file is None or file.content is None or file.completed:
            raise ApiError("file_not_found")
        file.title = entry.get("title") or file.name
        done.append(file)
    if not done:
        raise ApiError("invalid_arguments")
    targets = call.names("channels") or call.names("channel_id")
    channels = [ws.find_channel(each) for each in targets]
    for channel in channels:
        if channel is None or (channel.kind == "private" and ws.bot_user_id not in channel.members):
            raise ApiError("invalid_channel")
        if ws.bot_user_id not in channel.members:
            raise ApiError("not_in_channel")
    for file in done:
        file.completed = True
        file.channels = [each.id for each in channels if each]
    for channel in channels:
        if channel:
            text = call.text("initial_comment", "")
            thread = call.text("thread_ts", "") or None
            ids = [each.id for each in done]
            ws.post(channel, ws.bot_user_id, text=text, by_app=True, thread_ts=thread, files=ids, blocks=[])
    return {"files": [{"id": each.id, "title": each.title} for each in done]}


@method("files.info", "files:read")
def info(call: Call) -> Json:
    file = call.ws.files.get(call.text("file"))
    if file is None:
        raise ApiError("file_not_found")
    return {"file": file_json(call.ws, file)}
