// The line to the sandbox: one stream of pictures in, presses and words out.

export const state = { people: [], person: null, picture: null };

let stream = null;
let ahead = 0;

export const sandboxNow = () => new Date(Date.now() + ahead);

// Opens the stream of a person; `onPicture` gets each picture, `onLine` whether the sandbox answers.
export function follow(person, onPicture, onLine) {
  stream?.close();
  state.person = person;
  state.picture = null;
  const mine = new EventSource(`/play/live?person=${encodeURIComponent(person.id)}`);
  stream = mine;
  mine.onopen = () => onLine(true);
  mine.onerror = () => onLine(false);
  mine.onmessage = (event) => {
    if (stream !== mine) return;
    const picture = JSON.parse(event.data);
    ahead = new Date(picture.now) - Date.now();
    state.picture = picture;
    onPicture(picture);
  };
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const found = await answer.json().catch(() => ({ error: `${answer.status}` }));
  if (!answer.ok) throw new Error(found.error ?? `${answer.status}`);
  return found;
}

// Does one thing as the person in front; rejects with the client's words when it would not.
export const act = (chat, verb, body = {}) => post(`/play/${state.person.id}/${chat}/${verb}`, body);

export const forward = (seconds) => post("/play/clock", { seconds });

export const forwardToNext = () => post("/play/clock", { next: true });

export const people = async () => (await fetch("/play/people")).json();
