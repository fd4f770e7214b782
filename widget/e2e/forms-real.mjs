// Built forms on the real server, made through the console's interface.

/** The interface, as a page of the console asks it. */
export const ask = (team, method, path, body) =>
  team.evaluate(
    async ([method, path, body]) => {
      const csrf = document.querySelector('meta[name=csrf]').content;
      const reply = await fetch('/api/v1' + path, { method, headers: { 'content-type': 'application/json', 'x-csrf-token': csrf }, body: body && JSON.stringify(body) });
      const told = reply.status == 204 ? {} : await reply.json();
      if (!reply.ok) throw new Error(JSON.stringify(told));
      return told;
    },
    [method, path, body],
  );

/** Adds a form that is on; gives its id and its short key. */
export async function makeForm(team, name, definition) {
  const { sites } = await ask(team, 'GET', '/forms/choices');
  const { id } = await ask(team, 'POST', '/forms', { site: sites[0].id, name, definition });
  await ask(team, 'PUT', '/forms/' + id, { rev: 1, name, active: true, definition });
  return ask(team, 'GET', '/forms/' + id);
}

/** Takes it away. */
export const drop = (team, id) => ask(team, 'POST', `/forms/${id}/delete`);
