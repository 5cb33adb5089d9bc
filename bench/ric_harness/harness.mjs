// Runs one handler on the real runtime interface client of AWS Lambda and tells what is answered, and when.
//
//   node harness.mjs RIC FILE.EXPORT [SECONDS]
//
// RIC is the folder of the npm package aws-lambda-ric (`npm install --ignore-scripts aws-lambda-ric@3.3.0`, version 4
// for nodejs24.x): only its JavaScript is used, its native HTTP client is stood in for here. Prints one JSON object:
// kind (answer, error, init-error, exit, timeout), ms since the invocation, body.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const self = fileURLToPath(import.meta.url);
const [ric, handler, seconds = '1.5'] = process.argv.slice(2);

if (process.env.RIC_HARNESS_CHILD) await child();
else parent();

function parent() {
  const env = {
    ...process.env, RIC_HARNESS_CHILD: '1', AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9', LAMBDA_TASK_ROOT: path.dirname(path.resolve(handler)),
    AWS_LAMBDA_FUNCTION_NAME: 'f', AWS_LAMBDA_FUNCTION_VERSION: '1', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    _HANDLER: path.basename(handler), AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x', AWS_LAMBDA_LOG_GROUP_NAME: 'g', AWS_LAMBDA_LOG_STREAM_NAME: 's', AWS_REGION: 'us-east-1',
  };
  const started = spawn(process.execPath, [self, ric, handler], { env, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  let text = '';
  started.stdio[3].on('data', (piece) => { text += piece; });
  const timer = setTimeout(() => { started.kill('SIGKILL'); }, 1000 * seconds);
  started.on('close', (code) => {
    clearTimeout(timer);
    console.log(text.trim() || JSON.stringify({ kind: code === null ? 'timeout' : 'exit', code }));
  });
}

async function child() {
  const require = createRequire(self);
  const Module = require('node:module');
  const http = require('node:http');
  const fs = require('node:fs');
  let began = 0;
  const tell = (kind, body) => {
    fs.writeSync(3, `${JSON.stringify({ kind, ms: began ? Date.now() - began : null, body })}\n`);
  };
  let calls = 0;
  const native = {
    initializeClient() {},
    next() {
      calls += 1;
      if (calls > 1) process.exit(0);
      began = Date.now();
      const headers = { 'lambda-runtime-aws-request-id': '1', 'lambda-runtime-deadline-ms': String(began + 60000),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:1:function:f' };
      return Promise.resolve({ bodyJson: '{"body":"{}"}', headers });
    },
    done(id, body) { tell('answer', String(body)); },
    error(id, body) { tell('error', String(body)); },
  };
  const load = Module._load;
  Module._load = function (request, ...rest) {
    return request.endsWith('rapid-client.node') ? native : load.call(this, request, ...rest);
  };
  const request = http.request;
  http.request = (options, done) => {
    if (!String(options.path).startsWith('/2018-06-01/')) return request(options, done);
    const chunks = [];
    const answer = { on(event, f) { if (event === 'end') setImmediate(f); return answer; }, statusCode: 202, resume() {} };
    const sent = {
      on: () => sent, once: () => sent, setHeader() {}, write(piece) { chunks.push(piece); return true; },
      end(piece) {
        if (piece) chunks.push(piece);
        const kind = options.path.includes('init/error') ? 'init-error' : options.path.endsWith('/response') ? 'answer' : 'error';
        tell(kind, chunks.join(''));
        if (done) setImmediate(() => done(answer));
        return sent;
      },
    };
    return sent;
  };
  const entry = ['dist/index.mjs', 'index.mjs'].map((each) => path.join(ric, each)).find((each) => existsSync(each));
  const { run } = await import(pathToFileURL(entry)); // version 4 starts by itself
  if (run) await run(path.dirname(path.resolve(handler)), path.basename(handler));
}
