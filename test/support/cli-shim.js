// Stands in for the command in a shell: passes it to the process of the test, which has hosts for it.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const [, , socket, ...args] = process.argv;
const connection = connect(socket);
connection.end(JSON.stringify({ args, cwd: process.cwd(), env: process.env }));
const { code, stdout, stderr } = JSON.parse(await text(connection));
process.stderr.write(stderr);
process.stdout.write(stdout);
process.exitCode = code;
