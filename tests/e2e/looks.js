/* Gives what a person with weak eyes and a heavy thumb would stumble over, each as a sentence. */
const found = new Map();
const say = (what, element) => {
  const words = (element.getAttribute("aria-label") || element.innerText || element.id || "").trim();
  const line = `${what}: <${element.tagName.toLowerCase()} class="${element.className.baseVal ?? element.className}"> ${words.slice(0, 24)}`;
  found.set(line, line);
};
const shown = (element) => {
  if (element.closest("[aria-hidden=true], .unseen, [inert]")) return false;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return box.width > 1 && box.height > 1 && style.visibility === "visible" && style.display !== "none";
};

// Words below 18 px.
const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (words.nextNode()) {
  const element = words.currentNode.parentElement;
  if (!words.currentNode.data.trim() || !shown(element)) continue;
  const size = parseFloat(getComputedStyle(element).fontSize);
  if (size < 17.99) say(`text of ${size} px`, element);
}

// Targets below 44 by 44, or 60 for the one main button. What a press reaches counts: the label of
// a tick, the whole row of a link that spans it.
const press = "a[href], button, input, select, textarea, summary, [role=button], [role=option]";
for (const element of document.querySelectorAll(press)) {
  if (element.closest("[aria-hidden=true]") || element.classList.contains("skip") || element.tabIndex < 0 && !element.matches("input, [role=option]")) continue;
  const target = element.closest("label") ?? (element.matches(".row-title") ? element.closest(".row") : element);
  if (!shown(target)) continue;
  const { width, height } = target.getBoundingClientRect();
  const least = element.matches(".button[data-kind=main]") ? 60 : 44;
  // Seven days side by side do not fit into 320 px with 44 each; the steppers reach every day too.
  const broad = element.matches(".day") && innerWidth < 360 ? 34 : 44;
  if (height < least - 0.5 || width < broad - 0.5) {
    say(`target of ${Math.round(width)}x${Math.round(height)}, should be ${broad}x${least}`, target);
  }
}

// What reaches over the side.
const root = document.documentElement;
if (root.scrollWidth > root.clientWidth) {
  say(`${root.scrollWidth} px wide on a screen of ${root.clientWidth}`, root);
  for (const element of document.querySelectorAll("main *")) {
    if (shown(element) && element.getBoundingClientRect().right > root.clientWidth + 1) say("reaches over the side", element);
  }
}
return [...found.keys()];
