/* Presses what a person would press, as fast as the screen follows, and tells the ear of the test
 * what the screen calls saved, the moment it does. Arguments: what to do, one thing after the other;
 * the words that mean saved; where the ear is. */
const [things, words, ear] = arguments;

// The first that is found now or after a change of the page.
const seen = (look) => new Promise((done) => {
  const watcher = new MutationObserver(() => check());
  const check = () => {
    const found = look();
    if (!found) return;
    watcher.disconnect();
    done(found);
  };
  watcher.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  check();
});
const within = (millis, look) =>
  Promise.race([seen(look), new Promise((done) => setTimeout(done, millis, null))]);
const named = (kind, name) =>
  [...document.querySelectorAll(kind)].find((one) => one.innerText.trim() === name && !one.disabled);
const count = (some) =>
  some.reduce((sum, word) => sum + document.body.innerText.split(word).length - 1, 0);
const go = (address) => {
  const link = document.createElement("a");
  link.href = address;
  document.body.append(link);
  link.click();
  link.remove();
};
const hear = (word) => fetch(ear + word, { method: "POST", keepalive: true }).catch(() => {});

const write = async ({ act, length }) => {
  go("/diary/new");
  (await seen(() => named("label", act))).click();
  (await seen(() => named("button", length))).click();
  await seen(() => location.pathname !== "/diary/new" && count(words.note) > 0);
  hear("note/" + location.pathname.split("/")[2]);
};
const register = async ({ session, press }) => {
  go(`/activity/${session}/register`);
  // What cannot be asked for (it overlaps, it is full) is left out.
  const button = await within(2000, () => named("button", press));
  if (!button) return;
  // News of what was settled earlier may use the same words.
  const before = count(words.registration);
  button.click();
  await seen(() => count(words.registration) > before);
  hear("registration/" + session);
};
(async () => {
  for (const thing of things) await (thing.session ? register(thing) : write(thing));
})();
