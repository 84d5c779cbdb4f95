// What people do with the page, in a real browser. PageBrowserTest prepares the proxy and reads the results.
//   usage: node scenarios.mjs URL TOKEN CHROMIUM MODULES
// Prints one line of JSON for each scenario: its name, and what went wrong, which is empty if nothing did.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [url, token, executablePath, modules] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const patience = 60_000;

const bearer = { Authorization: `Bearer ${token}` };
const pull = (image) => fetch(`${url}/admin/test-pull?${encodeURIComponent(image)}`, { method: "POST", headers: bearer });
const revoked = async () => (await fetch(`${url}/admin/revocations`)).text();
const pages = ["/ui?q=example/prod", "/ui?q=prod&live=1", "/ui?q=nothing", "/ui?id=d-refused", "/ui/signers", "/ui/revocation",
  "/ui/latency", "/ui/revoke?kind=signer&value=release", "/ui/unrevoke?kind=signer&value=release"];

const scenarios = {
  async whatIsPulledAppearsWithoutReadingThePageAnew({ page }) {
    await page.goto(`${url}/ui?q=live&live=1`);
    await page.evaluate(() => { window.stays = true; });
    await pull("a.example/live/first");
    await page.getByRole("link", { name: "a.example/live/first:v1" }).waitFor();
    assert.equal(await page.evaluate(() => window.stays), true);
    assert.match(await page.getByRole("status").textContent(), /1 new/);
  },

  async focusStaysOnTheSameLinkWhileRowsAreAdded({ page }) {
    await pull("a.example/focus/first");
    await page.goto(`${url}/ui?q=focus&live=1`);
    await page.getByRole("link", { name: "a.example/focus/first:v1" }).focus();
    await pull("a.example/focus/second");
    await page.getByRole("link", { name: "a.example/focus/second:v1" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "a.example/focus/first:v1");
  },

  async pausedPageStaysAsItIs({ page }) {
    await page.goto(`${url}/ui?live=1`);
    await page.getByRole("link", { name: "Pause" }).click();
    assert.equal(await page.locator("script").count(), 0);
    assert.equal(await page.getByRole("link", { name: "Keep up to date" }).count(), 1);
  },

  async searchFindsByImageAndByDigest({ page }) {
    await page.goto(`${url}/ui`);
    await page.getByRole("searchbox").fill("prod/refused");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("1 to 1 of 1").waitFor();
    await page.getByRole("link", { name: "a.example/prod/refused:v1" }).click();
    const digest = await page.locator("dd a", { hasText: /^sha256:/ }).textContent();
    await page.goto(`${url}/ui`);
    await page.getByRole("searchbox").fill(digest);
    await page.keyboard.press("Enter");
    await page.getByText("1 to 1 of 1").waitFor();
    assert.equal(await page.getByRole("link", { name: "a.example/prod/refused:v1" }).count(), 1);
  },

  async explanationIsATreeOfListsThatTheKeyboardOpensAndCloses({ page }) {
    await page.goto(`${url}/ui?id=d-refused`);
    const reason = page.getByText("by a key that no signer names");
    assert.ok(await reason.isVisible());
    const summary = page.locator("summary", { hasText: "signature by release" });
    await summary.focus();
    await page.keyboard.press("Enter");
    assert.ok(!(await reason.isVisible()));
    await page.keyboard.press("Enter");
    assert.ok(await reason.isVisible());
    assert.equal(await page.locator("ul.tree ul.tree ul.tree > li").count(), 1);
  },

  async revokingWithoutTheTokenChangesNothing({ page }) {
    await page.goto(`${url}/ui/signers`);
    await page.getByRole("link", { name: "Revoke signer release" }).click();
    await page.getByLabel("Why; refused clients are told").fill("INC-1");
    await page.getByLabel("Admin token").fill("not-the-token-at-all");
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("alert").filter({ hasText: "not the admin token" }).waitFor();
    assert.equal(await page.getByLabel("Why; refused clients are told").inputValue(), "INC-1");
    assert.equal(await page.getByLabel("Admin token").inputValue(), "");
    assert.doesNotMatch(await revoked(), /release/);
  },

  async revokingWithTheTokenIsConfirmedAndTakenBack({ page }) {
    await page.goto(`${url}/ui/revocation`);
    await page.getByLabel("Kind").selectOption("key");
    await page.getByLabel("Which").fill("4e".repeat(32));
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Revoke?" }).waitFor();
    assert.doesNotMatch(await revoked(), /4e4e/);
    await page.getByLabel("Why; refused clients are told").fill("INC-2");
    await page.getByLabel("Admin token").fill(token);
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("status").filter({ hasText: "is revoked from the next pull on" }).waitFor();
    assert.match(await revoked(), /4e4e/);
    assert.ok(!(await page.content()).includes(token));
    assert.ok(!page.url().includes(token));
    await page.goto(`${url}/ui/revocation`);
    await page.getByRole("link", { name: "Take back" }).click();
    await page.getByLabel("Admin token").fill(token);
    await page.getByRole("button", { name: "Take back" }).click();
    await page.getByRole("status").filter({ hasText: "is not revoked any more" }).waitFor();
    assert.doesNotMatch(await revoked(), /4e4e/);
  },

  async revokingWorksWithoutJavaScript({ plain }) {
    await plain.goto(`${url}/ui/revoke?kind=digest&value=sha256:${"ab".repeat(32)}`);
    await plain.getByLabel("Why; refused clients are told").fill("INC-3");
    await plain.getByLabel("Admin token").fill(token);
    await plain.getByRole("button", { name: "Revoke" }).click();
    await plain.getByText("is revoked from the next pull on").waitFor();
    assert.match(await revoked(), /abab/);
  },

  async everythingIsReadWithoutJavaScript({ plain }) {
    await plain.goto(`${url}/ui?q=prod/refused`);
    await plain.getByRole("link", { name: "a.example/prod/refused:v1" }).click();
    assert.ok(await plain.getByText("by a key that no signer names").isVisible());
    await plain.getByRole("link", { name: "Signers" }).click();
    assert.ok(await plain.getByText("keys/release-2026.pub").isVisible());
    await plain.getByRole("link", { name: "Latency" }).click();
    assert.equal(await plain.getByRole("img").count(), 3);
    await plain.goto(`${url}/ui?live=1`);
    assert.equal(await plain.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").count(), 1);
  },

  async anotherSitesFormChangesNothing({ page, context }) {
    await context.route("http://evil.example/", (route) => route.fulfill({ contentType: "text/html", body:
      `<form method="post" action="${url}/ui/revoke"><input name="kind" value="signer"><input name="value" value="release">
       <input name="reason" value="x"><input name="token" value="${token}"><button>Win</button></form>` }));
    await page.goto("http://evil.example/");
    await page.getByRole("button", { name: "Win" }).click();
    await page.getByRole("alert").filter({ hasText: "came from another site" }).waitFor();
    assert.doesNotMatch(await revoked(), /release/);
  },

  async hostileNamesAndReasonsAreText({ page }) {
    await page.goto(`${url}/ui?q=onerror`);
    assert.notEqual(await page.title(), "taken");
    assert.equal(await page.locator("main img, main script").count(), 0);
    assert.ok((await page.locator("tbody").last().textContent()).includes("<script>document.title='taken'</script>"));
    await page.locator("tbody a").last().click();
    assert.ok((await page.locator("h1").textContent()).includes("<img src=x"));
    assert.ok(!(await page.content()).includes("\u202e"));
    assert.equal(await page.locator("main img, main script").count(), 0);
    assert.notEqual(await page.title(), "taken");
  },

  async tenThousandRowsComeAHundredAtATime({ page }) {
    await page.goto(`${url}/ui?q=many`);
    for (let part = 0; part < 3; part++) {
      assert.equal(await page.locator("table.rows tbody tr").count(), 100);
      assert.ok((await page.locator("*").count()) < 3000, "few enough elements to scroll without a stutter");
      assert.match(await page.locator("#count").textContent(), new RegExp(`^${part * 100 + 1} to ${part * 100 + 100} of 9\\d{3},`));
      await page.getByRole("link", { name: "Older" }).click();
    }
    const frames = await page.evaluate(async () => {
      let frames = 0;
      for (let y = 0; y < document.body.scrollHeight; y += 200, frames++) {
        scrollTo(0, y);
        await new Promise(requestAnimationFrame);
      }
      return frames;
    });
    assert.ok(frames > 5);
  },

  async colourSchemeIsTheReaders({ page }) {
    const brightness = async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${url}/ui`);
      const rgb = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).slice(0, 3));
      return rgb.reduce((sum, part) => sum + Number(part), 0) / 3;
    };
    assert.ok((await brightness("dark")) < 60);
    assert.ok((await brightness("light")) > 200);
  },

  async keyboardAloneReachesEverything({ page }) {
    const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
    await page.goto(`${url}/ui`);
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "To the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "q");
    await page.keyboard.type("prod/refused");
    await page.keyboard.press("Enter");
    await page.getByText("1 to 1 of 1").waitFor();
    for (let i = 0; i < 20 && (await focused()) !== "a.example/prod/refused:v1"; i++) await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "solid");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "a.example/prod/refused:v1" }).waitFor();
    for (let i = 0; i < 30 && !(await focused()).startsWith("Revoke digest"); i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Revoke?" }).waitFor();
  },

  async nothingIsAskedForElsewhereAndThePolicyIsKept({ page }) {
    const wrong = [];
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("request", (request) => request.url().startsWith(url) || wrong.push(request.url()));
    for (const path of pages) await page.goto(url + path);
    assert.deepEqual(wrong, []);
  },

  async axeFindsNothingOnAnyPageInLightOrDark({ page }) {
    const broken = [];
    const resultTypes = ["violations"];
    for (const path of pages) {
      await page.goto(url + path);
      await page.evaluate(axe);
      for (const [colorScheme, rules] of [["light", { resultTypes }], ["dark", { resultTypes, runOnly: ["color-contrast"] }]]) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await page.evaluate((rules) => window.axe.run(rules), rules);
        for (const { id, nodes } of violations) broken.push(`${path} in ${colorScheme}: ${id}: ${nodes[0].html.slice(0, 120)}`);
      }
    }
    assert.deepEqual(broken, []);
  },
};

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"], timeout: patience });
const context = await browser.newContext();
const scriptless = await browser.newContext({ javaScriptEnabled: false });
for (const [name, play] of Object.entries(scenarios)) {
  const began = performance.now();
  let problem = "";
  try {
    const page = await context.newPage();
    const plain = await scriptless.newPage();
    page.setDefaultTimeout(patience);
    plain.setDefaultTimeout(patience);
    await play({ page, plain, context });
    await page.close();
    await plain.close();
  } catch (error) {
    problem = String(error.stack ?? error);
  }
  console.log(JSON.stringify({ name, problem, millis: Math.round(performance.now() - began) }));
}
await browser.close();
