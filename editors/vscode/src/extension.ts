// Starts `slslint server`, the language server, and shows whether it runs. Everything else the server does.
import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { LanguageClient, State } from "vscode-languageclient/node";

const LANGUAGES = ["yaml", "json", "jsonc", "javascript", "typescript", "python"];
const INSTALL = "https://slslint.readthedocs.io/editors/";

let client: LanguageClient | undefined;
let status: vscode.LanguageStatusItem;
let turn: Promise<void> = Promise.resolve(); // starts and stops wait for each other

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  status = vscode.languages.createLanguageStatusItem(
    "slslint",
    LANGUAGES.map((language) => ({ language })),
  );
  status.name = "slslint";
  status.command = { command: "slslint.showLog", title: "Show the log" };
  context.subscriptions.push(
    status,
    vscode.commands.registerCommand("slslint.restart", restart),
    vscode.commands.registerCommand("slslint.showLog", () => client?.outputChannel.show()),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("slslint.path") && restart()),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  await restart();
}

export function deactivate(): Promise<void> {
  return (turn = turn.then(stop));
}

function restart(): Promise<void> {
  return (turn = turn.then(stop).then(start, start));
}

async function stop(): Promise<void> {
  await client?.dispose();
  client = undefined;
}

async function start(): Promise<void> {
  const command = await server();
  const version = await versionOf(command);
  if (version === undefined) {
    say(`${command} cannot be run`, vscode.LanguageStatusSeverity.Error);
    const install = "How to install it";
    void vscode.window
      .showErrorMessage(
        `slslint: \`${command}\` cannot be run. Install it with its language server (pip install 'slslint[lsp]'), or set slslint.path.`,
        install,
      )
      .then((answer) => answer === install && vscode.env.openExternal(vscode.Uri.parse(INSTALL)));
    return;
  }
  const run = { command, args: ["server"] };
  client = new LanguageClient("slslint", "slslint", run, {
    documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
    initializationOptions: {
      ...vscode.workspace.getConfiguration("slslint"),
      again: "editor.action.triggerSuggest", // what completes part by part asks for more with it
    },
    synchronize: { configurationSection: "slslint" },
  });
  client.onDidChangeState(({ newState }) => {
    const stopped = newState === State.Stopped;
    say(`${version}${stopped ? ", stopped" : ""}`, vscode.LanguageStatusSeverity[stopped ? "Error" : "Information"]);
  });
  await client.start().catch((error) => say(`${error}`, vscode.LanguageStatusSeverity.Error));
}

function say(text: string, severity: vscode.LanguageStatusSeverity): void {
  status.text = text;
  status.severity = severity;
}

/** The program to run: the setting's, the workspace's own, or the one on the PATH. */
async function server(): Promise<string> {
  const chosen = vscode.workspace.getConfiguration("slslint").get<string>("path")?.trim();
  if (chosen) return chosen;
  const own = process.platform === "win32" ? join("Scripts", "slslint.exe") : join("bin", "slslint");
  // What lies in a folder that is not trusted is not run.
  for (const { uri } of vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : []) {
    for (const environment of [".venv", "venv"]) {
      const path = join(uri.fsPath, environment, own);
      const runs = await access(path, constants.X_OK).then(() => true, () => false);
      if (runs) return path;
    }
  }
  return "slslint";
}

/** `slslint 1.2.3`; undefined where the program cannot be run. */
function versionOf(command: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, ["--version"], (error, stdout) => resolve(error ? undefined : stdout.trim()));
  });
}
