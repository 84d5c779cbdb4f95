// Takes the pictures of the page that the documents show.
//   usage: node pictures.mjs ADMIN_URL FOLDER CHROMIUM MODULES     a proxy in use, such as `portcullis demo`
import { createRequire } from "node:module";

const [url, folder, executablePath, modules] = process.argv.slice(2);
const { chromium } = createRequire(`${modules}/`)("playwright-core");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"], timeout: 120_000 });

async function picture(name, colorScheme, path, height, prepare = async () => {}) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height } });
  page.setDefaultTimeout(120_000);
  await page.goto(url + path);
  await prepare(page);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.close();
}

const refused = async (page) => {
  await page.locator("table.rows a", { hasText: "stranger" }).first().click();
  await page.locator("ul.tree").first().waitFor();
};
await picture("page", "light", "/ui?live=1", 760);
await picture("page-dark", "dark", "/ui", 760);
await picture("page-decision", "light", "/ui?q=stranger", 640, refused);
await picture("page-decision-dark", "dark", "/ui?q=stranger", 640, refused);
await picture("page-signers", "light", "/ui/signers", 480);
await picture("page-revocation", "light", "/ui/revocation", 760);
await picture("page-revoke-dark", "dark", "/ui/revoke?kind=signer&value=release", 560);
await picture("page-latency", "light", "/ui/latency", 1060);
await picture("page-latency-dark", "dark", "/ui/latency", 1060);
await browser.close();
