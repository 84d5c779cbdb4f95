// Keeps the part of the page that changes up to date. Without it the browser reads the page anew.
"use strict";

const every = 2000;
const news = document.getElementById("news");

function count(root) {
  const text = root.getElementById("count");
  const matching = text && text.textContent.match(/ of (\d+),/);
  return matching ? Number(matching[1]) : 0;
}

async function refresh() {
  const live = document.getElementById("live");
  const open = [...live.querySelectorAll("details")].map((each) => each.open);
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(`the proxy answers ${answer.status}`);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = next.getElementById("live");
    if (!fresh || fresh.innerHTML === live.innerHTML) return;
    const more = count(next) - count(document);
    const selecting = String(getSelection()) !== "" && live.contains(getSelection().anchorNode);
    if (selecting) return;
    const focused = live.contains(document.activeElement) ? document.activeElement : null;
    const scrolled = [...live.querySelectorAll(".wide")].map((each) => each.scrollLeft);
    live.replaceChildren(...fresh.childNodes);
    live.querySelectorAll("details").forEach((each, i) => (each.open = open[i] ?? each.open));
    live.querySelectorAll(".wide").forEach((each, i) => (each.scrollLeft = scrolled[i] ?? 0));
    if (focused) {
      const href = focused.getAttribute("href");
      const again = href
        ? live.querySelector(`a[href="${CSS.escape(href)}"]`)
        : live.querySelector(focused.localName);
      (again || document.getElementById("main")).focus({ preventScroll: true });
    }
    if (news && more > 0) news.textContent = `${more} new`;
  } catch (problem) {
    if (news) news.textContent = `Not up to date: ${problem.message}`;
  }
}

(async function follow() {
  for (;;) {
    await new Promise((done) => setTimeout(done, every));
    if (!document.hidden) await refresh();
  }
})();
