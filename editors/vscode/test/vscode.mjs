// The extension in a real VS Code: it opens a service, sees the findings, mends one, saves, and takes a screenshot.
//
//   npm run package
//   node test/vscode.mjs TOOLS SLSLINT SCREENSHOT.png
//
// TOOLS is a folder with the npm packages code-server (whose server of VS Code is used), puppeteer-core and
// @sparticuz/chromium; SLSLINT is the program. The README of this folder says how to make TOOLS.
import assert from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [tools, slslint, screenshot] = process.argv.slice(2).map((argument) => resolve(argument));
const require = createRequire(join(tools, "package.json"));
const load = async (name) => (await import(pathToFileURL(require.resolve(name)).href)).default;
const server = join(tools, "node_modules", "code-server", "lib", "vscode", "out", "server-main.js");
const extension = dirname(dirname(fileURLToPath(import.meta.url)));
const PORT = 8765;

const SERVICE = `service: notes

provider:
  name: aws
  runtime: nodejs22.x
  stage: \${opt:stage, 'dev'}
  logs: {restApi: true}

custom:
  table: notes-\${sls:stage}

functions:
  list:
    handler: src/notes.list
    environment:
      TABLE: \${self:custom.table}
    events:
      - http: GET /notes
  create:
    handler: src/notes.creat
    timeout: 10
    events:
      - http:
          method: post
          path: /notes
          authorizer: aws_iam
`;
const HANDLERS = `exports.list = async () => ({ statusCode: 200, body: "[]" });
exports.create = async () => ({ statusCode: 201, body: "{}" });
`;

const folder = mkdtempSync(join(tmpdir(), "slslint-vscode-"));
const project = join(folder, "notes");
const data = join(folder, "data");
mkdirSync(join(project, "src"), { recursive: true });
writeFileSync(join(project, "serverless.yml"), SERVICE);
writeFileSync(join(project, "src", "notes.js"), HANDLERS);
mkdirSync(join(data, "data", "Machine"), { recursive: true });
writeFileSync(
  join(data, "data", "Machine", "settings.json"),
  JSON.stringify({
    "slslint.path": slslint,
    "workbench.startupEditor": "none",
    "editor.minimap.enabled": false,
  }),
);

const vsix = readdirSync(extension).find((name) => name.endsWith(".vsix"));
const install = ["--install-extension", join(extension, vsix), "--server-data-dir", data, "--telemetry-level", "off"];
assert.equal(spawnSync("node", [server, ...install], { stdio: "inherit" }).status, 0);

const options = ["--without-connection-token", "--accept-server-license-terms", "--telemetry-level", "off"];
const code = spawn("node", [server, ...options, "--host", "127.0.0.1", "--port", `${PORT}`, "--server-data-dir", data]);
await new Promise((ready) => code.stdout.on("data", (text) => `${text}`.includes("host agent started") && ready()));

const chromium = await load("@sparticuz/chromium");
const puppeteer = await load("puppeteer-core");
const browser = await puppeteer.launch({
  args: [...chromium.args, "--no-sandbox"],
  executablePath: await chromium.executablePath(),
  headless: "shell",
  defaultViewport: { width: 1280, height: 860 },
});
try {
  const page = await browser.newPage();
  const file = `vscode-remote://127.0.0.1:${PORT}${join(project, "serverless.yml")}`;
  const payload = encodeURIComponent(JSON.stringify([["openFile", file]]));
  await page.goto(`http://127.0.0.1:${PORT}/?folder=${project}&payload=${payload}`);
  const trust = await page.waitForSelector("::-p-text(Yes, I trust the authors)", { timeout: 60_000 });
  await trust.click(); // until then, the program that the settings name is not run
  await page.waitForSelector(".squiggly-error", { timeout: 90_000 });

  await chord(page, "Control", "Shift", "KeyM");
  await seen(page, ".markers-panel", ["timeout-unset", "export-not-found", "caller-unknown"]);
  await seen(page, ".monaco-editor .view-lines", ["notes-dev"]); // what a variable comes to, as an inlay hint
  await page.screenshot({ path: screenshot });

  await page.click(".markers-panel .monaco-list-row:nth-child(2)", { clickCount: 2 });
  await go(page, 13);
  await chord(page, "Control", "Period");
  await page.waitForSelector(".action-widget .monaco-list-row", { timeout: 20_000 });
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll(".squiggly-warning").length === 0, { timeout: 20_000 });
  await chord(page, "Control", "KeyS");
  await new Promise((done) => setTimeout(done, 1_000));
  const saved = readFileSync(join(project, "serverless.yml"), "utf8");
  assert.match(saved, /  list:\n    timeout: 6\n/);
  console.log("findings seen, one mended and saved");
} catch (error) {
  await (await browser.pages()).at(-1)?.screenshot({ path: screenshot.replace(".png", "-failed.png") });
  throw error;
} finally {
  await browser.close();
  code.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function chord(page, ...keys) {
  for (const key of keys) await page.keyboard.down(key);
  for (const key of keys.reverse()) await page.keyboard.up(key);
}

async function go(page, line) {
  await page.click(".monaco-editor .view-lines");
  await chord(page, "Control", "KeyG");
  await page.waitForSelector(".quick-input-widget input", { visible: true });
  await page.keyboard.type(`${line}:4`);
  await page.keyboard.press("Enter");
  await new Promise((done) => setTimeout(done, 500));
}

async function seen(page, selector, words) {
  await page.waitForFunction(
    (selector, words) => {
      const text = document.querySelector(selector)?.textContent?.replaceAll("\u00a0", " ") ?? "";
      return words.every((word) => text.includes(word));
    },
    { timeout: 60_000 },
    selector,
    words,
  );
}
