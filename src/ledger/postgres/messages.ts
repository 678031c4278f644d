import type { MessageEntry } from '../../words/index.ts';

/** What stands in the way of using the ledger, ahead of the reason. */
const unusable = (location: string, reason: string): string => `the ledger ${location} cannot be used: ${reason}`;

const CHECK = 'then try: sobot-etl doctor';
const ADDRESS = 'the address (--ledger, SOBOT_ETL_LEDGER or the profile)';

/** Why a ledger in PostgreSQL cannot be used. Part of `LEDGER_MESSAGES`. */
export const POSTGRES_MESSAGES = {
  'ledger-address': {
    meaning: 'The address of the ledger is wrong, or the connection would not be protected.',
    remediation: `Correct ${ADDRESS}: postgres://user@host:5432/database`,
    text: {
      malformed: () =>
        `the address of the ledger is malformed; it looks like postgres://user@host:5432/database, with special characters as %40 and so on. Correct ${ADDRESS}`,
      severalHosts: () => `the address of the ledger names several hosts; name the primary server only`,
      unknownParameter: (name: string, known: readonly string[]) =>
        `the address of the ledger has the parameter ${name}, which is none of ${known.join(', ')}; remove it`,
      unknownSslMode: (mode: string, known: readonly string[]) =>
        `sslmode=${mode} in the address of the ledger is none of ${known.join(', ')}; leave it out, or write sslmode=verify-full`,
      unencrypted: (mode: string, host: string) =>
        `sslmode=${mode} would send customers' data and the CRM's token to ${host} without encryption; leave it out, or write sslmode=verify-full`,
      unverified: (mode: string, host: string) =>
        `sslmode=${mode} encrypts the connection to ${host} but does not check who answers, so anybody on the way could read customers' data and the CRM's token; leave it out, or write sslmode=verify-full, with sslrootcert=FILE if the server's certificate authority is your own`,
      anyHost: (mode: string, host: string) =>
        `sslmode=${mode} does not check that the certificate is that of ${host}; leave it out, or write sslmode=verify-full`,
      unreadableFile: (path: string, code: string) =>
        `the file ${path}, which the address of the ledger names, cannot be read (${code}); correct the path or its permissions`,
      passwordInFlag: () =>
        'the password in --ledger could be read by everybody who lists the processes of this machine; put the address into SOBOT_ETL_LEDGER or the profile, or the password into PGPASSWORD or ~/.pgpass, and leave it out of --ledger',
    },
  },
  'ledger-no-server': {
    meaning: 'No PostgreSQL server answers at the address of the ledger.',
    remediation: `Start the server, or correct ${ADDRESS}, ${CHECK}`,
    text: {
      refused: (location: string, host: string, port: number, code: string) =>
        unusable(
          location,
          `no PostgreSQL server can be reached at ${host}, port ${port} (${code}); start it, or correct ${ADDRESS}, ${CHECK}`,
        ),
      noSuchHost: (location: string, host: string) =>
        unusable(location, `there is no host named ${host}; correct ${ADDRESS}, or check the network, ${CHECK}`),
      silent: (location: string, host: string, port: number) =>
        unusable(
          location,
          `${host}, port ${port} does not answer; check that the server runs and that no firewall is in between, ${CHECK}`,
        ),
      ended: (location: string, reason: string) =>
        unusable(location, `the connection ended (${reason}); check that the server runs, ${CHECK}`),
      starting: (location: string, reason: string) =>
        unusable(location, `the server does not accept connections yet (${reason}); wait until it does, ${CHECK}`),
    },
  },
  'ledger-login': {
    meaning: 'The PostgreSQL server of the ledger refuses the user or the password.',
    remediation: `Correct the user in ${ADDRESS}, and the password there, in PGPASSWORD or in ~/.pgpass, ${CHECK}`,
    text: {
      wrongPassword: (location: string, user: string) =>
        unusable(
          location,
          `the server refuses the password of ${user}, or has no such user; correct it in SOBOT_ETL_LEDGER, the profile, PGPASSWORD or ~/.pgpass, ${CHECK}`,
        ),
      noPassword: (location: string) =>
        unusable(
          location,
          `the server asks for a password; put it into SOBOT_ETL_LEDGER or the profile, PGPASSWORD or ~/.pgpass, ${CHECK}`,
        ),
      refused: (location: string, user: string, reason: string) =>
        unusable(
          location,
          `the server does not let ${user} in: ${reason}; let its administrator add a line for this user and machine to pg_hba.conf, or correct ${ADDRESS}, ${CHECK}`,
        ),
    },
  },
  'ledger-no-database': {
    meaning: 'The database of the ledger does not exist.',
    remediation: 'Create it with createdb, or correct the name in the address. The message has the command.',
    text: {
      missing: (location: string, database: string, command: string) =>
        unusable(location, `the server has no database ${database}; create it with: ${command}`),
    },
  },
  'ledger-permission': {
    meaning: 'The user of the ledger may not create or use its tables.',
    remediation: 'Let the owner of the database grant it. The message has the statement.',
    text: {
      denied: (location: string, user: string, database: string, reason: string) =>
        unusable(
          location,
          `${reason}; let the owner of the database run: GRANT CREATE ON DATABASE "${database}" TO "${user}"; and if the schema sobot_etl is there already: ALTER SCHEMA sobot_etl OWNER TO "${user}", its tables likewise`,
        ),
    },
  },
  'ledger-server-old': {
    meaning: 'The PostgreSQL server of the ledger is too old.',
    remediation: 'Upgrade the server, or choose another.',
    text: {
      version: (location: string, version: string, minimum: number) =>
        unusable(location, `the server is PostgreSQL ${version}; at least PostgreSQL ${minimum} is needed`),
    },
  },
  'ledger-encoding': {
    meaning: 'The database of the ledger cannot store every character.',
    remediation: 'Create a database with the encoding UTF8. The message has the command.',
    text: {
      notUtf8: (location: string, encoding: string, command: string) =>
        unusable(
          location,
          `its encoding is ${encoding}, which has not all characters; create another database with UTF8: ${command}`,
        ),
    },
  },
  'ledger-connections': {
    meaning: 'The PostgreSQL server of the ledger has no connection left.',
    remediation: 'End processes that use the database, or raise max_connections: each sobot-etl takes up to ten.',
    text: {
      exhausted: (location: string) =>
        unusable(
          location,
          'the server has no connection left; end processes that use it, or raise max_connections (each sobot-etl takes up to ten), then run the command again',
        ),
    },
  },
  'ledger-tls': {
    meaning: 'The connection to the ledger cannot be protected by TLS.',
    remediation: `Name the certificate authority with sslrootcert=FILE in ${ADDRESS}, or give the server a certificate for its name, ${CHECK}`,
    text: {
      untrusted: (location: string) =>
        unusable(
          location,
          `the server's certificate is not from an authority that this machine trusts; add ?sslmode=verify-full&sslrootcert=FILE to ${ADDRESS}, where FILE has the certificate of the authority, ${CHECK}`,
        ),
      otherHost: (location: string, host: string) =>
        unusable(
          location,
          `the server's certificate is not for ${host}; write the name that the certificate has into ${ADDRESS}, or give the server a certificate for ${host}, ${CHECK}`,
        ),
      expired: (location: string) =>
        unusable(
          location,
          `the server's certificate has expired or is not valid yet; renew it, or correct this machine's clock, ${CHECK}`,
        ),
      none: (location: string) =>
        unusable(
          location,
          `the server does not offer TLS, so customers' data would pass the network unencrypted; set ssl = on in postgresql.conf with a certificate, or connect through a tunnel to localhost, ${CHECK}`,
        ),
      failed: (location: string, reason: string) =>
        unusable(location, `TLS failed: ${reason}; check the server's TLS settings and the port, ${CHECK}`),
    },
  },
  'ledger-replica': {
    meaning: 'The PostgreSQL server of the ledger is a replica, or is set to be read-only.',
    remediation: `Correct ${ADDRESS} to the primary server, ${CHECK}`,
    text: {
      readOnly: (location: string) =>
        unusable(location, `the server is a replica or read-only; name the primary server in ${ADDRESS}, ${CHECK}`),
    },
  },
  'ledger-pooler': {
    meaning: 'Between sobot-etl and the PostgreSQL server is a pooler that shares connections among programs.',
    remediation: `Correct ${ADDRESS} to the server itself, or to a pooler in session mode, ${CHECK}`,
    text: {
      shared: (location: string) =>
        unusable(
          location,
          `a pooler such as PgBouncer hands its connection to other programs between transactions, so locks would be lost; name the server itself, or a pooler in session mode, in ${ADDRESS}, ${CHECK}`,
        ),
    },
  },
  'ledger-lost': {
    meaning: 'The connection to the ledger was lost for too long, so nothing more could be recorded.',
    remediation: 'When the server is there again, run: sobot-etl resume',
    text: {
      waited: (location: string, waited: string, reason: string) =>
        `the connection to the ledger ${location} was lost and did not come back within ${waited} (${reason}). Nothing was sent after that. When the server is there again, run: sobot-etl resume`,
      whileReading: (location: string, reason: string) =>
        `the connection to the ledger ${location} was lost while a list was read (${reason}). When the server is there again, run the command again, or: sobot-etl resume`,
      closed: (location: string) => `the ledger ${location} is closed`,
    },
  },
  'ledger-lock-lost': {
    meaning: 'The connection to the ledger was lost, and another process took over what this one was working on.',
    remediation: 'See who works on it with: sobot-etl runs',
    text: {
      taken: (location: string, lock: string) =>
        `the connection to the ledger ${location} was lost for a moment, and another process has taken the lock ${lock} meanwhile, so this one stops. See who works on it with: sobot-etl runs`,
    },
  },
  'run-taken-over': {
    meaning: 'Another process has gone on with a run that several machines send, so this one has stopped.',
    remediation: 'See who works on it with: sobot-etl runs',
    text: {
      byAnother: (location: string) =>
        `another process has gone on with this run in the ledger ${location}, so this one has stopped. See who works on it with: sobot-etl runs`,
    },
  },
} as const satisfies Readonly<Record<string, MessageEntry>>;
