// What the page says to the server: JSON, with the form's token, so that no other site can say it.
export async function post(path, body, keepalive = false) {
  const answer = await fetch(path, {
    method: "POST",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-Form-Token": document.body.dataset.formToken ?? "",
    },
    body: JSON.stringify(body),
    keepalive,
  });
  const json = answer.headers.get("Content-Type")?.startsWith("application/json");
  return { status: answer.status, body: json ? await answer.json() : {} };
}
