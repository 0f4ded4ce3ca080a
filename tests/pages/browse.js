// Opens a page in Chromium and says as JSON what it finds:
//
//   browse.js PROGRAM PAGE WIDTH SCHEME [CASE]
//
// PROGRAM is that of Chromium, SCHEME light or dark. The page is asked for its width, for
// what an accessibility checker says of it, for what it loaded and what went wrong. With the
// id of a case the script of the page is tried too, and the page without it.
"use strict";
const { pathToFileURL } = require("url");
const fs = require("fs");
const puppeteer = require("puppeteer-core");

const [program, file, width, scheme, id] = process.argv.slice(2);
const address = pathToFileURL(file).href;
const found = { requests: [], errors: [] };

// The anchor as a link of the page has it.
const anchor = (text) => text.replace(/[^A-Za-z0-9/,:=._-]/g, encodeURIComponent);

const isOpen = (page, name) =>
	page.evaluate((n) => document.getElementById(n).parentElement.open, name);

async function watch(browser) {
	const page = await browser.newPage();
	page.on("request", (r) => {
		if (r.url().split("#")[0] !== address) found.requests.push(r.url());
	});
	page.on("console", (m) => found.errors.push(m.text()));
	page.on("pageerror", (e) => found.errors.push(String(e)));
	page.on("dialog", (d) => found.errors.push("dialog " + d.message()));
	await page.setViewport({ width: Number(width), height: 900 });
	await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
	return page;
}

async function look(browser) {
	const page = await watch(browser);
	await page.goto(address);
	found.overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	found.links = await page.evaluate(() =>
		[...document.links].filter((a) => !a.getAttribute("href").startsWith("#")).length);
	found.ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
	found.paper = (await page.pdf({ format: "A4" })).length;
	await page.close();
}

// The checker is put in past the policy of the page, which would not let it run.
async function check(browser) {
	const page = await watch(browser);
	await page.setBypassCSP(true);
	await page.goto(address);
	await page.evaluate(() => document.querySelectorAll("details")
		.forEach((d, i) => { d.open = i < 24; }));
	await page.evaluate(fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
	const result = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
	found.rules = result.passes.length;
	found.violations = result.violations.map((v) => v.id + ": " + v.help + ": " + v.nodes[0].html);
	await page.close();
}

async function use(browser) {
	const page = await watch(browser);
	await page.goto(address);
	await page.type("input[type=search]", id);
	found.filtered = await page.evaluate(() => [...document.querySelectorAll(".case:not([hidden]) > summary code")]
		.map((e) => e.textContent));
	await page.click("table.findings thead button");
	found.sorted = await page.evaluate(() => [...document.querySelectorAll("table.findings tbody tr")]
		.map((r) => r.cells[0].textContent));
	await page.focus("select");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	found.byKeys = await page.evaluate(() => document.activeElement.parentElement.open);
	await page.evaluate((a) => { location.hash = a; }, anchor(id));
	await page.waitForFunction((a) => document.getElementById(a).parentElement.open, {}, anchor(id));
	await page.close();
}

async function useWithoutScript(browser) {
	const page = await watch(browser);
	await page.setJavaScriptEnabled(false);
	await page.goto(address + "#" + anchor(id));
	found.bareTools = await page.evaluate(() => document.querySelectorAll("button, input").length);
	found.bareOpen = await isOpen(page, anchor(id));
	await page.close();
}

(async () => {
	const browser = await puppeteer.launch({
		executablePath: program,
		headless: true,
		args: ["--no-sandbox", "--disable-gpu"],
	});
	try {
		await look(browser);
		await check(browser);
		if (id) {
			await use(browser);
			await useWithoutScript(browser);
		}
	} finally {
		await browser.close();
	}
	console.log(JSON.stringify(found));
})().catch((error) => {
	console.error(error);
	process.exit(1);
});
