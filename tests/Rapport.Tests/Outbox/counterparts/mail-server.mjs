// A mail server that others made and use, for tests: node mail-server.mjs '{"key": …, "cert": …, "user": …, "password": …}'
// It says its port, and then of every mail what a reader of mail that others made finds in it, a line each.
import { SMTPServer } from "smtp-server";
import { simpleParser } from "mailparser";

const { key, cert, user, password, sender } = JSON.parse(process.argv[2]);
const say = what => process.stdout.write(JSON.stringify(what) + "\n");

const server = new SMTPServer({
  key,
  cert,
  hideSTARTTLS: !key,
  authOptional: !user,
  allowInsecureAuth: false,
  disableReverseLookup: true,
  logger: false,
  onAuth: (auth, session, done) => (auth.username === user && auth.password === password ? done(null, { user }) : done(new Error("Invalid user or password"))),
  onMailFrom: (address, session, done) => (sender && address.address !== sender ? done(Object.assign(new Error("Not your address"), { responseCode: 550 })) : done()),
  onData: (stream, session, done) => {
    simpleParser(stream).then(mail => {
      say({
        secure: session.secure,
        user: session.user ?? null,
        envelope: { from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map(to => to.address) },
        headers: mail.headerLines.map(line => line.key),
        messageId: mail.messageId,
        subject: mail.subject,
        from: mail.from.value,
        to: mail.to.value,
        text: mail.text,
        html: mail.html,
        attachments: mail.attachments.length,
      });
      done();
    }, done);
  },
});
server.on("error", () => {});
server.listen(0, "127.0.0.1", () => say({ port: server.server.address().port }));
process.stdin.on("end", () => process.exit(0)).resume();
